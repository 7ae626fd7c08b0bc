"""The figures and names of a statement exactly as its pages print them.

Whoever compares a page with the data inside takes line ends and `fitting.BREAK` out of the page's
text, which may stand wherever a line was broken, and looks for each of these.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from app.certification.paper.certificate import sheet_of
from app.certification.paper.figures import count, moment, number
from app.certification.paper.fitting import swapped
from app.certification.paper.parts import Sheet
from app.certification.paper.usage import permitted_words, used_words
from app.certification.statement import StatedLine, Statement
from app.documents.model import Paper
from app.documents.render import plain


class Printed(msgspec.Struct, frozen=True):
    """One text that has to stand on the pages."""

    what: str
    """Where it belongs, for people: "line 3, used"."""
    text: str
    row: str = ""
    """Printed texts of one table row share this; "" for what stands alone."""


def figures(statement: Statement, paper: Paper = Paper.A4) -> tuple[Printed, ...]:
    """Every figure, name, hash and date that a certificate prints, in the order of the pages."""
    sheet = sheet_of(statement, paper)
    found = (
        *_head(sheet, statement),
        *(one for line in statement.lines for one in _line(sheet, line)),
        *_schedules(sheet, statement),
        *_end(sheet, statement),
    )
    return tuple(
        msgspec.structs.replace(one, text=part)
        for one in found
        for part in plain(swapped(one.text, statement.replaced)).split("\n")
        if part.strip()
    )


def _head(sheet: Sheet, statement: Statement) -> Iterator[Printed]:
    yield Printed("certificate", statement.id)
    yield Printed("customer", statement.customer.name)
    yield Printed("vendor", statement.vendor.name)
    yield Printed("figures as of", moment(sheet.style, statement.as_of))
    if statement.request is not None:
        yield Printed("request", statement.request.id)


def _line(sheet: Sheet, line: StatedLine) -> Iterator[Printed]:
    row = f"line {line.n}"
    difference = number(sheet.style, line.difference, signed=True)
    for what, text in (
        ("number", str(line.n)),
        ("product", line.product or line.product_id),
        ("metric", sheet.words.metric(line.metric)),
        *(("order", one) for one in line.orders),
        ("permitted", permitted_words(sheet, line)),
        ("used", used_words(sheet, line)),
        ("difference", difference or sheet.words("nothing")),
        ("result", sheet.words.of("results", line.result)),
        *(("evidence", one) for one in line.evidence),
    ):
        yield Printed(f"{row}, {what}", text, row)
    if line.explanation:
        yield Printed(f"{row}, explanation", line.explanation)


def _schedules(sheet: Sheet, statement: Statement) -> Iterator[Printed]:
    for source in statement.evidence:
        yield Printed(f"{source.ref}, hash", source.sha256)
        yield Printed(f"{source.ref}, title", sheet.words.said(source.title))
        yield Printed(
            f"{source.ref}, rows",
            sheet.words(
                "counted_of",
                counted=count(sheet.style, source.rows_counted),
                read=count(sheet.style, source.rows_read),
            ),
        )
    for instance in statement.instances:
        row = f"instance {instance.n}"
        yield Printed(f"{row}, host", instance.host, row)
        yield Printed(f"{row}, product", instance.product, row)
    for user in statement.users:
        row = f"user {user.n}"
        name = user.name or sheet.words("user_n", n=count(sheet.style, user.n))
        yield Printed(f"{row}, name", name, row)
        yield Printed(f"{row}, product", user.product, row)


def _end(sheet: Sheet, statement: Statement) -> Iterator[Printed]:
    for answer in statement.attestations:
        yield Printed(f"statement {answer.id}", sheet.words.said(answer.statement))
        yield Printed(f"statement {answer.id}, answer", sheet.words.of("replies", answer.reply))
        if answer.text:
            yield Printed(f"statement {answer.id}, text", answer.text)
    for one in statement.deletions:
        row = f"deletion {one.n}"
        yield Printed(f"{row}, place", one.place, row)
        yield Printed(f"{row}, method", one.method, row)
        yield Printed(
            f"{row}, date",
            moment(sheet.style, one.deleted_at) if one.deleted_at else sheet.words("not_deleted"),
            row,
        )
    for finding in statement.findings:
        yield Printed("open finding", finding)
    for terms in statement.terms:
        yield Printed("terms", terms.sha256)
    for who in (statement.signatory, statement.countersignatory):
        if who is not None:
            yield Printed("signatory", who.name)
            yield Printed("signatory's title", who.title)

"""The schedules at the end: evidence with its hashes, instances, users, replaced characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from app.certification.asked import Kind
from app.certification.paper.figures import count, moment, size
from app.certification.paper.parts import Cell, Part, Sheet, quiet, strong
from app.certification.statement import StatedEvidence, Statement


def schedules(sheet: Sheet, statement: Statement, *, fresh: bool = True) -> list[Part]:
    """All schedules that have something in them, lettered; the evidence of use always."""
    letters = _letters()
    parts: list[Part] = []
    for title, content in (
        ("evidence", _evidence(sheet, statement)),
        ("instances", _instances(sheet, statement)),
        ("users", _users(sheet, statement)),
        ("replaced", _replaced(sheet, statement)),
    ):
        if content:
            name = sheet.words("schedule", letter=next(letters), title=sheet.words(title))
            parts.append(sheet.heading(name, fresh=fresh and not parts))
            parts += content
    return parts


def _letters() -> Iterator[str]:
    yield from "ABCDEFGH"


def _evidence(sheet: Sheet, statement: Statement) -> list[Part]:
    words = sheet.words
    if not statement.evidence:
        deletes = statement.kind == Kind.DELETION
        return [] if deletes else [sheet.remark(words("evidence_none"))]
    head = (words("col_evidence"), words("col_source"), words("col_count"))
    rows = [_source(sheet, one) for one in statement.evidence]
    return [
        sheet.remark(words("evidence_words"), leads=True),
        sheet.table(head, rows, (16, 0, 50)),
    ]


def _source(sheet: Sheet, one: StatedEvidence) -> list[Cell]:
    words, style = sheet.words, sheet.style
    kind = words.of("kinds", one.kind)
    about = [kind] if kind != words.said(one.title) else []
    if one.size:
        about.append(size(style, one.size))
    if one.sha256:
        about.append(words("hash"))
    told = (("definition", one.definition), ("typed_reason", one.reason))
    below = [words(key, text=words.said(text)) for key, text in told if text]
    if one.signature:
        below.append(words("report_signature", text=one.signature))
    rows = words(
        "counted_of", counted=count(style, one.rows_counted), read=count(style, one.rows_read)
    )
    left_out = [
        words("left_out_rows", reason=words.said(reason), n=count(style, n))
        for reason, n in sorted(one.left_out.items())
    ]
    when = words("counted_at", moment=moment(style, one.counted_at))
    by = words("added_by", name=one.added_by) if one.added_by else ""
    return [
        one.ref,
        strong(
            words.said(one.title),
            below=below,
            small=[words("listed").join(about)],
            code=one.sha256,
        ),
        quiet(rows, [*left_out, when, by]),
    ]


def _instances(sheet: Sheet, statement: Statement) -> list[Part]:
    if not statement.instances:
        return []
    words = sheet.words
    head = [
        words(f"col_{one}")
        for one in ("n", "host", "product_only", "for", "hosted_by", "source_row")
    ]
    known = {True: "true", False: "false", None: "unknown"}
    rows: list[list[Cell]] = [
        [
            count(sheet.style, one.n), one.host, one.product,
            words.of("production", known[one.production]),
            _whose(sheet, statement, one.hosted_by, one.company),
            words("source_row", evidence=one.evidence, row=count(sheet.style, one.row)),
        ]
        for one in statement.instances
    ]  # fmt: skip
    return [sheet.table(head, rows, (11, 0, 34, 27, 33, 22), snug=(2, 3, 4, 5), size=8.4)]


def _users(sheet: Sheet, statement: Statement) -> list[Part]:
    if not statement.users:
        return []
    words = sheet.words
    head = [words(f"col_{one}") for one in ("n", "user", "product_only", "belongs", "source_row")]
    rows: list[list[Cell]] = [
        [
            count(sheet.style, one.n),
            one.name or words("user_n", n=count(sheet.style, one.n)),
            one.product,
            _whose(sheet, statement, one.belongs, one.company),
            words("source_row", evidence=one.evidence, row=count(sheet.style, one.row)),
        ]
        for one in statement.users
    ]  # fmt: skip
    return [sheet.table(head, rows, (13, 0, 34, 38, 24), snug=(2, 3, 4), size=8.4)]


def _replaced(sheet: Sheet, statement: Statement) -> list[Part]:
    if not statement.replaced:
        return []
    words = sheet.words
    head = (words("col_character"), words("col_printed"))
    rows: list[list[Cell]] = [[_named(one), other] for one, other in statement.replaced.items()]
    return [
        sheet.remark(words("replaced_words"), leads=True),
        sheet.table(head, rows, (0, 80)),
    ]


def _whose(sheet: Sheet, statement: Statement, belongs: str, company: str) -> str:
    """Whose it is; the company is named where it is not the customer itself."""
    whose = sheet.words.of("belongings", belongs)
    if not company or company == statement.customer.name:
        return whose
    return sheet.words("hosted", whose=whose, company=company)


def _named(characters: str) -> str:
    """Characters that cannot be shown, by their numbers and the names of the standard."""
    return "\n".join(f"U+{ord(one):04X} {unicodedata.name(one, '')}".strip() for one in characters)

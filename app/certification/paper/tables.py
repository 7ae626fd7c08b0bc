"""A certificate as data for other programs: CSV, a workbook, canonical JSON.

Heads are in the document's language; figures are plain numbers, instants RFC 3339 or cells of a
workbook in UTC. What might be taken for a formula is written so that it is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from app.base.files import write_bytes
from app.base.spreadsheets import Cell, add_sheet, csv_table, put_row, workbook
from app.certification.asked import Kind
from app.certification.paper.figures import instant_of
from app.certification.paper.wording import Words, words
from app.certification.statement import StatedLine, Statement
from app.documents.canonical import canonical
from app.documents.model import Paper

Rows = Sequence[Sequence[Cell]]
Table = tuple[str, Sequence[str], Rows]


def export(statement: Statement, path: Path, form: str, paper: Paper = Paper.A4) -> None:
    """Write it as "json", "csv", "xlsx" or "schedules" (a PDF); the file is whole or untouched.

    Raises the problems of the disk and of documents, ValueError for another form.
    """
    match form:
        case "json":
            write_json(statement, path)
        case "csv":
            write_csv(statement, path)
        case "xlsx":
            write_xlsx(statement, path)
        case "schedules":
            write_schedules(statement, path, paper)
        case _:
            raise ValueError(f"certificates have no form {form!r}")


def write_json(statement: Statement, path: Path) -> None:
    """The canonical JSON, byte for byte what is embedded in the PDF."""
    write_bytes(path, canonical(statement))


def write_csv(statement: Statement, path: Path) -> None:
    """The lines of a certificate of compliance, the inventory of a certificate of deletion."""
    _name, heads, rows = next(tables(statement))
    with csv_table(path, heads) as put:
        for row in rows:
            put(row)


def write_xlsx(statement: Statement, path: Path) -> None:
    """Every table of the certificate on a sheet of its own."""
    with workbook(path) as book:
        for name, heads, rows in tables(statement):
            widths = [max(12, min(40, len(head) + 6)) for head in heads]
            sheet = add_sheet(book, heads, widths, _sheet_name(name))
            for line, row in enumerate(rows, start=1):
                put_row(sheet, line, row)


def write_schedules(statement: Statement, path: Path, paper: Paper) -> None:
    """The schedules of evidence, instances and users as a PDF of their own."""
    from app.certification.paper.printing import schedules_pdf  # noqa: PLC0415 - the typesetter

    made = instant_of(statement.made_at) or datetime.fromtimestamp(0, UTC)
    write_bytes(path, schedules_pdf(statement, paper=paper, fixed=made))


def tables(statement: Statement) -> Iterator[Table]:
    """The tables, the chief one first: name, heads, rows."""
    said = words(statement.language)
    if statement.kind == Kind.DELETION:
        yield _deletions(said, statement)
    if statement.kind != Kind.DELETION or statement.lines:
        yield said("usage"), _line_heads(said), [_line(said, one) for one in statement.lines]
    if statement.left_out:
        rows = [_line(said, one) for one in statement.left_out]
        yield said("left_out"), _line_heads(said), rows
    yield _evidence(said, statement)
    if statement.instances:
        yield _instances(said, statement)
    if statement.users:
        yield _users(said, statement)
    yield _attested(said, statement)


def _line_heads(said: Words) -> list[str]:
    names = (
        "col_n", "col_product_only", "col_metric", "col_unit", "col_orders", "col_clause",
        "col_permitted", "col_used", "col_difference", "col_result", "col_evidence",
        "col_answer", "col_explanation",
    )  # fmt: skip
    return [said(one) for one in names]


def _line(said: Words, one: StatedLine) -> list[Cell]:
    return [
        one.n, one.product or one.product_id, said.metric(one.metric), one.unit,
        " ".join(one.orders), said.clause(one.clause),
        _figure(one.permitted), _figure(one.used), _figure(one.difference),
        said.of("results", one.result), " ".join(one.evidence),
        said.of("resolutions", one.resolution) if one.resolution else "", one.explanation,
    ]  # fmt: skip


def _evidence(said: Words, statement: Statement) -> Table:
    names = ("col_evidence", "col_kind", "col_source", "col_size", "col_rows_read",
             "col_rows_counted", "col_count", "col_by", "col_definition", "col_reason")  # fmt: skip
    rows = [
        [
            one.ref, said.of("kinds", one.kind), said.said(one.title), one.size, one.rows_read,
            one.rows_counted, instant_of(one.counted_at), one.added_by, one.definition, one.reason,
            one.sha256,
        ]
        for one in statement.evidence
    ]  # fmt: skip
    return said("evidence"), [*(said(one) for one in names), "SHA-256"], rows


def _instances(said: Words, statement: Statement) -> Table:
    names = ("col_n", "col_host", "col_product_only", "col_for", "col_hosted_by", "col_company",
             "col_evidence", "col_row")  # fmt: skip
    known = {True: "true", False: "false", None: "unknown"}
    rows: list[list[Cell]] = [
        [
            one.n, one.host, one.product, said.of("production", known[one.production]),
            said.of("belongings", one.hosted_by), one.company, one.evidence, one.row,
        ]
        for one in statement.instances
    ]  # fmt: skip
    return said("instances"), [said(one) for one in names], rows


def _users(said: Words, statement: Statement) -> Table:
    names = ("col_n", "col_user", "col_product_only", "col_belongs", "col_company",
             "col_evidence", "col_row")  # fmt: skip
    rows: list[list[Cell]] = [
        [
            one.n, one.name, one.product, said.of("belongings", one.belongs), one.company,
            one.evidence, one.row,
        ]
        for one in statement.users
    ]  # fmt: skip
    return said("users"), [said(one) for one in names], rows


def _attested(said: Words, statement: Statement) -> Table:
    names = ("col_clause", "col_statement", "col_reply", "col_explanation")
    rows = [
        [
            said.clause(one.clause), said.said(one.statement), said.of("replies", one.reply),
            one.text,
        ]
        for one in statement.attestations
    ]  # fmt: skip
    return said("attested"), [said(one) for one in names], rows


def _deletions(said: Words, statement: Statement) -> Table:
    names = ("col_n", "col_product_only", "col_what", "col_place", "col_method", "col_by",
             "col_deleted", "col_explanation")  # fmt: skip
    rows = [
        [
            one.n, one.product, said.said(one.what), one.place, one.method, one.by,
            instant_of(one.deleted_at) if one.deleted_at else said("not_deleted"), one.note,
        ]
        for one in statement.deletions
    ]  # fmt: skip
    return said("deleted"), [said(one) for one in names], rows


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _sheet_name(name: str) -> str:
    """A name that a workbook allows."""
    return "".join(one for one in name if one not in "[]:*?/\\")[:31]

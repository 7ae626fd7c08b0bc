"""A mapping made definite before rows are counted: what was found by looking is written into it.

So the same copy with the same mapping gives the same rows, on any day and by any later version.
"""

from __future__ import annotations

import msgspec

from app.base.tasks import CancelToken
from app.base.text import _
from app.certification.usage import problems
from app.certification.usage.days import day_order
from app.certification.usage.look import Form
from app.certification.usage.mapped import MEMBERS
from app.certification.usage.meaning import Meaning
from app.certification.usage.model import Belongs, Environment, Mapping
from app.certification.usage.numbers import decimal_mark
from app.certification.usage.tables import Table
from app.certification.usage.words import Fault, fault_words

LOOKED_AT = 20_000
"""Rows that are looked at for how a column writes figures and dates."""


def resolved(
    table: Table, name: str, mapping: Mapping, cancel: CancelToken | None = None
) -> Mapping:
    """The mapping with sheet, titles, signs and dates as they are. Raises BadMapping."""
    checked(table, name, mapping)
    mark, first = mapping.decimal_mark, mapping.day_first
    asked = {
        member: mapping.columns[member]
        for member, known in (("quantity", bool(mark)), ("counted_at", first is not None))
        if member in mapping.columns and not known
    }
    if asked:
        cells: dict[str, list[object]] = {member: [] for member in asked}
        for batch in table.batches(list(asked.values()), cancel, most=LOOKED_AT):
            for member, column in zip(asked, batch.columns, strict=True):
                cells[member] += column
        if "quantity" in cells:
            mark, _doubt = decimal_mark(cells["quantity"])
        if "counted_at" in cells:
            first, _matters = day_order(cells["counted_at"])
    return msgspec.structs.replace(
        mapping,
        sheet=table.sheet,
        header_row=table.header_row,
        delimiter=table.delimiter,
        encoding=table.encoding,
        decimal_mark=mark,
        day_first=first,
    )


def checked(table: Table, name: str, mapping: Mapping) -> None:
    """Raise BadMapping where columns are missing, or nothing says what is counted."""
    unknown = sorted(set(mapping.columns) | set(mapping.fixed) - {""})
    odd = [member for member in unknown if member not in MEMBERS]
    if odd:
        raise problems.bad_mapping(
            _("The mapping names “{member}”, which no row of usage has.").format(member=odd[0])
        )
    wanted = dict.fromkeys([*mapping.columns.values(), *mapping.counts_if])
    missing = tuple(title for title in wanted if title not in table.titles)
    if missing:
        raise problems.no_columns(name, missing, _seen(table))
    for member, words in (
        ("product_id", _("No column and no choice says which product it is.")),
        ("metric", _("No column and no choice says by which metric it is counted.")),
    ):
        if member not in mapping.columns and not mapping.fixed.get(member, "").strip():
            raise problems.bad_mapping(words)
    for member, kind in (("environment", Environment), ("belongs", Belongs)):
        known = {one.value for one in kind}
        for value in mapping.values.get(member, {}).values():
            if value not in known:
                raise problems.bad_mapping(
                    _("“{value}” is no {member} that is known.").format(value=value, member=member)
                )
    meaning = Meaning(mapping)
    for member in mapping.fixed:
        given = meaning.fixed(member)
        if isinstance(given, Fault):
            raise problems.bad_mapping(
                fault_words(given, 0, member, mapping.fixed[member]).partition(": ")[2]
            )


def _seen(table: Table) -> str:
    """What was found instead."""
    if table.form is Form.CSV and len(table.titles) == 1:
        return _("All of a row was read as one column; another sign may separate the columns.")
    titles = ", ".join(f"“{title}”" for title in table.titles[:8])
    return _("Its columns are {titles}.").format(titles=titles)

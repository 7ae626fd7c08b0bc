"""The table of the comparison: a row for each entitlement, permitted beside used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _, ngettext
from app.certification.reconcile.model import Line, Result
from app.certification.usage.model import Source
from ui.certification.looks import (
    counted_in,
    difference,
    figure,
    permitted,
    result_look,
    short_title,
)
from ui.kit.cells import Cell, Column
from ui.kit.icons import Icon
from ui.kit.rows import RowsModel
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Token

ORDER, EVIDENCE = "order", "evidence"


class ComparedRow(NamedTuple):
    """A line with what names its evidence; its id is the entitlement's."""

    id: str
    line: Line
    evidence: str
    """Title of its only source, or how many there are; "" for none."""


def compared(lines: Sequence[Line], sources: Sequence[Source]) -> tuple[ComparedRow, ...]:
    """The rows of these lines."""
    titles = {one.id: short_title(one) for one in sources}

    def named(line: Line) -> str:
        known = [titles[one] for one in line.source_ids if one in titles]
        if len(known) > 1:
            return ngettext("{n} source", "{n} sources", len(known)).format(n=len(known))
        return known[0] if known else ""

    return tuple(ComparedRow(line.entitlement.id, line, named(line)) for line in lines)


def columns() -> tuple[Column, ...]:
    """What the table shows; the narrower the window, the fewer."""
    found = (
        Column("product", _("Product"), stretch=True, least=104),
        Column("metric", _("Counted in"), "production instances"),
        Column(ORDER, _("Order"), "KB-100033 +9", narrow=False),
        Column("permitted", _("Permitted"), "unlimited", end=True),
        Column("used", _("Used"), "88,888", end=True),
        Column("difference", _("Over or under"), "+88,888", end=True),
        Column("result", _("Result"), "\n".join(result_look(one).word for one in Result),
               icon=True),
        Column(EVIDENCE, _("Evidence"), "\n".join((_("Machines"), _("Storage"), _("Add one"))),
               icon=True, narrow=False),
    )  # fmt: skip
    # They stand in the order of the certificate.
    return tuple(column._replace(sortable=False) for column in found)


def cells(row: ComparedRow) -> tuple[Cell, ...]:
    """A row as cells. What is over is strong; what has no evidence says so."""
    line, entitlement = row.line, row.line.entitlement
    look = result_look(line.result)
    over = line.result is Result.OVER
    first, more = (entitlement.orders[0] if entitlement.orders else "", len(entitlement.orders) - 1)
    tone = Token.DANGER if over else Token.TEXT2
    return (
        Cell(entitlement.product_name, weight=500),
        Cell(counted_in(entitlement.metric, entitlement.unit), tone=Token.TEXT2),
        Cell(first, tone=Token.ACCENT, link=bool(first), detail=f"+{more}" if more > 0 else ""),
        Cell(permitted(line)),
        Cell(figure(line.used), weight=600 if over else 400),
        Cell(difference(line.difference), tone=tone, weight=600 if over else 400),
        Cell(look.word, icon=look.icon, tone=look.tone, icon_tone=look.icon_tone,
             weight=500 if over else 400),
        Cell(row.evidence or _("Add one"),
             icon=Icon.PAPERCLIP if row.evidence else Icon.PLUS,
             icon_tone=Token.ACCENT, tone=Token.ACCENT, link=True),
    )  # fmt: skip


class ComparisonTable(QWidget):
    """Selecting a row shows where its numbers come from; its order and evidence are links."""

    selected = Signal(object)
    """A ComparedRow, or None."""
    order_wanted = Signal(str)
    evidence_wanted = Signal(object)
    """Open what a ComparedRow rests on."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: RowsModel[ComparedRow] = RowsModel(columns(), cells, self)
        self.table = TableView(
            theme, columns(), name=_("Permitted and used"), row_height=Size.ROW_LINKS
        )
        self.table.setModel(self.model)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        self.table.row_selected.connect(lambda row: self.selected.emit(self.model.at(row)))
        self.table.row_activated.connect(self._activated)
        self.table.link_clicked.connect(self._linked)

    @property
    def needed(self) -> int:
        """How many pixels high the whole table is."""
        return Size.TABLE_HEAD + Size.ROW_LINKS * max(1, self.model.rowCount())

    def show_rows(self, rows: Sequence[ComparedRow]) -> None:
        """Show these; what was chosen stays chosen, else the first that is over."""
        before = self.model.at(self.table.current_row)
        self.model.show_rows(rows)
        at = self.model.row_of(before.id) if before is not None else -1
        if at < 0:
            over = (i for i, one in enumerate(rows) if one.line.result is Result.OVER)
            at = next(over, 0 if rows else -1)
        self.table.select_row(at)
        self.selected.emit(self.model.at(at))

    def choose(self, entitlement_id: str) -> None:
        """Select the row of an entitlement."""
        self.table.select_row(self.model.row_of(entitlement_id))

    def _activated(self, row: int) -> None:
        found = self.model.at(row)
        if found is not None:
            self.evidence_wanted.emit(found)

    def _linked(self, row: int, column: str) -> None:
        found = self.model.at(row)
        if found is None:
            return
        if column == ORDER:
            self.order_wanted.emit(found.line.entitlement.orders[0])
        else:
            self.evidence_wanted.emit(found)

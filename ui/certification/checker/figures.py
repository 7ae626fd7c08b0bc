"""The figures that lie in a document as data: permitted, used, and what followed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.certification.reconcile.model import Result
from app.certification.statement import StatedDeletion, StatedLine, Statement
from ui.certification.deletion.dialog import methods
from ui.certification.looks import counted_in, difference, figure, result_look
from ui.kit.cells import Cell, Column
from ui.kit.rows import RowsModel
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Token

_MOST = 12
"""More rows than this scroll."""
_NOTHING = "–"


class LineRow(NamedTuple):
    """A line with an id, as tables want it."""

    id: str
    line: StatedLine


class DeletionRow(NamedTuple):
    """A thing deleted with an id."""

    id: str
    line: StatedDeletion


class FiguresTable(QWidget):
    """Lines of use, or things deleted: whatever the document certifies."""

    def __init__(
        self, theme: Theme, statement: Statement, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 1)
        if statement.deletions:
            columns, count = _deletion_columns(), len(statement.deletions)
            gone = RowsModel(columns, _deletion_cells, self)
            gone.show_rows([DeletionRow(str(one.n), one) for one in statement.deletions])
            self.table = TableView(theme, columns, name=_("What was deleted"))
            self.table.setModel(gone)
        else:
            columns, count = _line_columns(), len(statement.lines)
            lines = RowsModel(columns, _line_cells, self)
            lines.show_rows([LineRow(str(one.n), one) for one in statement.lines])
            self.table = TableView(theme, columns, name=_("Figures of the embedded data"))
            self.table.setModel(lines)
        self.table.setFixedHeight(Size.TABLE_HEAD + min(max(count, 1), _MOST) * Size.ROW + 2)
        layout.addWidget(self.table)


def _line_columns() -> tuple[Column, ...]:
    results = "\n".join(result_look(one).word for one in Result)
    return (
        Column("product", _("Product"), stretch=True, least=120, sortable=False),
        Column(
            "metric", _("Counted in"), sample="production instances", sortable=False, narrow=False
        ),
        Column("permitted", _("Permitted"), sample="100,000", end=True, sortable=False),
        Column("used", _("Used"), sample="100,000", end=True, sortable=False),
        Column(
            "difference", _("Over or under"), sample="+10,000", end=True, sortable=False,
            narrow=False,
        ),
        Column("result", _("Result"), sample=results, icon=True, sortable=False),
    )  # fmt: skip


def _line_cells(row: LineRow) -> tuple[Cell, ...]:
    line = row.line
    try:
        look = result_look(Result(line.result))
    except ValueError:
        look = None
    permitted = figure(number(line.permitted)) if line.permitted is not None else _NOTHING
    return (
        Cell(line.product, weight=500),
        Cell(counted_in(line.metric, line.unit), tone=Token.TEXT2),
        Cell(permitted),
        Cell(figure(number(line.used)), weight=500),
        Cell(difference(number(line.difference))),
        Cell(look.word, look.icon, tone=look.tone, icon_tone=look.icon_tone)
        if look
        else Cell(line.result),
    )


def _deletion_columns() -> tuple[Column, ...]:
    return (
        Column("product", _("Product"), sample="Relay Gateway EU", sortable=False),
        Column("what", _("What"), stretch=True, least=120, sortable=False),
        Column("place", _("Where"), sample="fra-archive-01.brennholt.example", sortable=False),
        Column("when", _("When"), sample=f"2026-11-24\n{_('not deleted')}", sortable=False),
        Column("method", _("How"), sample="\n".join(methods()), sortable=False, narrow=False),
    )


def _deletion_cells(row: DeletionRow) -> tuple[Cell, ...]:
    line = row.line
    return (
        Cell(line.product, weight=500),
        Cell(line.what),
        Cell(line.place or _NOTHING),
        Cell(line.deleted_at[:10] if line.deleted_at else _("not deleted")),
        Cell(line.method or _NOTHING),
    )


def number(text: str | None) -> Decimal | None:
    """A decimal text as a number; None for none, and for what is no number."""
    try:
        return Decimal(text) if text is not None else None
    except InvalidOperation:
        return None

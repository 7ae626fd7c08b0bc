"""Tables of the mapping dialog: the file's own first rows, and the same rows as they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.certification.usage.look import Look
from app.certification.usage.model import UsageRow
from ui.certification.looks import row_quantity
from ui.certification.reconcile.evidence_rows import belongs_words
from ui.kit.cells import Cell, Column
from ui.kit.icons import Icon
from ui.kit.rows import RowsModel
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Token

_SHOWN = 5
_WIDEST = 24
_HEIGHT = Size.TABLE_HEAD + _SHOWN * Size.PAIR + 14


class Sample(NamedTuple):
    """A row of the file, as text."""

    id: str
    cells: tuple[str, ...]


class SampleTable(QWidget):
    """The first rows as they stand in the file; it scrolls sideways."""

    def __init__(self, theme: Theme, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = [Column("row", _("Row"), "88,888", end=True, sortable=False)]
        for at, one in enumerate(look.columns):
            longest = max((len(row[at]) for row in look.rows if at < len(row)), default=0)
            wide = "n" * min(max(longest, 6), _WIDEST)
            columns.append(Column(one.title, one.title, wide, sortable=False))
        columns.append(Column("", "", stretch=True, sortable=False, least=8))
        self.model: RowsModel[Sample] = RowsModel(columns, _sample_cells, self)
        self.table = TableView(theme, columns, name=_("First rows of the file"),
                               row_height=Size.PAIR)  # fmt: skip
        self.table.setModel(self.model)
        self.table.setFixedHeight(_HEIGHT)
        rows = [
            Sample(str(look.first_row + at), (f"{look.first_row + at:,}", *one, ""))
            for at, one in enumerate(look.rows[:_SHOWN])
        ]
        self.model.show_rows(rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)


def _sample_cells(row: Sample) -> tuple[Cell, ...]:
    return tuple(
        Cell(_short(text), tone=Token.TEXT2 if not at else Token.TEXT)
        for at, text in enumerate(row.cells)
    )


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


class ReadRow(NamedTuple):
    """A row as the mapping reads it, with the product's name."""

    id: str
    row: UsageRow
    product: str


class ReadTable(QWidget):
    """The same rows as they would count."""

    def __init__(
        self, theme: Theme, products: Iterable[str] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        names = "\n".join(one[:_WIDEST] for one in products) or "Strata Connector"
        columns = (
            Column("name", _("What is counted"), stretch=True, sortable=False, least=110),
            Column("product", _("Product"), names, sortable=False),
            Column("quantity", _("Counts as"), "8,888 TB", end=True, sortable=False),
            Column("belongs", _("Belongs to"), _("hosting provider"), sortable=False, narrow=False),
            Column(
                "left",
                _("Left out because"),
                "not a production instance",
                icon=True,
                sortable=False,
            ),
        )
        self.model: RowsModel[ReadRow] = RowsModel(columns, _read_cells, self)
        self.table = TableView(theme, columns, name=_("The same rows as they count"),
                               row_height=Size.PAIR)  # fmt: skip
        self.table.setModel(self.model)
        self.table.setFixedHeight(_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    def show_rows(self, rows: Sequence[UsageRow], products: dict[str, str]) -> None:
        """Show how these count."""
        self.model.show_rows(
            [
                ReadRow(str(at), one, products.get(one.product_id, one.product_id))
                for at, one in enumerate(rows[:_SHOWN])
            ]
        )


def _read_cells(one: ReadRow) -> tuple[Cell, ...]:
    row = one.row
    out = bool(row.left_out)
    tone = Token.TEXT2 if out else Token.TEXT
    return (
        Cell(row.name or "–", tone=tone),
        Cell(one.product or "–", tone=tone),
        Cell("–" if out else row_quantity(row.quantity, row.unit, row.metric), tone=tone),
        Cell(belongs_words(row), tone=Token.TEXT2),
        Cell(row.left_out, icon=Icon.MINUS_CIRCLE if out else None, tone=Token.TEXT2,
             icon_tone=Token.TEXT2),
    )  # fmt: skip

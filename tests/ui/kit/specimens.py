"""Sample rows and a sample model for tables."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui.kit.cells import CELL_ROLE, Cell, Column
from ui.kit.icons import Icon
from ui.kit.tokens import Token


class Specimens(QAbstractTableModel):
    """Rows of cells in memory."""

    def __init__(self, columns: tuple[Column, ...], rows: list[tuple[Cell, ...]]) -> None:
        super().__init__()
        self.columns = columns
        self.cells = rows

    def rowCount(self, parent=QModelIndex()):  # noqa: B008
        return 0 if parent.isValid() else len(self.cells)

    def columnCount(self, parent=QModelIndex()):  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, row_number: int, at: int) -> Cell:
        return self.cells[row_number][at]

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        cell = self.cells[index.row()][index.column()]
        if role == CELL_ROLE:
            return cell
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return cell.spoken if role in words else None

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None


ORDER_COLUMNS = (
    Column("number", "Number", sample="KO-20417"),
    Column("placed", "Placed", sample="02 Nov 2026", narrow=False),
    Column("products", "Products", stretch=True),
    Column("kind", "Kind", sample="Software", icon=True),
    Column("bought", "Bought from", sample="Northquay", narrow=False),
    Column("end", "Term end", sample="15 Sep 2027"),
    Column("status", "Status", sample="Suspended", icon=True),
    Column("amount", "Amount", sample="JPY 6,800,000", end=True),
)


def order_rows() -> list[tuple[Cell, ...]]:
    """Rows as the orders page shows them."""
    kinds = {
        "Software": Icon.PACKAGE,
        "Hosted": Icon.CLOUD,
        "Training": Icon.TRAINING,
        "Mixed": Icon.STACK,
    }
    states = {
        "Active": (Icon.CHECK_CIRCLE, Token.OK, Token.TEXT, 400),
        "Unpaid": (Icon.OCTAGON, Token.DANGER, Token.DANGER, 500),
        "Due soon": (Icon.CLOCK, Token.WARN, Token.WARN, 500),
        "Suspended": (Icon.PROHIBIT, Token.DANGER, Token.DANGER, 500),
        "Trial": (Icon.FLASK, Token.TEXT2, Token.TEXT, 400),
        "Ended": (Icon.MINUS_CIRCLE, Token.TEXT2, Token.TEXT2, 400),
        "Unsent": (Icon.PLANE, Token.ACCENT, Token.TEXT, 500),
    }
    plain = [
        ("Request", "—", "Beacon Monitor, +40", "Hosted", "Direct", "—", "Unsent", "", "—"),
        (
            "KO-21877",
            "02 Nov 2026",
            "Relay Gateway EU",
            "Software",
            "Northquay",
            "15 Sep 2027",
            "Active",
            "EUR",
            "38,250",
        ),
        (
            "KO-21502",
            "20 Aug 2026",
            "Strata Cloud, Japan",
            "Hosted",
            "Direct",
            "31 Aug 2027",
            "Unpaid",
            "JPY",
            "6,800,000",
        ),
        (
            "KO-21388",
            "01 Jul 2026",
            "Strata Archive +1",
            "Software",
            "Direct",
            "30 Jun 2027",
            "Active",
            "USD",
            "61,400",
        ),
        (
            "KO-21207",
            "11 May 2026",
            "Pulse Analytics beta",
            "Hosted",
            "Direct",
            "31 Jan 2027",
            "Trial",
            "",
            "No charge",
        ),
        (
            "KO-20417",
            "18 Dec 2025",
            "Strata Cloud +1",
            "Mixed",
            "Direct",
            "26 Dec 2026",
            "Due soon",
            "USD",
            "48,600",
        ),
        (
            "KO-19930",
            "02 Sep 2025",
            "Strata Cloud, test, with a name that is too long for its column",
            "Hosted",
            "Direct",
            "01 Dec 2026",
            "Suspended",
            "USD",
            "4,200",
        ),
        (
            "KO-19310",
            "19 Dec 2024",
            "Strata Cloud",
            "Hosted",
            "Direct",
            "26 Dec 2025",
            "Ended",
            "USD",
            "39,000",
        ),
    ]
    made = []
    for number, placed, products, kind, seller, end, state, currency, amount in plain:
        icon, icon_tone, tone, weight = states[state]
        ink = Token.TEXT2 if state == "Ended" else Token.TEXT
        made.append(
            (
                Cell(number, weight=500, tone=ink),
                Cell(placed, tone=ink),
                Cell(products, tone=ink),
                Cell(kind, icon=kinds[kind], tone=ink, icon_tone=Token.TEXT2),
                Cell(seller, tone=ink),
                Cell(end, tone=ink),
                Cell(state, icon=icon, icon_tone=icon_tone, tone=tone, weight=weight),
                Cell(amount, prefix=currency, tone=ink),
            )
        )
    return made


def drawn(widget: QWidget) -> QImage:
    """The widget as it paints itself, in full color whatever the screen has."""
    image = QImage(widget.size(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    widget.render(image, QPoint(0, 0))
    return image

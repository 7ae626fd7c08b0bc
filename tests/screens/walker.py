"""Walks a rendered window and names every text that is clipped, squeezed, cut or laid over another.

Texts that may be long by nature (a product, a file) are allowed to elide; they say so themselves
and show the whole in a tooltip. All others must fit (tokens.md, rule 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from ui.kit.tables import TableView

_NAMES = frozenset({"bought_from", "metric", "product"})
"""Columns of names that others gave: they elide, with the whole as a tooltip."""


def troubles(window: QWidget) -> list[str]:
    """One sentence for each text that shows less than it should."""
    found: list[str] = []
    shown = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    for widget in shown:
        if isinstance(widget, QLabel | QAbstractButton):
            found += _clipped(widget)
        if isinstance(widget, QLineEdit):
            found += _placeholder(widget)
        if isinstance(widget, TableView):
            found += _cells(widget)
    return found + list(_overlaps(shown))


def _clipped(widget: QLabel | QAbstractButton) -> Iterator[str]:
    text, least, size = widget.text(), widget.minimumSizeHint(), widget.size()
    if not text:
        return
    if size.height() < least.height() or size.width() < least.width():
        yield f"{text!r} is squeezed to {size.toTuple()}, needs {least.toTuple()}"
    parent = widget.parentWidget()
    if parent is not None:
        place = QRect(widget.mapTo(parent, QPoint(0, 0)), size)
        if not parent.rect().contains(place):
            yield f"{text!r} is cut by its parent {type(parent).__name__}"
    if isinstance(widget, QLabel):
        if widget.wordWrap() and widget.heightForWidth(size.width()) > size.height():
            yield f"{text!r} wraps into more lines than it has room for"
        if not widget.wordWrap() and not widget.property("elides"):
            need = max(map(QFontMetricsF(widget.font()).horizontalAdvance, text.split("\n")))
            if need > size.width() + 0.5:
                yield f"{text!r} needs {need:.0f} px and has {size.width()}"


def _placeholder(field: QLineEdit) -> Iterator[str]:
    text = field.placeholderText()
    margins = field.textMargins()
    room = field.width() - margins.left() - margins.right() - 2
    need = QFontMetricsF(field.font()).horizontalAdvance(text)
    if text and not field.text() and need > room:
        yield f"the placeholder {text!r} needs {need:.0f} px and has {room}"


def _cells(table: TableView) -> Iterator[str]:
    """Cells of fixed columns must fit; the one column that stretches may elide, and names may."""
    model = table.model()
    slots = [slot for slot in table._head.slots() if not slot.column.stretch]
    for row in range(min(model.rowCount(), 40)):
        for slot in slots:
            cell = table.cell_at(row, slot.logical)
            if cell is None:
                continue
            need, have = table._rows.room(slot, cell)
            if need > have + 0.5 and slot.column.key not in _NAMES:
                yield f"the cell {cell.spoken!r} of {slot.column.key} needs {need} and has {have}"


def _overlaps(shown: list[QWidget]) -> Iterator[str]:
    by_parent: dict[QWidget | None, list[QWidget]] = {}
    for widget in shown:
        told = isinstance(widget, QLabel) and bool(widget.text())
        if told or isinstance(widget, QAbstractButton | QLineEdit):
            by_parent.setdefault(widget.parentWidget(), []).append(widget)
    for siblings in by_parent.values():
        for first, second in combinations(siblings, 2):
            if first.geometry().intersects(second.geometry()):
                yield f"{_said(first)!r} lies over {_said(second)!r}"


def _said(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return text or widget.accessibleName()

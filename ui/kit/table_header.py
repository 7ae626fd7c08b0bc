"""The head of a table: painted with the cells' pads, the sort caret next to its word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.kit.cells import AFTER_NUMBER, EDGE, ICON, ICON_GAP, PAD, Column, Slot
from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, draw_text, is_mirrored, line_across, text_width
from ui.kit.theme import Theme
from ui.kit.tokens import Size, TextStyle, Token

CARET = 12


class TableHeader(QHeaderView):
    """Columns that can be moved, resized, and sorted by a click."""

    def __init__(self, theme: Theme, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._columns = tuple(columns)
        self._sorted = -1
        self._descending = False
        self.setFixedHeight(Size.TABLE_HEAD)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(40)
        self.setFont(theme.font(TextStyle.META_STRONG))
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """28 px high."""
        return QSize(200, Size.TABLE_HEAD)

    def set_sort(self, logical: int, descending: bool) -> None:
        """Show the caret at a column; -1 for none."""
        self._sorted, self._descending = logical, descending
        self.viewport().update()

    def slots(self) -> list[Slot]:
        """The visible columns from left to right on the screen, with the room inside their pads."""
        visual = [
            logical
            for at in range(self.count())
            if not self.isSectionHidden(logical := self.logicalIndex(at))
            and logical < len(self._columns)
        ]
        mirrored = is_mirrored(self)
        made: list[Slot] = []
        for place, logical in enumerate(visual):
            column = self._columns[logical]
            start = EDGE if place == 0 else PAD
            last = place == len(visual) - 1
            end = EDGE if last else PAD + (AFTER_NUMBER if column.end else 0)
            left, width = self.sectionViewportPosition(logical), self.sectionSize(logical)
            inner = max(0, width - start - end)
            made.append(
                Slot(logical, left, width, left + (end if mirrored else start), inner, column)
            )
        return made

    def natural_width(self, column: Column, place: str) -> int:
        """The width that title and longest value need; `place` is "first", "middle" or "last"."""
        if column.width:
            return column.width
        font = self._theme.font(TextStyle.BODY_MEDIUM)
        body = max(text_width(font, sample) for sample in column.sample.split("\n")) + 2
        body += ICON + ICON_GAP if column.icon else 0
        head = text_width(self.font(), column.title) + (CARET + 4 if column.sortable else 0)
        pads = (EDGE if place == "first" else PAD) + (EDGE if place == "last" else PAD)
        if column.end and place != "last":
            pads += AFTER_NUMBER
        return max(body, head) + pads

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, the caret and the line below."""
        painter = QPainter(self.viewport())
        rect = self.viewport().rect()
        painter.fillRect(rect, self._theme.color(Token.SURFACE))
        line_across(painter, rect, Qt.Edge.BottomEdge, self._theme.color(Token.HAIRLINE))
        for slot in self.slots():
            self._paint_title(painter, slot)

    def _paint_title(self, painter: QPainter, slot: Slot) -> None:
        on = slot.logical == self._sorted
        title = slot.column.title
        ink = self._theme.color(Token.TEXT if on else Token.TEXT2)
        words = text_width(self.font(), title)
        at_end = slot.column.end != is_mirrored(self)
        box = QRect(slot.text_left, 0, slot.text_width, self.height() - 1)
        if not on:
            draw_text(painter, self, box, title, self.font(), ink, end=slot.column.end)
            return
        caret = QRect(0, (self.height() - 1 - CARET) // 2, CARET, CARET)
        if at_end:
            caret.moveLeft(box.right() + 1 - CARET)
            box.setRight(caret.left() - 4)
        else:
            words = min(words, box.width() - CARET - 4)
            caret.moveLeft(box.left() + words + 4)
            box.setWidth(words + 1)
        draw_text(painter, self, box, title, self.font(), ink, end=slot.column.end)
        icon = Icon.CARET_DOWN if self._descending else Icon.CARET_UP
        draw_icon(painter, self._theme, self, caret, icon, Token.TEXT)

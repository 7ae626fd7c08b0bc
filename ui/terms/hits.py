"""What was found across all documents: each clause with the words around, the words marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.deadlines.words import clause_name
from app.terms.answers import SearchHit
from ui.kit.icons import Icon
from ui.kit.lists import Item, Look, PaintedList
from ui.kit.paint import draw_text, line_across, text_width
from ui.kit.scrolling import ScrollPane
from ui.kit.states import EmptyState, StateStack
from ui.kit.tabs import visual_in
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.terms.painting import format_range, ground_format

ROW = 64
_GONE = "…"
_SIGHT = 0.9
"""So much of the width a first mark may take and is still followed by a few words."""


class HitsView(QWidget):
    """A list that opens the reader at the clause."""

    chosen = Signal(object)
    """The SearchHit."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._hits: Sequence[SearchHit] = ()
        self.list = PaintedList(theme, self._paint, name=_("Places found"), row_height=ROW)
        self.list.chosen.connect(lambda key: self.chosen.emit(self._hits[int(key)]))
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.list)
        inner.addStretch(1)
        self._stack = StateStack(theme, ScrollPane(theme, content))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def show_hits(self, words: str, hits: Sequence[SearchHit]) -> None:
        """Show them, or that there are none."""
        self._hits = hits
        self.list.set_items([Item(str(at), spoken(hit)) for at, hit in enumerate(hits)])
        if hits:
            self._stack.show_content()
            return
        state = EmptyState(
            self._theme,
            Icon.SEARCH,
            _("Nothing found"),
            _("No clause of any document has “{words}” in it.").format(words=words),
        )
        self._stack.show_state(state)

    def _paint(self, painter: QPainter, rect: QRect, number: int, look: Look) -> None:
        theme, view, hit = self._theme, self.list, self._hits[number]
        painter.fillRect(rect, theme.color(Token.HOVER if look.hovered else Token.SURFACE))
        line_across(painter, rect, Qt.Edge.BottomEdge, theme.color(Token.HAIRLINE))
        edge = rect.right() - Space.L
        top, left = rect.top() + 9, rect.left() + Space.L
        number_font, strong = theme.font(TextStyle.BODY_MEDIUM), theme.font(TextStyle.BODY_STRONG)
        small = theme.font(TextStyle.META)
        where = f"{hit.title}, {hit.version_label}" if hit.version_label else hit.title
        wide = min(text_width(small, where) + 1, rect.width() // 2)
        place = QRect(edge - wide, top, wide, 20)
        quiet = theme.color(Token.TEXT2)
        draw_text(painter, view, visual_in(rect, place, view), where, small, quiet, end=True)
        if hit.number:
            mark = clause_name(hit.number)
            room = text_width(number_font, mark) + 1
            place = visual_in(rect, QRect(left, top, room, 20), view)
            draw_text(painter, view, place, mark, number_font, theme.color(Token.ACCENT))
            left += room + 8
        place = visual_in(rect, QRect(left, top, max(0, edge - wide - 12 - left), 20), view)
        draw_text(painter, view, place, hit.clause_title, strong, theme.color(Token.TEXT))
        self._snippet(painter, rect, hit)

    def _snippet(self, painter: QPainter, rect: QRect, hit: SearchHit) -> None:
        theme = self._theme
        width = rect.width() - 2 * Space.L
        font = theme.typing_font(TextStyle.BODY)
        metrics = QFontMetricsF(font)
        text, places = in_sight(hit.snippet, hit.marks, metrics.horizontalAdvance, width)
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        layout = QTextLayout(words, font)
        option = QTextOption(Qt.AlignmentFlag.AlignLeading)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        if not line.isValid():
            return
        line.setLineWidth(width)
        layout.endLayout()
        ground = ground_format(theme.color(Token.WARN_BG), theme.color(Token.TEXT))
        marks = [
            format_range(start, min(end, len(words)) - start, ground)
            for start, end in places
            if start < len(words)
        ]
        painter.setPen(theme.color(Token.TEXT2))
        painter.setClipRect(rect.adjusted(Space.L, 0, -Space.L, 0))
        layout.draw(painter, QPointF(rect.left() + Space.L, rect.top() + 33), marks)


def in_sight(
    text: str,
    marks: Sequence[tuple[int, int]],
    measure: Callable[[str], float],
    width: float,
) -> tuple[str, Sequence[tuple[int, int]]]:
    """The text and its marks, without its beginning where the first mark would be cut off."""
    if not marks or measure(text[: marks[0][1]]) <= width * _SIGHT:
        return text, marks
    first = marks[0][0]
    cut = first
    while cut and measure(text[cut - 1 : first]) <= width / 2:
        cut -= 1
    blank = text.find(" ", cut, first)
    cut = blank + 1 if blank >= 0 else cut
    moved = len(_GONE) - cut
    return _GONE + text[cut:], [(start + moved, end + moved) for start, end in marks]


def spoken(hit: SearchHit) -> str:
    """What is read out for a place found."""
    parts = (f"{hit.number} {hit.clause_title}".strip(), hit.title, hit.version_label, hit.snippet)
    return ", ".join(part for part in parts if part)

"""Paints one request of the list: wide in columns on two lines, narrow on three."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.base.dates import moment_words
from app.support.requests.model import RequestCard, RequestState
from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, draw_text, fill_round, is_mirrored, line_across, text_width
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.support.looks import Look, about_words, clock_line, severity_look, state_look

NARROW_BELOW = 700
_NARROW_HEIGHT = 80
_SEVERITY, _STATE, _WHEN = 100, 248, 132
_ICON, _GAP = 16, 6
_METER = 4


class Row(NamedTuple):
    """A card and how its row stands right now."""

    card: RequestCard
    selected: bool = False
    hovered: bool = False
    focused: bool = False


class RowPainter:
    """Paints rows of one view."""

    def __init__(self, theme: Theme, view: QWidget) -> None:
        self._theme = theme
        self._view = view

    @property
    def narrow(self) -> bool:
        """Whether there is no room for columns."""
        return self._view.width() < NARROW_BELOW

    @property
    def height(self) -> int:
        """Height of a row in px."""
        return _NARROW_HEIGHT if self.narrow else int(Size.ENTRY)

    def paint(self, painter: QPainter, rect: QRect, row: Row) -> None:
        """Paint one row into `rect`."""
        color = self._theme.color
        if row.selected:
            painter.fillRect(rect, color(Token.SELECT))
        elif row.hovered:
            painter.fillRect(rect, color(Token.HOVER))
        if not row.selected:
            line_across(painter, rect, Qt.Edge.BottomEdge, color(Token.HAIRLINE))
        if self.narrow:
            self._paint_narrow(painter, rect, row.card)
        else:
            self._paint_wide(painter, rect, row.card)
        if row.selected:
            left = rect.right() - 2 if is_mirrored(self._view) else rect.left()
            painter.fillRect(QRect(left, rect.top(), 3, rect.height()), color(Token.ACCENT))
        if row.focused:
            for edge in (
                QRect(rect.left(), rect.top(), rect.width(), 2),
                QRect(rect.left(), rect.bottom() - 1, rect.width(), 2),
                QRect(rect.left(), rect.top(), 2, rect.height()),
                QRect(rect.right() - 1, rect.top(), 2, rect.height()),
            ):
                painter.fillRect(edge, color(Token.FOCUS))

    def _paint_wide(self, painter: QPainter, rect: QRect, card: RequestCard) -> None:
        now = self._view.now()  # type: ignore[attr-defined]
        width = rect.width()
        when = width - Space.L - _WHEN
        state = when - Space.M - _STATE
        severity = state - Space.M - _SEVERITY
        top, below = rect.top() + 11, rect.top() + 32
        room = severity - Space.L - Space.L
        self._subject(painter, rect, Space.L, top, room, card)
        self._meta(painter, rect, Space.L, below, room, card.found or about_words(card))
        if card.found:
            self._meta(painter, rect, severity, below, _SEVERITY, card.number)
        self._status(painter, rect, severity, top, _SEVERITY, severity_look(card.severity))
        self._status(painter, rect, state, top, _STATE, state_look(card), TextStyle.BODY_MEDIUM)
        self._clock(painter, rect, state + _ICON + _GAP, below, _STATE - _ICON - _GAP, card)
        self._when(painter, rect, when, top, card, moment_words(card.changed_at, now))

    def _paint_narrow(self, painter: QPainter, rect: QRect, card: RequestCard) -> None:
        now = self._view.now()  # type: ignore[attr-defined]
        said = moment_words(card.changed_at, now)
        wide = text_width(self._theme.font(TextStyle.META), said)
        right = rect.width() - Space.L
        lines = (rect.top() + 9, rect.top() + 31, rect.top() + 53)
        room = right - wide - Space.M - Space.L
        self._subject(painter, rect, Space.L, lines[0], room, card)
        self._when(painter, rect, right - wide - 1, lines[0], card, said, wide + 1)
        look = state_look(card)
        taken = text_width(self._theme.font(TextStyle.BODY_MEDIUM), look.word) + _ICON + _GAP
        self._status(painter, rect, Space.L, lines[1], taken + 1, look, TextStyle.BODY_MEDIUM)
        start = Space.L + taken + Space.M
        self._clock(painter, rect, start, lines[1], right - start, card)
        look = severity_look(card.severity)
        taken = text_width(self._theme.font(TextStyle.META), look.word) + _ICON + _GAP
        self._status(painter, rect, Space.L, lines[2], taken + 1, look, TextStyle.META)
        start = Space.L + taken + Space.M
        words = card.found or about_words(card)
        self._meta(painter, rect, start, lines[2] + 2, right - start, words)

    def _subject(
        self, painter: QPainter, rect: QRect, left: int, top: int, room: int, card: RequestCard
    ) -> None:
        style = TextStyle.BODY_STRONG if card.unread else TextStyle.BODY
        tone = Token.TEXT2 if card.state is RequestState.CLOSED else Token.TEXT
        words = " ".join(card.subject.split())
        self._text(painter, self._box(rect, left, top, room, 20), words, style, tone)

    def _meta(
        self, painter: QPainter, rect: QRect, left: int, top: int, room: int, words: str
    ) -> None:
        words = " ".join(words.split())
        box = self._box(rect, left, top, room, 16)
        self._text(painter, box, words, TextStyle.META, Token.TEXT2)

    def _clock(
        self, painter: QPainter, rect: QRect, left: int, top: int, room: int, card: RequestCard
    ) -> None:
        words = clock_line(card, self._view.now())  # type: ignore[attr-defined]
        refused = card.fate is not None and card.fate.state == "refused"
        tone = Token.DANGER if card.overdue or refused else Token.TEXT2
        box = self._box(rect, left, top, room, 20 if self.narrow else 16)
        self._text(painter, box, words, TextStyle.META, tone)
        fate = card.fate
        if fate is not None and 0 < fate.done < fate.total:
            line = QRectF(self._box(rect, left, rect.bottom() - rect.top() - 7 + rect.top(),
                                    min(room, 180), _METER))  # fmt: skip
            fill_round(painter, line, 2, self._theme.color(Token.TRACK))
            wide = line.width() * fate.done / fate.total
            start = line.right() - wide if is_mirrored(self._view) else line.left()
            done = QRectF(start, line.top(), wide, _METER)
            fill_round(painter, done, 2, self._theme.color(Token.METER))

    def _status(
        self,
        painter: QPainter,
        rect: QRect,
        left: int,
        top: int,
        room: int,
        look: Look,
        style: TextStyle = TextStyle.BODY,
    ) -> None:
        small = look.icon is Icon.CARET_DOWN
        side = 12 if small else _ICON
        place = self._box(rect, left + (_ICON - side) // 2, top + (20 - side) // 2, side, side)
        draw_icon(painter, self._theme, self._view, place, look.icon, look.icon_tone)
        box = self._box(rect, left + _ICON + _GAP, top, room - _ICON - _GAP, 20)
        self._text(painter, box, look.word, style, look.tone)

    def _when(
        self,
        painter: QPainter,
        rect: QRect,
        left: int,
        top: int,
        card: RequestCard,
        words: str,
        room: int = _WHEN,
    ) -> None:
        tone = Token.TEXT2
        self._text(
            painter, self._box(rect, left, top, room, 20), words, TextStyle.META, tone, end=True
        )
        if card.messages and not self.narrow:
            count = f"{card.messages:n}"
            wide = text_width(self._theme.font(TextStyle.META), count)
            below = rect.top() + 32
            box = self._box(rect, left, below, room, 16)
            self._text(painter, box, count, TextStyle.META, tone, end=True)
            icon = self._box(rect, left + room - wide - 18, below + 1, 14, 14)
            draw_icon(painter, self._theme, self._view, icon, Icon.CHAT, Token.TEXT2)

    def _box(self, rect: QRect, left: int, top: int, width: int, height: int) -> QRect:
        """A place counted from the leading edge of the row."""
        width = max(0, width)
        start = rect.right() + 1 - left - width if is_mirrored(self._view) else rect.left() + left
        return QRect(start, top, width, height)

    def _text(
        self,
        painter: QPainter,
        box: QRect,
        words: str,
        style: TextStyle,
        tone: Token,
        *,
        end: bool = False,
    ) -> None:
        font = self._theme.font(style)
        draw_text(painter, self._view, box, words, font, self._theme.color(tone), end=end)

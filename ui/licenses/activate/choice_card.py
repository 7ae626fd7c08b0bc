"""A large button: an icon, what it is, and what comes of choosing it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, draw_text, fill_round, shown, visual
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Space, TextStyle, Token

_LINES = 4
_TOP = 52


class ChoiceCard(QAbstractButton):
    """Three of them stand beside each other; all are of one height."""

    def __init__(
        self, theme: Theme, icon: Icon, title: str, words: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._title = title
        self._words = words
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", int(Radius.CARD))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Icon, title and four lines."""
        height = _TOP + TextStyle.BODY.line + Space.XS + _LINES * TextStyle.BODY.line + Space.L
        return QSize(280, height)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the smallest window."""
        return QSize(240, self.sizeHint().height())

    def lines(self, width: int) -> list[str]:
        """Its words as they are broken at this width."""
        metrics = QFontMetricsF(self._theme.font(TextStyle.BODY))
        font = self._theme.font(TextStyle.BODY)
        found: list[str] = [""]
        for word in self._words.split():
            longer = f"{found[-1]} {word}".strip()
            if metrics.horizontalAdvance(shown(font, longer)) <= width or not found[-1]:
                found[-1] = longer
            else:
                found.append(word)
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, edge, icon, title, words and the arrow."""
        painter = QPainter(self)
        color = self._theme.color
        over, down = self.underMouse(), self.isDown()
        ground = Token.SELECT if down else Token.HOVER if over else Token.SURFACE
        line = Token.ACCENT if over else Token.DIVIDER
        fill_round(painter, QRectF(self.rect()), Radius.CARD, color(ground), color(line))
        left, room = Space.L, self.width() - 2 * Space.L
        place = visual(self, QRect(left, Space.L, 24, 24))
        draw_icon(painter, self._theme, self, place, self._icon, Token.ACCENT)
        place = visual(self, QRect(self.width() - Space.L - 16, Space.L + 4, 16, 16))
        draw_icon(painter, self._theme, self, place, Icon.ARROW_RIGHT, Token.TEXT2)
        place = visual(self, QRect(left, _TOP, room, TextStyle.BODY.line))
        font = self._theme.font(TextStyle.BODY_STRONG)
        draw_text(painter, self, place, self._title, font, color(Token.TEXT))
        top = _TOP + TextStyle.BODY.line + Space.XS
        font = self._theme.font(TextStyle.BODY)
        for words in self.lines(room)[:_LINES]:
            place = visual(self, QRect(left, top, room, TextStyle.BODY.line))
            draw_text(painter, self, place, words, font, color(Token.TEXT2))
            top += TextStyle.BODY.line

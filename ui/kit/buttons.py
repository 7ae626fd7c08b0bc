"""Buttons: primary, default, quiet and danger, links, icon buttons.

Painted, so that they are the same on every system and sharp at every scale.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QSizePolicy, QWidget

from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, draw_text, fill_round, text_width, visual
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Radius, Size, TextStyle, Token


class ButtonKind(Enum):
    """How much a button stands out. One primary button a page."""

    PRIMARY = "primary"
    DEFAULT = "default"
    QUIET = "quiet"
    DANGER = "danger"


class Button(QPushButton):
    """A push button. An ellipsis at the end of its text says that a dialog follows."""

    PAD = 12
    PAD_QUIET = 9
    GAP = 6

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: ButtonKind = ButtonKind.DEFAULT,
        *,
        icon: Icon | None = None,
        small: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        self._icon = icon
        self._has_menu = False
        self._style = TextStyle.BODY_STRONG if kind is ButtonKind.PRIMARY else TextStyle.BODY_MEDIUM
        self.setFont(theme.font(self._style))
        self.setText(text)
        self.setAccessibleName(name or text)
        self.setFixedHeight(Size.CONTROL_SMALL if small else Size.CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setProperty("focusRadius", int(Radius.CONTROL))
        self.setAutoDefault(False)

    @property
    def quiet(self) -> bool:
        """Whether it has no frame."""
        return self._kind is ButtonKind.QUIET

    def set_kind(self, kind: ButtonKind) -> None:
        """Change how much it stands out."""
        self._kind = kind
        self._style = TextStyle.BODY_STRONG if kind is ButtonKind.PRIMARY else TextStyle.BODY_MEDIUM
        self.setFont(self._theme.font(self._style))
        self.updateGeometry()
        self.update()

    def set_text(self, text: str) -> None:
        """Change text and accessible name."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_menu(self, menu: QMenu) -> None:
        """Open `menu` on a click; a caret says so."""
        self.setMenu(menu)
        self._has_menu = True
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Text, pads, and room for icon and caret."""
        pad = self.PAD_QUIET if self.quiet else self.PAD
        width = text_width(self.font(), self.text()) + 2 * pad + 1
        if self._icon:
            width += 16 + self.GAP
        if self._has_menu:
            width += 12 + self.GAP + 2
        return QSize(width, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """A button is never narrower than its text."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, edge, icon, text and caret."""
        painter = QPainter(self)
        ground, line, ink = self._colors()
        fill_round(painter, QRectF(self.rect()), Radius.CONTROL, ground, line)
        words = text_width(self.font(), self.text())
        icon = 16 + self.GAP if self._icon else 0
        caret = 12 + self.GAP + 2 if self._has_menu else 0
        left = (self.width() - words - icon - caret) // 2
        top = (self.height() - 16) // 2
        if self._icon:
            place = visual(self, QRect(left, top, 16, 16))
            draw_icon(painter, self._theme, self, place, self._icon, ink)
        place = visual(self, QRect(left + icon, 0, words + 1, self.height()))
        draw_text(painter, self, place, self.text(), self.font(), self._theme.color(ink))
        if caret:
            at = left + icon + words + self.GAP + 2
            place = visual(self, QRect(at, (self.height() - 12) // 2, 12, 12))
            draw_icon(painter, self._theme, self, place, Icon.CARET_DOWN, self._caret_ink(ink))

    def _caret_ink(self, ink: Token) -> Token:
        return Token.TEXT2 if ink is Token.TEXT else ink

    def _colors(self) -> tuple[QColor | None, QColor | None, Token]:
        color = self._theme.color
        over, down = self.underMouse(), self.isDown()
        match self._kind:
            case ButtonKind.PRIMARY:
                if not self.isEnabled():
                    return color(Token.TRACK), None, Token.DISABLED
                fill = Token.FILL_PRESS if down else Token.FILL_HOVER if over else Token.FILL
                return color(fill), None, Token.ON_FILL
            case ButtonKind.QUIET:
                ink = Token.ACCENT if self.isEnabled() else Token.DISABLED
                if not self.isEnabled() or not (over or down):
                    return None, None, ink
                return color(Token.SELECT if down else Token.HOVER), None, ink
            case kind:
                danger = kind is ButtonKind.DANGER
                if not self.isEnabled():
                    return color(Token.BG), color(Token.HAIRLINE), Token.DISABLED
                lit = Token.DANGER_BG if danger else Token.HOVER
                pressed = Token.DANGER_BG if danger else Token.SELECT
                ground = pressed if down else lit if over else Token.SURFACE
                line = Token.DANGER_LINE if danger else Token.DIVIDER
                return color(ground), color(line), Token.DANGER if danger else Token.TEXT


class LinkButton(QAbstractButton):
    """A link: accent text without a frame. Underlined under the mouse and with the focus."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        style: TextStyle = TextStyle.BODY_MEDIUM,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._style = style
        self.setFont(theme.font(style))
        self.setText(text)
        self.setAccessibleName(name or text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("focusRadius", int(Radius.KEY))

    def sizeHint(self) -> QSize:
        """The text in its line box."""
        return QSize(text_width(self.font(), self.text()), self._style.line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text."""
        painter = QPainter(self)
        font = self.font()
        font.setUnderline(self.isEnabled() and (self.underMouse() or self.hasFocus()))
        color = self._theme.color(Token.ACCENT if self.isEnabled() else Token.DISABLED)
        draw_text(painter, self, self.rect(), self.text(), font, color)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Underline."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: object) -> None:
        """No underline."""
        self.update()


class IconButton(QAbstractButton):
    """An icon as a button; its name is read out and shown as the tooltip."""

    def __init__(
        self,
        theme: Theme,
        icon: Icon,
        name: str,
        *,
        size: int = 16,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._side = size
        self._icon = icon
        self.set_icon(icon, name)
        side = Size.CONTROL_SMALL if small else Size.CONTROL
        self.setFixedSize(side, side)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("focusRadius", int(Radius.CONTROL))
        self._menu: QMenu | None = None

    def set_icon(self, icon: Icon, name: str) -> None:
        """Change the icon and what it is called."""
        self._icon = icon
        self.setAccessibleName(name)
        set_tip(self, name)
        self.update()

    def set_menu(self, menu: QMenu) -> None:
        """Open `menu` below on a click."""
        self._menu = menu
        self.clicked.connect(self._open_menu)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground under the mouse, and the icon."""
        painter = QPainter(self)
        lit = self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked())
        if lit:
            ground = Token.SELECT if self.isDown() or self.isChecked() else Token.HOVER
            fill_round(painter, QRectF(self.rect()), Radius.CONTROL, self._theme.color(ground))
        place = QRect(0, 0, self._side, self._side)
        place.moveCenter(self.rect().center())
        tone = Token.TEXT2 if self.isEnabled() else Token.DISABLED
        draw_icon(painter, self._theme, self, place, self._icon, tone)

    def _open_menu(self) -> None:
        if self._menu:
            self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

"""Fields to type into: one line, several, search. Qt edits the text, the kit paints the frame."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from app.base.text import _
from ui.kit.buttons import IconButton
from ui.kit.icons import Icon
from ui.kit.labels import KeyCap
from ui.kit.paint import draw_icon, draw_text, fill_round, text_width, visual
from ui.kit.scrollbars import ScrollBar
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Size, TextStyle, Token


class TextField(QLineEdit):
    """A field of one line."""

    def __init__(
        self,
        theme: Theme,
        *,
        name: str = "",
        placeholder: str = "",
        secret: bool = False,
        mono: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._invalid = False
        self.setFrame(False)
        self.setFont(theme.typing_font(TextStyle.MONO if mono else TextStyle.BODY))
        self.setFixedHeight(Size.CONTROL)
        self.setTextMargins(9, 0, 9, 0)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setProperty("focusRadius", int(Radius.CONTROL))
        self.setProperty("focusAlways", True)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        clear_base(self)

    def set_invalid(self, invalid: bool) -> None:
        """Show the frame in the color of errors; the row says the error in words."""
        self._invalid = invalid
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, then let Qt paint text and cursor."""
        paint_frame(self, self._theme, self._invalid, self._edge())
        super().paintEvent(event)

    def _edge(self) -> Token:
        return Token.BORDER


class SearchField(TextField):
    """A field that narrows a list as one types. Esc empties it, and so does its cross."""

    cleared = Signal()

    def __init__(
        self,
        theme: Theme,
        placeholder: str,
        *,
        keys: Sequence[str] = (),
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, name=name, placeholder=placeholder, parent=parent)
        self._caps = [KeyCap(theme, key, parent=self) for key in keys]
        self._clear = IconButton(theme, Icon.CLOSE, _("Clear"), size=12, small=True, parent=self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self.clear_text)
        self._clear.hide()
        self.textChanged.connect(self._arrange)
        self._arrange()

    def clear_text(self) -> None:
        """Empty the field."""
        self.clear()
        self.cleared.emit()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties a field with text; an empty one leaves Esc to the window."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear_text()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep caps and cross at the end."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, text, and the magnifying glass."""
        super().paintEvent(event)
        place = visual(self, QRect(9, (self.height() - 16) // 2, 16, 16))
        draw_icon(QPainter(self), self._theme, self, place, Icon.SEARCH, Token.TEXT2)

    def _edge(self) -> Token:
        return Token.DIVIDER

    def _arrange(self) -> None:
        typing = bool(self.text())
        self._clear.setVisible(typing)
        right = self.width() - 3
        self._clear.setGeometry(visual(self, QRect(right - 26, 3, 26, 26)))
        right = self.width() - 7
        for cap in reversed(self._caps):
            right -= cap.width()
            place = QRect(right, (self.height() - cap.height()) // 2, cap.width(), cap.height())
            cap.setGeometry(visual(self, place))
            cap.setVisible(not typing)
            right -= 4
        end = 30 if typing else self.width() - right if self._caps else 9
        margins = (30, 0, end, 0)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            margins = (end, 0, 30, 0)
        self.setTextMargins(*margins)


class SearchButton(QAbstractButton):
    """Looks like the search field, and opens the palette that searches everything."""

    def __init__(
        self, theme: Theme, text: str, keys: Sequence[str] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setAccessibleName(text)
        self.setFixedHeight(Size.CONTROL)
        self.setMinimumWidth(Size.CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setProperty("focusRadius", int(Radius.CONTROL))
        self._caps = [KeyCap(theme, key, parent=self) for key in keys]

    def sizeHint(self) -> QSize:
        """As wide as in the header."""
        return QSize(272, Size.CONTROL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the caps at the end."""
        right = self.width() - 7
        for cap in reversed(self._caps):
            right -= cap.width()
            top = (self.height() - cap.height()) // 2
            cap.setGeometry(visual(self, QRect(right, top, cap.width(), cap.height())))
            right -= 4
            cap.setVisible(self.width() >= 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, glass and words."""
        painter = QPainter(self)
        color = self._theme.color
        ground = Token.HOVER if self.underMouse() else Token.SURFACE
        fill_round(
            painter, QRectF(self.rect()), Radius.CONTROL, color(ground), color(Token.DIVIDER)
        )
        place = visual(self, QRect(9, (self.height() - 16) // 2, 16, 16))
        draw_icon(painter, self._theme, self, place, Icon.SEARCH, Token.TEXT2)
        end = sum(cap.width() + 4 for cap in self._caps) + 8
        room = self.width() - 33 - end
        words = text_width(self.font(), self.text())
        if room >= min(words, 60):
            place = visual(self, QRect(33, 0, room, self.height()))
            draw_text(painter, self, place, self.text(), self.font(), color(Token.TEXT3))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        self.update()

    def leaveEvent(self, event: object) -> None:
        """Go back."""
        self.update()


class TextArea(QPlainTextEdit):
    """A field of several lines, plain text. Tab leaves it."""

    def __init__(
        self,
        theme: Theme,
        *,
        name: str = "",
        placeholder: str = "",
        lines: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._invalid = False
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setVerticalScrollBar(ScrollBar(theme))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(theme.typing_font(TextStyle.BODY))
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(10, 7, 4, 7)
        self.setMinimumHeight(lines * TextStyle.BODY.line + 14)
        self.setProperty("focusRadius", int(Radius.CONTROL))
        self.setProperty("focusAlways", True)
        self.viewport().setAutoFillBackground(False)
        clear_base(self)

    def set_invalid(self, invalid: bool) -> None:
        """Show the frame in the color of errors; the row says the error in words."""
        self._invalid = invalid
        self.update()

    def sizeHint(self) -> QSize:
        """Wide, and as high as its lines."""
        return QSize(320, self.minimumHeight())

    def event(self, event: object) -> bool:
        """Paint the frame before the text area paints itself."""
        if isinstance(event, QPaintEvent):
            paint_frame(self, self._theme, self._invalid, Token.BORDER)
            return True
        return bool(super().event(event))  # type: ignore[arg-type]


def clear_base(widget: QWidget) -> None:
    """Let the painted frame show through where Qt would fill the ground of the text."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
    # Only Base is set: every other role keeps following the application's palette.
    widget.setPalette(palette)


def paint_frame(widget: QWidget, theme: Theme, invalid: bool, edge: Token) -> None:
    """Paint ground and frame of a field."""
    enabled = widget.isEnabled()
    line = Token.DANGER if invalid else edge if enabled else Token.DIVIDER
    ground = Token.SURFACE if enabled else Token.BG
    painter = QPainter(widget)
    fill_round(
        painter, QRectF(widget.rect()), Radius.CONTROL, theme.color(ground), theme.color(line)
    )
    painter.end()

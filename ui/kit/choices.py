"""Things to choose from: check boxes, radio buttons and combo boxes, painted in house style."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, draw_text, fill_round, ring, text_width, visual
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Size, TextStyle, Token

BOX = 16
GAP = 8


class CheckBox(QCheckBox):
    """A check box with its text."""

    def __init__(self, theme: Theme, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        _prepare(self, theme, text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Box, gap and text."""
        return _choice_size(self)

    def minimumSizeHint(self) -> QSize:
        """As the size hint."""
        return _choice_size(self)

    def hitButton(self, pos: QPoint) -> bool:
        """The text is part of the box."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, mark and text."""
        painter = QPainter(self)
        color = self._theme.color
        on = self.checkState() is not Qt.CheckState.Unchecked
        box = visual(self, QRect(0, (self.height() - BOX) // 2, BOX, BOX))
        _paint_box(painter, self, self._theme, box, Radius.KEY, on)
        if self.checkState() is Qt.CheckState.PartiallyChecked:
            painter.fillRect(box.adjusted(4, 7, -4, -7), color(Token.ON_FILL))
        elif on:
            ink = Token.ON_FILL if self.isEnabled() else Token.DISABLED
            draw_icon(painter, self._theme, self, box.adjusted(2, 2, -2, -2), Icon.CHECK, ink)
        _paint_words(painter, self, self._theme)


class RadioButton(QRadioButton):
    """One choice of several."""

    def __init__(self, theme: Theme, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        _prepare(self, theme, text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Circle, gap and text."""
        return _choice_size(self)

    def minimumSizeHint(self) -> QSize:
        """As the size hint."""
        return _choice_size(self)

    def hitButton(self, pos: QPoint) -> bool:
        """The text is part of the button."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint circle, mark and text."""
        painter = QPainter(self)
        box = visual(self, QRect(0, (self.height() - BOX) // 2, BOX, BOX))
        _paint_box(painter, self, self._theme, box, BOX / 2, self.isChecked())
        if self.isChecked():
            dot = self._theme.color(Token.ON_FILL if self.isEnabled() else Token.DISABLED)
            fill_round(painter, QRectF(box.adjusted(5, 5, -5, -5)), 3, dot)
        _paint_words(painter, self, self._theme)


class ComboBox(QComboBox):
    """One of several choices, by key. The list opens with Space, Enter, F4 or Alt+Down."""

    changed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        choices: Sequence[tuple[str, str]] = (),
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._invalid = False
        self.setFont(theme.font(TextStyle.BODY))
        self.setFixedHeight(Size.CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setProperty("focusRadius", int(Radius.CONTROL))
        self.set_choices(choices)
        self.currentIndexChanged.connect(lambda _index: self.changed.emit(self.value))

    @property
    def value(self) -> str:
        """The key of the choice; empty without one."""
        return str(self.currentData() or "")

    def set_value(self, key: str) -> None:
        """Choose by key; an unknown key changes nothing."""
        at = self.findData(key)
        if at >= 0:
            self.setCurrentIndex(at)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the choices, keeping the one that was chosen where it is still there."""
        kept = self.value
        self.blockSignals(True)
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        self.set_value(kept)
        self.blockSignals(False)
        self.update()

    def set_invalid(self, invalid: bool) -> None:
        """Show the frame in the color of errors."""
        self._invalid = invalid
        self.update()

    def sizeHint(self) -> QSize:
        """The widest choice, pads and the caret."""
        texts = [self.itemText(at) for at in range(self.count())]
        widest = max((text_width(self.font(), text) for text in texts), default=80)
        return QSize(widest + 12 + 10 + 34, Size.CONTROL)

    def minimumSizeHint(self) -> QSize:
        """Room for the caret and a few letters."""
        return QSize(min(96, self.sizeHint().width()), Size.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, choice and caret."""
        painter = QPainter(self)
        color = self._theme.color
        on = self.isEnabled()
        line = Token.DANGER if self._invalid else Token.BORDER if on else Token.DIVIDER
        ground = Token.BG if not on else Token.HOVER if self.underMouse() else Token.SURFACE
        fill_round(painter, QRectF(self.rect()), Radius.CONTROL, color(ground), color(line))
        place = visual(self, QRect(11, 0, self.width() - 11 - 32, self.height()))
        ink = color(Token.TEXT if on else Token.DISABLED)
        draw_text(painter, self, place, self.currentText(), self.font(), ink)
        place = visual(self, QRect(self.width() - 23, (self.height() - 12) // 2, 12, 12))
        draw_icon(painter, self._theme, self, place, Icon.CARET_DOWN, Token.TEXT2)


def _prepare(button: QAbstractButton, theme: Theme, text: str) -> None:
    button.setFont(theme.font(TextStyle.BODY))
    button.setAccessibleName(text)
    button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    button.setProperty("focusRadius", int(Radius.KEY))


def _choice_size(button: QAbstractButton) -> QSize:
    words = text_width(button.font(), button.text()) + GAP + 1 if button.text() else 0
    return QSize(BOX + words, Size.PAIR)


def _paint_box(
    painter: QPainter, button: QAbstractButton, theme: Theme, box: QRect, radius: float, on: bool
) -> None:
    color = theme.color
    if on:
        over = button.underMouse()
        fill = Token.TRACK if not button.isEnabled() else Token.FILL_HOVER if over else Token.FILL
        fill_round(painter, QRectF(box), radius, color(fill))
        return
    ground = Token.HOVER if button.underMouse() and button.isEnabled() else Token.SURFACE
    fill_round(painter, QRectF(box), radius, color(ground))
    edge = Token.BORDER if button.isEnabled() else Token.DIVIDER
    ring(painter, QRectF(box), radius, 1.2, color(edge))


def _paint_words(painter: QPainter, button: QAbstractButton, theme: Theme) -> None:
    start = BOX + GAP
    place = visual(button, QRect(start, 0, button.width() - start, button.height()))
    ink = theme.color(Token.TEXT if button.isEnabled() else Token.DISABLED)
    draw_text(painter, button, place, button.text(), button.font(), ink)

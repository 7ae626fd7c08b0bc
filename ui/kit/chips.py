"""Chips: filters as pills. One kind is on or off, the other opens a menu of choices."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Signal
from PySide6.QtGui import QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from app.base.text import pgettext
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.paint import draw_icon, draw_text, fill_round, text_width, visual
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Size, TextStyle, Token


class Chip(QPushButton):
    """A filter that is on or off: on has a check, not only a color."""

    PAD = 11
    MARK = 12
    GAP = 4

    def __init__(self, theme: Theme, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFixedHeight(Size.CHIP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("focusRadius", int(Radius.CHIP))
        self.setFont(theme.font(TextStyle.BODY))
        self.toggled.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Text, pads and the mark."""
        words = text_width(self.font(), self.text())
        mark = self.MARK + self.GAP if self._has_mark() else 0
        return QSize(words + mark + 2 * self.PAD, Size.CHIP)

    def minimumSizeHint(self) -> QSize:
        """A chip is never narrower than its text."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint pill, mark and text."""
        painter = QPainter(self)
        on = self._is_on()
        ground = Token.SELECT if on else Token.HOVER if self.underMouse() else Token.SURFACE
        line = Token.ACCENT if on else Token.DIVIDER
        color = self._theme.color
        fill_round(painter, QRectF(self.rect()), Radius.CHIP, color(ground), color(line))
        ink = Token.TEXT if self.isEnabled() else Token.DISABLED
        words = text_width(self.font(), self.text())
        mark, start = self._marks()
        top = (self.height() - self.MARK) // 2
        if mark and start:
            place = visual(self, QRect(self.PAD - 1, top, self.MARK, self.MARK))
            draw_icon(painter, self._theme, self, place, mark, Token.ACCENT)
        left = self.PAD + (self.MARK + self.GAP if start else 0)
        place = visual(self, QRect(left, 0, words + 1, self.height()))
        draw_text(painter, self, place, self.text(), self.font(), color(ink))
        if mark and not start:
            place = visual(self, QRect(left + words + self.GAP + 2, top, self.MARK, self.MARK))
            draw_icon(painter, self._theme, self, place, mark, Token.TEXT2)

    def _is_on(self) -> bool:
        return self.isChecked()

    def _has_mark(self) -> bool:
        return self.isChecked()

    def _marks(self) -> tuple[Icon | None, bool]:
        return (Icon.CHECK if self.isChecked() else None), self.isChecked()

    def _restyle(self) -> None:
        style = TextStyle.BODY_MEDIUM if self._is_on() else TextStyle.BODY
        self.setFont(self._theme.font(style))
        self.updateGeometry()
        self.update()


class MenuChip(Chip):
    """A filter with several choices, shown as "Kind: any"."""

    changed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        any_text: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", parent=parent)
        self.setCheckable(False)
        self._label = label
        self._any = any_text
        self._value = ""
        self._choices: tuple[tuple[str, str], ...] = ()
        self._menu: QMenu = menu(theme, self)
        self._group = QActionGroup(self)
        self.setMenu(self._menu)
        self.set_choices(choices)

    @property
    def value(self) -> str:
        """The key of the choice; empty for any."""
        return self._value

    def set_value(self, key: str) -> None:
        """Choose; emits `changed` where it is another choice."""
        if key == self._value:
            return
        self._value = key
        self._show_value()
        self.changed.emit(key)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the choices; one that is gone falls back to any."""
        self._choices = tuple(choices)
        self._menu.clear()
        for old in self._group.actions():
            self._group.removeAction(old)
        for key, text in (("", self._any), *self._choices):
            action = self._menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setData(key)
            action.triggered.connect(lambda _on, chosen=key: self.set_value(chosen))
            self._group.addAction(action)
        if self._value not in {key for key, _text in self._choices}:
            self.set_value("")
        self._show_value()

    def sizeHint(self) -> QSize:
        """A little wider than a plain chip: the caret stands off the word."""
        hint = super().sizeHint()
        return QSize(hint.width() + 2, hint.height())

    def _show_value(self) -> None:
        text = dict(self._choices).get(self._value, self._any)
        self.setText(pgettext("filter", "{label}: {value}").format(label=self._label, value=text))
        self.setAccessibleName(self.text())
        for action in self._group.actions():
            action.setChecked(action.data() == self._value)
        self._restyle()

    def _is_on(self) -> bool:
        return bool(self._value)

    def _has_mark(self) -> bool:
        return True

    def _marks(self) -> tuple[Icon | None, bool]:
        return Icon.CARET_DOWN, False

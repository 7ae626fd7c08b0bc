"""The bar above a comparison: which versions, what is shown, the steps, and find in both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from app.base.text import _
from app.terms.model import Version
from ui.kit.buttons import Button, IconButton
from ui.kit.chips import Chip
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.menus import menu
from ui.kit.panels import Panel
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.terms.findbar import FindField
from ui.terms.phrases import version_words

_FIELD = 208
_FIELD_LEAST = 136
LEAST = 700
_SHAPES = (
    (True, _FIELD, True),
    (False, _FIELD, True),
    (False, _FIELD_LEAST, True),
    (False, _FIELD_LEAST, False),
)
"""What the bar shows (choice of columns, width of the field, words of the step), widest first."""


class VersionPicker(Button):
    """A button that shows a version and offers the others."""

    picked = Signal(str)
    """The id of another version."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, "")
        self._name = name
        self._menu = menu(theme, self)
        self.set_menu(self._menu)

    def show_version(self, version: Version) -> None:
        """Say which version stands on this side."""
        words = version_words(version)
        self.setText(words)
        self.setAccessibleName(_("{side}: {version}").format(side=self._name, version=words))
        self.updateGeometry()

    def offer(self, versions: Sequence[Version], chosen: str) -> None:
        """What the menu offers; titles only where there are several documents."""
        several = len({version.document for version in versions}) > 1
        self._menu.clear()
        for version in versions:
            words = version_words(version)
            if several:
                words = _("{title}, {version}").format(title=version.title, version=words)
            action = self._menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(version.id == chosen)
            action.triggered.connect(lambda _on, key=version.id: self.picked.emit(key))
        self.setEnabled(len(versions) > 1)


class CompareBar(Panel):
    """Tells what a person asks for; the view does it."""

    only_changes_set = Signal(bool)
    inline_set = Signal(bool)
    step_wanted = Signal(bool)
    find_changed = Signal(str)
    find_step_wanted = Signal(bool)
    down_wanted = Signal()
    export_wanted = Signal()
    pane_toggled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Token.SURFACE, edges="bottom")
        self.setFixedHeight(Size.TOOLBAR)
        self.old = VersionPicker(theme, _("Older version"))
        self.new = VersionPicker(theme, _("Newer version"))
        self.only = Chip(theme, _("Only changes"))
        self.only.setChecked(True)
        self.inline = Chip(theme, _("In one column"))
        self.step = Label(theme, "", TextStyle.BODY, Token.TEXT2)
        self.up = IconButton(theme, Icon.CARET_UP, _("Previous change (Shift+F7)"))
        self.down = IconButton(theme, Icon.CARET_DOWN, _("Next change (F7)"))
        self.found = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.field = FindField(theme, _("Find in both versions"))
        self.field.setFixedWidth(_FIELD)
        self.setMinimumWidth(LEAST)
        self.export = IconButton(theme, Icon.EXPORT, _("Save the comparison as a web page…"))
        self.pane = IconButton(theme, Icon.COLUMNS, _("What this means for you"))
        self.pane.setCheckable(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, 0, Space.L, 1)
        layout.setSpacing(Space.S)
        layout.addWidget(self.old)
        layout.addWidget(IconLabel(theme, Icon.ARROW_RIGHT))
        layout.addWidget(self.new)
        layout.addSpacing(Space.S)
        layout.addWidget(self.only)
        layout.addWidget(self.inline)
        layout.addStretch(1)
        for widget in (self.step, self.up, self.down, self.found):
            layout.addWidget(widget)
        layout.addWidget(self.field)
        layout.addWidget(self.export)
        layout.addWidget(self.pane)
        self.only.toggled.connect(self.only_changes_set)
        self.inline.toggled.connect(self.inline_set)
        self.up.clicked.connect(lambda: self.step_wanted.emit(False))
        self.down.clicked.connect(lambda: self.step_wanted.emit(True))
        self.field.textChanged.connect(self.find_changed)
        self.field.step_wanted.connect(self.find_step_wanted)
        self.field.down_wanted.connect(self.down_wanted)
        self.export.clicked.connect(lambda _on=False: self.export_wanted.emit())
        self.pane.clicked.connect(lambda _on=False: self.pane_toggled.emit())
        self.found.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What can be done without steps aside where it is narrow."""
        super().resizeEvent(event)
        self._fit()

    def show_step(self, words: str, *, before: bool, after: bool) -> None:
        """Say which change a person is at, and whether there are others."""
        self.step.setText(words)
        self.up.setEnabled(before)
        self.down.setEnabled(after)
        self._fit()

    def show_found(self, words: str) -> None:
        """Say how many places were found; nothing while nothing is sought."""
        self.found.setText(words)
        self.found.setVisible(bool(words))
        self._fit()

    def _fit(self) -> None:
        """Give away the choice of columns, room to type, then the words of the step."""
        layout = self.layout()
        assert layout is not None
        for inline, field, step in _SHAPES:
            self.inline.setVisible(inline)
            self.field.setFixedWidth(field)
            self.step.setVisible(step)
            layout.invalidate()
            if layout.sizeHint().width() <= self.width():
                return

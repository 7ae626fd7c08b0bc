"""The bar above the reader: which version it is, find in it or everywhere, and its tools."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from app.base.text import _
from app.terms.model import Version
from ui.kit.banners import TagLabel
from ui.kit.buttons import IconButton
from ui.kit.chips import Chip
from ui.kit.fields import SearchField
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.terms.phrases import version_tag, version_words

_FIELD = 208
_LABEL_MOST = 280


class FindField(SearchField):
    """Enter goes to the next place found, Shift+Enter to the one before, Down into the text."""

    step_wanted = Signal(bool)
    """Forward?"""
    down_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the places found."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.step_wanted.emit(not back)
            case Qt.Key.Key_Down:
                self.down_wanted.emit()
            case _:
                super().keyPressEvent(event)


class FindBar(Panel):
    """`changed` when there are other words to find, or another place to find them in."""

    changed = Signal()
    step_wanted = Signal(bool)
    down_wanted = Signal()
    print_wanted = Signal()
    pane_toggled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Token.SURFACE, edges="bottom")
        self.setFixedHeight(Size.TOOLBAR)
        self._theme_ = theme
        self._label = Label(theme, "", TextStyle.BODY_STRONG)
        self._since = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self._tag: TagLabel | None = None
        self.count = Label(theme, "", TextStyle.BODY, Token.TEXT2)
        self.up = IconButton(theme, Icon.CARET_UP, _("Previous place found"))
        self.down = IconButton(theme, Icon.CARET_DOWN, _("Next place found"))
        self.field = FindField(theme, _("Find in this text"), keys=(_("Ctrl"), "F"))
        self.field.setFixedWidth(_FIELD)
        self.everywhere = Chip(theme, _("All documents"))
        self.print = IconButton(theme, Icon.PRINTER, _("Print…"))
        self.pane = IconButton(theme, Icon.COLUMNS, _("What this means for you"))
        self.pane.setCheckable(True)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(Space.L, 0, Space.M, 0)
        self._layout.setSpacing(Space.S)
        self._layout.addWidget(self._label)
        self._layout.addWidget(self._since, 1)
        for widget in (self.count, self.up, self.down, self.everywhere, self.field):
            self._layout.addWidget(widget)
        self._layout.addWidget(self.print)
        self._layout.addWidget(self.pane)
        self.up.clicked.connect(lambda: self.step_wanted.emit(False))
        self.down.clicked.connect(lambda: self.step_wanted.emit(True))
        self.field.step_wanted.connect(self.step_wanted)
        self.field.down_wanted.connect(self.down_wanted)
        self.field.textChanged.connect(lambda _text: self.changed.emit())
        self.everywhere.toggled.connect(lambda _on: self.changed.emit())
        self.print.clicked.connect(self.print_wanted)
        self.pane.clicked.connect(lambda _on=False: self.pane_toggled.emit())
        self.show_count("", several=False)

    @property
    def words(self) -> str:
        """What is to be found."""
        return " ".join(self.field.text().split())

    def show_version(self, version: Version | None, since: str = "") -> None:
        """Say which version is open, and since when it is in force."""
        if self._tag is not None:
            self._layout.removeWidget(self._tag)
            self._tag.hide()
            self._tag.deleteLater()
            self._tag = None
        words = version_words(version) if version else ""
        metrics = QFontMetricsF(self._theme_.font(TextStyle.BODY_STRONG))
        fitting = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, _LABEL_MOST)
        self._label.setText(fitting)
        set_tip(self._label, words if fitting != words else "")
        self._since.setText(since)
        tag = version_tag(version) if version else None
        if tag is not None:
            self._tag = TagLabel(self._theme_, *tag)
            self._layout.insertWidget(2, self._tag)

    def show_count(self, words: str, *, several: bool) -> None:
        """Say how many places were found."""
        self.count.setText(words)
        self.up.setVisible(bool(words))
        self.down.setVisible(bool(words))
        self.up.setEnabled(several)
        self.down.setEnabled(several)

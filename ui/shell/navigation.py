"""The left navigation: who the profile is, the rooms, and below them what is about the profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.base.text import _
from ui.kit.icons import Icon
from ui.kit.nav import Brand, NavItem
from ui.kit.panels import Panel
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, Token


class Place(NamedTuple):
    """One entry of the navigation."""

    key: str
    title: str
    icon: Icon
    icon_selected: Icon
    below: bool = False


class Navigation(Panel):
    """Brand on top, pages below; up and down arrows move between them."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, places: Sequence[Place], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, Token.NAV, edges="right", parent=parent)
        self.setAccessibleName(_("Navigation"))
        self.brand = Brand(theme, "Counterpart", "")
        self._items: dict[str, NavItem] = {}
        self._group = QButtonGroup(self)
        self._narrow = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.S, Space.S, Space.S, Space.M)
        layout.setSpacing(2)
        layout.addWidget(self.brand)
        layout.addSpacing(Space.S + 2)
        for place in places:
            if place.below and all(not item.property("below") for item in self._items.values()):
                layout.addStretch(1)
            layout.addWidget(self._make(theme, place))
        self.setFixedWidth(Size.NAV)

    def _make(self, theme: Theme, place: Place) -> NavItem:
        item = NavItem(theme, place.icon, place.icon_selected, place.title)
        item.setProperty("below", place.below)
        item.clicked.connect(lambda _on=False, key=place.key: self.chosen.emit(key))
        self._group.addButton(item)
        self._items[place.key] = item
        return item

    def select(self, key: str) -> None:
        """Mark the page that is shown."""
        if key in self._items:
            self._items[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """Say how many things wait on a page."""
        if key in self._items:
            self._items[key].set_count(count)

    def show_places(self, enabled: bool) -> None:
        """Without a profile there is nowhere to go, and nothing to offer."""
        for item in self._items.values():
            item.setVisible(enabled)

    def set_narrow(self, narrow: bool) -> None:
        """Icons alone, or icons and words."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.brand.set_narrow(narrow)
        for item in self._items.values():
            item.set_narrow(narrow)
        self.setFixedWidth(Size.NAV_NARROW if narrow else Size.NAV)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the focus with the arrows, as in a list."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        items = list(self._items.values())
        focused = next((at for at, item in enumerate(items) if item.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        items[(focused + step) % len(items)].setFocus(Qt.FocusReason.TabFocusReason)

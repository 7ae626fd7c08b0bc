"""The header of the window: where one is, the search over everything, the page's own actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base.text import _
from ui.kit.fields import SearchButton
from ui.kit.labels import Label
from ui.kit.panels import Panel
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

_SEARCH = 272


class Header(Panel):
    """Title and subtitle, the search button, then the actions of the page that is shown."""

    search_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.BG, edges="bottom", parent=parent)
        self.setFixedHeight(Size.HEADER)
        self._title = Label(theme, "", TextStyle.TITLE)
        self._subtitle = Label(theme, "", TextStyle.BODY, Token.TEXT2, elide=True)
        self.search = SearchButton(theme, _("Search or run a command"), (_("Ctrl"), "K"))
        self.search.setFixedWidth(_SEARCH)
        self.search.clicked.connect(self.search_wanted)
        self._actions: list[QWidget] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(Space.L, 0, Space.L, 0)
        self._layout.setSpacing(Space.M)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._subtitle, 1)
        self._layout.addWidget(self.search)

    def show_page(self, title: str, subtitle: str, actions: Sequence[QWidget]) -> None:
        """Show what belongs to another page; the actions stay the page's property."""
        for old in self._actions:
            self._layout.removeWidget(old)
            old.hide()
        self._actions = list(actions)
        before: QWidget = self.search
        for action in self._actions:
            self._layout.addWidget(action)
            action.show()
            QWidget.setTabOrder(before, action)  # not behind what the window made before the page
            before = action
        self._title.setText(title)
        self.set_subtitle(subtitle)

    def set_subtitle(self, text: str) -> None:
        """Change what stands beside the title."""
        self._subtitle.setText(text)

    def forget_actions(self, actions: Sequence[QWidget]) -> None:
        """A page goes away and takes its actions with it."""
        for action in actions:
            if action in self._actions:
                self._actions.remove(action)
                self._layout.removeWidget(action)

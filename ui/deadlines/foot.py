"""Below the list: how many deadlines are shown, and what is not among them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base.text import _, ngettext
from app.deadlines.model import DeadlineEntry, DeadlineState
from ui.deadlines.filter_bar import MOST
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Panel
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


class Foot(Panel):
    """One line of 36 px."""

    def __init__(
        self, theme: Theme, profile: str, profiles: int, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        self.setFixedHeight(36)
        self._profile = profile
        self._profiles = profiles
        self._words = Label(theme, "", TextStyle.META, Token.TEXT2)
        self._note = StatusLabel(
            theme, Icon.INFO_OUTLINE, "", tone=Token.TEXT2, style=TextStyle.META
        )
        self._note.hide()
        self.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, 1, Space.L, 0)
        layout.setSpacing(Space.L)
        layout.addWidget(self._words)
        layout.addStretch(1)
        layout.addWidget(self._note)

    @property
    def words(self) -> str:
        """The count, as it is said."""
        return self._words.text()

    @property
    def note(self) -> str:
        """What is not among those shown; "" where nothing is missing."""
        return self._note.text()

    def show_count(self, entries: Sequence[DeadlineEntry], *, terms_missing: bool) -> None:
        """So many are shown; deadlines that rest on the terms may still be missing."""
        self._words.setText(_count_words(entries))
        note = ""
        if terms_missing:
            note = _("Deadlines that need the terms appear after the next synchronization")
        elif self._profiles > 1:
            note = _("Profile {name} only; all profiles: counterpart deadlines --all-profiles")
            note = note.format(name=self._profile)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setVisible(bool(note or entries))


def _count_words(entries: Sequence[DeadlineEntry]) -> str:
    count = len(entries)
    if not count:
        return ""
    if count >= MOST:
        return _("The nearest {n}; narrow the list to see others").format(n=f"{count:,}")
    words = ngettext("{n} deadline", "{n} deadlines", count).format(n=f"{count:,}")
    states = [entry.state for entry in entries]
    for state, text in (
        (DeadlineState.OVERDUE, _("{n} overdue")),
        (DeadlineState.DUE_SOON, _("{n} due soon")),
    ):
        if state in states:
            words += _(", ") + text.format(n=f"{states.count(state):,}")
    return words

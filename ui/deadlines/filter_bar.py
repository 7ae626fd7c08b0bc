"""The bar above the list: filter as you type, and chips for kind, state and how far ahead."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base.text import _, ngettext
from app.deadlines.model import DeadlineKind, DeadlineQuery, DeadlineState
from ui.deadlines.words import kind_words, state_words
from ui.kit.buttons import IconButton
from ui.kit.chips import Chip, MenuChip
from ui.kit.fields import SearchField
from ui.kit.icons import Icon
from ui.kit.panels import Panel
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, Token

MOST = 2_000
"""So many are shown: more than a person reads, and read in one go."""
SPANS = (30, 90, 365)
_FIELD = 216


class FilterBar(Panel):
    """Says what the page shows, as a `DeadlineQuery`."""

    changed = Signal()
    down_wanted = Signal()
    """The arrow down in the field: go to the list."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="bottom", parent=parent)
        self.setFixedHeight(Size.TOOLBAR)
        self.field = SearchField(theme, _("Filter deadlines"), name=_("Filter deadlines"))
        self.field.setMinimumWidth(140)
        self.field.setMaximumWidth(_FIELD)
        self.kind = MenuChip(theme, _("Kind"), _kinds(tuple(DeadlineKind)), any_text=_("any"))
        states = [(state, state_words(state)) for state in DeadlineState]
        self.state = MenuChip(theme, _("State"), states, any_text=_("any"))
        spans = [(str(days), _days(days)) for days in SPANS]
        self.span = MenuChip(theme, _("Within"), spans, any_text=_("any time"))
        self.acts = Chip(theme, _("Only what needs me"), parent=self)
        self.columns = IconButton(theme, Icon.COLUMNS, _("Choose columns"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, 0, Space.S + 6, 1)
        layout.setSpacing(Space.S)
        layout.addWidget(self.field, 1)
        for chip in (self.kind, self.state, self.span, self.acts):
            layout.addWidget(chip)
        layout.addStretch(1)
        layout.addWidget(self.columns)
        self._quiet = False
        self.field.textChanged.connect(self._tell)
        for menu_chip in (self.kind, self.state, self.span):
            menu_chip.changed.connect(self._tell)
        self.acts.toggled.connect(self._tell)

    def query(self) -> DeadlineQuery:
        """What is asked for."""
        return DeadlineQuery(
            text=self.field.text().strip(),
            kinds=frozenset({DeadlineKind(self.kind.value)} if self.kind.value else ()),
            states=frozenset({DeadlineState(self.state.value)} if self.state.value else ()),
            within_days=int(self.span.value) if self.span.value else None,
            acting_only=self.acts.isChecked(),
            limit=MOST,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether fewer than all may be meant."""
        chips = self.kind.value or self.state.value or self.span.value
        return bool(self.field.text().strip() or chips or self.acts.isChecked())

    def offer_kinds(self, kinds: Collection[DeadlineKind]) -> None:
        """Offer only kinds that occur, and the one that is chosen."""
        self._quiet = True
        chosen = {DeadlineKind(self.kind.value)} if self.kind.value else set()
        self.kind.set_choices(_kinds(chosen.union(kinds)))
        self._quiet = False

    def clear(self) -> None:
        """Ask for everything again; tells so once."""
        self._quiet = True
        self.field.clear()
        for chip in (self.kind, self.state, self.span):
            chip.set_value("")
        self.acts.setChecked(False)
        self._quiet = False
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow down leads into the list."""
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.down_wanted.emit()
            return
        super().keyPressEvent(event)

    def _tell(self) -> None:
        if not self._quiet:
            self.changed.emit()


def _kinds(kinds: Collection[DeadlineKind]) -> list[tuple[str, str]]:
    return [(kind, kind_words(kind)) for kind in DeadlineKind if kind in kinds]


def _days(days: int) -> str:
    return ngettext("{n} day", "{n} days", days).format(n=days)

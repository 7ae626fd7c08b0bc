"""The bar above the table: filter as you type, chips, and which columns are shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base.text import _
from app.orders.model import Facets, OrderColumn, OrderKind, OrderQuery, OrderState
from ui.kit.buttons import IconButton
from ui.kit.chips import Chip, MenuChip
from ui.kit.fields import SearchField
from ui.kit.icons import Icon
from ui.kit.panels import Panel
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, Token
from ui.orders.words import kind_look, state_look

ENDS_WITHIN_DAYS = 90
_FIELD = 216


class FilterBar(Panel):
    """Says what the table shows, as an `OrderQuery` without its sorting."""

    changed = Signal()
    down_wanted = Signal()
    """The arrow down in the field: go to the table."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="bottom", parent=parent)
        self.setFixedHeight(Size.TOOLBAR)
        self.field = SearchField(theme, _("Filter orders"), name=_("Filter orders"))
        self.field.setMinimumWidth(140)
        self.field.setMaximumWidth(_FIELD)
        self.kind = MenuChip(theme, _("Kind"), _kind_choices(None), any_text=_("any"))
        self.state = MenuChip(theme, _("Status"), _state_choices(None), any_text=_("any"))
        self.ending = Chip(theme, _("Ends within {n} days").format(n=ENDS_WITHIN_DAYS), parent=self)
        self.columns = IconButton(theme, Icon.COLUMNS, _("Choose columns"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, 0, Space.S + 6, 1)
        layout.setSpacing(Space.S)
        layout.addWidget(self.field, 1)
        for chip in (self.kind, self.state, self.ending):
            layout.addWidget(chip)
        layout.addStretch(1)
        layout.addWidget(self.columns)
        self.field.textChanged.connect(self._tell)
        self.kind.changed.connect(self._tell)
        self.state.changed.connect(self._tell)
        self.ending.toggled.connect(self._tell)
        self._quiet = False

    def query(self, sort: OrderColumn, *, descending: bool) -> OrderQuery:
        """What is asked for, in this order."""
        return OrderQuery(
            text=self.field.text().strip(),
            kinds=frozenset({OrderKind(self.kind.value)} if self.kind.value else ()),
            states=frozenset({OrderState(self.state.value)} if self.state.value else ()),
            ends_within_days=ENDS_WITHIN_DAYS if self.ending.isChecked() else None,
            sort=sort,
            descending=descending,
        )

    def set_facets(self, facets: Facets) -> None:
        """Offer only kinds and states that occur."""
        self._quiet = True
        self.kind.set_choices(_kind_choices(facets))
        self.state.set_choices(_state_choices(facets))
        self._quiet = False

    def clear(self) -> None:
        """Ask for everything again; tells so once."""
        self._quiet = True
        self.field.clear()
        self.kind.set_value("")
        self.state.set_value("")
        self.ending.setChecked(False)
        self._quiet = False
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow down leads into the table."""
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.down_wanted.emit()
            return
        super().keyPressEvent(event)

    def _tell(self) -> None:
        if not self._quiet:
            self.changed.emit()


def _kind_choices(facets: Facets | None) -> list[tuple[str, str]]:
    return [
        (kind, kind_look(kind).word)
        for kind in OrderKind
        if facets is None or facets.kinds.get(kind)
    ]


def _state_choices(facets: Facets | None) -> list[tuple[str, str]]:
    return [
        (state, state_look(state).word)
        for state in OrderState
        if facets is None or facets.states.get(state)
    ]

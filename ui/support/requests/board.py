"""The list of requests with the chosen one's thread beside it, or in its place where narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.text import _, ngettext
from app.support.requests.model import RequestCard, RequestState
from app.support.requests.words import state_words
from ui.kit.chips import Chip, MenuChip
from ui.kit.fields import SearchField
from ui.kit.labels import Label
from ui.kit.panels import Panel, row
from ui.kit.side_pane import SidePane
from ui.kit.states import Skeleton, StateStack
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.support.requests.rows import RequestRows
from ui.support.requests.thread_pane import ThreadPane

BESIDE_FROM = 900
"""From this width on the list stands beside the thread."""
_LIST = 400
_LEAST_LIST = 320
_FOOT = 36


class RequestsBoard(QWidget):
    """Knows which request is chosen; who owns it reads and shows."""

    chosen = Signal(str)
    """The id of a request; "" none."""
    searched = Signal(str)
    shown_changed = Signal()
    """The chips show other rows now."""
    moved = Signal()

    def __init__(
        self, theme: Theme, clock: Clock, vendor: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all: tuple[RequestCard, ...] = ()
        self._list_width = _LIST
        self.current = ""
        self.field = SearchField(
            theme, _("Search all messages"), name=_("Search requests and messages")
        )
        self.field.setMinimumWidth(150)
        self.field.setMaximumWidth(260)
        states = [(one.value, state_words(one)) for one in RequestState]
        self.state = MenuChip(theme, _("State"), states, any_text=_("any"))
        self.mine = Chip(theme, _("Needs you"))
        self.rows = RequestRows(theme, clock)
        self.stack = StateStack(theme, self.rows)
        self.pane = ThreadPane(theme, clock, vendor)
        self._foot = Panel(theme, Token.SURFACE, edges="top")
        self._foot.setFixedHeight(_FOOT)
        self._count = Label(theme, "", TextStyle.META, Token.TEXT2)
        self._lay_out()
        self._connect()
        self.stack.show_state(Skeleton(theme, 10))

    def _lay_out(self) -> None:
        self.bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        self.bar.setFixedHeight(Size.TOOLBAR)
        across = row(spacing=Space.S, margins=(Space.L, 0, Space.L, 1))
        across.addWidget(self.field, 3)
        across.addWidget(self.state)
        across.addWidget(self.mine)
        across.addStretch(1)
        self.bar.setLayout(across)
        self._foot.setLayout(row(self._count, None, margins=(Space.L, 1, Space.L, 0)))
        self.list = QWidget()
        left = QVBoxLayout(self.list)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.bar)
        left.addWidget(self.stack, 1)
        left.addWidget(self._foot)
        self.list.setMinimumWidth(_LEAST_LIST)
        self.split: QSplitter = SidePane(self._theme, self.list, self.pane, width=_LIST)
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)
        self.pane.hide()

    def _connect(self) -> None:
        self.field.textChanged.connect(self.searched)
        self.state.changed.connect(lambda _key: self.fill())
        self.mine.toggled.connect(lambda _on: self.fill())
        self.rows.chosen.connect(self._choose)
        self.rows.opened.connect(self._open)
        self.pane.closed.connect(self.let_go)
        self.split.splitterMoved.connect(self._was_moved)

    @property
    def alone(self) -> bool:
        """Whether list and thread take turns."""
        return self.width() < BESIDE_FROM

    @property
    def cards(self) -> tuple[RequestCard, ...]:
        """All there are, shown or not."""
        return self._all

    @property
    def filtered(self) -> bool:
        """Whether words or chips keep some from being shown."""
        return bool(self.field.text().strip() or self.state.value or self.mine.isChecked())

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are searched for."""
        return tuple(self.field.text().split())

    def show_cards(self, cards: Sequence[RequestCard]) -> None:
        """Show what was read; what is chosen stays chosen."""
        self._all = tuple(cards)
        self.fill()

    def fill(self) -> None:
        """Show what fits the chips now."""
        shown = [card for card in self._all if self._fits(card)]
        self.rows.show_cards(shown, self.current)
        count = len(self._all)
        words = ngettext("{shown} of {n} request", "{shown} of {n} requests", count)
        self._count.setText(words.format(shown=f"{len(shown):,}", n=f"{count:,}"))
        self._foot.setVisible(bool(count))
        self.shown_changed.emit()

    def clear_filters(self) -> None:
        """Show all."""
        self.state.set_value("")
        self.mine.setChecked(False)
        self.field.clear()

    def choose(self, key: str) -> None:
        """Open the request with this id."""
        self.current = key
        self.rows.select(key)
        self._arrange()
        self.chosen.emit(key)

    def let_go(self) -> None:
        """Back to the list alone."""
        self.current = ""
        self.rows.select("")
        self._arrange()
        self.rows.setFocus()
        self.chosen.emit("")

    def renamed(self, old: str, new: str) -> None:
        """What was unsent has the portal's own id now."""
        if self.current == old:
            self.current = new

    def save(self) -> str:
        """The width of the list, to be remembered."""
        return str(self._list_width)

    def restore(self, text: str) -> None:
        """Bring back what `save` gave; anything else is ignored."""
        if text.isascii() and text.isdigit() and _LEAST_LIST <= int(text) <= 900:
            self._list_width = int(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow down leads from the field into the list."""
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus() and self.rows.cards:
            self.rows.setFocus()
            if not self.rows.current:
                self.rows.choose_first()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other, or in turns."""
        super().resizeEvent(event)
        self._arrange()

    def _choose(self, key: str) -> None:
        if key != self.current:
            self.current = key
            self._arrange()
            self.chosen.emit(key)

    def _open(self, key: str) -> None:
        self._choose(key)
        self.pane.reply.text.setFocus()

    def _arrange(self) -> None:
        opened = bool(self.current)
        was = self.pane.isVisibleTo(self.split)
        self.pane.setVisible(opened)
        self.list.setVisible(not (opened and self.alone))
        # The chip for one's own is the first to step aside.
        self.mine.setVisible(not opened or self.alone)
        if opened and not self.alone and (not was or not self.split.sizes()[0]):
            self.split.setSizes([self._list_width, max(420, self.width() - self._list_width)])

    def _was_moved(self) -> None:
        sizes = self.split.sizes()
        if sizes[0] and sizes[1]:
            self._list_width = sizes[0]
            self.moved.emit()

    def _fits(self, card: RequestCard) -> bool:
        if self.state.value and card.state != self.state.value:
            return False
        needs = card.state in (RequestState.WAITING, RequestState.ANSWERED)
        refused = card.fate is not None and card.fate.state == "refused"
        return needs or refused or not self.mine.isChecked()

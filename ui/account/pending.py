"""Changes on their way, in place: where each is, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.account.changing import ChangeState, PendingChange
from app.base.text import _, ngettext
from ui.account.words import change_look, fate_words
from ui.kit.buttons import Button, LinkButton
from ui.kit.cards import Card
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_SHOWN = 4


class PendingBox(QWidget):
    """A card with the changes of one tab; hidden while there are none."""

    change_wanted = Signal(object)
    """The refused PendingChange that is to be corrected."""
    send_wanted = Signal(str)
    discard_wanted = Signal(object)
    outbox_wanted = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.card: Card | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_changes(self, changes: Sequence[PendingChange], now: datetime) -> None:
        """Show these; the refused ones first."""
        if self.card is not None:
            self._layout.removeWidget(self.card)
            self.card.hide()
            self.card.deleteLater()
            self.card = None
        self.setVisible(bool(changes))
        if not changes:
            return
        listed = sorted(changes, key=lambda one: one.state is not ChangeState.REFUSED)
        card = Card(self._theme, _("On its way"), count=f"{len(changes):n}")
        outbox = card.add_head_action(_("Show in the outbox"))
        first = listed[0].item
        outbox.clicked.connect(lambda: self.outbox_wanted.emit(first))
        for at, change in enumerate(listed[:_SHOWN]):
            if at:
                card.add(Hairline(self._theme, inset=Space.L))
            card.add(self._row(change, now))
        more = len(listed) - _SHOWN
        if more > 0:
            words = ngettext("{n} more in the outbox", "{n} more in the outbox", more)
            label = Label(self._theme, words.format(n=more), TextStyle.META, Token.TEXT2)
            label.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
            card.add(label)
        self.card = card
        self._layout.addWidget(card)

    def _row(self, change: PendingChange, now: datetime) -> QWidget:
        theme, look = self._theme, change_look(change)
        title = Label(theme, change.title, TextStyle.BODY_MEDIUM, elide=True)
        state = StatusLabel(theme, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone)
        head = row(spacing=Space.S)
        head.addWidget(title, 1)
        head.addWidget(state)
        fate = Label(theme, fate_words(change, now), TextStyle.META, Token.TEXT2, wrap=True)
        below = row(spacing=Space.M)
        below.addWidget(fate, 1)
        for action in self._actions(change):
            below.addWidget(action)
        words = column(head, below, spacing=1)
        box = QWidget()
        layout = row(spacing=Space.M, margins=(Space.L, 9, Space.L, 10))
        icon = IconLabel(theme, look.icon, size=20, tone=look.icon_tone)
        layout.addLayout(column(2, icon, None, spacing=0))
        layout.addLayout(words, 1)
        box.setLayout(layout)
        box.setAccessibleName(f"{change.title}, {look.word}")
        return box

    def _actions(self, change: PendingChange) -> list[QWidget]:
        buttons: list[QWidget] = []
        if change.state is ChangeState.REFUSED:
            again = Button(self._theme, _("Change and send again…"), small=True)
            again.clicked.connect(lambda: self.change_wanted.emit(change))
            buttons.append(again)
        if change.state is ChangeState.WAITING:
            now = Button(self._theme, _("Send now"), small=True)
            now.clicked.connect(lambda: self.send_wanted.emit(change.item))
            buttons.append(now)
        if change.state in (ChangeState.REFUSED, ChangeState.WAITING, ChangeState.QUEUED):
            discard = LinkButton(self._theme, _("Discard…"))
            discard.clicked.connect(lambda: self.discard_wanted.emit(change))
            buttons.append(discard)
        return buttons

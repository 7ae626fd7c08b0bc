"""The list of feedback: each piece with its state, until it is delivered and after."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _, ngettext
from app.support.model import FeedbackItem, FeedbackState
from ui.kit.buttons import Button, LinkButton
from ui.kit.cards import Card
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.support.feedback.words import fate_words, first_line, state_look, topic_icon, topic_words

_SHOWN = 60


class FeedbackRow(QWidget):
    """One piece of feedback: what, to what, where it is, and what can be done about it."""

    retried = Signal(str)
    discarded = Signal(str)
    edited = Signal(str)

    def __init__(self, theme: Theme, item: FeedbackItem, now: datetime) -> None:
        super().__init__()
        self.item = item
        look = state_look(item.state)
        title = item.product_name or topic_words(item.topic)
        head = row(spacing=Space.S)
        head.addWidget(Label(theme, title, TextStyle.BODY_MEDIUM, elide=True), 1)
        self.status = StatusLabel(
            theme, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone
        )
        head.addWidget(self.status)
        text = Label(theme, first_line(item.text), TextStyle.BODY, Token.TEXT2, elide=True)
        self.fate = Label(theme, fate_words(item, now), TextStyle.META, Token.TEXT2, wrap=True)
        words = column(head, text, self.fate, spacing=1)
        actions = self._actions(theme)
        if actions:
            words.addSpacing(Space.S)
            words.addLayout(row(*actions, None, spacing=Space.M))
        layout = row(spacing=Space.M, margins=(Space.L, 10, Space.L, 11))
        icon = IconLabel(theme, topic_icon(item.topic), size=20)
        layout.addLayout(column(2, icon, None, spacing=0))
        layout.addLayout(words, 1)
        self.setLayout(layout)
        self.setAccessibleName(f"{title}, {look.word}")

    def _actions(self, theme: Theme) -> list[QWidget]:
        state, key = self.item.state, self.item.id
        buttons: list[QWidget] = []
        if state is FeedbackState.REFUSED:
            change = Button(theme, _("Change and send again…"), small=True)
            change.clicked.connect(lambda: self.edited.emit(key))
            buttons.append(change)
        if state is FeedbackState.WAITING:
            again = Button(theme, _("Send now"), small=True)
            again.clicked.connect(lambda: self.retried.emit(key))
            buttons.append(again)
        if state in {FeedbackState.REFUSED, FeedbackState.WAITING, FeedbackState.QUEUED}:
            discard = LinkButton(theme, _("Discard…"))
            discard.clicked.connect(lambda: self.discarded.emit(key))
            buttons.append(discard)
        return buttons


class FeedbackList(QWidget):
    """All pieces in one card, the latest first."""

    retried = Signal(str)
    discarded = Signal(str)
    edited = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_ = theme
        self.card = Card(theme, _("Feedback"))
        self.rows: list[FeedbackRow] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.addWidget(self.card)
        layout.addStretch(1)

    def show_items(self, items: tuple[FeedbackItem, ...], now: datetime) -> None:
        """Show `items`, which come with the latest first."""
        body = self.card.body
        while (part := body.takeAt(0)) is not None:
            widget = part.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        self.card.count_label.setText(str(len(items)))
        for at, item in enumerate(items[:_SHOWN]):
            if at:
                body.addWidget(Hairline(self._theme_, inset=Space.L + 20 + Space.M))
            line = FeedbackRow(self._theme_, item, now)
            line.retried.connect(self.retried)
            line.discarded.connect(self.discarded)
            line.edited.connect(self.edited)
            self.rows.append(line)
            body.addWidget(line)
        older = len(items) - _SHOWN
        if older > 0:
            words = ngettext("{n} older one", "{n} older ones", older).format(n=older)
            label = Label(self._theme_, words, TextStyle.META, Token.TEXT2)
            label.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
            body.addWidget(label)

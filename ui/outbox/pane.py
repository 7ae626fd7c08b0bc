"""One item of the outbox: why it waits, what was kept, what to do, and exactly what leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.dates import moment_words
from app.base.errors import ProblemReport
from app.base.text import _
from app.exchange.model import OutboxState
from app.exchange.outgoing import Line
from app.exchange.waiting import Hold, OutboxCard
from ui.kit.banners import BannerTone, Tinted
from ui.kit.buttons import Button, ButtonKind, IconButton, LinkButton
from ui.kit.cards import Pairs, SectionHeading
from ui.kit.fields import TextArea
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.outbox.words import (
    followers_words,
    kind_icon,
    look_of,
    next_words,
    progress_words,
    tries_words,
    why_words,
)
from ui.page import Standing

WIDTH = 376
_LEAST = 304
_KEYS = 104
_SHORT, _LINE, _LINES = 60, 44, 12
"""Characters of a value beside its label, and of a line below it; lines of a text at most."""
CORRECTED = frozenset(
    {
        "feedback",
        "support_request",
        "message",
        "formal_notice",
        "account_change",
        "certification",
    }
)
"""Kinds that are changed where they were written; others can only be sent again or discarded."""


class OutboxPane(Panel):
    """Shows one `OutboxCard` and its content. Esc closes it."""

    closed = Signal()
    send_wanted = Signal(str)
    change_wanted = Signal(str)
    discard_wanted = Signal(str)
    item_wanted = Signal(str)
    sign_in_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self.card: OutboxCard | None = None
        self._shown: object = None
        self.setMinimumWidth(_LEAST)
        self.setAccessibleName(_("Item"))
        self.send = Button(theme, _("Send now"), icon=Icon.PLANE)
        self.change = Button(theme, _("Change and send again…"))
        self.sign_in = Button(theme, _("Sign in…"))
        self.discard = Button(theme, _("Discard…"), ButtonKind.DANGER)
        self._body: QWidget = QWidget()
        self._foot = Panel(theme, Token.SURFACE, edges="top")
        self._foot.setLayout(
            row(
                self.send,
                self.change,
                self.sign_in,
                None,
                self.discard,
                spacing=Space.S,
                margins=(Space.L, Space.M, Space.L, Space.M),
            )
        )
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._body, 1)
        self._layout.addWidget(self._foot)
        self.send.clicked.connect(lambda: self._tell(self.send_wanted))
        self.change.clicked.connect(lambda: self._tell(self.change_wanted))
        self.discard.clicked.connect(lambda: self._tell(self.discard_wanted))
        self.sign_in.clicked.connect(self.sign_in_wanted)

    def show_card(
        self,
        card: OutboxCard,
        content: Sequence[Line],
        standing: Standing,
        now: datetime,
    ) -> None:
        """Show an item as it stands now."""
        fresh = (card, tuple(content), standing)
        if fresh == self._shown:
            return
        place = self._place() if self.card is not None and self.card.id == card.id else 0
        self.card, self._shown = card, fresh
        body = ScrollPane(self._theme_, self._content(card, content, standing, now))
        old, self._body = self._body, body
        self._layout.replaceWidget(old, body)
        old.hide()
        old.deleteLater()
        body.verticalScrollBar().setValue(place)
        self._offer(card)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the pane."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _place(self) -> int:
        body = self._body
        return body.verticalScrollBar().value() if isinstance(body, ScrollPane) else 0

    def _tell(self, signal: SignalInstance) -> None:
        if self.card is not None:
            signal.emit(self.card.id)

    def _offer(self, card: OutboxCard) -> None:
        """What can be done; nothing about what was sent or is being sent."""
        open_ = card.state in (OutboxState.QUEUED, OutboxState.WAITING, OutboxState.REFUSED)
        refused = card.state is OutboxState.REFUSED
        other = card.hold is Hold.OTHER_PERSON
        corrected = refused and card.kind in CORRECTED
        self._foot.setVisible(open_)
        self.change.setVisible(corrected)
        again = card.hold in (Hold.LATER, Hold.NONE) or (refused and not corrected)
        self.send.setVisible(again)
        self.send.set_text(_("Send again") if refused else _("Send now"))
        self.sign_in.setVisible(other)

    def _content(
        self, card: OutboxCard, content: Sequence[Line], standing: Standing, now: datetime
    ) -> QWidget:
        theme = self._theme_
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.L)
        layout.setSpacing(0)
        kind = StatusLabel(theme, kind_icon(card.kind), card.kind_words, icon_tone=Token.TEXT2)
        close = IconButton(theme, Icon.CLOSE, _("Close the item"), small=True)
        close.clicked.connect(self.closed)
        layout.addLayout(row(kind, None, close, spacing=Space.S))
        layout.addWidget(Label(theme, card.title, TextStyle.SECTION, wrap=True))
        layout.addSpacing(Space.S)
        layout.addWidget(self._standing(card, standing, now))
        for part in self._sections(card, content, now):
            layout.addSpacing(Space.M)
            layout.addWidget(Hairline(theme))
            layout.addSpacing(Space.S - 2)
            layout.addWidget(part)
        layout.addStretch(1)
        return box

    def _standing(self, card: OutboxCard, standing: Standing, now: datetime) -> QWidget:
        """Why it waits; what was refused says what was kept and what to do."""
        theme, look = self._theme_, look_of(card)
        if card.state in (OutboxState.SENT, OutboxState.DISCARDED):
            return StatusLabel(
                theme, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone
            )
        tone = BannerTone.INFO
        if card.hold in (Hold.REFUSED, Hold.BLOCKED):
            tone = BannerTone.DANGER
        elif card.hold is Hold.LATER:
            tone = BannerTone.WARN
        lines = column(spacing=2)
        lines.addWidget(Label(theme, look.word, TextStyle.BODY_MEDIUM))
        lines.addWidget(Label(theme, why_words(card, standing, now), TextStyle.META, wrap=True))
        for words in _advice(card.problem):
            lines.addWidget(Label(theme, words, TextStyle.META, wrap=True))
        behind = followers_words(card.followers)
        if behind:
            lines.addWidget(Label(theme, behind, TextStyle.META, wrap=True))
        if card.problem is not None:
            code = Label(theme, card.problem.code, TextStyle.META, selectable=True)
            lines.addWidget(code)
        box = Tinted(theme, tone)
        across = row(spacing=8, margins=(13, 8, 13, 9))
        across.addLayout(column(2, IconLabel(theme, look.icon, tone=tone.ink), None, spacing=0))
        across.addLayout(lines, 1)
        box.setLayout(across)
        box.setAccessibleName(look.word)
        return box

    def _sections(
        self, card: OutboxCard, content: Sequence[Line], now: datetime
    ) -> Iterator[QWidget]:
        yield self._facts(card, now)
        if content:
            title = _("What was sent") if card.receipt else _("What leaves, word for word")
            yield self._section(title, self._lines(content))

    def _facts(self, card: OutboxCard, now: datetime) -> QWidget:
        theme = self._theme_
        pairs = Pairs(theme, key_width=_KEYS)
        pairs.add(_("Written"), moment_words(card.created_at, now))
        if card.receipt is not None:
            pairs.add(_("Received"), moment_words(card.receipt.received_at, now))
            pairs.add(_("Receipt"), Label(theme, card.receipt.id, elide=True))
        else:
            pairs.add(_("Tries"), tries_words(card.attempts))
        if card.hold is Hold.LATER and card.next_at is not None:
            pairs.add(_("Then"), next_words(card, now))
        if progress_words(card):
            pairs.add(_("Arrived"), progress_words(card))
        if card.after:
            link = LinkButton(theme, _("Show what it follows"), name=card.after_title)
            link.clicked.connect(lambda: self.item_wanted.emit(card.after))
            pairs.add(_("Follows"), link)
        return pairs

    def _lines(self, content: Sequence[Line]) -> QWidget:
        """Short values beside their labels, texts below them, to be read and copied."""
        theme = self._theme_
        box = QWidget()
        layout = column(spacing=Space.S)
        for label, value in content:
            if len(value) <= _SHORT and "\n" not in value:
                pairs = Pairs(theme, key_width=_KEYS)
                pairs.add(label, Label(theme, value, elide=True))
                layout.addWidget(pairs)
                continue
            lines = sum(1 + len(line) // _LINE for line in value.splitlines())
            area = TextArea(theme, name=label, lines=min(max(lines, 2), _LINES))
            area.setReadOnly(True)
            area.setPlainText(value)
            layout.addLayout(
                column(Label(theme, label, TextStyle.META, Token.TEXT2), area, spacing=2)
            )
        box.setLayout(layout)
        return box

    def _section(self, title: str, content: QWidget) -> QWidget:
        box = QWidget()
        box.setLayout(column(SectionHeading(self._theme_, title), content, spacing=0))
        return box


def _advice(problem: ProblemReport | None) -> Iterator[str]:
    """The explanation, what was kept, the next step, as far as the problem says them."""
    if problem is not None:
        yield from filter(None, (problem.explanation, problem.kept, problem.next_step))

"""What is chosen on the board, beside it: a request or an audit, with what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.dates import left_words
from app.base.text import _
from app.certification.asked import Audit, Origin, Request
from app.certification.listed import Card
from ui.certification.board.rows import WAITING, due_tone
from ui.certification.facts import audit_facts, request_facts
from ui.certification.looks import audit_look, kind_words, request_look
from ui.kit.buttons import Button, ButtonKind, IconButton
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

WIDTH = 352


class BoardPane(Panel):
    """Title and state, facts, then buttons; hidden while nothing is chosen."""

    begin_wanted = Signal(str)
    """Certify for the request with this id."""
    draft_wanted = Signal(str)
    withdraw_wanted = Signal(object)
    """The Request or Audit that was typed in."""
    correct_wanted = Signal(object)
    """The same."""
    reply_wanted = Signal(str)
    """Draft the reply to the audit with this id."""
    letter_wanted = Signal(str)
    clause_wanted = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="left", parent=parent)
        self._theme = theme
        self.button: Button | None = None
        self.second: Button | None = None
        self.correct: Button | None = None
        self.setFixedWidth(WIDTH)
        content = QWidget()
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.M)
        inner = column(self._list, None, spacing=0)
        inner.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        content.setLayout(inner)
        self.setLayout(column(ScrollPane(theme, content), spacing=0, margins=(1, 0, 0, 0)))

    def _clear(self, title: str, status: StatusLabel) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget, layout = item.widget(), item.layout()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
            elif layout is not None:
                while (inner := layout.takeAt(0)) is not None:
                    part = inner.widget()
                    if part is not None:
                        part.hide()
                        part.deleteLater()
        self.button = self.second = self.correct = None
        close = IconButton(self._theme, Icon.CLOSE, _("Close"), small=True)
        close.clicked.connect(self.closed)
        top = row(spacing=Space.S)
        top.addWidget(Label(self._theme, title, TextStyle.SECTION, wrap=True), 1)
        top.addWidget(close)
        self._list.addLayout(top)
        self._list.addWidget(status)

    def _status(self, icon: Icon, word: str, tone: Token, icon_tone: Token) -> StatusLabel:
        return StatusLabel(self._theme, icon, word, tone=tone, icon_tone=icon_tone)

    def show_request(self, one: Request, drafts: Sequence[Card], now: datetime) -> None:
        """Show a request."""
        look = request_look(one)
        word, tone, icon_tone = look.word, look.tone, look.icon_tone
        if one.state in WAITING and one.due_at is not None:
            word = _("{state}, {left}").format(state=word, left=left_words(one.due_at, now))
            tone = icon_tone = due_tone(one.due_at, now)
        self._clear(kind_words(one.kind), self._status(look.icon, word, tone, icon_tone))
        self._list.addWidget(request_facts(self._theme, one, self.clause_wanted.emit, key_width=64))
        mine = [card for card in drafts if card.request_id == one.id]
        if mine:
            self._list.addWidget(Hairline(self._theme))
        for card in mine:
            self._list.addWidget(Label(self._theme, card.title, TextStyle.BODY_MEDIUM, wrap=True))
            self._list.addWidget(
                Label(self._theme, card.words, TextStyle.META, Token.TEXT2, wrap=True)
            )
            self._add_button(
                _("Open") if card.finished else _("Go on"),
                lambda _on=False, key=card.id: self.draft_wanted.emit(key),
                primary=not card.finished and self.button is None,
            )
        if one.state in WAITING and not any(not card.finished for card in mine):
            self._add_button(_("Certify"), lambda: self.begin_wanted.emit(one.id), primary=True)
        if one.origin is Origin.BY_HAND and one.state in WAITING:
            self._add_corrections(one)

    def show_audit(self, one: Audit, now: datetime) -> None:
        """Show an announced audit."""
        look = audit_look(one)
        self._clear(
            _("Announced audit"), self._status(look.icon, look.word, look.tone, look.icon_tone)
        )
        self._list.addWidget(audit_facts(self._theme, one, self.clause_wanted.emit, key_width=76))
        if not one.genuine:
            return
        if one.reply:
            self._add_button(
                _("Open the reply"), lambda: self.letter_wanted.emit(one.reply), primary=True
            )
        elif one.begins_at >= now:
            words = (
                _("The reply objects to the short notice, with the clause.")
                if one.short_notice
                else _("The reply confirms the date and asks for what you need beforehand.")
            )
            self._list.addWidget(Label(self._theme, words, TextStyle.META, Token.TEXT2, wrap=True))
            self._add_button(
                _("Draft a reply"), lambda: self.reply_wanted.emit(one.id), primary=True
            )
        if one.origin is Origin.BY_HAND:
            self._add_corrections(one)

    def _add_corrections(self, one: Request | Audit) -> None:
        """What was typed in may have been mistyped, or be over."""
        self.correct = self._add_button(_("Correct…"), lambda: self.correct_wanted.emit(one))
        self.second = self._add_button(
            _("Note that it is withdrawn…"), lambda: self.withdraw_wanted.emit(one)
        )

    def _add_button(self, text: str, act: object, *, primary: bool = False) -> Button:
        kind = ButtonKind.PRIMARY if primary else ButtonKind.DEFAULT
        button = Button(self._theme, text, kind)
        button.clicked.connect(act)
        if primary or self.button is None:
            self.button = button
        self._list.addLayout(row(button, None))
        return button

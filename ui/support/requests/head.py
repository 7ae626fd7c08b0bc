"""The head of a thread: what it is, how it stands against its clock, and which support it has."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.text import _
from app.support.requests.model import Entitlement, RequestState, Thread
from ui.kit.buttons import Button, ButtonKind, IconButton, LinkButton
from ui.kit.cards import Pairs
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.menus import menu
from ui.kit.panels import Panel, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.support.looks import clock_line, number_words, severity_look, state_look
from ui.support.writing.entitled import EntitlementCard


class ThreadHead(Panel):
    """Built anew for each thread."""

    closed = Signal()
    order_wanted = Signal(str)
    clause_wanted = Signal(str)
    acted = Signal(str)
    """close, reopen, rate, feedback or copy."""
    details_toggled = Signal(bool)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="bottom", parent=parent)
        self._theme_ = theme
        self._content: QWidget | None = None
        self._details: QWidget | None = None
        self.more: IconButton | None = None
        self.details_shown = False
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 1)

    def show_thread(self, thread: Thread, now: datetime, *, alone: bool) -> None:
        """Show a thread's head; `alone`: there is no list beside it, so one goes back to it."""
        had_focus = self._content is not None and self._content.isAncestorOf(
            self.window().focusWidget()
        )
        if self._content is not None:
            self._outer.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(Space.L, Space.S, Space.S, Space.M)
        layout.setSpacing(Space.XS)
        layout.addLayout(self._top(thread, alone))
        layout.addLayout(self._standing(thread, now))
        for line in self._support(thread.entitlement):
            layout.addLayout(line)
        if thread.entitlement is not None and thread.entitlement.lapsed:
            layout.addSpacing(Space.XS)
            layout.addLayout(self._lapsed(thread.entitlement))
        self._details = self._facts(thread)
        self._details.setVisible(self.details_shown)
        layout.addWidget(self._details)
        self._outer.addWidget(self._content)
        if had_focus and self.more is not None:
            self.more.setFocus()

    def _top(self, thread: Thread, alone: bool) -> QHBoxLayout:
        theme, card = self._theme_, thread.card
        line = row(spacing=Space.XS)
        if alone:
            back = IconButton(theme, Icon.CARET_LEFT, _("Back to the list"), small=True)
            back.clicked.connect(self.closed)
            line.addWidget(back)
        title = Label(theme, " ".join(card.subject.split()), TextStyle.SECTION, elide=True)
        line.addWidget(title, 1)
        details = Button(theme, _("Details"), ButtonKind.QUIET, small=True)
        details.setCheckable(True)
        details.setChecked(self.details_shown)
        details.toggled.connect(self._show_details)
        line.addWidget(details)
        self.more = IconButton(theme, Icon.DOTS, _("What can be done with this request"),
                               small=True)  # fmt: skip
        choices = menu(theme, self.more)
        for words, act, possible in self._acts(thread):
            choices.addAction(words, partial(self.acted.emit, act)).setEnabled(possible)
        self.more.set_menu(choices)
        line.addWidget(self.more)
        if not alone:
            close = IconButton(theme, Icon.CLOSE, _("Close the thread"), small=True)
            close.clicked.connect(self.closed)
            line.addWidget(close)
        return line

    def _acts(self, thread: Thread) -> tuple[tuple[str, str, bool], ...]:
        state = thread.card.state
        closed = state is RequestState.CLOSED
        unsent = state is RequestState.UNSENT
        return (
            (_("Close the request…"), "close", not closed and not unsent),
            (_("Reopen it…"), "reopen", closed),
            (_("Rate the support…"), "rate", not unsent),
            (_("Feedback about this…"), "feedback", True),
            (_("Copy the number"), "copy", bool(thread.card.number)),
        )

    def _standing(self, thread: Thread, now: datetime) -> QHBoxLayout:
        theme, card = self._theme_, thread.card
        line = row(spacing=Space.M)
        line.addWidget(Label(theme, number_words(card), TextStyle.BODY_MEDIUM, Token.TEXT2))
        for look in (state_look(card), severity_look(card.severity)):
            line.addWidget(
                StatusLabel(theme, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone)
            )
        tone = Token.DANGER if card.overdue else Token.TEXT2
        line.addWidget(Label(theme, clock_line(card, now), tone=tone, elide=True), 1)
        return line

    def _support(self, entitlement: Entitlement | None) -> list[QHBoxLayout]:
        """The partner's contact first, then what the order grants."""
        theme = self._theme_
        lines: list[QHBoxLayout] = []
        if entitlement is None:
            return lines
        partner = entitlement.partner
        if partner is not None:
            said = [_("{partner} answers first").format(partner=partner.name)]
            said += [part for part in (partner.email, partner.phone) if part]
            line = row(IconLabel(theme, Icon.HANDSHAKE), spacing=Space.S)
            line.addWidget(Label(theme, " · ".join(said), TextStyle.BODY_MEDIUM, elide=True), 1)
            lines.append(line)
        if entitlement.lapsed:
            return lines
        line = row(IconLabel(theme, Icon.HEADSET), spacing=Space.S)
        words = entitlement.words or _("No support")
        line.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, elide=True), 1)
        if entitlement.order_number:
            number = entitlement.order_number
            link = LinkButton(theme, number, style=TextStyle.META_MEDIUM,
                              name=_("Open order {number}").format(number=number))  # fmt: skip
            link.clicked.connect(lambda: self.order_wanted.emit(number))
            line.addWidget(link)
        if entitlement.clause and entitlement.clause_ref:
            ref, clause = entitlement.clause_ref, entitlement.clause
            link = LinkButton(theme, clause, style=TextStyle.META_MEDIUM,
                              name=_("Read {clause}").format(clause=clause))  # fmt: skip
            link.clicked.connect(lambda: self.clause_wanted.emit(ref))
            line.addWidget(link)
        line.addSpacing(Space.S)
        lines.append(line)
        return lines

    def _lapsed(self, entitlement: Entitlement) -> QHBoxLayout:
        card = EntitlementCard(self._theme_)
        card.order_wanted.connect(self.order_wanted)
        card.clause_wanted.connect(self.clause_wanted)
        card.show_entitlement(msgspec.structs.replace(entitlement, partner=None))
        return row(card, margins=(0, 0, Space.S, 0))

    def _facts(self, thread: Thread) -> QWidget:
        theme, card = self._theme_, thread.card
        pairs = Pairs(theme, key_width=112)
        for key, value in (
            (_("Product"), card.product_name), (_("Version"), thread.product_version),
            (_("License"), thread.license_name), (_("Machine"), thread.machine_name),
            (_("Opened by"), card.opened_by), (_("Impact"), thread.business_impact),
            (_("Modified"), _("Yes: no support for what that causes") if thread.modified else ""),
        ):  # fmt: skip
            if value:
                pairs.add(key, value)
        return pairs

    def _show_details(self, shown: bool) -> None:
        self.details_shown = shown
        if self._details is not None:
            self._details.setVisible(shown)
        self.details_toggled.emit(shown)

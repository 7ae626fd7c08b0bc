"""The head of a thread: what it is, how it stands against its clock, and which support it has."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.text import _
from app.support.requests.model import Entitlement, RequestState, Thread
from ui.kit.buttons import Button, ButtonKind, IconButton, LinkButton
from ui.kit.cards import Pairs
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.menus import menu
from ui.kit.panels import Panel, keep_margins, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.support.looks import clock_line, number_words, severity_look, state_look
from ui.support.writing.entitled import EntitlementCard


class ThreadHead(Panel):
    """The buttons stay, what is said below them is built anew where it differs."""

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
        self._shown: Thread | None = None
        self._clock_said = ""
        self.details_shown = False
        self._back = IconButton(theme, Icon.CARET_LEFT, _("Back to the list"), small=True)
        self._title = Label(theme, "", TextStyle.SECTION, elide=True)
        self._more_details = Button(theme, _("Details"), ButtonKind.QUIET, small=True)
        self._more_details.setCheckable(True)
        self.more = IconButton(
            theme, Icon.DOTS, _("What can be done with this request"), small=True
        )
        self._close = IconButton(theme, Icon.CLOSE, _("Close the thread"), small=True)
        self._menu = menu(theme, self.more)
        self._actions: dict[str, QAction] = {}
        for words, act in _acts():
            self._actions[act] = self._menu.addAction(words, partial(self.acted.emit, act))
        self.more.set_menu(self._menu)
        self._back.clicked.connect(self.closed)
        self._close.clicked.connect(self.closed)
        self._more_details.toggled.connect(self._show_details)
        top = row(self._back, spacing=Space.XS)
        keep_margins(self, top, (Space.L, Space.S, Space.S, 0))
        top.addWidget(self._title, 1)
        for button in (self._more_details, self.more, self._close):
            top.addWidget(button)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 1)
        self._outer.setSpacing(0)
        self._outer.addLayout(top)

    def show_thread(self, thread: Thread, now: datetime, *, alone: bool) -> None:
        """Show a thread's head; `alone`: there is no list beside it, so one goes back to it."""
        self._back.setVisible(alone)
        self._close.setVisible(not alone)
        wanted = msgspec.structs.replace(thread, messages=(), earlier=0)
        clock = clock_line(thread.card, now)
        if wanted == self._shown and clock == self._clock_said:
            return
        self._shown, self._clock_said = wanted, clock
        self._title.setText(" ".join(thread.card.subject.split()))
        for act, action in self._actions.items():
            action.setEnabled(_is_possible(act, thread))
        if self._content is not None:
            self._outer.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = self._below(thread, now)
        self._outer.addWidget(self._content)

    def _below(self, thread: Thread, now: datetime) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        keep_margins(made, layout, (Space.L, Space.XS, Space.S, Space.M))
        layout.setSpacing(Space.XS)
        layout.addLayout(self._standing(thread, now))
        for line in self._support(thread.entitlement):
            layout.addLayout(line)
        if thread.entitlement is not None and thread.entitlement.lapsed:
            layout.addSpacing(Space.XS)
            layout.addLayout(self._lapsed(thread.entitlement))
        self._details = self._facts(thread)
        self._details.setVisible(self.details_shown)
        layout.addWidget(self._details)
        return made

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


def _acts() -> tuple[tuple[str, str], ...]:
    return (
        (_("Close the request…"), "close"),
        (_("Reopen it…"), "reopen"),
        (_("Rate the support…"), "rate"),
        (_("Feedback about this…"), "feedback"),
        (_("Copy the number"), "copy"),
    )


def _is_possible(act: str, thread: Thread) -> bool:
    state = thread.card.state
    match act:
        case "close":
            return state not in (RequestState.CLOSED, RequestState.UNSENT)
        case "reopen":
            return state is RequestState.CLOSED
        case "rate":
            return state is not RequestState.UNSENT
        case "copy":
            return bool(thread.card.number)
        case _:
            return True

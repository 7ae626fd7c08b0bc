"""The outbox page: what waits to leave and why, and what was sent lately with its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.messages import Uploading
from app.base.text import _, ngettext
from app.exchange.outgoing import Line
from app.exchange.waiting import SHOWN, OutboxCard, Waiting
from app.services import Rooms
from ui.jobs import Jobs
from ui.kit.buttons import Button, ButtonKind
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, row
from ui.kit.states import Skeleton, problem_state
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.outbox.acts import OutboxActs
from ui.outbox.emptiness import nothing_sent, nothing_waits
from ui.outbox.lists import OutboxTab
from ui.outbox.rows import sent_cells, sent_columns, waiting_cells, waiting_columns
from ui.page import Memory, Page, Standing

WAITING, SENT = "waiting", "sent"
_REST_MS, _LONG_REST_MS = 250, 3_000
"""How often the list is read anew while items leave; the long one while more wait than it shows."""


class Reading(NamedTuple):
    """What the page shows, read in one job."""

    waiting: Waiting
    sent: tuple[OutboxCard, ...]


class OutboxPage(Page):
    """Two tabs, each a list with what is chosen beside it."""

    key = "outbox"

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, memory: Memory
    ) -> None:
        super().__init__()
        self.title = _("Outbox")
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._profile = profile
        self._memory = memory
        self._standing = Standing()
        self._reading: Reading | None = None
        self._part = ""
        self._content: dict[str, Sequence[Line]] = {}
        self.acts = OutboxActs(theme, jobs, self)
        self.export = Button(theme, _("Export unsent…"), icon=Icon.EXPORT)
        self.send_all = Button(theme, _("Send all now"), ButtonKind.PRIMARY, icon=Icon.PLANE)
        self.tabs = Tabs(theme, name=_("Waiting and sent"))
        self.note = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.waiting = OutboxTab(
            theme, _("What waits to leave"), waiting_columns(),
            waiting_cells(clock.now, lambda: self._standing),
        )  # fmt: skip
        self.sent = OutboxTab(theme, _("What was sent"), sent_columns(), sent_cells(clock.now))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._lay_out()
        self._connect()
        for tab in (self.waiting, self.sent):
            tab.stack.show_state(Skeleton(theme, 8))
            tab.split.restore(memory.get("outbox.pane", ""))
        self._read()

    def _lay_out(self) -> None:
        self._parts = QStackedWidget()
        for key, text, part in (
            (WAITING, _("Waiting"), self.waiting),
            (SENT, _("Sent"), self.sent),
        ):
            self.tabs.add_tab(key, text)
            self._parts.addWidget(part)
        bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        bar.setFixedHeight(Size.TOOLBAR)
        across = row(spacing=0, margins=(Space.L, 0, Space.L, 0))
        across.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        across.addStretch(1)
        across.addWidget(self.note)
        bar.setLayout(across)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._parts, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._parts.setCurrentIndex)
        self._rest.timeout.connect(self._read)
        self.send_all.clicked.connect(self.send_wanted)
        acts = self.acts
        self.export.clicked.connect(acts.ask_export)
        acts.exporter.started.connect(self.working)
        acts.said.connect(self.said)
        acts.failed.connect(self.problem_met)
        acts.changed.connect(self._dealt_with)
        acts.send_wanted.connect(self.send_wanted)
        acts.page_wanted.connect(self.page_wanted)
        for tab in (self.waiting, self.sent):
            tab.chosen.connect(partial(self._read_content, tab))
            tab.moved.connect(self._remember)
            tab.pane.send_wanted.connect(acts.send)
            tab.pane.change_wanted.connect(lambda item: acts.change(self.card(item)))
            tab.pane.discard_wanted.connect(lambda item: acts.ask_discard(self.card(item)))
            tab.pane.item_wanted.connect(self.show_part)
            tab.pane.sign_in_wanted.connect(self.sign_in_wanted)

    def subtitle(self) -> str:
        """Where it goes."""
        return _("To {vendor}").format(vendor=self._profile.vendor)

    def header_buttons(self) -> Sequence[QWidget]:
        """Export, and send everything that may go."""
        return (self.export, self.send_all)

    def first_focus(self) -> QWidget:
        """The list."""
        return self.waiting.table

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again where each item is, not more often than a person can follow."""
        if (not kinds or "outbox" in kinds) and not self._rest.isActive():
            self._rest.start()

    def hear(self, message: object) -> None:
        """The worker says how far an upload is: show it."""
        if isinstance(message, Uploading):
            self.refresh(frozenset({"outbox"}))

    def set_standing(self, standing: Standing) -> None:
        """Why something waits may be another reason now."""
        if standing != self._standing:
            self._standing = standing
            self._show()

    def show_part(self, part: str) -> None:
        """Show a tab ("waiting", "sent") or the item with this id."""
        if part in (WAITING, SENT):
            self.tabs.set_current(part)
        elif part:
            self._part = part
            self._read()

    def _read(self) -> None:
        self._jobs.job(
            self, lambda rooms, _cancel, _report: _look(rooms), group="outbox"
        ).on_success(self.show_reading).on_failure(self._failed).run()

    def show_reading(self, reading: Reading) -> None:
        """Show what was read, and open what was asked for."""
        self._reading = reading
        self._show()
        if self._part:
            part, self._part = self._part, ""
            for key, tab in ((WAITING, self.waiting), (SENT, self.sent)):
                if tab.open_card(part):
                    self.tabs.set_current(key)

    def _show(self) -> None:
        reading = self._reading
        if reading is None:
            return
        now, count = self._clock.now(), reading.waiting.count
        self._rest.setInterval(_LONG_REST_MS if count > SHOWN else _REST_MS)
        self.waiting.show_cards(reading.waiting.cards, self._content, self._standing, now)
        self.sent.show_cards(reading.sent, self._content, self._standing, now)
        self.tabs.set_count(WAITING, f"{count:n}" if count else "")
        more = count - len(reading.waiting.cards)
        self.note.setText(
            ngettext("{n} more item", "{n} more items", more).format(n=f"{more:n}")
            if more > 0
            else ""
        )
        self.send_all.setEnabled(bool(count) and self._standing.signed_in)
        self.export.setEnabled(bool(count))
        self._show_states(reading)

    def _show_states(self, reading: Reading) -> None:
        if reading.waiting.cards:
            self.waiting.stack.show_content()
        else:
            empty = nothing_waits(self._theme, self._profile.vendor)
            if empty.secondary:
                empty.secondary.clicked.connect(partial(self.tabs.set_current, SENT))
            self.waiting.stack.show_state(empty)
        if reading.sent:
            self.sent.stack.show_content()
        else:
            self.sent.stack.show_state(nothing_sent(self._theme))

    def _failed(self, report: ProblemReport) -> None:
        for tab in (self.waiting, self.sent):
            state = problem_state(self._theme, report, action=_("Try again"))
            if state.secondary:
                state.secondary.clicked.connect(self._read)
            tab.stack.show_state(state)

    def _read_content(self, tab: OutboxTab, item: str) -> None:
        if item in self._content:
            self._show()
            return

        def show(lines: Sequence[Line]) -> None:
            self._content[item] = lines
            self._show()

        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.waiting.content(item),
            group=f"outbox-content-{id(tab)}",
        ).on_success(show).run()

    def card(self, item: str) -> OutboxCard | None:
        """An item that waits, as it was read last; None where it is not listed."""
        cards = self._reading.waiting.cards if self._reading is not None else ()
        return next((card for card in cards if card.id == item), None)

    def _dealt_with(self) -> None:
        self._read()
        self.matters_changed.emit()

    def _remember(self) -> None:
        tab = self.waiting if self.tabs.current_key == WAITING else self.sent
        self._memory["outbox.pane"] = tab.split.save()


def _look(rooms: Rooms) -> Reading:
    subject = rooms.who.signed_in().subject
    return Reading(rooms.waiting.waiting(subject, rooms.files.progress()), rooms.waiting.sent())

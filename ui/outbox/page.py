"""The outbox page: what waits to leave and why, and what was sent lately with its receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _, ngettext
from app.exchange.outgoing import Line
from app.exchange.waiting import SHOWN, OutboxCard, Waiting
from app.services import Rooms
from ui.exporting import Exporter
from ui.jobs import Jobs
from ui.kit.buttons import Button, ButtonKind
from ui.kit.dialogs import ConfirmDialog
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, row
from ui.kit.states import Skeleton, problem_state
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.outbox.emptiness import nothing_sent, nothing_waits
from ui.outbox.lists import OutboxTab
from ui.outbox.rows import sent_cells, sent_columns, waiting_cells, waiting_columns
from ui.outbox.words import followers_words
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
        self.dialog: ConfirmDialog | None = None
        """The dialog that is open, for tests and screens."""
        self.exporter = Exporter(jobs, self)
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
        self.export.clicked.connect(self._ask_export)
        self.exporter.started.connect(self.working)
        self.exporter.exported.connect(self._exported)
        self.exporter.failed.connect(self.problem_met)
        for tab in (self.waiting, self.sent):
            tab.chosen.connect(partial(self._read_content, tab))
            tab.moved.connect(self._remember)
            tab.pane.send_wanted.connect(self._send)
            tab.pane.change_wanted.connect(self._change)
            tab.pane.discard_wanted.connect(self._ask_discard)
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

    def _do(self, act: Callable[[Rooms], object], said: str, *, send: bool) -> None:
        def done(_result: object) -> None:
            if said:
                self.said.emit(said)
            self._read()
            self.matters_changed.emit()
            if send:
                self.send_wanted.emit()

        self._jobs.job(self, lambda rooms, _cancel, _report: act(rooms)).on_success(
            done
        ).on_failure(self._not_done).run()

    def _not_done(self, report: ProblemReport) -> None:
        self.problem_met.emit(report)
        self._read()

    def _send(self, item: str) -> None:
        self._do(lambda rooms: rooms.outbox.retry(item), "", send=True)

    def _change(self, item: str) -> None:
        card = self._card(item)
        match card.kind if card is not None else "":
            case "feedback":
                self.page_wanted.emit("support", f"feedback:{item}")
            case "support_request" | "message":
                self.page_wanted.emit("support", f"correct:{item}")
            case "formal_notice":
                self.page_wanted.emit("notices", f"item:{item}")
            case "account_change":
                self.page_wanted.emit("account", f"change:{item}")
            case _:
                return

    def _card(self, item: str) -> OutboxCard | None:
        cards = self._reading.waiting.cards if self._reading is not None else ()
        return next((card for card in cards if card.id == item), None)

    def _ask_discard(self, item: str) -> None:
        card = self._card(item)
        if card is None:
            return
        words = [_("It will never be sent. Its record stays here.")]
        if card.followers:
            words.append(followers_words(card.followers))
            words.append(_("They are refused then, and can be changed or discarded."))
        dialog = ConfirmDialog(
            self._theme,
            _("Discard “{title}”?").format(title=card.title),
            " ".join(words),
            _("Discard"),
            danger=True,
            parent=self,
        )
        self.dialog = dialog
        dialog.accepted.connect(
            lambda: self._do(
                lambda rooms: rooms.outbox.discard(item), _("The item was discarded."), send=False
            )
        )
        dialog.finished.connect(self._dialog_over)
        dialog.open()

    def _dialog_over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _ask_export(self) -> None:
        path = self.exporter.ask_path(
            _("Export what was not sent"), "counterpart-unsent.zip", "ZIP (*.zip)"
        )
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write what was not sent, with its files, into a ZIP file."""
        self.exporter.save(
            path,
            "outbox-export",
            lambda rooms, to, _report, _cancel: rooms.outbox.export_unsent(to),
        )

    def _exported(self, path: Path) -> None:
        self.said.emit(_("What was not sent was saved as {path}.").format(path=path))

    def _remember(self) -> None:
        tab = self.waiting if self.tabs.current_key == WAITING else self.sent
        self._memory["outbox.pane"] = tab.split.save()


def _look(rooms: Rooms) -> Reading:
    subject = rooms.who.signed_in().subject
    return Reading(rooms.waiting.waiting(subject, rooms.files.progress()), rooms.waiting.sent())

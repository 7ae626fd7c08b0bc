"""The machines that hold an instance: what, since when, who hosts them, until when files hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QGuiApplication

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.text import _
from app.licenses.views.hosting import HostRule
from app.licenses.views.model import HistoryEntry, HostedBy, MachineView
from app.licenses.views.words import host_words
from ui.exporting import TableExporter
from ui.jobs import Jobs
from ui.kit.chips import Chip, MenuChip
from ui.kit.states import Skeleton
from ui.kit.theme import Theme
from ui.licenses.emptiness import may_not, no_machines, no_row_fits
from ui.licenses.files.reading import KINDS, PERMISSION
from ui.licenses.list_tab import Empty, ListTab, Ways
from ui.licenses.listing import Listing
from ui.licenses.machines.acts import MachineActs
from ui.licenses.machines.pane import MachinePane
from ui.licenses.machines.rows import columns, row_cells, said, sort_key
from ui.licenses.pane import WIDTH
from ui.page import Memory

if TYPE_CHECKING:
    from app.services import Rooms

_FILES = 20
_OF = "of:"


class MachineReading(NamedTuple):
    """What a job brought."""

    machines: tuple[MachineView, ...]
    rules: Mapping[HostedBy, HostRule]
    may: bool


class MachinesTab(ListTab):
    """All machines of the account."""

    key = "machines"

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, memory: Memory
    ) -> None:
        super().__init__(theme, jobs)
        self._clock = clock
        self._reading: MachineReading | None = None
        self._license = ""
        self.acts = MachineActs(theme, jobs, profile.subject, self)
        self.pane = MachinePane(theme)
        self.list: Listing[MachineView] = Listing(
            theme,
            columns(),
            row_cells,
            self.pane,
            name=_("Machines"),
            filter_name=_("Filter machines"),
            said=said,
            sort_key=sort_key,
            width=WIDTH,
        )
        self.product = MenuChip(theme, _("Product"), (), any_text=_("any"))
        self.host = MenuChip(theme, _("Hosted by"), _hosts(()), any_text=_("anyone"))
        self.ended = Chip(theme, _("Ended too"))
        self.exporter = TableExporter(
            theme, jobs, self, name=_("machines"), title=_("Export the machines"),
            write=lambda rooms, path, report, cancel: (
                rooms.licenses.views.export_machines(path, report, cancel)
            ),
        )  # fmt: skip
        self._connect()
        self._set_up(
            self.list, self.exporter,
            Ways(self._read, KINDS, self._fits, _count_words, self._chosen, self._why_empty),
            memory,
            chips=(self.product, self.host, self.ended),
            saved=_("The machines were saved as {path}."),
        )  # fmt: skip

    def _connect(self) -> None:
        pane = self.pane
        self.list.link_clicked.connect(self._link)
        pane.order_wanted.connect(self.order_wanted)
        pane.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))
        pane.license_wanted.connect(lambda key: self.tab_wanted.emit("licenses", key))
        pane.history_wanted.connect(lambda key: self.tab_wanted.emit("history", key))
        pane.host_wanted.connect(lambda view: self.acts.ask_host(view, self._rules()))
        pane.move_wanted.connect(self.acts.explain_moving)
        self.acts.changed.connect(self._read)
        self.acts.queued.connect(self.send_wanted)
        self.acts.said.connect(self.said)
        self.acts.failed.connect(self.problem_met)
        self.acts.activate_wanted.connect(lambda: self.tab_wanted.emit("activate", "situation"))
        pane.copy_wanted.connect(self._copy)

    def show_part(self, part: str) -> None:
        """Show the machine with this id, or with "of:" all of a license."""
        if not part:
            return
        self._clear_chips()
        self._license = part.removeprefix(_OF) if part.startswith(_OF) else ""
        self._part = "" if self._license else part
        self._read()

    def _read(self) -> None:
        self._jobs.job(
            self, lambda rooms, _cancel, _report: _look(rooms), group="machines"
        ).on_success(self.show_reading).on_failure(self._failed).run()

    def show_reading(self, reading: MachineReading) -> None:
        """Show what was read; the machine that was chosen stays chosen."""
        self._reading = reading
        found = reading.machines
        products = sorted({(one.product_id, one.product_name) for one in found}, key=lambda p: p[1])
        self.product.set_choices(products)
        self.host.set_choices(_hosts(found))
        if self._license:
            self.list.field.setText(self._license)
            self._license = ""
        self.list.show_rows(found)
        if self._part:
            part, self._part = self._part, ""
            wanted = next((one for one in found if one.id == part), None)
            if wanted is not None and not wanted.active:
                self.ended.setChecked(True)
            self.list.choose(part)
        else:
            self._chosen(self.list.current())

    def _chosen(self, view: MachineView | None) -> None:
        if view is None:
            self.pane.hide()
            return
        self.pane.show_machine(view, (), self._clock.now())
        self._jobs.job(
            self, lambda rooms, _cancel, _report: _files(rooms, view), group="machine-files"
        ).on_success(partial(self._show_files, view)).run()

    def _show_files(self, view: MachineView, files: tuple[HistoryEntry, ...]) -> None:
        if self.list.current() == view and files:
            self.pane.show_machine(view, files, self._clock.now())

    def _rules(self) -> Mapping[HostedBy, HostRule]:
        return self._reading.rules if self._reading is not None else {}

    def _link(self, one: MachineView, column: str) -> None:
        if column == "order":
            self.order_wanted.emit(one.order_number)
        else:
            self.tab_wanted.emit("licenses", one.license_id)

    def _fits(self, one: MachineView) -> bool:
        if self.product.value and one.product_id != self.product.value:
            return False
        if self.host.value and (one.hosted_by.value or "-") != self.host.value:
            return False
        return one.active or self.ended.isChecked()

    def _why_empty(self) -> Empty | None:
        reading = self._reading
        if reading is None:
            return None
        if reading.machines:
            return Empty(no_row_fits(self._theme, _("No machine fits")), self._clear)
        if not reading.may:
            return Empty(may_not(self._theme), partial(self.tab_wanted.emit, "licenses", "read"))
        if self._standing.syncing:
            return Empty(Skeleton(self._theme, 10))
        never = self._standing.offline and self._standing.synced_at is None
        act = self.sync_wanted.emit if never else partial(self.tab_wanted.emit, "activate", "")
        return Empty(no_machines(self._theme, self._standing), act)

    def _clear(self) -> None:
        self._clear_chips()
        self.ended.setChecked(True)
        self.list.field.clear()

    def _clear_chips(self) -> None:
        self.product.set_value("")
        self.host.set_value("")

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(_("The fingerprint was copied."))


def _look(rooms: Rooms) -> MachineReading:
    views = rooms.licenses.views
    return MachineReading(views.machines(), views.host_rules(), rooms.account.may(PERMISSION))


def _files(rooms: Rooms, view: MachineView) -> tuple[HistoryEntry, ...]:
    """What happened to the files of a machine, by its name."""
    found = rooms.licenses.history(view.name, _FILES) if view.name else ()
    return tuple(one for one in found if one.license_id in ("", view.license_id))


def _hosts(found: Sequence[MachineView]) -> list[tuple[str, str]]:
    known = {one.hosted_by for one in found}
    return [(one.value or "-", host_words(one)) for one in HostedBy if one in known]


def _count_words(shown: int, all_: int) -> str:
    return _("{shown} of {all} machines").format(shown=f"{shown:,}", all=f"{all_:,}")

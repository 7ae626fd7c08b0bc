"""Every license file that was made, carried or installed here: found, shown, saved again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.dates import deadline_words
from app.base.text import _
from app.licenses.views.model import Act, HistoryEntry
from app.orders.words import bytes_words
from ui.exporting import TableExporter
from ui.jobs import Jobs
from ui.kit.cells import Cell, Column
from ui.kit.chips import MenuChip
from ui.kit.dialogs import ask_save_path
from ui.kit.icons import Icon
from ui.kit.states import EmptyState
from ui.kit.theme import Theme
from ui.kit.tokens import Token
from ui.licenses.emptiness import no_row_fits
from ui.licenses.history.pane import WIDTH, HistoryPane
from ui.licenses.history.words import act_icon, act_words, kind_words
from ui.licenses.list_tab import Empty, ListTab, Ways
from ui.licenses.listing import Listing
from ui.licenses.looks import NOTHING
from ui.page import Memory

MOST = 2_000
KINDS = frozenset({"activation", "history", "license", "machine", "outbox"})


class HistoryTab(ListTab):
    """Newest first. Contents are shown as plain text, as they were kept."""

    key = "history"

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, memory: Memory
    ) -> None:
        super().__init__(theme, jobs)
        self._was_read = False
        self.pane = HistoryPane(theme)
        self.list: Listing[HistoryEntry] = Listing(
            theme,
            columns(),
            row_cells,
            self.pane,
            name=_("History of license files"),
            filter_name=_("Filter history"),
            said=_said,
            sort_key=_sort_key,
            width=WIDTH,
        )
        self.act = MenuChip(theme, _("What"), _acts(()), any_text=_("anything"))
        self.kind = MenuChip(theme, _("File"), (), any_text=_("any"))
        self.exporter = TableExporter(
            theme, jobs, self, name=_("history"), title=_("Export the history"),
            write=lambda rooms, path, report, cancel: (
                rooms.licenses.export_history(path, "", report, cancel)
            ),
            kinds=("csv", "json", "zip"),
        )  # fmt: skip
        self.pane.save_wanted.connect(self.ask_save)
        self.pane.license_wanted.connect(lambda key: self.tab_wanted.emit("licenses", key))
        self._set_up(
            self.list, self.exporter,
            Ways(self._read, KINDS, self._fits, _count_words, self._chosen, self._why_empty),
            memory,
            chips=(self.act, self.kind),
            saved=_("The history was saved as {path}."),
        )  # fmt: skip

    def show_part(self, part: str) -> None:
        """Show the entry with this id."""
        if part:
            self._part = part
            self.act.set_value("")
            self.kind.set_value("")
            self._read()

    def _read(self) -> None:
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.licenses.history("", MOST),
            group="license-history",
        ).on_success(self.show_entries).on_failure(self._failed).run()

    def show_entries(self, found: tuple[HistoryEntry, ...]) -> None:
        """Show what was read; what was chosen stays chosen."""
        self._was_read = True
        self.act.set_choices(_acts(found))
        self.kind.set_choices(sorted({(one.kind, kind_words(one.kind)) for one in found}))
        self.list.show_rows(found)
        if self._part:
            part, self._part = self._part, ""
            self.list.choose(part)

    def _chosen(self, entry: HistoryEntry | None) -> None:
        if entry is None:
            self.pane.hide()
            return
        self.pane.show_entry(entry, None)
        if entry.kept:
            self._jobs.job(
                self,
                lambda rooms, _cancel, _report: rooms.licenses.history_file(entry.id),
                group="history-file",
            ).on_success(partial(self._show_file, entry)).run()

    def _show_file(self, entry: HistoryEntry, data: bytes | None) -> None:
        if self.list.wanted == entry.id and data is not None:
            self.pane.show_entry(entry, data)

    def ask_save(self, entry: HistoryEntry, data: bytes) -> None:
        """Ask where to save the file of an entry, then save it."""
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = entry.name.replace("\\", "/").rpartition("/")[2] or "license-file"
        path = ask_save_path(self, _("Save the file"), Path(place or Path.home()) / name, "")
        if path is not None:
            self.save(data, path)

    def save(self, data: bytes, path: Path) -> None:
        """Write the file of an entry, exactly as it was."""
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.licenses.views.save_file(data, path),
        ).on_success(
            lambda _done: self.said.emit(_("The file was saved as {path}.").format(path=path))
        ).on_failure(self.problem_met.emit).run()

    def _fits(self, one: HistoryEntry) -> bool:
        if self.act.value and one.act.value != self.act.value:
            return False
        return not self.kind.value or one.kind == self.kind.value

    def _why_empty(self) -> Empty | None:
        if not self._was_read:
            return None
        if self.list.rows:
            return Empty(no_row_fits(self._theme, _("No entry fits")), self._clear)
        state = EmptyState(
            self._theme,
            Icon.HISTORY,
            _("No license file yet"),
            _("Each request, answer, receipt and license file that is made, carried or"
              " installed here is noted with its hash, and can be read and saved again."),
            secondary=_("Activate a host…"),
        )  # fmt: skip
        return Empty(state, partial(self.tab_wanted.emit, "activate", ""))

    def _clear(self) -> None:
        self.act.set_value("")
        self.kind.set_value("")
        self.list.field.clear()


def columns() -> tuple[Column, ...]:
    """As wide as their longest usual value; the file takes the rest."""
    acts = "\n".join(act_words(one) for one in Act)
    return (
        Column("at", _("When"), sample="Wed 30 Nov 2026, 23:59 CEST"),
        Column("act", _("What"), sample=acts, icon=True),
        Column("name", _("File"), stretch=True, least=160),
        Column("kind", _("Kind"), sample=kind_words("revocations"), narrow=False),
        Column("hosts", _("Hosts"), sample="ham-gateway-01 +888", narrow=False),
        Column("size", _("Size"), sample="888 KB", end=True, narrow=False),
    )


def row_cells(one: HistoryEntry) -> tuple[Cell, ...]:
    """The cells of an entry."""
    return (
        Cell(deadline_words(one.at)),
        Cell(act_words(one.act), act_icon(one.act), icon_tone=Token.TEXT2),
        Cell(one.name, weight=500),
        Cell(kind_words(one.kind)),
        Cell(_first(one.hosts) or NOTHING),
        Cell(bytes_words(one.size)),
    )


def _first(hosts: str) -> str:
    """The first of several hosts, and how many there are beside it."""
    names = hosts.split(", ")
    last = names[-1].split()
    beyond = sum(int(word) for word in last if word.isdigit()) if len(last) > 1 else 0
    more = len(names) - 1 + beyond
    return f"{names[0]} +{more}" if more else hosts


def _acts(found: Sequence[HistoryEntry]) -> list[tuple[str, str]]:
    known = {one.act for one in found}
    return [(one.value, act_words(one)) for one in Act if one in known]


def _count_words(shown: int, all_: int) -> str:
    return _("{shown} of {all} entries").format(shown=f"{shown:,}", all=f"{all_:,}")


def _said(one: HistoryEntry) -> str:
    words = (
        one.name, one.hosts, act_words(one.act), kind_words(one.kind), one.product_id,
        one.license_id, one.request_id, one.note, one.sha256,
    )  # fmt: skip
    return " ".join(words)


def _sort_key(one: HistoryEntry, column: str) -> tuple[object, ...]:
    match column:
        case "at":
            return (one.at.timestamp(), one.id)
        case "act":
            return (list(Act).index(one.act), one.id)
        case "kind":
            return (kind_words(one.kind), one.id)
        case "hosts":
            return (one.hosts.casefold(), one.id)
        case "size":
            return (one.size, one.id)
        case _:
            return (one.name.casefold(), one.id)

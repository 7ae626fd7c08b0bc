"""The licenses: what each one allows and how much of it is used, with the chosen one beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.text import _
from app.licenses.views.model import LicenseStanding, LicenseView
from app.licenses.views.words import standing_words
from ui.exporting import TableExporter
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.chips import Chip, MenuChip
from ui.kit.icons import Icon
from ui.kit.states import Skeleton
from ui.kit.theme import Theme
from ui.licenses.emptiness import may_not, no_licenses, no_row_fits
from ui.licenses.files.reading import KINDS, Reading, look
from ui.licenses.list_tab import Empty, ListTab, Ways
from ui.licenses.listing import Listing
from ui.licenses.owned.pane import LicensePane
from ui.licenses.owned.rows import columns, row_cells, said, sort_key
from ui.licenses.pane import WIDTH
from ui.page import Memory

if TYPE_CHECKING:
    from ui.licenses.files.dialog import FilesDialog

NEAR_DAYS = 90


class LicensesTab(ListTab):
    """All licenses of the account."""

    key = "licenses"

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, memory: Memory
    ) -> None:
        super().__init__(theme, jobs)
        self._clock = clock
        self._vendor = profile.vendor
        self._reading: Reading | None = None
        self.pane = LicensePane(theme)
        self.list: Listing[LicenseView] = Listing(
            theme,
            columns(),
            row_cells,
            self.pane,
            name=_("Licenses"),
            filter_name=_("Filter licenses"),
            said=said,
            sort_key=sort_key,
            width=WIDTH,
        )
        self.standing = MenuChip(theme, _("Standing"), _standings(()), any_text=_("any"))
        self.product = MenuChip(theme, _("Product"), (), any_text=_("any"))
        self.ending = Chip(theme, _("Ends within {n} days").format(n=NEAR_DAYS))
        self.exporter = TableExporter(
            theme, jobs, self, name=_("licenses"), title=_("Export the licenses"),
            write=lambda rooms, path, report, cancel: (
                rooms.licenses.views.export_licenses(path, report, cancel)
            ),
        )  # fmt: skip
        self.read_button = Button(theme, _("Read license files…"), icon=Icon.FILE, parent=self)
        self.read_button.hide()
        self.files: FilesDialog | None = None
        """The dialog that reads files, while it is open."""
        self._connect()
        self._set_up(
            self.list, self.exporter,
            Ways(self._read, KINDS, self._fits, _count_words, self._chosen, self._why_empty),
            memory,
            chips=(self.standing, self.product, self.ending),
            saved=_("The licenses were saved as {path}."),
        )  # fmt: skip

    def _connect(self) -> None:
        pane = self.pane
        self.list.link_clicked.connect(lambda one, _key: self.order_wanted.emit(one.order_number))
        pane.order_wanted.connect(self.order_wanted)
        pane.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))
        pane.activate_wanted.connect(lambda key: self.tab_wanted.emit("activate", f"license:{key}"))
        pane.machines_wanted.connect(lambda key: self.tab_wanted.emit("machines", f"of:{key}"))
        pane.machine_wanted.connect(lambda key: self.tab_wanted.emit("machines", key))
        pane.copy_wanted.connect(self._copy)
        self.read_button.clicked.connect(lambda: self.read_files(()))

    def header_buttons(self) -> Sequence[QWidget]:
        """Export, and reading license files."""
        return (self.exporter.button, self.read_button)

    def show_part(self, part: str) -> None:
        """Show the license with this id; "read" reads license files."""
        if part == "read":
            self.read_files(())
        elif part:
            self._part = part
            self._clear_chips()
            self._read()

    def _read(self) -> None:
        self._jobs.job(
            self, lambda rooms, _cancel, _report: look(rooms), group="licenses"
        ).on_success(self.show_reading).on_failure(self._failed).run()

    def show_reading(self, reading: Reading) -> None:
        """Show what was read; the license that was chosen stays chosen."""
        self._reading = reading
        found = reading.licenses
        self.standing.set_choices(_standings(found))
        products = sorted({(one.product_id, one.product_name) for one in found}, key=lambda p: p[1])
        self.product.set_choices(products)
        self.list.show_rows(found)
        if self._part:
            part, self._part = self._part, ""
            self.list.choose(part)
        else:
            self._chosen(self.list.current())

    def _chosen(self, view: LicenseView | None) -> None:
        if view is None or self._reading is None:
            self.pane.hide()
            return
        machines = self._reading.of_license(view.id)
        self.pane.show_license(view, machines, self._clock.now())

    def _fits(self, one: LicenseView) -> bool:
        if self.standing.value and one.standing.value != self.standing.value:
            return False
        if self.product.value and one.product_id != self.product.value:
            return False
        if not self.ending.isChecked():
            return True
        now = self._clock.now()
        ends = one.expires_at
        return ends is not None and now < ends <= now + timedelta(days=NEAR_DAYS)

    def _why_empty(self) -> Empty | None:
        reading = self._reading
        if reading is None:
            return None
        if reading.licenses:
            return Empty(no_row_fits(self._theme, _("No license fits")), self._clear)
        if not reading.may:
            return Empty(may_not(self._theme), lambda: self.read_files(()))
        if self._standing.syncing:
            return Empty(Skeleton(self._theme, 10))
        state = no_licenses(self._theme, self._standing, self._vendor)
        return Empty(state, self.sync_wanted.emit)

    def _clear(self) -> None:
        self._clear_chips()
        self.list.field.clear()

    def _clear_chips(self) -> None:
        self.standing.set_value("")
        self.product.set_value("")
        self.ending.setChecked(False)

    def read_files(self, places: Sequence[Path]) -> None:
        """Read license files, these to begin with."""
        from ui.licenses.files.dialog import FilesDialog  # noqa: PLC0415 - when it is asked for

        if self.files is None:
            self.files = FilesDialog(self._theme, self._jobs, parent=self)
            self.files.finished.connect(self._files_closed)
            self.files.open()
        self.files.read(places)

    def _files_closed(self, _result: int) -> None:
        if self.files is not None:
            self.files.deleteLater()
            self.files = None

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(_("The license's id was copied."))


def _standings(found: Sequence[LicenseView]) -> list[tuple[str, str]]:
    """Only those that occur."""
    known = {one.standing for one in found}
    return [(one.value, standing_words(one)) for one in LicenseStanding if one in known]


def _count_words(shown: int, all_: int) -> str:
    return _("{shown} of {all} licenses").format(shown=f"{shown:,}", all=f"{all_:,}")

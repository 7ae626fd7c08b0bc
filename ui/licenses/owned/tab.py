"""The licenses: what each one allows and how much of it is used, with the chosen one beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.licenses.views.model import LicenseStanding, LicenseView
from app.licenses.views.words import standing_words
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.chips import Chip, MenuChip
from ui.kit.icons import Icon
from ui.kit.states import Skeleton, problem_state
from ui.kit.theme import Theme
from ui.licenses.emptiness import may_not, no_licenses, no_row_fits
from ui.licenses.exporting import Exporter
from ui.licenses.files.reading import KINDS, Reading, look
from ui.licenses.listing import Listing
from ui.licenses.owned.pane import LicensePane
from ui.licenses.owned.rows import columns, row_cells, said, sort_key
from ui.licenses.pane import WIDTH
from ui.licenses.tab import Tab
from ui.page import Memory, Standing

if TYPE_CHECKING:
    from ui.licenses.files.dialog import FilesDialog

NEAR_DAYS = 90


class LicensesTab(Tab):
    """All licenses of the account."""

    key = "licenses"

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, memory: Memory
    ) -> None:
        super().__init__()
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._vendor = profile.vendor
        self._standing = Standing()
        self._reading: Reading | None = None
        self._part = ""
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
        self.exporter = Exporter(
            theme, jobs, self, name=_("licenses"), title=_("Export the licenses"),
            write=lambda rooms, path, report, cancel: (
                rooms.licenses.views.export_licenses(path, report, cancel)
            ),
        )  # fmt: skip
        self.read_button = Button(theme, _("Read license files…"), icon=Icon.FILE, parent=self)
        self.read_button.hide()
        self.files: FilesDialog | None = None
        """The dialog that reads files, while it is open."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.list)
        self._connect()
        self.list.remember_in(memory, "licenses.licenses")
        self._read()

    def _connect(self) -> None:
        listing, pane = self.list, self.pane
        for chip in (self.standing, self.product, self.ending):
            listing.add_chip(chip)
        self.standing.changed.connect(lambda _key: listing.fill())
        self.product.changed.connect(lambda _key: listing.fill())
        self.ending.toggled.connect(lambda _on: listing.fill())
        listing.filter_by(self._fits)
        listing.count_with(_count_words)
        listing.chosen.connect(self._chosen)
        listing.shown_changed.connect(self._show_state)
        listing.link_clicked.connect(lambda one, _key: self.order_wanted.emit(one.order_number))
        pane.closed.connect(listing.let_go)
        pane.order_wanted.connect(self.order_wanted)
        pane.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))
        pane.activate_wanted.connect(lambda key: self.tab_wanted.emit("activate", f"license:{key}"))
        pane.machines_wanted.connect(lambda key: self.tab_wanted.emit("machines", f"of:{key}"))
        pane.machine_wanted.connect(lambda key: self.tab_wanted.emit("machines", key))
        pane.copy_wanted.connect(self._copy)
        self.read_button.clicked.connect(lambda: self.read_files(()))
        self.exporter.started.connect(self.working)
        self.exporter.failed.connect(self.problem_met)
        self.exporter.exported.connect(
            lambda path: self.said.emit(_("The licenses were saved as {path}.").format(path=path))
        )

    def header_buttons(self) -> Sequence[QWidget]:
        """Export, and reading license files."""
        return (self.exporter.button, self.read_button)

    def first_focus(self) -> QWidget:
        """The filter."""
        return self.list.field

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what is shown."""
        if not kinds or kinds & KINDS:
            self._read()

    def set_standing(self, standing: Standing) -> None:
        """An empty list says why it is empty."""
        if standing != self._standing:
            self._standing = standing
            self._show_state()

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

    def _show_state(self) -> None:
        """The list, or why it is empty."""
        reading, stack = self._reading, self.list.stack
        if reading is None:
            return
        if self.list.shown:
            stack.show_content()
            return
        if reading.licenses:
            state = no_row_fits(self._theme, _("No license fits"))
            act = self._clear
        elif not reading.may:
            state, act = may_not(self._theme), lambda: self.read_files(())
        elif self._standing.syncing:
            stack.show_state(Skeleton(self._theme, 10))
            return
        else:
            state = no_licenses(self._theme, self._standing, self._vendor)
            act = self.sync_wanted.emit
        if state.secondary:
            state.secondary.clicked.connect(lambda _on=False: act())
        stack.show_state(state)

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

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(self._read)
        self.list.show_problem(state)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(_("The license's id was copied."))


def _standings(found: Sequence[LicenseView]) -> list[tuple[str, str]]:
    """Only those that occur."""
    known = {one.standing for one in found}
    return [(one.value, standing_words(one)) for one in LicenseStanding if one in known]


def _count_words(shown: int, all_: int) -> str:
    if not all_:
        return ""
    return _("{shown} of {all} licenses").format(shown=f"{shown:,}", all=f"{all_:,}")

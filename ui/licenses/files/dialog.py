"""Read license files: chosen or dropped, one or many, verified here without any network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.dates import day_words, local
from app.base.errors import ProblemReport
from app.base.tasks import Progress
from app.base.text import _, ngettext
from app.licenses.files.facts import FileFacts
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.cells import Cell, Column
from ui.kit.dialogs import Dialog
from ui.kit.dropping import paths_of
from ui.kit.fields import TextField
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, row
from ui.kit.states import EmptyState, ProgressLine, problem_state
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.emptiness import no_row_fits
from ui.licenses.files.pane import FilePane, verdict_look, verdicts
from ui.licenses.listing import Listing
from ui.licenses.looks import NOTHING

if TYPE_CHECKING:
    from ui.jobs import Handle

WIDTH, HEIGHT = 980, 560
_PANE = 360


class FilesDialog(Dialog):
    """A row a file, and beside it what the chosen one says."""

    finished_reading = Signal()

    def __init__(self, theme: Theme, jobs: Jobs, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Read license files"), parent=parent, width=WIDTH)
        self._jobs = jobs
        self._places: list[Path] = []
        self._handle: Handle | None = None
        self.setAcceptDrops(True)
        self.resize(WIDTH, HEIGHT)
        self.pane = FilePane(theme)
        self.list: Listing[FileFacts] = Listing(
            theme,
            columns(),
            row_cells,
            self.pane,
            name=_("License files"),
            filter_name=_("Filter files"),
            said=_said,
            sort_key=_sort_key,
            width=_PANE,
        )
        self.progress = ProgressLine(theme, _("Reading license files"))
        self.progress.hide()
        self.key = TextField(theme, name=_("License key"), secret=True)
        self.key_bar = self._make_key_bar()
        self.body.setContentsMargins(0, Space.M, 0, Space.M)
        self.body.setSpacing(Space.S)
        lead = _("Verified here with the vendor's keys; nothing leaves this computer.")
        self.body.addWidget(Label(theme, lead, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.body.addWidget(self.key_bar)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.list, 1)
        self.folder = self.add_action(_("Add a folder…"))
        self.files = self.add_action(_("Add files…"))
        self.add_cancel(_("Close"))
        self._connect()
        self._show_state()

    def _make_key_bar(self) -> Panel:
        bar = Panel(self._theme, Token.SUNKEN)
        words = _("Encrypted: its license key opens it. It is used once and not kept.")
        self.use_key = Button(self._theme, _("Open with this key"), small=True)
        self.key.setFixedWidth(240)
        line = row(spacing=Space.S, margins=(Space.M, Space.S, Space.M, Space.S))
        line.addWidget(Label(self._theme, words, TextStyle.META), 1)
        line.addWidget(self.key)
        line.addWidget(self.use_key)
        bar.setLayout(line)
        bar.hide()
        return bar

    def _connect(self) -> None:
        self.folder.clicked.connect(self._ask_folder)
        self.files.clicked.connect(self._ask_files)
        self.use_key.clicked.connect(self._with_key)
        self.key.returnPressed.connect(self._with_key)
        self.progress.cancelled.connect(self._cancel)
        self.list.count_with(_count_words)
        self.list.chosen.connect(self._chosen)
        self.list.shown_changed.connect(self._show_state)
        self.pane.closed.connect(self.list.let_go)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files of this computer are welcome."""
        if paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        self.read(paths_of(event.mimeData()))
        event.acceptProposedAction()

    def read(self, places: Sequence[Path], license_key: str = "") -> None:
        """Read these files and folders beside those that are shown."""
        self._places += [place for place in places if place not in self._places]
        if not self._places:
            return
        wanted, keys = tuple(self._places), (license_key,) if license_key else ()
        self.progress.show()
        self.progress.set_progress(0, None, "")
        job = self._jobs.job(
            self,
            lambda rooms, cancel, report: rooms.licenses.views.read_files(
                wanted, keys, report, cancel
            ),
            group="license-files",
            long=True,
        )
        job.on_success(self._show).on_failure(self._failed).on_progress(self._progressed)
        job.on_canceled(self.progress.hide)
        self._handle = job.run()

    def _show(self, found: tuple[FileFacts, ...]) -> None:
        self.progress.hide()
        self.key_bar.setVisible(any(one.wants_key for one in found))
        self.list.show_rows(found)
        if found and self.list.current() is None:
            first = next((one for one in found if one.wants_key or not one.valid), found[0])
            self.list.choose(first.id)
        else:
            self._chosen(self.list.current())
        if self.key_bar.isVisible():
            self.key.setFocus()
        self._show_state()
        self.finished_reading.emit()

    def _chosen(self, facts: FileFacts | None) -> None:
        if facts is None:
            self.pane.hide()
        else:
            self.pane.show_file(facts)

    def _with_key(self) -> None:
        """The key is used for this one reading."""
        key = self.key.text().strip()
        self.key.clear()
        if key:
            self.read((), key)

    def _progressed(self, progress: Progress) -> None:
        detail = ""
        if progress.total:
            detail = _("{done} of {total}").format(
                done=f"{progress.done:,}", total=f"{progress.total:,}"
            )
        self.progress.set_progress(progress.done, progress.total, detail)

    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()

    def _failed(self, report: ProblemReport) -> None:
        self.progress.hide()
        self.list.show_problem(problem_state(self._theme, report))
        self.finished_reading.emit()

    def _show_state(self) -> None:
        stack = self.list.stack
        if self.list.shown:
            stack.show_content()
        elif self.list.rows:
            state = no_row_fits(self._theme, _("No file fits"))
            if state.secondary:
                state.secondary.clicked.connect(self.list.field.clear)
            stack.show_state(state)
        else:
            looked = bool(self._places)
            state = EmptyState(
                self._theme,
                Icon.FILE,
                _("No license file there") if looked else _("Drop license files here"),
                _("License and machine files, plain or encrypted, and signed keys; whole folders"
                  " too."),
                secondary=_("Add files…"),
            )  # fmt: skip
            if state.secondary:
                state.secondary.clicked.connect(self._ask_files)
            stack.show_state(state)

    def _ask_files(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, _("Read license files"))
        self.read([Path(name) for name in names])

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Read a folder of license files"))
        if name:
            self.read([Path(name)])


def columns() -> tuple[Column, ...]:
    """As wide as their longest usual value; the file takes the rest."""
    return (
        Column("name", _("File"), stretch=True, least=140),
        Column("verdict", _("Verdict"), sample=verdicts(), icon=True),
        Column("product", _("Product"), sample="Relay Gateway EU", narrow=False),
        Column("file", _("File ends"), sample="28 Nov 2026"),
        Column("license", _("License ends"), sample="28 Nov 2026", narrow=False),
    )


def row_cells(one: FileFacts) -> tuple[Cell, ...]:
    """The cells of a file."""
    look = verdict_look(one)
    return (
        Cell(one.name, weight=500),
        Cell(look.word, look.icon, tone=look.tone, icon_tone=look.icon_tone,
             weight=400 if one.valid else 500),
        Cell(one.product or NOTHING),
        Cell(day_words(local(one.file_ends_at)) if one.file_ends_at else NOTHING),
        Cell(day_words(local(one.license_ends_at)) if one.license_ends_at else NOTHING),
    )  # fmt: skip


def _count_words(shown: int, all_: int) -> str:
    if not all_:
        return ""
    words = ngettext("{shown} of {all} file", "{shown} of {all} files", all_)
    return words.format(shown=f"{shown:,}", all=f"{all_:,}")


def _said(one: FileFacts) -> str:
    words = (one.id, one.words, one.product, one.licensee, one.license_id, one.machine_name)
    return " ".join(words)


def _sort_key(one: FileFacts, column: str) -> tuple[object, ...]:
    match column:
        case "verdict":
            return (one.valid, one.words, one.name)
        case "product":
            return (one.product, one.name)
        case "file":
            return (one.file_ends_at is None, one.file_ends_at and one.file_ends_at.timestamp())
        case "license":
            at = one.license_ends_at
            return (at is None, at and at.timestamp())
        case _:
            return (one.name.casefold(), one.id)

"""Brings figures in: asks for files and their mapping, takes snapshots, keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.account.model import ProfileInfo
from app.base.errors import ProblemReport
from app.base.tasks import CancelToken, Report
from app.base.text import _
from app.certification.model import Draft
from app.certification.reconcile.model import Line
from app.certification.usage.look import Look
from app.certification.usage.model import Source, SourceKind
from app.exchange.attachments import KeptFile
from ui.certification.usage.mapping_dialog import MappingDialog
from ui.certification.usage.typed_dialog import TypedDialog
from ui.jobs import Jobs
from ui.kit.dialogs import Dialog
from ui.kit.theme import Theme
from ui.page import Work

if TYPE_CHECKING:
    from app.services import Rooms

FILTERS = "CSV, XLSX, JSON (*.csv *.tsv *.txt *.xlsx *.xlsm *.json)"

MakeSource = Callable[["Rooms", CancelToken, Report, str], Source]
"""Makes a source in a job; the text is the id of the source that it replaces."""


class UsageActs(QObject):
    """Every act ends in a source that is added to the draft, or put in another's place."""

    changed = Signal()
    said = Signal(str)
    failed = Signal(object)
    working = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, profile: ProfileInfo, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._jobs = jobs
        self._profile = profile
        self._window = window
        self._waiting: list[Path | KeptFile] = []
        self._replaces = ""
        self.draft: Draft | None = None
        self.dialog: Dialog | None = None

    def ask_file(self, replaces: str = "") -> None:
        """Ask for a file with the system's own dialog."""
        every = _("All files") + " (*)"
        name, _kind = QFileDialog.getOpenFileName(
            self._window, _("Choose a usage file"), "", f"{FILTERS};;{every}"
        )
        if name:
            self.bring([Path(name)], replaces)

    def bring(self, files: list[Path], replaces: str = "") -> None:
        """Look at files, one after the other, and ask what their columns mean."""
        idle = not self._waiting and self.dialog is None
        self._waiting += files
        self._replaces = replaces
        if idle:
            self._next()

    def _next(self) -> None:
        if not self._waiting:
            self._replaces = ""
            return
        file = self._waiting.pop(0)
        self._jobs.job(
            self, lambda rooms, cancel, _report: rooms.certification.usage.look(file, None, cancel)
        ).on_success(lambda look: self.ask_mapping(file, look)).on_failure(self._not_read).run()

    def _not_read(self, report: ProblemReport) -> None:
        self.failed.emit(report)
        self._next()

    def ask_mapping(self, file: Path | KeptFile, look: Look) -> None:
        """Ask what the columns mean, then count the file."""
        dialog = MappingDialog(self._theme, self._jobs, file, look, parent=self._window.window())
        dialog.accepted.connect(lambda: self._count(dialog))
        self._open(dialog, then=self._next)

    def _count(self, dialog: MappingDialog) -> None:
        file, mapping = dialog.file, dialog.mapping
        definition, who = dialog.definition.text().strip(), self._profile.subject

        def make(rooms: Rooms, cancel: CancelToken, report: Report, replaces: str) -> Source:
            return rooms.certification.usage.read_file(
                file, mapping, who,
                definition=definition, replaces=replaces, report=report, cancel=cancel,
            )  # fmt: skip

        self.take(make, self._replaces, _("Counting {name}").format(name=dialog.look.name))

    def take_snapshot(self, kind: SourceKind, product_id: str = "", replaces: str = "") -> None:
        """Take what is known here as evidence: a snapshot that never changes afterwards."""
        who = self._profile.subject

        def make(rooms: Rooms, _cancel: CancelToken, _report: Report, old: str) -> Source:
            usage = rooms.certification.usage
            match kind:
                case SourceKind.MACHINES:
                    return usage.from_machines(who, replaces=old)
                case SourceKind.USERS:
                    return usage.from_users(who, replaces=old)
                case SourceKind.STORAGE:
                    return usage.from_storage(who, replaces=old)
                case _:
                    return usage.from_reports(who, product_id, replaces=old)

        self.take(make, replaces)

    def ask_typed(
        self, lines: tuple[Line, ...], chosen: Line | None = None, replaces: str = ""
    ) -> None:
        """Ask for a figure and why it is typed in."""
        dialog = TypedDialog(self._theme, lines, chosen, parent=self._window.window())
        dialog.accepted.connect(lambda: self._type(dialog, replaces))
        self._open(dialog)

    def _type(self, dialog: TypedDialog, replaces: str) -> None:
        line, figure, draft = dialog.line, dialog.figure, self.draft
        if line is None or figure is None or draft is None:
            return
        one, who, as_of = line.entitlement, self._profile.subject, draft.as_of
        reason = dialog.reason.toPlainText().strip()
        definition = dialog.definition.text().strip()

        def make(rooms: Rooms, _cancel: CancelToken, _report: Report, old: str) -> Source:
            return rooms.certification.usage.typed(
                one.product_id, one.metric, figure, one.unit, reason, who,
                definition=definition, as_of=as_of, replaces=old,
            )  # fmt: skip

        self.take(make, replaces)

    def replace(self, source: Source, lines: tuple[Line, ...]) -> None:
        """Put better evidence in the place of a source, by the way that it came."""
        match source.kind:
            case SourceKind.FILE:
                self.ask_file(source.id)
            case SourceKind.TYPED:
                told = next((one for one in lines if source.id in one.source_ids), None)
                self.ask_typed(lines, told, source.id)
            case SourceKind.REPORT:
                product = source.mapping.fixed.get("product_id", "") if source.mapping else ""
                told = next((one for one in lines if source.id in one.source_ids), None)
                product = product or (told.entitlement.product_id if told else "")
                self.take_snapshot(source.kind, product, source.id)
            case _:
                self.take_snapshot(source.kind, replaces=source.id)

    def take(self, make: MakeSource, replaces: str = "", title: str = "") -> None:
        """Make a source in a job and add it to the draft."""
        draft = self.draft
        if draft is None:
            return
        draft_id = draft.id

        def run(rooms: Rooms, cancel: CancelToken, report: Report) -> Source:
            source = make(rooms, cancel, report, replaces)
            if replaces:
                rooms.certification.replace_source(draft_id, replaces, source)
            else:
                rooms.certification.add_source(draft_id, source)
            return source

        job = self._jobs.job(self, run, long=bool(title))
        handle = job.on_success(self._taken).on_failure(self.failed.emit)
        if not title:
            handle.run()
            return
        running: list[Callable[[], None]] = []
        work = Work(title, lambda: running and running[0](), self)
        handle.on_progress(work.progress).on_success(lambda source: self._taken(source, work))
        handle.on_failure(lambda report: self._lost(report, work)).on_canceled(work.end)
        running.append(handle.run().cancel)
        self.working.emit(work)

    def _taken(self, source: Source, work: Work | None = None) -> None:
        if work is not None:
            work.end()
        self.said.emit(_("{title} was added.").format(title=source.title))
        self.changed.emit()

    def _lost(self, report: ProblemReport, work: Work) -> None:
        work.end()
        self.failed.emit(report)

    def _open(self, dialog: Dialog, then: Callable[[], None] | None = None) -> None:
        self.dialog = dialog

        def closed() -> None:
            self.dialog = None
            dialog.deleteLater()
            if then is not None:
                then()

        dialog.finished.connect(closed)
        dialog.open()

"""Diagnostics for a draft: gathered here and from the worker's doctor, previewed, then attached."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.findings import DoctorFinding
from app.base.messages import Examine, Examined, FromWorker
from app.base.paths import folders
from app.base.tasks import CancelToken, Report
from app.services import Rooms
from app.support.diagnostics.model import Bundle
from ui.jobs import Jobs
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.support.requests.acts import RequestActs
from ui.support.writing.diagnostics_dialog import DiagnosticsDialog
from ui.support.writing.draft_work import DraftWork
from ui.worker_task import WorkerTask


class Diagnosing(QObject):
    """Opens the dialog, fills it as things become known, and attaches what was chosen."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        link: WorkerLink | None,
        acts: RequestActs,
        work: DraftWork,
    ) -> None:
        super().__init__(acts)
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._link = link
        self._acts = acts
        self._work = work
        self._dialog: DiagnosticsDialog | None = None
        self._bundle = Bundle()
        self._doctor: tuple[DoctorFinding, ...] = ()
        self._logs: tuple[Path, ...] = ()
        self._task: WorkerTask | None = None

    def ask(self) -> None:
        """Show what is known here at once; the doctor's findings are added when they come."""
        if self._dialog is not None or self._work.draft is None:
            return
        dialog = DiagnosticsDialog(self._theme, parent=self._acts.window)
        self._dialog = dialog
        self._bundle, self._doctor, self._logs = Bundle(), (), ()
        dialog.chosen.connect(self._attach)
        dialog.logs_wanted.connect(self._add_logs)
        dialog.named.toggled.connect(lambda _on: self._gather())
        dialog.finished.connect(lambda _code: self._over())
        self._acts.open(dialog)
        self._ask_doctor()
        self._gather()

    def _ask_doctor(self) -> None:
        if self._link is None:
            return
        task = self._link.task(self, lambda task: Examine(task=task))
        task.on_message(self._told).on_success(self._doctor_over)
        task.on_failure(lambda _report: self._doctor_over()).on_canceled(self._doctor_over)
        self._task = task
        task.run()

    def _told(self, message: FromWorker) -> None:
        if isinstance(message, Examined):
            self._doctor = message.findings

    def _doctor_over(self) -> None:
        self._task = None
        self._gather()

    def _add_logs(self, paths: Sequence[Path]) -> None:
        self._logs = tuple(dict.fromkeys((*self._logs, *paths)))
        self._gather()

    def _gather(self) -> None:
        if self._dialog is None:
            return
        named, doctor, product_logs = self._dialog.named.isChecked(), self._doctor, self._logs
        now, logs = self._clock.now(), folders().logs

        def gather(rooms: Rooms, cancel: CancelToken, _report: Report) -> Bundle:
            from app.support.diagnostics.gathering import bundle  # noqa: PLC0415 - rarely needed

            return bundle(
                rooms.licenses.views.licenses(),
                logs=logs,
                now=now,
                doctor=doctor,
                named=named,
                product_logs=product_logs,
                cancel=cancel,
            )

        self._jobs.job(self, gather, group="diagnostics", long=True).on_success(
            self._show
        ).on_failure(self._failed).run()

    def _show(self, bundle: Bundle) -> None:
        self._bundle = bundle
        if self._dialog is not None:
            self._dialog.show_bundle(bundle, more=self._task is not None)

    def _failed(self, report: ProblemReport) -> None:
        """A log that cannot be read is left out; what is shown stays."""
        if self._logs:
            self._logs = self._logs[:-1]
        if self._dialog is not None:
            self._dialog.show_problem(report)

    def _attach(self, names: Sequence[str]) -> None:
        self._work.attach_bundle(self._bundle.choosing(names))

    def _over(self) -> None:
        self._dialog = None
        if self._task is not None:
            self._task.cancel()

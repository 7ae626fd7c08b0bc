"""The Doctor tab: examines this computer and its way to the portal, and says what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.activation.doctor.model import Action, Finding
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.files import write_bytes
from app.base.messages import Examine, Examined, FromWorker
from app.base.tasks import Progress
from app.base.text import _
from app.licenses.doctor import here as doctor_here
from app.licenses.doctor.here import Here
from app.services import Rooms
from ui.jobs import Jobs
from ui.kit.buttons import Button, ButtonKind
from ui.kit.choices import CheckBox
from ui.kit.dialogs import ask_save_path
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, row
from ui.kit.states import EmptyState, ProgressLine, Skeleton, StateStack
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.doctor.board import Board
from ui.licenses.tab import Tab
from ui.link import WorkerLink
from ui.page import Memory
from ui.worker_task import WorkerTask

_STEPS = 5
"""This computer first, then the worker's four."""


class DoctorTab(Tab):
    """Examines when a person asks: this computer at once, the rest as the worker tells it."""

    key = "doctor"

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        _profile: ProfileInfo,
        _memory: Memory,
        link: WorkerLink | None = None,
        *,
        folder: Path | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._jobs = jobs
        self.look_here: Callable[[datetime, Path | None], Here] = doctor_here.look_here
        """What looks at this computer, on a job's thread."""
        self._clock = clock
        self._link = link
        self._folder = folder
        self._task: WorkerTask | None = None
        self._here: Here | None = None
        self._local_runs = False
        self._told: tuple[Finding, ...] = ()
        self._at: datetime | None = None
        self.now: Button | None = None
        """The button of the state in which nothing was examined yet."""
        self.again = Button(
            theme, _("Look again"), ButtonKind.PRIMARY, icon=Icon.DOCTOR, parent=self
        )
        self.copy = Button(theme, _("Copy report"), icon=Icon.COPY, parent=self)
        self.save = Button(theme, _("Save report…"), icon=Icon.SAVE, parent=self)
        for button in self.header_buttons():
            button.hide()
        self.offline = CheckBox(theme, _("Without the network"))
        self.progress = ProgressLine(theme, _("Looking"))
        self.when = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.board = Board(theme)
        self.stack = StateStack(theme, self.board)
        self._lay_out()
        self.again.clicked.connect(self.examine)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._ask_to_save)
        self.progress.cancelled.connect(self.cancel)
        self.board.acted.connect(self._act)
        self._show_unexamined()

    def _lay_out(self) -> None:
        self._bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        self._bar.setFixedHeight(44)
        across = row(self.offline, self.when, spacing=Space.L, margins=(Space.L, 0, Space.L, 0))
        across.addStretch(1)
        across.addWidget(self.progress, 2)
        self._bar.setLayout(across)
        self.progress.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self.stack, 1)

    @property
    def running(self) -> bool:
        """Whether an examination is under way."""
        return self._local_runs or self._task is not None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is known by now."""
        return (*(self._here.findings if self._here else ()), *self._told)

    def subtitle(self) -> str:
        """What it looks at."""
        return _("This computer and its way to the portal")

    def header_buttons(self) -> Sequence[QWidget]:
        """Copy, save, look again."""
        return (self.copy, self.save, self.again)

    def first_focus(self) -> QWidget:
        """The button that looks."""
        return self.now if self.now is not None else self.again

    def examine(self) -> None:
        """Look at everything anew; what was found before stays until it is found again."""
        if self.running:
            return
        self._at = self._clock.now()
        self._local_runs = True
        at, folder, look_here = self._at, self._folder, self.look_here

        def look(_rooms: Rooms, _cancel: object, _report: object) -> Here:
            return look_here(at, folder)

        self._progressed(Progress(_("This computer"), -1))
        self._jobs.job(self, look, group="doctor", long=True).on_success(
            self._show_here
        ).on_failure(self._local_failed).on_canceled(self._local_over).run()
        self._ask_worker()
        self._show_running()

    def cancel(self) -> None:
        """Stop; what was found by then is shown."""
        if self._task is not None:
            self._task.cancel()

    def _ask_worker(self) -> None:
        link, offline = self._link, self.offline.isChecked()
        if link is None:
            return
        self._task = (
            link.task(self, lambda task: Examine(task=task, offline=offline))
            .on_message(self._worker_told)
            .on_progress(self._progressed)
            .on_success(self._worker_over)
            .on_failure(self._worker_failed)
            .on_canceled(self._worker_canceled)
        )
        self._task.run()

    def _show_unexamined(self) -> None:
        state = EmptyState(
            self._theme,
            Icon.DOCTOR,
            _("Not examined yet"),
            _("The doctor looks at fingerprint, clock, keyring, proxy, certificates and the way "
              "to the portal, and says what to do. It changes nothing."),
            primary=_("Look now"),
            primary_icon=Icon.DOCTOR,
        )  # fmt: skip
        self.now = state.primary
        if self.now is not None:
            self.now.clicked.connect(self.examine)
        self.stack.show_state(state)
        self._settle()

    def _show_running(self) -> None:
        if not self.findings:
            self.now = None
            self.stack.show_state(Skeleton(self._theme, 10))
        self._settle()

    def _show_here(self, here: Here) -> None:
        self._here = here
        self.board.show_here(here)
        self._local_over()

    def _local_failed(self, report: ProblemReport) -> None:
        self.problem_met.emit(report)
        self._local_over()

    def _local_over(self) -> None:
        self._local_runs = False
        self._show_found()

    def _worker_told(self, message: FromWorker) -> None:
        if isinstance(message, Examined):
            self._told = (
                *doctor_here.findings_of(message.findings), doctor_here.worker_finding(None)
            )  # fmt: skip

    def _worker_over(self) -> None:
        self._task = None
        self._show_found()

    def _worker_failed(self, report: ProblemReport) -> None:
        self._told = (doctor_here.worker_finding(report),)
        self._worker_over()

    def _worker_canceled(self) -> None:
        self._worker_over()

    def _show_found(self) -> None:
        if self.findings:
            self.now = None
            self.board.show_findings(self.findings, over=not self.running)
            self.stack.show_content()
        elif not self.running:
            self._show_unexamined()
        self._settle()

    def _progressed(self, progress: Progress) -> None:
        done = progress.done + 1
        words = _("{phase}: step {step} of {total}").format(
            phase=progress.phase, step=min(done + 1, _STEPS), total=_STEPS
        )
        self.progress.set_progress(done, _STEPS, words)

    def _settle(self) -> None:
        """Buttons and bar as they belong to the state."""
        known = bool(self.findings)
        self._bar.setVisible(known or self.running)
        self.progress.setVisible(self.running)
        self.again.setEnabled(known and not self.running)
        self.copy.setEnabled(known)
        self.save.setEnabled(known)
        if self._at is not None:
            local = self._at.astimezone()
            self.when.setText(_("Looked at {time}").format(time=local.strftime("%H:%M %Z")))
        self.when.setVisible(known and not self.running)

    def _act(self, finding: Finding) -> None:
        match finding.action:
            case Action.CLOCK_IS_RIGHT:
                self._say_clock_is_right()
            case Action.CONNECTION:
                self.page_wanted.emit("account", "connection")
            case Action.SYNC:
                self.sync_wanted.emit()
            case Action.SIGN_IN:
                self.sign_in_wanted.emit()
            case Action.RETRY_KEYRING:
                self.examine()
            case Action.NONE:
                return

    def _say_clock_is_right(self) -> None:
        now, folder = self._clock.now(), self._folder

        def remember(_rooms: Rooms, _cancel: object, _report: object) -> None:
            doctor_here.clock_is_right(now, folder)

        def done(_nothing: None) -> None:
            self.said.emit(_("This computer remembers that its clock is right."))
            self.examine()

        self._jobs.job(self, remember, long=True).on_success(done).on_failure(
            self.problem_met.emit
        ).run()

    def _report(self) -> str:
        return doctor_here.report_text(self._here, self.findings, self._at or self._clock.now())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report())
        self.said.emit(_("The report is in the clipboard. Nothing in it is secret."))

    def _ask_to_save(self) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = Path(place or Path.home()) / _("doctor-report.txt")
        path = ask_save_path(self, _("Save report"), suggested, _("Text (*.txt)"))
        if path is not None:
            self.save_report(path)

    def save_report(self, path: Path) -> None:
        """Write the report in a job; an old file stays until the new one is whole."""
        content = self._report().encode("utf-8")

        def write(_rooms: Rooms, _cancel: object, _report: object) -> None:
            write_bytes(path, content, mode=0o644)

        def done(_nothing: None) -> None:
            self.said.emit(_("The report was saved as {name}.").format(name=path.name))

        self._jobs.job(self, write, long=True).on_success(done).on_failure(
            self.problem_met.emit
        ).run()

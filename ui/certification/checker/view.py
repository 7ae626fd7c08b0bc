"""Check a certificate: a PDF that is dropped or opened, judged on this computer alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.settings import Settings
from app.base.text import _
from ui.certification.checker.judging import Checked, checked
from ui.certification.checker.result import ResultView
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.dropping import paths_of
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, row
from ui.kit.states import EmptyState, Skeleton, StateStack, problem_state
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.link import WorkerLink
from ui.page import Memory
from ui.trusting import certificate_files

if TYPE_CHECKING:
    from app.services import Rooms


class CheckerView(QWidget):
    """Nothing is kept of what is checked, and nothing leaves this computer."""

    left = Signal()
    """Back to the list; the page's own header has the button."""
    page_wanted = Signal(str, str)
    problem_met = Signal(object)
    working = Signal(object)
    said = Signal(str)
    settings_changed = Signal(object)
    """The Settings with one more certificate that is trusted."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        profile: ProfileInfo,
        memory: Memory,
        link: WorkerLink | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._settings = Settings()
        self._path: Path | None = None
        self._evidence: Path | None = None
        self.result: ResultView | None = None
        self.setAcceptDrops(True)
        self._open: Button | None = None
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.stack = StateStack(theme, self._holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar())
        layout.addWidget(self.stack, 1)
        self.show_start()

    def _bar(self) -> QWidget:
        bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        bar.setFixedHeight(Size.TOOLBAR)
        words = _("Nothing leaves this computer, and nothing of it is kept.")
        line = row(spacing=Space.M, margins=(Space.L, 0, Space.L, 0))
        line.addWidget(Label(self._theme, _("Check a certificate"), TextStyle.SECTION))
        line.addWidget(Label(self._theme, words, TextStyle.BODY, Token.TEXT2, elide=True), 1)
        bar.setLayout(line)
        return bar

    def show_settings(self, settings: Settings) -> None:
        """Which certificates are trusted; what is shown is judged anew where that changed."""
        changed = settings.trusted_certificates != self._settings.trusted_certificates
        self._settings = settings
        if changed and self._path is not None:
            self._run()

    def show_start(self) -> None:
        """Ask for a document."""
        self._path = self._evidence = None
        state = EmptyState(
            self._theme, Icon.CERTIFICATION, _("Drop a certificate here"),
            _("Any signed PDF. You are told in one sentence whether it holds: who signed it, when,"
              " whether a page or a figure was changed since, and whether what is printed is what"
              " the data inside says."),
            primary=_("Open a PDF…"),
        )  # fmt: skip
        self._open = state.primary
        if state.primary:
            state.primary.clicked.connect(self.ask)
        self.stack.show_state(state)

    def first_focus(self) -> QWidget | None:
        """What opens a document."""
        return self.result.other if self.result is not None else self._open

    def ask(self) -> None:
        """Ask for a document."""
        path, _kind = QFileDialog.getOpenFileName(
            self, _("Check a certificate"), "", f"PDF (*.pdf);;{_('All files')} (*)"
        )
        if path:
            self.check(Path(path))

    def check(self, path: Path | str) -> None:
        """Judge this document."""
        self._path, self._evidence = Path(path), None
        self._run()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Judge what was dropped: the first file of it."""
        paths = paths_of(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.check(paths[0])

    def ask_evidence(self) -> None:
        """Ask for the evidence pack and judge with it."""
        path, _kind = QFileDialog.getOpenFileName(
            self, _("Compare with evidence"), "",
            f"{_('Evidence packs')} (*.zip);;{_('All files')} (*)",
        )  # fmt: skip
        if path:
            self._evidence = Path(path)
            self._run()

    def ask_trust(self) -> None:
        """Ask for certificates to trust, and judge anew."""
        files = certificate_files(self)
        if files:
            self.trust(files)

    def trust(self, files: Sequence[str]) -> None:
        """Trust these from now on, and judge anew."""
        kept = self._settings.trusted_certificates
        wanted = tuple(dict.fromkeys((*kept, *files)))
        if wanted != kept:
            changed = msgspec.structs.replace(self._settings, trusted_certificates=wanted)
            self.settings_changed.emit(changed)
            self.show_settings(changed)

    def _run(self) -> None:
        path, evidence = self._path, self._evidence
        if path is None:
            return
        trusted, now = self._settings.trusted_certificates, self._clock.now()
        self.stack.show_state(Skeleton(self._theme, 8))

        def judge(_rooms: Rooms, _cancel: object, _report: object) -> Checked:
            return checked(path, trusted, evidence, now)

        self._jobs.job(self, judge, group="certificate-check", long=True).on_success(
            self.show_result
        ).on_failure(self._fail).run()

    def show_result(self, found: Checked) -> None:
        """Show what was found out."""
        if self.result is not None:
            self.result.hide()
            self.result.deleteLater()
        self.result = ResultView(self._theme, found)
        self.result.other_wanted.connect(self.ask)
        self.result.evidence_wanted.connect(self.ask_evidence)
        self.result.trust_wanted.connect(self.ask_trust)
        self._column.addWidget(self.result)
        self.stack.show_content()
        self.result.other.setFocus()

    def _fail(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Check another…"))
        if state.secondary:
            state.secondary.clicked.connect(self.ask)
        self.stack.show_state(state)

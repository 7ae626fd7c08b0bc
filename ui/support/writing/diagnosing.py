"""Diagnostics for a draft: gathered from here and the worker, previewed, then attached."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.base.clock import Clock
from ui.jobs import Jobs
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.support.requests.acts import RequestActs
from ui.support.writing.draft_work import DraftWork


class Diagnosing(QObject):
    """Opens the dialog."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        link: WorkerLink | None,
        acts: RequestActs,
        work: DraftWork,
        window: QWidget,
    ) -> None:
        super().__init__(window)

    def ask(self) -> None:
        """Gather."""

"""A task given to the worker, seen from a page: what to do with its progress and its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.base.errors import ProblemReport
from app.base.messages import Cancel, Done, Failed, FromWorker, Progressed, TaskMessage
from app.base.tasks import Progress

if TYPE_CHECKING:
    from ui.link import WorkerLink


class WorkerTask(QObject):
    """A task given to the worker; equip it, then it tells its end exactly once."""

    def __init__(self, link: WorkerLink, parent: QObject, message: TaskMessage) -> None:
        super().__init__(link)
        self.message = message
        self.over = False
        self._link = link
        self._owner = parent
        self._success: Callable[[], object] | None = None
        self._failure: Callable[[ProblemReport], object] | None = None
        self._progress: Callable[[Progress], object] | None = None
        self._canceled: Callable[[], object] | None = None
        self._message: Callable[[FromWorker], object] | None = None

    @property
    def id(self) -> str:
        """The task's id, as the messages about it carry it."""
        return self.message.task

    def on_success(self, handler: Callable[[], object]) -> WorkerTask:
        """Call `handler` when the task ended well."""
        self._success = handler
        return self

    def on_failure(self, handler: Callable[[ProblemReport], object]) -> WorkerTask:
        """Call `handler` with the problem instead of letting the window show it."""
        self._failure = handler
        return self

    def on_progress(self, handler: Callable[[Progress], object]) -> WorkerTask:
        """Call `handler` with how far the task is."""
        self._progress = handler
        return self

    def on_canceled(self, handler: Callable[[], object]) -> WorkerTask:
        """Call `handler` when the task was canceled."""
        self._canceled = handler
        return self

    def on_message(self, handler: Callable[[FromWorker], object]) -> WorkerTask:
        """Call `handler` with everything else said about the task (BrowserOpened, Synced, ...)."""
        self._message = handler
        return self

    def run(self) -> WorkerTask:
        """Give the task to the worker."""
        self._link.run(self)
        return self

    def cancel(self) -> None:
        """Ask the worker to stop it."""
        if not self.over:
            self._link.send(Cancel(self.id))

    def deliver(self, message: FromWorker) -> bool:
        """Act on what the worker said about this task; False for a failure nobody handles."""
        if isinstance(message, Done | Failed):
            self.over = True
        if not isValid(self._owner):
            return not isinstance(message, Failed)
        match message:
            case Progressed(progress=progress):
                _call(self._progress, progress)
            case Done(canceled=True):
                _call(self._canceled)
            case Done():
                _call(self._success)
            case Failed(report=report):
                _call(self._failure, report)
                return self._failure is not None
            case other:
                _call(self._message, other)
        return True


def _call(handler: Callable[..., object] | None, *values: object) -> None:
    if handler:
        handler(*values)

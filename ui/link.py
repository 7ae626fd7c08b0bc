"""The window's end of the worker's pipe: what it says, whether it is there, and tasks given to it.

A worker that hangs or dies is killed and started again, with growing pauses and not for ever; the
window stays usable throughout and says what is going on.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.base.clock import SystemClock
from app.base.errors import ProblemReport
from app.base.ids import new_id
from app.base.messages import (
    Done,
    Failed,
    FromWorker,
    Keys,
    Open,
    Ping,
    Pong,
    Send,
    Started,
    Sync,
    TaskMessage,
    ToWorker,
)
from app.base.text import _
from ui.jobs import require_window_thread
from ui.pipe import PipeEnd, Process
from ui.spawn import start_worker
from ui.worker_task import WorkerTask


class LinkState(Enum):
    """How the worker is."""

    RUNNING = "running"
    HUNG = "hung"
    RESTARTING = "restarting"
    STOPPED = "stopped"


def state_words(state: LinkState) -> str:
    """The sentence that the status line shows; empty while all is well."""
    match state:
        case LinkState.RUNNING:
            return ""
        case LinkState.HUNG:
            return _("The background worker does not answer. It is being restarted.")
        case LinkState.RESTARTING:
            return _("The background worker stopped. It is being restarted.")
        case LinkState.STOPPED:
            return _(
                "The background worker could not be kept running. You can read and write;"
                " nothing is synchronized or sent until it runs again."
            )


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """Times in milliseconds. Beats are counted, not time: a computer may sleep in between."""

    beat: int = 2_000
    start_beats: int = 15
    """Beats that a starting worker may stay silent (a slow disk, a virus scanner)."""
    missed_beats: int = 5
    """Unanswered beats after which a worker counts as hung."""
    pauses: tuple[int, ...] = (200, 1_000, 5_000, 15_000, 60_000)
    """Before the first, second, ... restart in a row; after the last the link gives up."""
    calm_beats: int = 30
    """Answered beats after which restarts are counted from zero again."""


class WorkerLink(QObject):
    """Talks to the worker; everything arrives on the window's thread."""

    received = Signal(object)
    """Every message of the worker but Pong."""
    state_changed = Signal(LinkState)
    failed = Signal(object)
    """A ProblemReport that no task's own handler took; the shell shows it."""
    bug = Signal(object)
    """An exception of the link itself (a line that cannot be read); ui.crash saves it."""
    _arrived = Signal(int, object)

    def __init__(
        self,
        process: Process | None = None,
        *,
        starter: Callable[[str | None], Process] = start_worker,
        rhythm: Rhythm | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Take over `process` (started before Qt was imported) or start one with `starter`."""
        super().__init__(parent)
        self._starter = starter
        self._rhythm = rhythm or Rhythm()
        self._clock = SystemClock()
        self._profile_id: str | None = None
        self._tasks: dict[str, WorkerTask] = {}
        self._end: PipeEnd | None = None
        self._generation = 0
        self._state = LinkState.RUNNING
        self._restarts = 0
        self._beats = 0
        self._answered = 0
        self._silent = 0
        self._heard = False
        self._closing = False
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._heart = QTimer(self)
        self._heart.setInterval(self._rhythm.beat)
        self._heart.timeout.connect(self._beat)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._start_again)
        self._attach(process or starter(None))

    @property
    def state(self) -> LinkState:
        """How the worker is now."""
        return self._state

    def send(self, message: ToWorker) -> None:
        """Say something; while no worker runs, only what matters is said later (tasks are)."""
        require_window_thread("WorkerLink.send")
        if isinstance(message, Open):
            self._profile_id = message.profile_id
        if self._end:
            self._end.write(message)

    def task(self, parent: QObject, make: Callable[[str], TaskMessage]) -> WorkerTask:
        """A task to be equipped and run: `link.task(self, lambda id: Sync(task=id))`."""
        return WorkerTask(self, parent, make(new_id(self._clock)))

    def sync(self) -> WorkerTask:
        """Ask for a synchronization; the one already under way is as good."""
        return self._ask_once(Sync, lambda task: Sync(task=task))

    def send_queued(self, *, hurry: bool = False) -> WorkerTask:
        """Tell that something was queued. A send under way may have passed it: asked anew.

        `hurry`: a person asked, so what waits to be tried again goes now as well.
        """
        return self.task(self, lambda task: Send(task=task, hurry=hurry)).run()

    def run(self, task: WorkerTask) -> None:
        """Give `task` to the worker, now or when it runs again."""
        require_window_thread("WorkerLink.run")
        self._tasks[task.id] = task
        if self._end:
            self._end.write(task.message)
        elif self._state is LinkState.STOPPED:
            self._give_up([task])

    def restart(self) -> None:
        """Start the worker again, because a person asked for it."""
        require_window_thread("WorkerLink.restart")
        self._restarts = 0
        if self._end:
            self._end.kill()
        elif not self._pause.isActive():
            self._start_again()

    def close(self, seconds: float = 3.0) -> int | None:
        """End the worker: ask, wait up to `seconds`, then kill it. Returns its exit status."""
        require_window_thread("WorkerLink.close")
        self._closing = True
        self._heart.stop()
        self._pause.stop()
        end, self._end = self._end, None
        return end.finish(seconds) if end else None

    def _ask_once(self, kind: type[TaskMessage], make: Callable[[str], TaskMessage]) -> WorkerTask:
        for task in self._tasks.values():
            if isinstance(task.message, kind):
                return task
        return self.task(self, make).run()

    def _attach(self, process: Process) -> PipeEnd:
        self._generation += 1
        generation = self._generation
        self._silent = self._answered = 0
        self._heard = False
        end = PipeEnd(process, lambda item: self._arrived.emit(generation, item))
        self._end = end
        self._heart.start()
        return end

    @Slot(int, object)
    def _on_arrived(self, generation: int, item: FromWorker | Exception | None) -> None:
        if generation != self._generation or self._closing:
            return
        match item:
            case None:
                self._ended()
            case Exception():
                self.bug.emit(item)
            case Pong():
                self._answer()
            case message:
                self._understand(message)

    def _understand(self, message: FromWorker) -> None:
        self._silent = 0
        self._heard = True
        if isinstance(message, Keys):
            # A session in memory ends with its worker: another cannot open it again.
            self._profile_id = None if message.memory_only else message.profile_id
        if isinstance(message, Started):
            self._set_state(LinkState.RUNNING)
        task_id = getattr(message, "task", "")
        task = self._tasks.get(task_id)
        if isinstance(message, Done | Failed):
            self._tasks.pop(task_id, None)
        handled = task.deliver(message) if task else not isinstance(message, Failed)
        self.received.emit(message)
        if not handled and isinstance(message, Failed):
            self.failed.emit(message.report)
        if task and task.over:
            task.deleteLater()

    @Slot()
    def _beat(self) -> None:
        if not self._end:
            return
        allowed = self._rhythm.missed_beats if self._heard else self._rhythm.start_beats
        if self._silent >= allowed:
            self._set_state(LinkState.HUNG)
            self._end.kill()
            self._heart.stop()
            return
        self._silent += 1
        self._beats += 1
        self._end.write(Ping(self._beats))

    def _answer(self) -> None:
        self._silent = 0
        self._answered += 1
        if self._answered >= self._rhythm.calm_beats:
            self._restarts = 0

    def _ended(self) -> None:
        end, self._end = self._end, None
        if end:
            end.finish(0)
        self._heart.stop()
        # Fetching and sending are asked again; what a person was doing is told as failed.
        self._give_up(
            [task for task in self._tasks.values() if not isinstance(task.message, Sync | Send)]
        )
        if self._restarts >= len(self._rhythm.pauses):
            self._give_up(list(self._tasks.values()))
            self._set_state(LinkState.STOPPED)
            return
        if self._state is not LinkState.HUNG:
            self._set_state(LinkState.RESTARTING)
        self._pause.start(self._rhythm.pauses[self._restarts])
        self._restarts += 1

    @Slot()
    def _start_again(self) -> None:
        self._set_state(LinkState.RESTARTING)
        try:
            end = self._attach(self._starter(self._profile_id))
        except OSError as error:
            self.bug.emit(error)
            self._ended()
            return
        for task in self._tasks.values():
            end.write(task.message)

    def _give_up(self, tasks: list[WorkerTask]) -> None:
        for task in tasks:
            report = ProblemReport(
                code="CP-6002",
                title=_("The background worker stopped"),
                explanation=_("It was at work on this when it stopped answering or ended."),
                kept=_("What was saved before is unchanged."),
                next_step=_("Wait until it runs again, then try once more."),
            )
            self._understand(Failed(task=task.id, report=report))

    def _set_state(self, state: LinkState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

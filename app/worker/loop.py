"""What the worker does with each message: tasks go to lanes, and every task tells its end once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, TypeAlias

from app.base.bugs import bug_report, is_bug
from app.base.clock import Clock
from app.base.errors import Cancelled
from app.base.messages import (
    Backup,
    BadLine,
    Cancel,
    Done,
    Examine,
    Failed,
    FromWorker,
    LockProfile,
    Open,
    Ping,
    Pong,
    Progressed,
    Quit,
    Recover,
    Restore,
    RetryVault,
    RotateCredential,
    SaveAttachment,
    Send,
    SignIn,
    SignOut,
    StartDemo,
    StartOver,
    Sync,
    TaskMessage,
    ToWorker,
    to_worker,
)
from app.base.paths import Folders
from app.base.tasks import CancelToken, Report, throttled
from app.worker.lanes import Lane

if TYPE_CHECKING:
    from app.worker.errands import Errands

Say: TypeAlias = Callable[[FromWorker], None]
Work: TypeAlias = Callable[[str, CancelToken, Report], None]
"""Called with the task's id, its token and a listener for its progress."""
_NewKeys: TypeAlias = SignIn | StartDemo | Restore | Recover | StartOver | RotateCredential
"""After these the stores are made or opened by other keys."""
_QUIT_SECONDS = 2.0
_RECKON = "reckon"
"""Nobody asked for it and nobody hears of its end; it is only canceled with the rest."""


class _Run:
    """The tasks that one run of some work answers, and their common token."""

    def __init__(self, task: str) -> None:
        self.tasks = [task]
        self.token = CancelToken()


class Worker:
    """Understands the window's messages and runs what they ask for."""

    def __init__(self, say: Say, places: Folders, clock: Clock, log: Callable[[str], None]) -> None:
        self._say = say
        self._places = places
        self._clock = clock
        self._log = log
        self._lock = threading.Lock()
        self._runs: dict[str, _Run] = {}
        self._waiting: dict[str, _Run] = {}
        self._errands: Errands | None = None
        self._alarm: threading.Timer | None = None
        self._closing = False
        self._keys = Lane("keys")
        self._sync = Lane("sync", background=True)
        self._send = Lane("send")
        self._person = Lane("person")
        self._doctor = Lane("doctor")
        self._fetch = Lane("fetch")

    def serve(self, incoming: IO[bytes]) -> bool:
        """Answer until `incoming` ends or says Quit. True when every task ended in time."""
        for line in incoming:
            try:
                message = to_worker(line)
                if isinstance(message, Quit):
                    break
                self._understand(message)
            except BadLine as error:
                self._say(self._failure(error))
            except Exception as error:
                self._say(self._failure(error))
        return self._close()

    def _understand(self, message: ToWorker) -> None:
        match message:
            case Ping(n=n):
                self._say(Pong(n))
            case Cancel(task=task):
                self._cancel(task)
            case Open(profile_id=profile_id):
                self._fetch_keys(lambda: self._tools().open(profile_id))
            case RetryVault():
                self._fetch_keys(lambda: self._tools().open_again())
            case Sync(task=task):
                self._once(self._sync, "sync", task, self._synchronize)
            case Send(task=task, hurry=hurry):
                self._deliver(task, hurry=hurry)
            case Quit():
                return
            case SignOut() | Backup() | LockProfile():
                self._keys.put(lambda: self._by_person(message, self._person))
            case Examine():
                self._by_person(message, self._doctor)
            case SaveAttachment():
                self._by_person(message, self._fetch)
            case asked:
                self._by_person(asked, self._person)

    def _fetch_keys(self, call: Callable[[], bool]) -> None:
        def fetch() -> None:
            if call():
                self._prepare()
            else:
                self._person.put(lambda: self._guard(self._tools().finish_lock))

        self._keys.put(lambda: self._guard(fetch))

    def _prepare(self) -> None:
        """The window has its keys: the rest must not take its processor time."""
        self._sync.put(lambda: self._guard(self._tools().prepare))
        run = _Run(_RECKON)
        with self._lock:
            self._runs[_RECKON] = run
        self._sync.put(lambda: self._guard(lambda: self._tools().reckon(run.token)))

    def _by_person(self, message: TaskMessage, lane: Lane) -> None:
        run = _Run(message.task)
        with self._lock:
            self._runs[message.task] = run

        def work(_task: str, token: CancelToken, report: Report) -> None:
            self._tools().perform(message, token, report)
            if isinstance(message, _NewKeys):
                self._prepare()
            if isinstance(message, LockProfile):
                self._cancel_others(message.task)

        lane.put(lambda: self._perform(run, work))

    def _synchronize(self, task: str, token: CancelToken, report: Report) -> None:
        try:
            self._tools().synchronize(task, token, report)
        finally:
            # Offline too: what is queued then says that it waits, and for what.
            if not self._closing:
                self._deliver("")

    def _deliver(self, task: str, *, hurry: bool = False) -> None:
        """Send what is due, beside whatever else runs. Nobody hears of a task without an id."""

        def send(_task: str, token: CancelToken, _report: Report) -> None:
            self._send_after(self._tools().send(token, hurry=hurry))

        self._once(self._send, "send-now" if hurry else "send", task, send)

    def _send_after(self, seconds: float | None) -> None:
        """Look again when the next waiting item is due; None: nothing waits."""
        with self._lock:
            if self._alarm:
                self._alarm.cancel()
                self._alarm = None
            if seconds is None or self._closing:
                return
            self._alarm = threading.Timer(seconds, self._deliver, ("",))
            self._alarm.daemon = True
            self._alarm.start()

    def _tools(self) -> Errands:
        with self._lock:
            if self._errands is None:
                from app.worker.errands import Errands  # noqa: PLC0415 - after the first line

                self._errands = Errands(self._say, self._places, self._clock)
            return self._errands

    def _once(self, lane: Lane, kind: str, task: str, work: Work) -> None:
        """Run `work`; a run of the same kind that has not begun yet answers this task as well."""
        with self._lock:
            run = self._waiting.get(kind)
            if run is not None:
                run.tasks.append(task)
                self._runs[task] = run
                return
            run = self._waiting[kind] = _Run(task)
            self._runs[task] = run
        # Behind the keys: after a restart this is asked while the keyring still answers.
        self._keys.put(lambda: lane.put(lambda: self._perform(run, work, kind)))

    def _cancel(self, task: str) -> None:
        with self._lock:
            run = self._runs.get(task)
        if run:
            run.token.cancel()

    def _cancel_others(self, task: str) -> None:
        """Nothing goes on for a profile that was locked."""
        with self._lock:
            others = {run for name, run in self._runs.items() if name != task}
        for run in others:
            run.token.cancel()

    def _perform(self, run: _Run, work: Work, kind: str = "") -> None:
        with self._lock:
            if kind:
                self._waiting.pop(kind, None)
            tasks = list(run.tasks)
        report = throttled(
            lambda progress: self._say(Progressed(task=tasks[0], progress=progress)), self._clock
        )
        try:
            run.token.check()
            work(tasks[0], run.token, report)
            self._end(tasks, lambda task: Done(task=task))
        except Cancelled:
            self._end(tasks, lambda task: Done(task=task, canceled=True))
        except BaseException as error:
            failure = self._failure(error)
            self._end(tasks, lambda task: Failed(task=task, report=failure.report, bug=failure.bug))

    def _end(self, tasks: list[str], make: Callable[[str], Done | Failed]) -> None:
        with self._lock:
            for task in tasks:
                self._runs.pop(task, None)
        for task in tasks:
            message = make(task)
            # A send that nobody asked for failed in a known way: its items say so themselves.
            if task or (isinstance(message, Failed) and message.bug):
                self._say(message)

    def _guard(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Cancelled:
            return
        except BaseException as error:
            self._say(self._failure(error))

    def _failure(self, error: BaseException) -> Failed:
        report, bug = bug_report(error, "worker"), is_bug(error)
        # The detail of a known problem may quote the portal, and the portal what was sent to it.
        detail = report.detail if bug else type(error).__name__
        self._log(f"{report.code} {report.title} {detail}")
        return Failed(task="", report=report, bug=bug)

    def _close(self) -> bool:
        with self._lock:
            self._closing = True
            runs = set(self._runs.values())
        self._send_after(None)
        for run in runs:
            run.token.cancel()
        end = self._clock.monotonic() + _QUIT_SECONDS
        lanes = (self._keys, self._sync, self._send, self._person, self._doctor, self._fetch)
        ended = [lane.close(max(0.0, end - self._clock.monotonic())) for lane in lanes]
        if self._errands:
            self._guard(self._errands.close)
        return all(ended)

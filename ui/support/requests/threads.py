"""Reads the thread that is chosen, and what comes before it, into the pane beside the list."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.base.errors import ProblemReport
from app.base.messages import FromWorker, Uploading
from app.base.text import _
from app.services import Rooms
from app.support.requests.model import FIRST_SCREEN, Message, MessageFile, Thread
from ui.jobs import Jobs
from ui.kit.states import problem_state
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.support.requests.board import RequestsBoard
from ui.support.requests.replying import Replying

EARLIER = 50
"""So many messages before them are read at a time."""
_REST_MS = 700
"""Between two readings while an upload goes on."""


class Threads(QObject):
    """Keeps what is seen of a thread true."""

    moved = Signal()
    """An upload is further: the list shows that as well."""
    failed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        board: RequestsBoard,
        replying: Replying,
        link: WorkerLink | None,
    ) -> None:
        super().__init__(board)
        self._theme = theme
        self._jobs = jobs
        self._board = board
        self._replying = replying
        self._marked: tuple[str, ...] = ()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._uploading)
        board.chosen.connect(self._open)
        board.pane.earlier_wanted.connect(self._read_earlier)
        if link is not None:
            link.received.connect(self._hear)

    def read(self) -> None:
        """Read the chosen thread again, where one is chosen."""
        if self._board.current:
            self._read(self._board.current)

    def show(self, thread: Thread) -> None:
        """Show a thread that was read."""
        board = self._board
        if not board.current or board.current not in (thread.card.id, thread.card.client_id):
            return
        board.renamed(board.current, thread.card.id)
        fresh = self._marked != board.words or board.pane.thread_shown is None
        self._marked = board.words
        found = board.words if fresh else ()
        board.pane.show_thread(thread, alone=board.alone, found=found)
        self._replying.follow(thread)

    def fail(self, report: ProblemReport) -> None:
        """Say in place of the thread why it cannot be read."""
        state = problem_state(self._theme, report, action=_("Back to the list"))
        if state.secondary:
            state.secondary.clicked.connect(self._board.let_go)
        self._board.pane.show_instead(state)

    def file(self, file_id: str) -> MessageFile | None:
        """A file of the messages that are shown."""
        thread = self._board.pane.thread_shown
        messages = thread.messages if thread is not None else ()
        files = (file for message in messages for file in message.files)
        return next((file for file in files if file.id == file_id), None)

    def _open(self, key: str) -> None:
        self._replying.leave()
        if key:
            self._board.pane.show_loading()
            self._read(key)

    def _read(self, key: str) -> None:
        def read_thread(rooms: Rooms, _cancel: object, _report: object) -> Thread:
            found = rooms.requests.thread(key, newest=FIRST_SCREEN)
            rooms.requests.mark_seen(key)
            return found

        self._jobs.job(self, read_thread, group="thread").on_success(self.show).on_failure(
            self.fail
        ).run()

    def _read_earlier(self, request_id: str, before: str) -> None:
        def read_earlier(rooms: Rooms, _cancel: object, _report: object) -> tuple[Message, ...]:
            return rooms.requests.earlier(request_id, before, EARLIER)

        self._jobs.job(self, read_earlier, group="earlier").on_success(
            partial(self._board.pane.add_earlier, request_id)
        ).on_failure(self.failed.emit).run()

    def _hear(self, message: FromWorker) -> None:
        if isinstance(message, Uploading) and not self._rest.isActive():
            self._rest.start()

    def _uploading(self) -> None:
        self.moved.emit()
        self.read()

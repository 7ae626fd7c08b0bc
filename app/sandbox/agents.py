"""The vendor's agents: they answer by script, each step at its time by the portal's clock.

Nothing runs in between: what is due by now is done when somebody asks the portal next.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Literal

from msgspec.structs import replace

from app.base.clock import Clock, to_wire
from app.sandbox import agent_scripts
from app.sandbox.agent_scripts import Stage
from app.sandbox.attachments import keep
from app.sandbox.feed import Feed
from app.sandbox.http import Refusal
from app.sandbox.state import State
from app.sandbox.support_records import Attachment, Message, RequestState, SupportRequest
from app.sandbox.threads import Threads


class Agents:
    """Answers `seconds` after a request or a reply came in; None: only when tests order it."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        feed: Feed,
        seconds: float | None,
    ) -> None:
        self._state = state
        self._clock = clock
        self._feed = feed
        self._seconds = seconds

    def set_seconds(self, seconds: float | None) -> None:
        """How soon requests and replies are answered that come in from now on."""
        self._seconds = seconds

    def opened(self, connection: sqlite3.Connection, request_id: str, now: datetime) -> None:
        """A request came in."""
        self._plan(connection, request_id, now, Stage.FIRST, Stage.LOG)

    def replied(
        self, connection: sqlite3.Connection, request_id: str, now: datetime, *, with_files: bool
    ) -> None:
        """The customer wrote in a request: the script goes on from where it stood."""
        row = connection.execute("SELECT stage FROM ticket WHERE id=?", (request_id,)).fetchone()
        self.left(connection, request_id)
        match Stage(row[0]) if row else Stage.MORE:
            case Stage.NONE:
                after = (Stage.THANKS,) if with_files else (Stage.LOG,)
                self._plan(connection, request_id, now, Stage.FIRST, *after)
            case Stage.FIRST if not with_files:
                self._plan(connection, request_id, now, Stage.LOG)
            case Stage.FIRST | Stage.LOG:
                self._plan(connection, request_id, now, Stage.THANKS, Stage.CLOSE)
            case _:
                self._plan(connection, request_id, now, Stage.MORE)

    def left(self, connection: sqlite3.Connection, request_id: str) -> None:
        """Nothing more is to be said in a request."""
        connection.execute("DELETE FROM agent_step WHERE request_id=?", (request_id,))

    def act(self, *, all_of_them: bool = False) -> int:
        """Do what is due by now, or all that is planned; how many messages were written."""
        now = self._clock.now()
        until = float("inf") if all_of_them else now.timestamp()
        if self._state.one("SELECT 1 FROM agent_step WHERE due<=? LIMIT 1", (until,)) is None:
            return 0
        with self._state.write() as connection:
            steps = connection.execute(
                "SELECT request_id, stage, due FROM agent_step WHERE due<=? ORDER BY due, stage",
                (until,),
            ).fetchall()
            connection.execute("DELETE FROM agent_step WHERE due<=?", (until,))
            for request_id, stage, due in steps:
                at = min(now, datetime.fromtimestamp(due, UTC))
                self._step(connection, request_id, Stage(stage), at)
        return len(steps)

    def reply(
        self,
        request_id: str,
        text: str,
        state: RequestState,
        attachment: tuple[str, bytes] | None = None,
    ) -> str:
        """An answer as tests order it; the id of its message. Refuses an unknown request."""
        now = self._clock.now()
        files: tuple[Attachment, ...] = ()
        with self._state.write() as connection:
            threads = Threads(self._feed, connection)
            request_id = threads.id_of(request_id)
            known = threads.get(request_id)
            author, side = agent_scripts.author(known, threads.order(known.order_id))
            if attachment:
                files = (keep(connection, *attachment),)
            return self._say(threads, request_id, (author, side, text), state, now, files)

    def close(self, request_id: str) -> int:
        """The vendor closes a request; its new version. Refuses an unknown one."""
        with self._state.write() as connection:
            threads = Threads(self._feed, connection)
            request_id = threads.id_of(request_id)
            now = to_wire(self._clock.now())
            self.left(connection, request_id)
            closed = replace(threads.get(request_id), state="closed", closed_at=now)
            return threads.put(request_id, closed)

    def delete(self, request_id: str) -> int:
        """The vendor deletes a request with its messages; the deletion's version."""
        with self._state.write() as connection:
            threads = Threads(self._feed, connection)
            request_id = threads.id_of(request_id)
            threads.get(request_id)
            self.left(connection, request_id)
            return threads.delete(request_id)

    def _plan(
        self, connection: sqlite3.Connection, request_id: str, now: datetime, *stages: Stage
    ) -> None:
        if self._seconds is None:
            return
        for place, stage in enumerate(stages, 1):
            connection.execute(
                "INSERT OR REPLACE INTO agent_step VALUES(?,?,?)",
                (request_id, int(stage), now.timestamp() + place * self._seconds),
            )

    def _step(
        self, connection: sqlite3.Connection, request_id: str, stage: Stage, at: datetime
    ) -> None:
        threads = Threads(self._feed, connection)
        try:
            request = threads.get(request_id)
        except Refusal:
            return
        if request.state == "closed":
            return
        order = threads.order(request.order_id)
        text, state = agent_scripts.words(stage, request, order, at)
        self._say(threads, request_id, (*agent_scripts.author(request, order), text), state, at)
        connection.execute(
            "UPDATE ticket SET stage=max(stage, ?) WHERE id=?", (int(stage), request_id)
        )

    def _say(
        self,
        threads: Threads,
        request_id: str,
        said: tuple[str, Literal["vendor", "partner"], str],
        state: RequestState,
        at: datetime,
        files: tuple[Attachment, ...] = (),
    ) -> str:
        known: SupportRequest = threads.get(request_id)
        author, side, text = said
        name = threads.say(
            Message(
                client_id=None,
                request_id=request_id,
                author=author,
                author_side=side,
                text=text,
                sent_at=to_wire(at),
                attachments=files,
            )
        )
        answered = known.answered_at or to_wire(at)
        closed = to_wire(at) if state == "closed" else None
        threads.put(request_id, replace(known, state=state, answered_at=answered, closed_at=closed))
        return name

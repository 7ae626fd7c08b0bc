"""Things to send for tests: a request with files, put as the rooms put them."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.exchange.attachments import KeptFile
from app.portal.wire_sent import MessageBody, SupportRequestBody, UnauthorizedUseBody
from app.services.rooms import Rooms
from tests.support.offices import Desk


@contextlib.contextmanager
def rooms_of(desk: Desk, profile_id: str) -> Iterator[Rooms]:
    """The rooms of a profile, closed at the end."""
    rooms = desk.office.rooms(profile_id)
    try:
        yield rooms
    finally:
        rooms.close()


def ask(rooms: Rooms, subject: str, files: Sequence[KeptFile] = (), text: str = "It fails.") -> str:
    """Queue a request for support behind its files; its item."""
    item = rooms.outbox.new_id()
    with rooms._own.write() as tx:
        uploads, last = rooms.files.put_uploads(tx, rooms.outbox, files, subject)
        body = SupportRequestBody(
            client_id=item,
            created_at=rooms._clock.now(),
            subject="A question",
            text=text,
            severity="normal",
            uploads=uploads,
        )
        rooms.outbox.put(tx, "support_request", body, subject, after=last, id=item)
        tx.execute(
            "INSERT INTO noted (kind, id, body) VALUES ('support_sent', ?, ?)",
            (item, b'{"files":["' + b'","'.join(one.id.encode() for one in files) + b'"]}'),
        )
    return item


def reply(rooms: Rooms, subject: str, request: str, after: str | None = None) -> str:
    """Queue a message in a request; its item."""
    item = rooms.outbox.new_id()
    with rooms._own.write() as tx:
        body = MessageBody(
            client_id=item, request_id=request, created_at=rooms._clock.now(), text="And again."
        )
        rooms.outbox.put(tx, "message", body, subject, after=after, id=item)
    return item


def alarm(rooms: Rooms, subject: str) -> str:
    """Queue a report of unauthorized use; its item."""
    item, now = rooms.outbox.new_id(), rooms._clock.now()
    with rooms._own.write() as tx:
        body = UnauthorizedUseBody(
            client_id=item, created_at=now, noticed_at=now, text="A lost computer."
        )
        rooms.outbox.put(tx, "unauthorized_use", body, subject, id=item)
    return item


def file_of(folder: Path, size: int, name: str = "gateway.log", start: bytes = b"") -> Path:
    """A file of `size` bytes, no two lines alike."""
    path = folder / name
    with path.open("wb") as sink:
        sink.write(start)
        number = 0
        while sink.tell() < size:
            lines = io.BytesIO()
            for _line in range(4096):
                number += 1
                lines.write(b"%012d gateway: request answered\n" % number)
            sink.write(lines.getvalue())
        sink.truncate(size)
    return path

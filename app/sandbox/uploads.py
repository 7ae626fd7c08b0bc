"""Files on their way in: announced, sent in parts, compared with their hash, kept beside the state.

No file is ever in memory: a part goes to its place block by block, its hash grows with it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
import threading
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from app.base.clock import Clock
from app.portal.wire import Receipt
from app.portal.wire_sent import Upload
from app.sandbox.http import NO_STORE, Refusal, Reply, Request, json_reply, problem
from app.sandbox.people import Caller
from app.sandbox.state import State
from app.sandbox.submissions import Sent, checked, invalid
from app.sandbox.support_records import Attachment

_BLOCK = 65_536
_HASHES = 64
_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})", re.ASCII)


class UploadIn(Sent, frozen=True):
    """An announcement as it must come in; the contract's schema says the same."""

    name: Annotated[str, Meta(min_length=1, max_length=255)]
    size: Annotated[int, Meta(ge=0)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    media_type: Annotated[str, Meta(max_length=100)] = "application/octet-stream"


class _Known(Struct, frozen=True):
    id: str
    client_id: str
    size: int
    sha256: str
    received: int
    complete: bool

    def shown(self) -> Upload:
        return Upload(self.id, self.client_id, self.size, self.received, self.complete)


class Uploads:
    """Serves `/v1/uploads`; the files lie in `folder`, of at most `cap` bytes each."""

    def __init__(self, state: State, clock: Clock, folder: Path, cap: int) -> None:
        self._state = state
        self._clock = clock
        self._folder = folder
        self._cap = cap
        self._lock = threading.Lock()
        self._hashes: dict[str, tuple[int, Any]] = {}

    def start(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/uploads`: a file is announced, once a key."""
        body = checked(request, UploadIn)
        if body.size > self._cap:
            return problem(413, "upload_too_large", "The file is too large", f"{self._cap} bytes")
        if not body.size and body.sha256 != hashlib.sha256().hexdigest():
            return _mismatch()
        told = hashlib.sha256(request.body).hexdigest()
        with self._state.write() as connection:
            known = connection.execute(
                "SELECT body_hash FROM upload WHERE subject=? AND client_id=? UNION ALL"
                " SELECT body_hash FROM submission WHERE subject=? AND client_id=?",
                (caller.subject, body.client_id) * 2,
            ).fetchone()
            if known is None:
                name = f"upl-{secrets.token_hex(8)}"
                connection.execute(
                    "INSERT INTO upload VALUES(?,?,?,?,?,?,?,0,0,?,?)",
                    (name, caller.subject, body.client_id, body.name, body.media_type, body.size,
                     body.sha256, request.body, told),
                )  # fmt: skip
                if not body.size:
                    self._folder.mkdir(parents=True, exist_ok=True)
                    (self._folder / name).touch()
                    self._finish(connection, name, caller)
        if known is not None and known[0] != told:
            return problem(409, "idempotency_mismatch", "This key was used for another body")
        return json_reply(self._find(body.client_id, caller).shown(), 201, NO_STORE)

    def show(self, request: Request, caller: Caller) -> Reply:
        """`GET /v1/uploads/{upload_id}`: how much of it is safe."""
        return json_reply(self._find(request.part, caller).shown(), headers=NO_STORE)

    def part(self, request: Request, caller: Caller) -> Reply:
        """`PATCH /v1/uploads/{upload_id}`: the next bytes; the last ones end in a comparison."""
        with self._lock:
            upload = self._find(request.part, caller)
            first, last, size = _content_range(request)
            if size != upload.size or last >= size or request.length != last - first + 1:
                return problem(
                    400, "invalid_parameter", "Bad Content-Range", "it does not fit the bytes sent"
                )
            if upload.complete or first != upload.received:
                return problem(
                    409, "wrong_offset", "These are not the next bytes", f"next: {upload.received}"
                )
            told = self._append(upload, request)
            if last + 1 < size:
                self._received(upload.id, last + 1)
            elif told == upload.sha256:
                with self._state.write() as connection:
                    self._finish(connection, upload.id, caller)
            else:
                (self._folder / upload.id).unlink()
                self._received(upload.id, 0)
                return _mismatch()
        return self.show(request, caller)

    def taken(
        self,
        connection: sqlite3.Connection,
        caller: Caller,
        wanted: tuple[str, ...],
        member: str = "uploads",
    ) -> tuple[Attachment, ...]:
        """The caller's complete files as attachments. Refuses others and says which of `member`."""
        found = []
        for place, name in enumerate(wanted):
            row = connection.execute(
                "SELECT id, name, media_type, size, sha256, complete FROM upload"
                " WHERE subject=? AND (id=? OR client_id=?)",
                (caller.subject, name, name),
            ).fetchone()
            if row is None or not row[5]:
                reason = "no such file of yours" if row is None else "not complete"
                raise Refusal(invalid(f"{reason} - at `$.{member}[{place}]`", "unknown_upload"))
            connection.execute("INSERT OR IGNORE INTO attachment VALUES(?,?,?,?,?,NULL)", row[:5])
            found.append(Attachment(row[0], row[1], row[3], row[4]))
        return tuple(found)

    def content(self, name: str, most: int = -1) -> bytes:
        """The bytes of a complete file, or the first of them."""
        with (self._folder / name).open("rb") as file:
            return file.read(most)

    def _find(self, wanted: str, caller: Caller) -> _Known:
        row = self._state.one(
            "SELECT id, client_id, size, sha256, received, complete FROM upload"
            " WHERE subject=? AND (id=? OR client_id=?)",
            (caller.subject, wanted, wanted),
        )
        if row is None:
            raise Refusal(problem(404, "not_found", "No such upload"))
        name, client_id, size, digest, received, complete = row
        return _Known(name, client_id, size, digest, received, bool(complete))

    def _append(self, upload: _Known, request: Request) -> str:
        """Write the part to its place; the hash of all bytes so far."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / upload.id
        digest = self._digest(upload, path)
        with path.open("ab") as file:
            file.truncate(upload.received)
            left = request.length
            while left and request.stream is not None:
                block = request.stream.read(min(left, _BLOCK))
                if not block:
                    raise Refusal(problem(400, "cut_short", "The part is shorter than it says"))
                file.write(block)
                digest.update(block)
                left -= len(block)
        if len(self._hashes) >= _HASHES:
            self._hashes.clear()
        self._hashes[upload.id] = (upload.received + request.length, digest)
        return str(digest.hexdigest())

    def _digest(self, upload: _Known, path: Path) -> Any:
        """The hash of what has arrived, from memory or out of the file after a restart."""
        reached, digest = self._hashes.pop(upload.id, (0, hashlib.sha256()))
        if reached == upload.received:
            return digest
        if not upload.received:
            return hashlib.sha256()
        digest, left = hashlib.sha256(), upload.received
        with path.open("rb") as file:
            while left:
                block = file.read(min(left, _BLOCK))
                digest.update(block)
                left -= len(block) or left
        return digest

    def _received(self, name: str, count: int) -> None:
        with self._state.write() as connection:
            connection.execute("UPDATE upload SET received=? WHERE id=?", (count, name))

    def _finish(self, connection: sqlite3.Connection, name: str, caller: Caller) -> None:
        """The file is whole: from now on its receipt is found like any other."""
        self._hashes.pop(name, None)
        connection.execute("UPDATE upload SET received=size, complete=1 WHERE id=?", (name,))
        now = self._clock.now()
        client_id, body, told = connection.execute(
            "SELECT client_id, body, body_hash FROM upload WHERE id=?", (name,)
        ).fetchone()
        receipt = msgspec.json.encode(Receipt(name, client_id, now, "upload"))
        connection.execute(
            "INSERT OR IGNORE INTO submission VALUES(?,?,?,'upload','/v1/uploads',?,?,?,?)",
            (name, caller.subject, client_id, body, told, receipt, now.timestamp()),
        )


def _content_range(request: Request) -> tuple[int, int, int]:
    found = _RANGE.fullmatch(request.headers.get("content-range", ""))
    if found is None:
        raise Refusal(problem(400, "invalid_parameter", "Bad Content-Range", "bytes A-B/SIZE"))
    first, last, size = (int(part) for part in found.groups())
    return first, last, size


def _mismatch() -> Reply:
    return problem(
        422,
        "hash_mismatch",
        "The content is not what was announced",
        "What arrived was dropped. Send the file again from its start.",
    )

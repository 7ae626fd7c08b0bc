"""The content of attachments, whole or in ranges, block by block."""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from app.sandbox.http import NO_STORE, Reply, Request, problem
from app.sandbox.people import Caller
from app.sandbox.state import State
from app.sandbox.support_records import Attachment

_BLOCK = 65_536
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


class Attachments:
    """Serves `/v1/attachments`; the files of customers lie in `folder`."""

    def __init__(self, state: State, folder: Path) -> None:
        self._state = state
        self._folder = folder

    def content(self, request: Request, _caller: Caller) -> Reply:
        """`GET /v1/attachments/{attachment_id}`; one range is served, several are not."""
        row = self._state.one(
            "SELECT id, size, sha256, content FROM attachment WHERE id=?", (request.part,)
        )
        if row is None:
            return problem(404, "not_found", "No such attachment")
        name, size, digest, content = row
        tag = f'"{digest}"'
        headers = {
            **NO_STORE, "ETag": tag, "Accept-Ranges": "bytes",
            "Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff",
        }  # fmt: skip
        first, last = 0, size - 1
        wanted = _wanted(request, tag, size)
        if wanted:
            first, last = wanted
            if first > last:
                unmet = {"Content-Range": f"bytes */{size}"}
                return problem(416, "no_such_range", "No such bytes", headers=unmet)
            headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        headers["Content-Length"] = str(last - first + 1)
        status = 206 if wanted else 200
        if content is not None:
            part = bytes(content)[first : last + 1]
            return Reply(status, part, "application/octet-stream", headers)
        blocks = _blocks(self._folder / name, first, last - first + 1)
        return Reply(status, b"", "application/octet-stream", headers, blocks)


def keep(connection: sqlite3.Connection, name: str, content: bytes) -> Attachment:
    """Keep a file of the vendor's with this name, within the caller's transaction."""
    file = Attachment(
        f"att-{secrets.token_hex(8)}", name, len(content), sha256(content).hexdigest()
    )
    connection.execute(
        "INSERT INTO attachment VALUES(?,?,'application/octet-stream',?,?,?)",
        (file.id, name, file.size, file.sha256, content),
    )
    return file


def _wanted(request: Request, tag: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole, first past last for no such range."""
    found = _RANGE.fullmatch(request.headers.get("range", ""))
    if found is None or request.headers.get("if-range", tag) != tag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (size, size - 1)
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last or size), size - 1)


def _blocks(path: Path, first: int, left: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while left:
            block = file.read(min(left, _BLOCK))
            if not block:
                return
            left -= len(block)
            yield block

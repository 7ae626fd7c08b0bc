"""What has not left, in a ZIP that anybody can read: for a portal that is gone, or to send by mail.

Each item is a folder: `item.txt` in words, `item.json` with the exact bytes that would be sent, and
its file where it is one.
"""

from __future__ import annotations

import contextlib
import shutil
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.clock import Clock, to_wire
from app.base.errors import Problem
from app.base.files import replacing
from app.base.text import _
from app.exchange import outgoing
from app.exchange.attachments import Files
from app.exchange.model import OutboxItem, OutboxState
from app.exchange.uploads import note_of
from app.storage.blobs import Blobs
from app.storage.database import Database

if TYPE_CHECKING:
    from app.exchange.outbox import Outbox

FOLDER = "attachments"
"""Beside own.db: where the copies of attached files lie."""

_UNSENT = (
    OutboxState.QUEUED,
    OutboxState.SENDING,
    OutboxState.WAITING,
    OutboxState.REFUSED,
)
_STEP = 1024 * 1024


def export(own: Database, outbox: Outbox, path: Path, clock: Clock) -> int:
    """See `Outbox.export_unsent`."""
    items = outbox.items(_UNSENT)
    files = Files(own, Blobs(own.path.with_name(FOLDER)), clock)
    with (
        replacing(path) as sink,
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive,
    ):
        for number, item in enumerate(items, 1):
            folder = f"{number:04d} {item.kind}"
            payload = outbox.payload(item.id)
            _write(archive, f"{folder}/item.json", _pretty(payload), clock.now())
            missing = _copy_file(archive, folder, own, files, item, clock.now())
            text = _words(item, payload) + (f"\n{missing}\n" if missing else "")
            _write(archive, f"{folder}/item.txt", text.encode("utf-8", "replace"), clock.now())
    return len(items)


def _words(item: OutboxItem, payload: bytes) -> str:
    lines = [
        (_("What"), outgoing.kind_words(item.kind)),
        (_("Number"), item.id),
        (_("Written"), to_wire(item.created_at)),
        (_("State"), item.state.value),
        (_("Follows"), item.after or ""),
        (_("Why"), f"{item.problem.title} ({item.problem.code})" if item.problem else ""),
        *outgoing.lines_of(item.kind, payload),
    ]
    return "".join(f"{label}: {value}\n" for label, value in lines if value)


def _pretty(payload: bytes) -> bytes:
    """The payload as it is where it is no JSON; indented where that changes no value."""
    with contextlib.suppress(msgspec.DecodeError):
        return msgspec.json.format(payload, indent=2)
    return payload


def _copy_file(
    archive: zipfile.ZipFile,
    folder: str,
    own: Database,
    files: Files,
    item: OutboxItem,
    now: datetime,
) -> str:
    """Add the file that an upload carries; what to say where it cannot be had."""
    note = note_of(own, item.id)
    if note is None:
        return ""
    try:
        name = files.get(note.file).name
        with contextlib.closing(files.open(note.file)) as content:
            target = _info(f"{folder}/{name}", now)
            with archive.open(target, "w", force_zip64=True) as sink:
                shutil.copyfileobj(content, sink, _STEP)
    except Problem as problem:
        return problem.title
    return ""


def _write(archive: zipfile.ZipFile, name: str, content: bytes, now: datetime) -> None:
    archive.writestr(_info(name, now), content)


def _info(name: str, now: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, now.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info

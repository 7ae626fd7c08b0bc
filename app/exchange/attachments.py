"""Files that go along with something sent: copied, hashed and encrypted here when attached.

What is looked through, shown, blacked out and sent is this copy, whatever becomes of the original.
Its key and what is known of it lie in own.db; a copy that nothing refers to any more is removed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from app.base import ids
from app.base.clock import Clock
from app.base.files import replacing
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.exchange.safe_names import safe_name

if TYPE_CHECKING:
    from app.exchange.outbox import Outbox
    from app.storage.blobs import Blob, Blobs
    from app.storage.database import Database, Transaction

ATTACHMENT = "attachment"
"""Kind of the records in `noted`, by the file's id."""

_STEP = 1024 * 1024


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file whose copy lies beside own.db, encrypted; what leaves is exactly this copy."""

    id: str
    """Of the copy; also the client id of its upload once it is queued."""
    name: str
    """Safe on every system; `given` is the name it had."""
    given: str
    size: int
    """Bytes."""
    sha256: str
    media_type: str = "application/octet-stream"


class _Noted(msgspec.Struct, frozen=True):
    file: KeptFile
    key: bytes
    kept_at: datetime


class Files:
    """The kept files of one profile."""

    def __init__(self, own: Database, blobs: Blobs, clock: Clock) -> None:
        self._own = own
        self._blobs = blobs
        self._clock = clock

    def attach(
        self,
        source: Path | tuple[str, bytes],
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> KeptFile:
        """Keep a copy of a file, or of bytes under a name; on the disk when this returns.

        Raises CannotAttach (a link, a pipe, a device, a folder; vanished, unreadable or larger
        than 4 GB), FileChanging, the problems of disk and store, Cancelled. Then nothing stays.
        """
        from app.exchange.picking import picked  # noqa: PLC0415 - not for the first paint (P1)

        with picked(source) as found:
            file_id = ids.new_id(self._clock)
            blob = self._blobs.keep(
                found.stream,
                file_id,
                total=found.size,
                report=report,
                cancel=cancel,
                check=found.check,
            )
        return self._note(blob, found.name)

    def replace(self, file_id: str, data: Iterable[bytes], name: str | None = None) -> KeptFile:
        """Keep `data` as a new file in place of `file_id`, which stays until it is let go."""
        given = self.get(file_id).given if name is None else name
        blob = self._blobs.keep(_Pieces(iter(data)), ids.new_id(self._clock))
        return self._note(blob, given)

    def get(self, file_id: str) -> KeptFile:
        """What is known of a file. Raises FileLost where it was removed."""
        return self._noted(file_id).file

    def open(self, file_id: str) -> BinaryIO:
        """The content, to be read and sought in, 64 KB in memory; close it.

        Raises FileLost; reading raises FileAltered.
        """
        return self._blobs.open(file_id, self._noted(file_id).key)

    def export(
        self,
        file_id: str,
        path: Path,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> None:
        """Write the content to `path`, in one step. Raises as `open`, and the disk's problems."""
        size = self.get(file_id).size
        with contextlib.closing(self.open(file_id)) as stream, replacing(path) as sink:
            done = 0
            while piece := stream.read(_STEP):
                if cancel is not None:
                    cancel.check()
                sink.write(piece)
                done += len(piece)
                report(Progress(_("Saving the file"), done, size))

    def release(self, file_ids: Iterable[str]) -> None:
        """Let files go that a draft no longer has; those that something else has are kept."""
        from app.exchange.keeping import let_go  # noqa: PLC0415 - as above

        let_go(self._own, self._blobs, file_ids)

    def put_uploads(
        self,
        tx: Transaction,
        outbox: Outbox,
        files: Sequence[KeptFile],
        subject: str,
        after: str | None = None,
    ) -> tuple[tuple[str, ...], str | None]:
        """Queue files before what refers to them, in the caller's transaction.

        Returns their client ids, in the order of `files`, and the item to follow: the last of
        them, else `after`. A file that has arrived, or is on its way, is not sent twice.
        """
        from app.exchange.uploads import queue  # noqa: PLC0415 - as above

        return queue(tx, outbox, files, subject, after, self._clock.now())

    def progress(self) -> dict[str, tuple[int, int]]:
        """Of each upload that has begun and is not sent: its item, bytes that arrived, of all."""
        from app.exchange.uploads import progress  # noqa: PLC0415 - as above

        return progress(self._own)

    def progress_before(self, item: str) -> tuple[int, int]:
        """Bytes that have arrived, of all, of the files that `item` waits for; (0, 0): of none."""
        from app.exchange.uploads import progress_before  # noqa: PLC0415 - as above

        return progress_before(self._own, item)

    def _note(self, blob: Blob, given: str) -> KeptFile:
        name = safe_name(given)
        file = KeptFile(
            id=blob.id,
            name=name,
            given=given.encode("utf-8", "replace").decode(),
            size=blob.size,
            sha256=blob.sha256,
            media_type=_media_type(name),
        )
        body = msgspec.json.encode(_Noted(file, blob.key, self._clock.now()))
        try:
            with self._own.write() as tx:
                tx.execute(
                    "INSERT INTO noted (kind, id, body) VALUES (?, ?, ?)",
                    (ATTACHMENT, blob.id, body),
                )
        except BaseException:
            self._blobs.remove(blob.id)
            raise
        return file

    def _noted(self, file_id: str) -> _Noted:
        row = self._own.one(
            "SELECT body FROM noted WHERE kind = ? AND id = ?", (ATTACHMENT, file_id)
        )
        if row is None:
            from app.storage.blobs import file_lost  # noqa: PLC0415 - as above

            raise file_lost(file_id)
        return msgspec.json.decode(row[0], type=_Noted)


class _Pieces:
    """Pieces of any size as something to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


def _media_type(name: str) -> str:
    import mimetypes  # noqa: PLC0415 - as above

    # Without the system's files: the same everywhere.
    guessed, encoding = mimetypes.MimeTypes().guess_type(name, strict=True)
    if encoding == "gzip":
        return "application/gzip"
    return guessed if guessed and not encoding else "application/octet-stream"

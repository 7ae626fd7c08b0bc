"""Takes a kept file to the portal in parts, and goes on where it stopped: cut, restarted, paused.

What the portal says has arrived is the truth; what is noted here is only where to ask, and what
lists show. One part is in memory at a time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

import msgspec

from app.base.clock import Clock
from app.base.tasks import CancelToken
from app.exchange.attachments import Files
from app.exchange.model import OutboxItem, OutboxState
from app.exchange.routes import Discarded
from app.exchange.uploads import UploadNote, keep_note, note_of
from app.portal.errors import Conflict, Gone, NotFound, ServerFault
from app.portal.uploads import MOST_PART, WRONG_OFFSET
from app.portal.wire import Receipt
from app.portal.wire_sent import Upload
from app.storage.blobs import file_lost
from app.storage.database import Database

LEAST_PART = 256 * 1024
_QUICK, _SLOW = 1.0, 4.0
"""Seconds that a part takes before the next is twice as large, or half."""

_LOOK = 0.2
_MOST_MISSES = 3

OnProgress = Callable[[str, int, int], None]
"""Called with the item, the bytes that have arrived, and all of them."""


class Portal(Protocol):
    """Where uploads go: `app.portal.uploads.Uploads`."""

    def announce(self, body: bytes, key: str, cancel: CancelToken | None = None) -> Upload:
        """Announce a file, or find the one announced before."""

    def state(self, upload_id: str, cancel: CancelToken | None = None) -> Upload:
        """How much has arrived."""

    def send_part(self, upload: Upload, part: bytes, cancel: CancelToken | None = None) -> Upload:
        """Send the bytes behind `upload.received`."""


class Uploader:
    """Delivers the items of the kind `upload`."""

    def __init__(
        self,
        own: Database,
        files: Files,
        portal: Portal,
        find_submission: Callable[[str], Receipt | None],
        clock: Clock,
        on_progress: OnProgress,
    ) -> None:
        self._own = own
        self._files = files
        self._portal = portal
        self._find_submission = find_submission
        self._clock = clock
        self._on_progress = on_progress
        self._moved = False
        self._part = LEAST_PART

    @property
    def moved(self) -> bool:
        """Whether the last delivery got on."""
        return self._moved

    def deliver(
        self,
        item: OutboxItem,
        body: bytes,
        pause: Callable[[], bool],
        cancel: CancelToken | None,
        *,
        look_up: bool,
    ) -> Receipt | None:
        """See `Delivery.deliver`. Raises FileLost, FileAltered for a copy that is gone."""
        self._moved = False
        note = note_of(self._own, item.id)
        if note is None:
            raise file_lost(item.id)
        watch = _Watch(self._own, item.id, self._clock, cancel)
        upload = self._begin(item.id, note, body, watch, look_up=look_up)
        with contextlib.closing(self._files.open(note.file)) as content:
            upload = self._carry(item.id, upload, content, pause, watch)
        if not upload.complete:
            return None
        return Receipt(upload.id, item.id, self._clock.now(), "upload")

    def _begin(
        self, item: str, note: UploadNote, body: bytes, cancel: CancelToken, *, look_up: bool
    ) -> Upload:
        """What the portal has of it; announced, or announced anew where it has forgotten."""
        known = note.portal_id
        if not known and look_up and (receipt := self._find_submission(item)) is not None:
            known = receipt.id
        if known:
            try:
                return self._checked(item, note, self._portal.state(known, cancel))
            except (NotFound, Gone):
                note = msgspec.structs.replace(note, received=0)
        upload = self._portal.announce(body, item, cancel)
        if not upload.complete:
            # The answer may be the one that was given when it was first announced.
            upload = self._portal.state(upload.id, cancel)
        return self._checked(item, note, upload)

    def _carry(
        self,
        item: str,
        upload: Upload,
        content: BinaryIO,
        pause: Callable[[], bool],
        cancel: CancelToken,
    ) -> Upload:
        misses = 0
        while not upload.complete:
            cancel.check()
            content.seek(upload.received)
            part = content.read(min(self._part, MOST_PART))
            if not part:
                raise ServerFault(detail="everything was sent, and the upload is not complete")
            started = self._clock.monotonic()
            try:
                found = self._portal.send_part(upload, part, cancel)
            except Conflict as problem:
                misses += 1
                if problem.problem_code != WRONG_OFFSET or misses > _MOST_MISSES:
                    raise
                upload = self._noted(item, upload, self._portal.state(upload.id, cancel))
                continue
            self._adapt(self._clock.monotonic() - started)
            before, upload = upload, self._noted(item, upload, found)
            if upload.received <= before.received and not upload.complete:
                raise ServerFault(detail="a part was taken, and nothing more has arrived")
            if not upload.complete and pause():
                break
        return upload

    def _noted(self, item: str, before: Upload, found: Upload) -> Upload:
        note = note_of(self._own, item)
        if note is None:
            raise file_lost(item)
        self._moved = self._moved or found.received > before.received
        return self._checked(item, note, found)

    def _checked(self, item: str, note: UploadNote, found: Upload) -> Upload:
        """The state as the portal tells it, noted; ServerFault where it cannot be of this file."""
        sane = found.size == note.size and 0 <= found.received <= found.size
        if found.client_id != item or not sane:
            raise ServerFault(detail="the portal's state of the upload is of another file")
        known = msgspec.structs.replace(note, portal_id=found.id, received=found.received)
        if known != note:
            with self._own.write() as tx:
                keep_note(tx, item, known)
        self._on_progress(item, found.received, found.size)
        return found

    def _adapt(self, seconds: float) -> None:
        """Parts that take about a second or two, so that others can go between them."""
        if seconds < _QUICK:
            self._part = min(self._part * 2, MOST_PART)
        elif seconds > _SLOW:
            self._part = max(self._part // 2, LEAST_PART)


class _Watch(CancelToken):
    """Cancelled with its parent; also ended, by Discarded, where the item is given up."""

    def __init__(self, own: Database, item: str, clock: Clock, parent: CancelToken | None) -> None:
        super().__init__()
        self._own = own
        self._item = item
        self._clock = clock
        self._parent = parent or CancelToken()
        self._looked = clock.monotonic()

    @property
    def cancelled(self) -> bool:
        """Whether the sending was stopped."""
        return self._parent.cancelled

    def check(self) -> None:
        """Raise Cancelled or Discarded; the store is asked five times a second."""
        self._parent.check()
        now = self._clock.monotonic()
        if now - self._looked < _LOOK:
            return
        self._looked = now
        row = self._own.one("SELECT state FROM outbox WHERE id = ?", (self._item,))
        if row is None or row[0] == OutboxState.DISCARDED.value:
            raise Discarded

    def wait(self, seconds: float) -> bool:
        """Wait; True at once when the sending is stopped."""
        return self._parent.wait(seconds)

"""A stream that tells how far it was read, stops when somebody asks to, and gives no more at once.

Formats say themselves how long their lists are; whoever believes them reads gigabytes.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from app.base.tasks import CancelToken, Progress, Report
from app.support.scan import words

AT_ONCE = 4 * 1024 * 1024
"""Bytes that one read gives at most; a list of 10,000 members takes about 1 MB."""


class Oversized(Exception):
    """A format asked for more at once than is given."""


class Watched(io.RawIOBase):
    """The stream of a file that is scanned. It must be one that can be sought."""

    def __init__(self, stream: BinaryIO, report: Report, cancel: CancelToken | None) -> None:
        super().__init__()
        self._stream = stream
        self._report = report
        self._cancel = cancel
        self._phase = words.scanning()
        self._furthest = 0
        self.size = stream.seek(0, 2)
        stream.seek(0)

    def read(self, size: int = -1) -> bytes:
        """As a stream does. Raises Cancelled, and Oversized for more than is given at once."""
        if self._cancel:
            self._cancel.check()
        wanted = AT_ONCE if size < 0 else min(size, AT_ONCE)
        data = self._stream.read(wanted)
        if len(data) == AT_ONCE and size != AT_ONCE:
            raise Oversized
        at = self._stream.tell()
        if at > self._furthest:
            self._furthest = at
            self._report(Progress(self._phase, at, self.size))
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """As a stream does."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """As a stream does."""
        return self._stream.tell()

    def seekable(self) -> bool:
        """Always."""
        return True

    def readable(self) -> bool:
        """Always."""
        return True

    def finish(self) -> None:
        """Tell that all was looked at."""
        self._report(Progress(self._phase, self.size, self.size))

"""What tests of the portal room share: a transport that is closed, and a clock that can be set."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.base.clock import SystemClock
from app.portal.transport import Transport


class ShiftedClock:
    """The computer's clock, set wrong by `shift`."""

    def __init__(self, shift: timedelta = timedelta()) -> None:
        self.shift = shift

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def monotonic(self) -> float:
        return time.monotonic()


@contextlib.contextmanager
def transport(*, company_ca: Path | None = None, proxy: str = "none") -> Iterator[Transport]:
    """A transport with the real clock, closed at the end."""
    made = Transport(clock=SystemClock(), company_ca=company_ca, proxy=proxy)
    try:
        yield made
    finally:
        made.close()

"""How long a server asks to wait: the Retry-After header (RFC 9110 section 10.2.3), made safe."""

from __future__ import annotations

import math
from datetime import UTC, datetime

LONGEST = 3600.0
"""Seconds. A server may ask for more; after an hour we ask again (threat 16)."""


def seconds_to_wait(header: str | None, now: datetime) -> float:
    """Seconds from `now` that `header` asks for, between 0 and 3600; 0 for junk or nothing."""
    text = (header or "").strip()
    try:
        wanted = float(text)
    except ValueError:
        instant = http_date(text)
        wanted = (instant - now).total_seconds() if instant else 0.0
    if math.isnan(wanted):
        return 0.0
    return min(max(wanted, 0.0), LONGEST)


def http_date(text: str | None) -> datetime | None:
    """The instant an HTTP date names (UTC); None where it is none."""
    if not text:
        return None
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - 14 ms, for answers only

    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)

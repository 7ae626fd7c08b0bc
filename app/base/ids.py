"""Client ids: UUID version 7 (RFC 9562), so that ids sort by the time they were made."""

from __future__ import annotations

import secrets
import uuid

from app.base.clock import Clock


def new_id(clock: Clock) -> str:
    """A fresh, sortable, unguessable id; also what goes out as Idempotency-Key."""
    millis = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    number = (millis << 80) | (0x7 << 76) | (secrets.randbits(12) << 64)
    number |= (0b10 << 62) | secrets.randbits(62)
    return str(uuid.UUID(int=number))

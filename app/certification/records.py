"""The feed's records of certifications: how each one that arrived stands with the vendor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from app.certification.kinds import CERTIFICATION

Instant = Annotated[datetime, Meta(tz=True)]

FILED = CERTIFICATION
"""Kind of the records."""


class FiledRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A certification as the vendor has it; `state` may be a newer word than is known here."""

    client_id: str
    state: str
    document_sha256: str = ""
    received_at: Instant | None = None
    countersigned_at: Instant | None = None
    countersigned_sha256: str | None = None
    note: str = ""
    """What the vendor asks, of a questioned one."""
    changed_at: Instant | None = None


CERTIFICATION_KINDS: Mapping[str, type[msgspec.Struct]] = {FILED: FiledRecord}

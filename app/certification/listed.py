"""Certifications as they stand in lists and beside the navigation. Instants are aware UTC."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.certification.asked import Audit, Kind, Origin, Request
from app.certification.model import Step
from app.notices.model import Fate


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A certification as a row of the list."""

    id: str
    kind: Kind
    title: str
    origin: Origin
    request_id: str = ""
    step: Step
    words: str
    """How far it is: "4 of 8 steps, 2 findings to answer", "Accepted 30 Nov 2026"."""
    due_at: datetime | None = None
    as_of: datetime
    saved_at: datetime
    finished: bool = False
    fate: Fate | None = None
    """Where its submission is on its way."""
    state: str = ""
    """The vendor's word once it arrived: received, accepted, questioned, countersigned."""
    countersigned_at: datetime | None = None
    read_only: bool = False


class Overview(msgspec.Struct, frozen=True):
    """What the page shows first."""

    requests: tuple[Request, ...] = ()
    audits: tuple[Audit, ...] = ()
    certifications: tuple[Card, ...] = ()


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Figures beside the navigation."""

    open: int = 0
    """Requests that wait for a certification, overdue ones included."""
    overdue: int = 0
    drafts: int = 0

"""A machine that cannot give its license up itself, and why."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from app.base.text import _

LONGEST_STATEMENT = 2_000
"""Characters, by the contract."""


class Cause(enum.StrEnum):
    """Why a machine cannot give its license up itself; the contract's words."""

    HARDWARE_FAILURE = "hardware_failure"
    LOST = "lost"
    DESTROYED = "destroyed"
    REINSTALLED = "reinstalled"
    OTHER = "other"


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """A machine that can be stated to be lost."""

    machine_id: str
    name: str
    license_id: str
    fingerprint: str
    production: bool
    activated_at: datetime | None


def cause_words(cause: Cause) -> str:
    """The cause as a person reads it."""
    match cause:
        case Cause.HARDWARE_FAILURE:
            return _("Its hardware failed")
        case Cause.LOST:
            return _("It was lost or stolen")
        case Cause.DESTROYED:
            return _("It was deleted or scrapped")
        case Cause.REINSTALLED:
            return _("It was installed anew, and its folder is gone")
        case Cause.OTHER:
            return _("Another cause, told in the statement")

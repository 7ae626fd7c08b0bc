"""The verdicts on a license file, in the order in which the first that applies is given."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from app.activation.words import _


class Verdict(str, Enum):
    """What a license file is worth, most fundamental first."""

    MALFORMED = "malformed"
    UNSUPPORTED = "unsupported"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    CANNOT_DECRYPT = "cannot_decrypt"
    WRONG_MACHINE = "wrong_machine"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    STALE = "stale"
    VALID = "valid"


class Reason(NamedTuple):
    """One thing that holds of a file: the verdict it leads to, and a sentence for a person."""

    verdict: Verdict
    words: str


_ORDER = tuple(Verdict)


def in_order(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The reasons, the one that decides the verdict first."""
    return tuple(sorted(reasons, key=lambda reason: _ORDER.index(reason.verdict)))


def verdict_words(verdict: Verdict) -> str:
    """The verdict as a person reads it."""
    return {
        Verdict.MALFORMED: _("This is not a usable license file"),
        Verdict.UNSUPPORTED: _("This form of license file is not supported"),
        Verdict.UNKNOWN_KEY: _("Signed by a key that is not known here"),
        Verdict.BAD_SIGNATURE: _("The signature does not match: do not use this file"),
        Verdict.CANNOT_DECRYPT: _("Genuine, but it cannot be decrypted"),
        Verdict.WRONG_MACHINE: _("Made for another machine"),
        Verdict.REVOKED: _("The vendor has revoked this license"),
        Verdict.SUSPENDED: _("The vendor has suspended this license"),
        Verdict.NOT_YET_VALID: _("Not valid yet"),
        Verdict.EXPIRED: _("The license has expired"),
        Verdict.STALE: _("The file is out of date: fetch a new one"),
        Verdict.VALID: _("Valid"),
    }[verdict]

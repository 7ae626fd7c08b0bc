"""Why a host of a batch stands where it stands, in sentences."""

from __future__ import annotations

from datetime import datetime

from app.base.dates import deadline_words
from app.base.errors import ProblemReport
from app.base.text import _
from app.licenses.batches.model import HostStanding


def standing_words(standing: HostStanding) -> str:
    """Where a host stands, in a word or two."""
    return {
        HostStanding.MISSING: _("missing"),
        HostStanding.FOREIGN: _("foreign"),
        HostStanding.STALE: _("too old"),
        HostStanding.DUPLICATE: _("duplicate"),
        HostStanding.CHANGED: _("changed"),
        HostStanding.REFUSED: _("refused"),
        HostStanding.REQUESTED: _("requested"),
        HostStanding.SENT: _("sent"),
        HostStanding.ANSWERED: _("answered"),
        HostStanding.INSTALLED: _("installed"),
        HostStanding.RETURNED: _("receipt seen"),
        HostStanding.REMOVED: _("removed"),
    }[standing]


def problem_words(problem: ProblemReport | None) -> str:
    """A problem in one line; "" for none."""
    return f"{problem.title}. {problem.explanation}" if problem else ""


def duplicate_words(other: str) -> str:
    """That a host has the id of another."""
    return _(
        "It has the same machine id as “{host}”: one is a copy of the other. Give it an id of its "
        "own and make a new request there, or confirm that it is the same machine."
    ).format(host=other)


def changed_words(name: str, *, here: bool = False) -> str:
    """That a name is known with another fingerprint; `here` in this batch itself."""
    if here:
        return _(
            "Two machines call themselves “{host}”, with different fingerprints. Confirm it where "
            "that is right."
        ).format(host=name)
    return _(
        "“{host}” was activated before with another fingerprint: its hardware was changed, or the "
        "name is used again. It takes a further instance; confirm it where that is right."
    ).format(host=name)


def old_words(created_at: datetime) -> str:
    """That a request may be too old."""
    return _("Made {when}: the vendor may find it too old.").format(when=deadline_words(created_at))

"""The clock of an isolated host against the latest instants it has seen: explained, never locked.

Two marks are kept. `seen` is the latest time this clock has shown: an earlier time now means that
it was ahead then, or is behind now. `proved` is the latest instant that a genuine file was issued
at: an earlier time now means that the clock is behind, and files are judged as of the mark, so
that a clock that is put back makes no license last longer. Neither keeps anything from being read;
a clock that is right again needs no help, and a person can say that it is right: the moment of
that word is the mark from then on. A vendor's file of the future (its own clock was ahead) is then
remembered as `doubted`: it raises the mark no more until its time has come.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import NamedTuple

from app.activation.words import _

TOLERANCE = timedelta(minutes=5)
_FRESH = timedelta(days=7)


class Standing(str, Enum):
    """What is known about the clock."""

    RIGHT = "right"
    EARLIER = "earlier"
    BEHIND = "behind"


class Marks(NamedTuple):
    """The high-water marks; None before the first use."""

    seen: datetime | None = None
    proved: datetime | None = None
    doubted: datetime | None = None
    """Genuine files up to this instant were said to be dated too late."""


class View(NamedTuple):
    """The clock as it stands now; `by` is how far it lies before the mark."""

    standing: Standing
    now: datetime
    by: timedelta = timedelta(0)
    doubted: datetime | None = None
    """The later date of a genuine file that a person's word about this clock stands against."""


def now() -> datetime:
    """The time of this computer's clock, UTC."""
    return datetime.now(timezone.utc)


def view(at: datetime, marks: Marks) -> View:
    """How the clock's time `at` stands to what was seen before."""
    if marks.proved is not None and marks.proved - at > TOLERANCE:
        return View(Standing.BEHIND, at, marks.proved - at)
    if marks.seen is not None and marks.seen - at > TOLERANCE:
        return View(Standing.EARLIER, at, marks.seen - at)
    return View(Standing.RIGHT, at, doubted=marks.doubted)


def noted(at: datetime, marks: Marks) -> Marks:
    """The marks after the clock has shown `at`."""
    doubted = marks.doubted if marks.doubted and marks.doubted > at else None
    return marks._replace(seen=max(at, marks.seen or at), doubted=doubted)


def proved_by(issued: datetime, at: datetime, marks: Marks) -> Marks:
    """The marks after a genuine file of the instant `issued` came; a fresh one proves the clock."""
    if marks.doubted is not None and at < issued <= marks.doubted:
        return marks
    proved = max(issued, marks.proved or issued)
    if proved - at <= TOLERANCE and at - issued <= _FRESH:
        return marks._replace(seen=max(at, proved), proved=proved)
    return marks._replace(proved=proved)


def declared_right(at: datetime, marks: Marks) -> Marks:
    """The marks after a person said that the clock is right now: no mark is later any more."""
    if marks.proved is None or marks.proved <= at:
        return marks._replace(seen=at)
    doubted = max(marks.proved, marks.doubted or marks.proved)
    return Marks(seen=at, proved=at, doubted=doubted)


def judged_at(at: datetime, marks: Marks) -> datetime:
    """The instant to judge by: the clock's, but never before what is proved."""
    return max(at, marks.proved or at)


def words(found: View) -> str:
    """The clock's standing in a sentence; "" where there is nothing to say."""
    if found.standing is Standing.BEHIND:
        return _(
            "This computer's clock is behind by {by} at least: a genuine file was issued later "
            "than the time it shows. Set it right; nothing is locked. If it is right, the vendor's "
            "clock was ahead: say so with --clock-is-right."
        ).format(by=span(found.by))
    if found.standing is Standing.EARLIER:
        return _(
            "This computer's clock showed a time {by} later before. Either it was ahead then or it "
            "is behind now. If it is right now, say so with --clock-is-right; nothing is locked."
        ).format(by=span(found.by))
    if found.doubted is not None:
        return _(
            "A genuine file here is dated {when}, later than this clock, which a person said is "
            "right. Files are judged by this clock; ask the vendor for a file with the right date."
        ).format(when=found.doubted.strftime("%Y-%m-%d %H:%M UTC"))
    return ""


def span(length: timedelta) -> str:
    """A length of time in its two largest units: "3 d 4 h"."""
    minutes = int(length.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        (days, _("{count} d").format(count=days)),
        (hours, _("{count} h").format(count=hours)),
        (rest, _("{count} min").format(count=rest)),
    ]
    return " ".join([text for count, text in parts if count][:2]) or parts[2][1]

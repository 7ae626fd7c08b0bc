"""The clock against what it has shown, against genuine files, and against the dates of files here.

Whatever is found locks nothing, and heals by itself when the clock is right.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from app.activation import clock
from app.activation.called import tool
from app.activation.clock import Marks, Standing, span
from app.activation.doctor.model import Action, Area, Finding, Level
from app.activation.state import HostState
from app.activation.words import _

_LATER = timedelta(hours=1)
"""A file may be dated a little later: another computer's clock wrote it on a share."""


class Witness(NamedTuple):
    """Something that was dated while it was made; an instant in UTC."""

    name: str
    at: datetime


def witnesses(root: Path, folder: Path, state: HostState) -> tuple[Witness, ...]:
    """What is dated on this computer: this host's folder, licenses, the system, this program."""
    found = [
        _dated(_("This host's folder"), folder / "host.json") or _dated(
            _("This host's folder"), folder
        ),
        _dated(_("The system's settings (/etc)"), root / "etc"),
        _dated(_("This program's files"), Path(__file__)),
    ]  # fmt: skip
    licenses = [
        _dated(_("The newest installed license"), Path(one.path)) for one in state.installed
    ]
    newest = max((one for one in licenses if one), key=lambda one: one.at, default=None)
    return tuple(one for one in (*found, newest) if one is not None)


def started_at(root: Path) -> datetime | None:
    """When this Linux started, by its own clock; None where it does not tell."""
    try:
        with open(root / "proc/stat", encoding="ascii", errors="replace") as stream:
            words = next((line.split() for line in stream if line.startswith("btime ")), [])
        return datetime.fromtimestamp(int(words[1]), timezone.utc)
    except (OSError, ValueError, IndexError, OverflowError):
        return None


def findings(
    now: datetime, marks: Marks, seen: Sequence[Witness], started: datetime | None
) -> Iterator[Finding]:
    """How the clock stands."""
    yield _against_marks(now, marks, started)
    yield from _against_files(now, seen)


def _against_marks(now: datetime, marks: Marks, started: datetime | None) -> Finding:
    view = clock.view(now, marks)
    facts = [(_("This computer's clock"), _when(now))]
    facts += [(_("Latest time it has shown"), _when(marks.seen))] if marks.seen else []
    facts += [(_("A genuine file was issued"), _when(marks.proved))] if marks.proved else []
    facts += [(_("Running since"), _when(started))] if started else []
    free = _("Nothing is locked by it, and it heals by itself when the clock is right.")
    if view.standing is Standing.BEHIND:
        return Finding(
            "clock.mark", Area.CLOCK, Level.BAD,
            _("The clock is behind by {by} at least").format(by=span(view.by)),
            _("A genuine file was issued later than the time it shows, so it must be wrong.")
            + " " + free,
            _("Set date, time and time zone right. If they are right, the vendor's clock was "
              "ahead: say so with “{tool} status --clock-is-right”.").format(tool=tool()),
            tuple(facts), Action.CLOCK_IS_RIGHT,
        )  # fmt: skip
    if view.standing is Standing.EARLIER:
        return Finding(
            "clock.mark", Area.CLOCK, Level.WARN,
            _("The clock showed a time {by} later before").format(by=span(view.by)),
            _("Either it was ahead then, or it is behind now: after a wrong battery, a snapshot "
              "or a change by hand.") + " " + free,
            _("If it is wrong, set it right. If it is right, say so: "
              "“{tool} status --clock-is-right”.").format(tool=tool()),
            tuple(facts), Action.CLOCK_IS_RIGHT,
        )  # fmt: skip
    if view.doubted is not None:
        return Finding(
            "clock.mark", Area.CLOCK, Level.NOTE,
            _("A genuine file is dated later than the clock, which was said to be right"),
            _("The vendor's clock was ahead when it was made, if that word was true.") + " " + free,
            _("Ask the vendor for a file with the right date; that one is not valid before it."),
            (*facts, (_("That file's date"), _when(view.doubted))),
        )  # fmt: skip
    if marks.seen is None and marks.proved is None:
        return Finding(
            "clock.mark", Area.CLOCK, Level.OK, _("The clock was not seen before"),
            _("Nothing is remembered yet that it could be held against."), "", tuple(facts),
        )  # fmt: skip
    return Finding(
        "clock.mark", Area.CLOCK, Level.OK, _("The clock agrees with what was seen before"),
        _("It is not earlier than any time it has shown, nor than any genuine file."), "",
        tuple(facts),
    )  # fmt: skip


def _against_files(now: datetime, seen: Sequence[Witness]) -> Iterator[Finding]:
    later = [one for one in seen if one.at > now + _LATER]
    facts = tuple((one.name, _when(one.at)) for one in (later or seen))
    if later:
        by = max(one.at for one in later) - now
        yield Finding(
            "clock.files", Area.CLOCK, Level.WARN,
            _("Files here are dated up to {by} later than the clock").format(by=span(by)),
            _("The clock was ahead when they were written, or it is behind now. Nothing is "
              "locked by it; files that are written anew get the right date."),
            _("Compare the clock with a watch; set it right if it is wrong."), facts,
        )  # fmt: skip
    elif seen:
        yield Finding(
            "clock.files", Area.CLOCK, Level.OK, _("No file here is dated later than the clock"),
            _("The newest of what this program knows was looked at."), "", facts,
        )  # fmt: skip


def _dated(name: str, file: Path) -> Witness | None:
    try:
        return Witness(name, datetime.fromtimestamp(os.stat(file).st_mtime, timezone.utc))
    except (OSError, OverflowError, ValueError):
        return None


def _when(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")

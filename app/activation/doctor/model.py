"""What the doctor finds: each with a stable id, a plain cause and a next step, never a secret."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, NamedTuple

from app.activation.words import _


class Level(str, Enum):
    """How much a finding matters, least first."""

    OK = "ok"
    NOTE = "note"
    WARN = "warn"
    BAD = "bad"


class Area(str, Enum):
    """What a finding is about, in the order in which areas are shown."""

    COMPUTER = "computer"
    CLOCK = "clock"
    FOLDER = "folder"
    LICENSES = "licenses"
    KEYRING = "keyring"
    NETWORK = "network"
    VENDOR = "vendor"
    STORES = "stores"
    PROGRAM = "program"


class Action(str, Enum):
    """What a window can do about a finding with one button."""

    NONE = ""
    CLOCK_IS_RIGHT = "clock_is_right"
    CONNECTION = "connection"
    SYNC = "sync"
    SIGN_IN = "sign_in"
    RETRY_KEYRING = "retry_keyring"


class Finding(NamedTuple):
    """One thing that was looked at. `facts` are pairs of a name and a value, both to be shown."""

    id: str
    """Stable, never translated: "clock.mark"."""
    area: Area
    level: Level
    title: str
    cause: str
    next_step: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    action: Action = Action.NONE


def level_words(level: Level) -> str:
    """The level in a word."""
    return {
        Level.OK: _("All right"),
        Level.NOTE: _("Note"),
        Level.WARN: _("Look at this"),
        Level.BAD: _("Needs you"),
    }[level]


def area_words(area: Area) -> str:
    """The area's heading."""
    return {
        Area.COMPUTER: _("This computer's fingerprint"),
        Area.CLOCK: _("Clock"),
        Area.FOLDER: _("What this computer remembers"),
        Area.LICENSES: _("Licenses installed here"),
        Area.KEYRING: _("Keyring"),
        Area.NETWORK: _("Way to the portal"),
        Area.VENDOR: _("The vendor's keys"),
        Area.STORES: _("Data on this computer"),
        Area.PROGRAM: _("This program"),
    }[area]


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """By area, and within one what matters most first; otherwise as they came."""
    areas, levels = tuple(Area), tuple(Level)
    return tuple(sorted(found, key=lambda one: (areas.index(one.area), -levels.index(one.level))))


def worst(found: Iterable[Finding]) -> Level:
    """The level of what matters most; OK where nothing was found."""
    levels = tuple(Level)
    return max((one.level for one in found), key=levels.index, default=Level.OK)


def document(found: Finding) -> dict[str, Any]:
    """A finding for --json."""
    return {
        "id": found.id,
        "area": found.area.value,
        "level": found.level.value,
        "title": found.title,
        "cause": found.cause,
        "next_step": found.next_step or None,
        "facts": [{"name": name, "value": value} for name, value in found.facts],
    }


def lines(found: Iterable[Finding]) -> list[str]:
    """Findings as a person reads them in a shell or in a saved report."""
    shown: list[str] = []
    area: Area | None = None
    for one in in_order(found):
        if one.area is not area:
            shown += ["", area_words(one.area)]
            area = one.area
        shown.append(f"  [{level_words(one.level)}] {one.title}")
        shown.append(f"    {one.cause}")
        shown += [f"    {name}: {value}" for name, value in one.facts]
        if one.next_step:
            shown.append("    " + _("Next: {step}").format(step=one.next_step))
    return shown[1:]

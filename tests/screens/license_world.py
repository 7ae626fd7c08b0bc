"""The batches of isolated hosts that the pictures show, exchanged with the real sandbox."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from app.account.model import ProfileInfo
from app.activation.requests import read_set
from app.base.errors import Problem
from app.licenses.this_host.host import ThisHost
from app.services.rooms import Rooms
from tests.support.host_batches import ARCHIVE, FULL, GATEWAY, asked, collect, receipt_file
from tests.support.offices import Desk


class Hands(Protocol):
    """The hands of a stopped clock."""

    def set(self, now: datetime) -> None:
        """Move them."""


def _at(day: int, hour: int, minute: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def fill_batches(desk: Desk, profile: ProfileInfo, clock: Hands) -> None:
    """One batch that was answered, and one that is about to be carried out."""
    rooms = desk.office.rooms(profile.id)
    try:
        clock.set(_at(16, 8, 0))
        bremen = rooms.licenses.new_batch("Bremen, hall 2")
        names = ("brm-gw-01", "brm-gw-03", "brm-gw-04")
        gateways = [asked(name, _at(16, 7, 10 + at)) for at, name in enumerate(names)]
        others = [asked("brm-hist-01", _at(16, 7, 40), ARCHIVE),
                  asked("brm-edge-01", _at(16, 7, 45), FULL)]  # fmt: skip
        collect(rooms, bremen, [*gateways, *others])
        rooms.licenses.send(bremen, profile.subject)
        clock.set(_at(19, 9, 0))
        hamburg = rooms.licenses.new_batch("Hamburg 7")
        collect(rooms, hamburg, [asked("brm-gw-02", _at(14, 9, 5, month=10))])
        rooms.licenses.send(hamburg, profile.subject)
        desk.office.send(profile.id)
        clock.set(_at(20, 14, 0))
        rooms.licenses.take_receipts(
            bremen, [("receipt.json", receipt_file(gateways[1]))], profile.subject
        )
        desk.office.send(profile.id)
        _ask_here(desk, profile, rooms)
        clock.set(_at(23, 15, 40))
        collect(rooms, hamburg, [asked("brm-gw-01", _at(23, 15, 12), machine="new board")])
        for minute, name, what, machine in (
            (12, "ham-gw-01", None, ""), (14, "ham-gw-02", None, ""), (15, "ham-gw-03", None, ""),
            (21, "ham-gw-04", None, ""), (26, "ham-hist-01", ARCHIVE, ""),
            (27, "ham-hist-02", ARCHIVE, "ham-hist-01"),
        ):  # fmt: skip
            clock.set(_at(24, 7, minute))
            made = asked(name, _at(24, 6, minute), *((what,) if what else ()), machine=machine)
            collect(rooms, hamburg, [made])
        clock.set(_at(24, 8, 11))
        rooms.licenses.expect(hamburg, ["kiel-gw-01"])
    finally:
        rooms.close()


def host_folder(desk_root: Path) -> Path:
    """The folder of the workstation itself as a host that waits for two answers."""
    return desk_root / "host"


def carried_folder(desk_root: Path, *, refused: bool = False) -> Path:
    """What was carried back to it: a license, or a refusal; with the vendor file."""
    return desk_root / ("refused" if refused else "carried")


def _ask_here(desk: Desk, profile: ProfileInfo, rooms: Rooms) -> None:
    """The workstation asks for itself; left out where its system tells no machine id."""
    root = desk.places.data.parent
    host = ThisHost(host_folder(root), desk.clock)
    for what, refused in ((GATEWAY, False), (FULL, True)):
        try:
            made = host.make_request(*what, "brn-gw-07")
        except Problem:
            return
        sets = [read_set(made.data)]
        rooms.licenses.exchange(sets, profile.subject)
        desk.office.send(profile.id)
        found = rooms.licenses.exchanged(sets)
        rooms.licenses.carry(found, carried_folder(root, refused=refused))

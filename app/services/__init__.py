"""The composition root: wires a profile's rooms, and what acts for a profile at its portal.

`open_rooms` is all that the window needs; the `Office` is for worker and shell. Each imports what
it needs when it is first called, so that neither waits for the other's (performance P1).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.account.keys import Keys
    from app.account.profiles import ProfileFolder
    from app.base.clock import Clock
    from app.base.paths import Folders
    from app.services.office import Office
    from app.services.rooms import Rooms, SyncState, keys_of

__all__ = ["Keys", "Office", "Rooms", "SyncState", "keys_of", "open_office", "open_rooms"]


def open_rooms(
    folder: ProfileFolder, keys: Keys, *, clock: Clock, read_only_mirror: bool = True
) -> Rooms:
    """Open both stores of a profile and wire its rooms; see `rooms.open_rooms`."""
    from app.services import rooms  # noqa: PLC0415 - the worker hands out keys without them

    return rooms.open_rooms(folder, keys, clock=clock, read_only_mirror=read_only_mirror)


def open_office(places: Folders, clock: Clock) -> Office:
    """What acts for the profiles of this user: sign-in, synchronize, send, keep and restore."""
    from app.services.office import Office  # noqa: PLC0415 - the window never needs it

    return Office(places, clock)


_HOMES = {
    "Keys": "app.account.keys",
    "Office": "app.services.office",
    "Rooms": "app.services.rooms",
    "SyncState": "app.services.rooms",
    "keys_of": "app.services.rooms",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES[name]), name)

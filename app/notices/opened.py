"""Which of the vendor's notices somebody here has opened: a list of their ids in own.db."""

from __future__ import annotations

import msgspec

from app.storage.database import Database

_NAME = "notices-opened"


def opened(own: Database) -> frozenset[str]:
    """The ids of the notices that were opened."""
    row = own.one("SELECT value FROM meta WHERE name = ?", (_NAME,))
    if row is None:
        return frozenset()
    try:
        return frozenset(msgspec.json.decode(row[0], type=list[str]))
    except msgspec.MsgspecError:
        return frozenset()


def note_opened(own: Database, key: str) -> None:
    """Remember that a notice was opened."""
    known = opened(own)
    if key in known:
        return
    with own.write() as tx:
        body = msgspec.json.encode(sorted({*known, key}))
        tx.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_NAME, body))

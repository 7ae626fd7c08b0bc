"""Mappings are remembered by the titles of a file: the next file with the same titles is mapped."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from app.certification.usage.model import Mapping
from app.certification.usage.vocabulary import plain_title
from app.storage.database import Database

KIND = "usage_mapping"
"""The kind of these records in own.db."""


def header_id(titles: Sequence[str]) -> str:
    """Under which id a mapping is remembered: the titles in any order, case and punctuation."""
    plain = sorted(plain_title(title) for title in titles)
    return hashlib.sha256("\x1f".join(plain).encode("utf-8", "replace")).hexdigest()


def remembered(own: Database, titles: Sequence[str]) -> Mapping | None:
    """What was chosen for the last file with these titles, as far as its columns are here."""
    row = own.one("SELECT body FROM noted WHERE kind = ? AND id = ?", (KIND, header_id(titles)))
    if row is None:
        return None
    try:
        found = msgspec.json.decode(row[0], type=Mapping)
    except msgspec.MsgspecError:
        return None
    here = {plain_title(title): title for title in titles}
    columns = {m: here[plain_title(t)] for m, t in found.columns.items() if plain_title(t) in here}
    counts_if = {
        here[plain_title(t)]: some for t, some in found.counts_if.items() if plain_title(t) in here
    }
    return msgspec.structs.replace(found, columns=columns, counts_if=counts_if)


def remember(own: Database, titles: Sequence[str], mapping: Mapping) -> None:
    """Keep what a person chose. How this one file is encoded and laid out is not part of it."""
    kept = msgspec.structs.replace(mapping, sheet="", header_row=0, delimiter="", encoding="")
    with own.write() as tx:
        tx.execute(
            "INSERT OR REPLACE INTO noted (kind, id, body) VALUES (?, ?, ?)",
            (KIND, header_id(titles), msgspec.json.encode(kept)),
        )

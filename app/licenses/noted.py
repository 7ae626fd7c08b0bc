"""The SQL of the table `noted`: small records by kind and id, each with an optional file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from app.storage.database import Database, Transaction

_CHUNK = 500
"""Parameters in one statement; SQLite takes at least 999."""


class Noted(msgspec.Struct, frozen=True):
    """One record. `body` is JSON, `words` what a search looks through."""

    id: str
    body: bytes
    words: str | None = None
    file: bytes | None = None


def put(tx: Transaction, kind: str, records: Iterable[Noted]) -> None:
    """Keep records, in the place of those of the same id."""
    tx.executemany(
        "INSERT OR REPLACE INTO noted (kind, id, body, words, file) VALUES (?, ?, ?, ?, ?)",
        ((kind, one.id, one.body, one.words, one.file) for one in records),
    )


def put_new(tx: Transaction, kind: str, records: Iterable[Noted]) -> None:
    """Keep records whose id is not there yet."""
    tx.executemany(
        "INSERT OR IGNORE INTO noted (kind, id, body, words, file) VALUES (?, ?, ?, ?, ?)",
        ((kind, one.id, one.body, one.words, one.file) for one in records),
    )


def rewrite(tx: Transaction, kind: str, bodies: Iterable[tuple[str, bytes]]) -> None:
    """Give records another body; words and file stay."""
    tx.executemany(
        "UPDATE noted SET body = ?3 WHERE kind = ?1 AND id = ?2",
        ((kind, name, body) for name, body in bodies),
    )


def bodies(db: Database | Transaction, kind: str, under: str = "") -> list[tuple[str, bytes]]:
    """Ids and bodies of a kind, by id; `under` only those below it ("BATCH" for "BATCH/HOST")."""
    where, params = _below(kind, under)
    rows = db.read(f"SELECT id, body FROM noted WHERE {where} ORDER BY id", params)  # noqa: S608
    return [(str(name), bytes(body)) for name, body in rows]


def one(db: Database | Transaction, kind: str, name: str) -> bytes | None:
    """The body of one record; None where there is none."""
    row = db.one("SELECT body FROM noted WHERE kind = ? AND id = ?", (kind, name))
    return bytes(row[0]) if row else None


def file(db: Database | Transaction, kind: str, name: str) -> bytes | None:
    """The file of one record; None where there is none."""
    row = db.one("SELECT file FROM noted WHERE kind = ? AND id = ?", (kind, name))
    return bytes(row[0]) if row and row[0] is not None else None


def files(db: Database | Transaction, kind: str, under: str) -> dict[str, bytes]:
    """The files of the records below `under`, by id."""
    where, params = _below(kind, under)
    rows = db.read(f"SELECT id, file FROM noted WHERE {where} AND file IS NOT NULL", params)  # noqa: S608
    return {str(name): bytes(data) for name, data in rows}


def remove(tx: Transaction, kind: str, names: Iterable[str]) -> None:
    """Forget records by id."""
    tx.executemany("DELETE FROM noted WHERE kind = ? AND id = ?", ((kind, name) for name in names))


def remove_under(tx: Transaction, kind: str, under: str) -> None:
    """Forget the records below `under`."""
    where, params = _below(kind, under)
    tx.execute(f"DELETE FROM noted WHERE {where}", params)  # noqa: S608


def chunks(names: Sequence[str]) -> Iterable[tuple[str, Sequence[str]]]:
    """So many names as one statement takes, with the marks for them."""
    for start in range(0, len(names), _CHUNK):
        some = names[start : start + _CHUNK]
        yield ", ".join("?" * len(some)), some


def _below(kind: str, under: str) -> tuple[str, tuple[str, ...]]:
    if not under:
        return "kind = ?", (kind,)
    # "0" is the character behind "/".
    return "kind = ? AND id > ? AND id < ?", (kind, f"{under}/", f"{under}0")

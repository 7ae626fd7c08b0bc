"""The SQL of isolated hosts: sets with their answers, requests, receipts, the vendor file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from app.base.errors import ProblemReport
from app.licenses import noted
from app.storage.database import Database, Transaction

_VENDOR_FILE = "vendor-file"


class KeptRequest(msgspec.Struct, frozen=True):
    """A request that was sent, exactly as its host wrote it, and the set it went in last."""

    id: str
    set_id: str
    body: bytes
    state: str = ""
    """Of the set's item in the outbox; "" where another computer sent it."""
    problem: ProblemReport | None = None
    """Why that item was refused, or waits."""
    answered: bool = False
    """Whether the answer to the set is here."""


class KeptReceipt(msgspec.Struct, frozen=True):
    """A receipt or a proof of removal that is on its way to the vendor, or was seen there."""

    id: str
    """Its hash."""
    body: bytes
    state: str
    problem: ProblemReport | None = None


def keep_set(tx: Transaction, set_id: str, requests: Sequence[tuple[str, bytes]]) -> None:
    """Note a set and the requests in it, by id."""
    tx.execute("INSERT OR IGNORE INTO activation_set (id) VALUES (?)", (set_id,))
    tx.executemany(
        "INSERT OR REPLACE INTO activation_request (id, set_id, body) VALUES (?, ?, ?)",
        [(name, set_id, body) for name, body in requests],
    )


def requests(db: Database | Transaction, names: Sequence[str]) -> dict[str, KeptRequest]:
    """Those of these requests that were sent from here, with where their sets are."""
    found: dict[str, KeptRequest] = {}
    sets: dict[str, _Set] = {}
    for marks, some in noted.chunks(names):
        rows = db.read(
            f"SELECT id, set_id, body FROM activation_request WHERE id IN ({marks})",  # noqa: S608
            some,
        )
        for name, set_id, body in rows:
            if set_id not in sets:
                sets[set_id] = _set(db, set_id)
            found[name] = KeptRequest(name, set_id, bytes(body), *sets[set_id])
    return found


def request_bodies(db: Database | Transaction, names: Sequence[str]) -> dict[str, bytes]:
    """Those of these requests that were sent from here, as their hosts wrote them."""
    found: dict[str, bytes] = {}
    for marks, some in noted.chunks(names):
        rows = db.read(
            f"SELECT id, body FROM activation_request WHERE id IN ({marks})",  # noqa: S608
            some,
        )
        found |= {str(name): bytes(body) for name, body in rows}
    return found


def set_bodies(db: Database | Transaction, set_id: str) -> dict[str, bytes]:
    """The requests that went in a set last, as their hosts wrote them."""
    rows = db.read("SELECT id, body FROM activation_request WHERE set_id = ?", (set_id,))
    return {str(name): bytes(body) for name, body in rows}


def unanswered(own: Database) -> list[str]:
    """The sets that arrived and whose answer is not here yet, oldest first."""
    rows = own.read(
        "SELECT s.id FROM activation_set s JOIN outbox o ON o.id = s.id"
        " WHERE o.state = 'sent' AND s.answer IS NULL ORDER BY s.rowid"
    )
    return [str(row[0]) for row in rows]


def keep_answer(tx: Transaction, set_id: str, answer: bytes) -> None:
    """Keep the answer to a set as it came."""
    tx.execute(
        "INSERT INTO activation_set (id, answer) VALUES (?1, ?2)"
        " ON CONFLICT (id) DO UPDATE SET answer = ?2",
        (set_id, answer),
    )


def answer(own: Database | Transaction, set_id: str) -> bytes | None:
    """The answer to a set; None where it is not here."""
    row = own.one("SELECT answer FROM activation_set WHERE id = ?", (set_id,))
    return bytes(row[0]) if row and row[0] is not None else None


def returned(own: Database | Transaction, digests: Sequence[str]) -> set[str]:
    """Those of these receipts that are on their way or were returned."""
    found: set[str] = set()
    for marks, some in noted.chunks(digests):
        rows = own.read(
            "SELECT r.id FROM host_receipt r JOIN outbox o ON o.id = r.item"  # noqa: S608
            " WHERE o.state NOT IN ('refused', 'discarded')"
            f" AND r.id IN ({marks})",
            some,
        )
        found |= {str(row[0]) for row in rows}
    return found


def refused_receipts(tx: Transaction, digests: Sequence[str]) -> dict[str, str]:
    """Those of these receipts that were refused, and the item that they were refused with."""
    found: dict[str, str] = {}
    for marks, some in noted.chunks(digests):
        rows = tx.read(
            "SELECT r.id, r.item FROM host_receipt r JOIN outbox o ON o.id = r.item"  # noqa: S608
            f" WHERE o.state = 'refused' AND r.id IN ({marks}) ORDER BY r.rowid",
            some,
        )
        found |= {str(name): str(item) for name, item in rows}
    return found


def receipts_only_of(tx: Transaction, chosen: Mapping[str, str]) -> set[str]:
    """The items of these receipts (by receipt) that took no other ones along."""
    wanted: set[str] = set()
    for item in set(chosen.values()):
        rows = tx.read("SELECT id FROM host_receipt WHERE item = ?", (item,))
        if all(name in chosen for (name,) in rows):
            wanted.add(item)
    return wanted


def receipts(own: Database | Transaction) -> list[KeptReceipt]:
    """Every receipt, in the order in which they were queued."""
    rows = own.read(
        "SELECT r.id, r.body, o.state, r.item FROM host_receipt r JOIN outbox o ON o.id = r.item"
        " ORDER BY r.rowid"
    )
    problems: dict[str, ProblemReport | None] = {}
    for row in rows:
        if row[3] not in problems:
            problems[row[3]] = _problem(own, row[3])
    return [
        KeptReceipt(name, bytes(body), state, problems[item]) for name, body, state, item in rows
    ]


def keep_receipts(tx: Transaction, item: str, receipts: Mapping[str, bytes]) -> None:
    """Note receipts, by their hash, and the item that takes them along."""
    tx.executemany(
        "INSERT OR REPLACE INTO host_receipt (id, item, body) VALUES (?, ?, ?)",
        [(digest, item, body) for digest, body in receipts.items()],
    )


def vendor_file(own: Database) -> bytes | None:
    """The portal's vendor file as it came; None before it was fetched."""
    row = own.one("SELECT value FROM meta WHERE name = ?", (_VENDOR_FILE,))
    return bytes(row[0]) if row and row[0] is not None else None


def keep_vendor_file(own: Database, content: bytes) -> None:
    """Keep the vendor file; writes only where it changed."""
    if vendor_file(own) != content:
        with own.write() as tx:
            tx.execute(
                "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_VENDOR_FILE, content)
            )


class _Set(NamedTuple):
    state: str = ""
    problem: ProblemReport | None = None
    answered: bool = False


def _set(db: Database | Transaction, set_id: str) -> _Set:
    # typeof() looks at the head of the row; anything else would read the answers themselves.
    answered = db.one("SELECT typeof(answer) FROM activation_set WHERE id = ?", (set_id,))
    item = db.one("SELECT state, problem FROM outbox WHERE id = ?", (set_id,))
    return _Set(
        str(item[0]) if item else "",
        _decoded(item[1]) if item else None,
        answered is not None and answered[0] != "null",
    )


def _problem(db: Database | Transaction, item: str) -> ProblemReport | None:
    row = db.one("SELECT problem FROM outbox WHERE id = ?", (item,))
    return _decoded(row[0]) if row else None


def _decoded(problem: bytes | None) -> ProblemReport | None:
    return msgspec.json.decode(problem, type=ProblemReport) if problem else None

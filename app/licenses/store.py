"""The SQL of isolated hosts: sets with their answers, requests, receipts, the vendor file."""

from __future__ import annotations

import msgspec

from app.storage.database import Database, Transaction

_VENDOR_FILE = "vendor-file"


class KeptRequest(msgspec.Struct, frozen=True):
    """A request that was sent, exactly as its host wrote it, and the set it went in last."""

    id: str
    set_id: str
    body: bytes


def keep_set(tx: Transaction, set_id: str, requests: list[tuple[str, bytes]]) -> None:
    """Note a set and the requests in it, by id."""
    tx.execute("INSERT INTO activation_set (id) VALUES (?)", (set_id,))
    tx.executemany(
        "INSERT OR REPLACE INTO activation_request (id, set_id, body) VALUES (?, ?, ?)",
        [(name, set_id, body) for name, body in requests],
    )


def request(own: Database | Transaction, name: str) -> KeptRequest | None:
    """The request of this id; None for one that was never sent from here."""
    row = own.one("SELECT id, set_id, body FROM activation_request WHERE id = ?", (name,))
    return KeptRequest(str(row[0]), str(row[1]), bytes(row[2])) if row else None


def unanswered(own: Database) -> list[str]:
    """The sets that arrived and whose answer is not here yet, oldest first."""
    rows = own.read(
        "SELECT s.id FROM activation_set s JOIN outbox o ON o.id = s.id"
        " WHERE o.state = 'sent' AND s.answer IS NULL ORDER BY s.rowid"
    )
    return [str(row[0]) for row in rows]


def keep_answer(own: Database, set_id: str, answer: bytes) -> None:
    """Keep the answer to a set as it came."""
    with own.write() as tx:
        tx.execute("UPDATE activation_set SET answer = ? WHERE id = ?", (answer, set_id))


def answer(own: Database | Transaction, set_id: str) -> bytes | None:
    """The answer to a set; None where it is not here."""
    row = own.one("SELECT answer FROM activation_set WHERE id = ?", (set_id,))
    return bytes(row[0]) if row and row[0] is not None else None


def outbox_state(own: Database | Transaction, item: str) -> str:
    """The state of an item of the outbox; "" where there is none."""
    row = own.one("SELECT state FROM outbox WHERE id = ?", (item,))
    return str(row[0]) if row else ""


def has_receipt(own: Database | Transaction, digest: str) -> bool:
    """Whether a receipt is on its way or was returned."""
    row = own.one(
        "SELECT 1 FROM host_receipt r JOIN outbox o ON o.id = r.item"
        " WHERE r.id = ? AND o.state NOT IN ('refused', 'discarded')",
        (digest,),
    )
    return row is not None


def keep_receipts(tx: Transaction, item: str, receipts: list[tuple[str, bytes]]) -> None:
    """Note receipts, by their hash, and the item that takes them along."""
    tx.executemany(
        "INSERT OR REPLACE INTO host_receipt (id, item, body) VALUES (?, ?, ?)",
        [(digest, item, body) for digest, body in receipts],
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

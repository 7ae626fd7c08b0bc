"""What own.db keeps of requests: drafts, what was sent from here, what was looked at.

Everything lies in the table `noted`: a draft under its id, what was sent under the id of its item
in the outbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from app.base.clock import from_wire, to_wire
from app.exchange.attachments import KeptFile
from app.exchange.model import OutboxItem
from app.exchange.outbox import select
from app.licenses import noted
from app.storage.database import Database, Transaction
from app.support.requests.model import Draft
from app.support.requests.records import CHANGE, MESSAGE, REQUEST, UNAUTHORIZED
from app.support.scan.model import ScanResult

DRAFT = "support_draft"
SENT = "support_sent"
_SEEN = "support_seen"
_SCAN = "support_scan"

PATIENCE = timedelta(days=30)
"""So long what arrived is shown as sent while the vendor's feed does not bring it back."""

T = TypeVar("T")


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent, or is to be: one request, message, change or report of unauthorized use."""

    id: str
    """Of its item in the outbox, and the client id."""
    kind: str
    request_id: str
    """Of the request it belongs to, as it was named then; its own id for a request."""
    at: datetime
    by: str = ""
    draft: Draft | None = None
    """Of a request or message: texts, files, and the findings that were let through with why."""
    change: str = ""
    rating: int | None = None
    text: str = ""
    noticed_at: datetime | None = None
    users: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """The files that go along."""
        return self.draft.files if self.draft is not None else ()


class _Scan(msgspec.Struct, frozen=True):
    edition: str
    result: ScanResult


def drafts(own: Database | Transaction) -> tuple[Draft, ...]:
    """Every draft, also empty ones, by id; unreadable ones are left out."""
    found = (_decoded(body, Draft) for _key, body in noted.bodies(own, DRAFT))
    return tuple(draft for draft in found if draft is not None)


def draft(own: Database | Transaction, draft_id: str) -> Draft | None:
    """One draft; None where there is none."""
    return _decoded(noted.one(own, DRAFT, draft_id), Draft)


def keep_draft(tx: Transaction, kept: Draft) -> None:
    """Keep a draft in the place of what it was."""
    noted.put(tx, DRAFT, [noted.Noted(kept.id, msgspec.json.encode(kept))])


def forget_drafts(tx: Transaction, ids: Iterable[str]) -> None:
    """Forget drafts; their files are released by whoever knows where they go."""
    noted.remove(tx, DRAFT, ids)


def keep_sent(tx: Transaction, sent: Sent, words: str) -> None:
    """Keep what was sent; `words` is what a search looks through."""
    noted.put(tx, SENT, [noted.Noted(sent.id, msgspec.json.encode(sent), words)])


def scan(own: Database, file_id: str, edition: str) -> ScanResult | None:
    """What was found in a file by this edition of the program; None where it was not looked at."""
    known = _decoded(noted.one(own, _SCAN, file_id), _Scan)
    return known.result if known is not None and known.edition == edition else None


def keep_scan(tx: Transaction, file_id: str, edition: str, result: ScanResult) -> None:
    """Keep what was found in a file."""
    noted.put(tx, _SCAN, [noted.Noted(file_id, msgspec.json.encode(_Scan(edition, result)))])


def forget_scans(tx: Transaction, file_ids: Iterable[str]) -> None:
    """Forget what was found in files that left or were let go."""
    noted.remove(tx, _SCAN, file_ids)


def sent(own: Database | Transaction, item: str) -> Sent | None:
    """What was sent as this item; None where nothing was from here."""
    return _decoded(noted.one(own, SENT, item), Sent)


def reports(own: Database) -> list[Sent]:
    """The reports of unauthorized use that were made here, the latest first."""
    rows = own.read(
        "SELECT n.body FROM outbox o JOIN noted n ON n.kind = ? AND n.id = o.id WHERE o.kind = ?"
        " ORDER BY o.rowid DESC",
        (SENT, UNAUTHORIZED),
    )
    return [one for (body,) in rows if (one := _decoded(body, Sent)) is not None]


def sent_ones(own: Database, items: Sequence[str]) -> dict[str, tuple[Sent, str]]:
    """What was sent as these items, each with its words."""
    found: dict[str, tuple[Sent, str]] = {}
    for marks, some in noted.chunks(items):
        rows = own.read(
            f"SELECT id, body, words FROM noted WHERE kind = ? AND id IN ({marks})",  # noqa: S608
            (SENT, *some),
        )
        for key, body, words in rows:
            one = _decoded(body, Sent)
            if one is not None:
                found[str(key)] = (one, str(words or ""))
    return found


def under_way(own: Database, now: datetime) -> list[OutboxItem]:
    """Items of requests that did not arrive, or arrived so lately that no echo need be here."""
    since = f"{int((now - PATIENCE).timestamp() * 1000):012x}"
    kinds = (REQUEST, MESSAGE, CHANGE, UNAUTHORIZED)
    unsent = select(
        own,
        "state IN ('queued', 'sending', 'waiting', 'refused') AND kind IN (?, ?, ?, ?)",
        kinds,
    )
    late = select(
        own,
        "state = 'sent' AND id > ? AND kind IN (?, ?, ?, ?)",
        (f"{since[:8]}-{since[8:]}", *kinds),
    )
    return [*unsent, *late]


def states(own: Database | Transaction, items: Sequence[str]) -> dict[str, OutboxItem]:
    """These items of the outbox, by id."""
    found: dict[str, OutboxItem] = {}
    for marks, some in noted.chunks(items):
        found |= {item.id: item for item in select(own, f"id IN ({marks})", some)}
    return found


def seen(own: Database) -> dict[str, datetime]:
    """When each request was last looked at, by its id."""
    return {key: from_wire(body.decode()) for key, body in noted.bodies(own, _SEEN)}


def note_seen(tx: Transaction, request_id: str, at: datetime) -> None:
    """Remember that all messages up to `at` were looked at."""
    noted.put(tx, _SEEN, [noted.Noted(request_id, to_wire(at).encode())])


def _decoded(body: bytes | None, kind: type[T]) -> T | None:
    try:
        return None if body is None else msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        return None

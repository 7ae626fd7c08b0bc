"""After the feed: the copies that the vendor countersigned are fetched and kept with the draft.

A copy counts only where it begins with exactly the bytes that were sent: the countersignature is
added to our document, it never replaces it.
"""

from __future__ import annotations

import hashlib
from typing import Protocol
from urllib.parse import quote

import msgspec

from app.account.store import records
from app.base.clock import Clock
from app.base.tasks import CancelToken
from app.certification.drafts import KIND, decoded, put_draft, read_draft
from app.certification.model import Draft
from app.certification.records import FILED, FiledRecord
from app.exchange.attachments import Files
from app.portal.documents import DocumentReply
from app.portal.errors import PortalProblem, SignInNeeded
from app.portal.wire import CERTIFICATION_DOCUMENT_PATH
from app.storage.database import Database

COUNTERSIGNED = "countersigned"
"""The vendor's word for a certification whose copy can be fetched."""
LARGEST = 100 * 1024 * 1024
"""Bytes of a countersigned copy: what was sent and a signature more is far less."""


class Portal(Protocol):
    """Where copies come from: a signed-in session."""

    def document(
        self, path: str, etag: str = "", *, cap: int, cancel: CancelToken | None = None
    ) -> DocumentReply | None:
        """A document, byte for byte. Raises PortalProblem, Cancelled."""


def bring_countersigned(
    own: Database,
    mirror: Database,
    portal: Portal,
    files: Files,
    clock: Clock,
    cancel: CancelToken | None = None,
) -> int:
    """Fetch the countersigned copies that are not here yet; how many came.

    One that cannot be had now is fetched at the next synchronization; one that is another document
    is noted with its draft and not asked for again until the vendor changes its word. Raises
    SignInNeeded, Cancelled and the problems of store and disk.
    """
    waiting = _waiting(own)
    if not waiting:
        return 0
    came = 0
    for key, said in records(mirror, FILED, FiledRecord):
        draft = waiting.get(said.client_id)
        if draft is None or said.state != COUNTERSIGNED or _is_known(draft, said):
            continue
        content = _content(portal, key, cancel)
        if content is not None:
            came += _take(own, files, clock, draft, said, content)
    return came


def _waiting(own: Database) -> dict[str, Draft]:
    """The certifications that were submitted and have no countersigned copy, by their items."""
    rows = own.read("SELECT body FROM noted WHERE kind = ?", (KIND,))
    found = (decoded(body) for (body,) in rows)
    return {
        one.item: one
        for one in found
        if one is not None and one.item and one.signed and one.countersigned is None
    }


def _is_known(draft: Draft, said: FiledRecord) -> bool:
    """Whether this word of the vendor's brought another document before."""
    return bool(draft.copy_fault) and draft.copy_fault == _word(said)


def _word(said: FiledRecord) -> str:
    at = said.countersigned_at or said.changed_at
    return at.isoformat() if at is not None else said.state


def _content(portal: Portal, key: str, cancel: CancelToken | None) -> bytes | None:
    path = CERTIFICATION_DOCUMENT_PATH.format(certification_id=quote(key, safe=""))
    try:
        reply = portal.document(path, cap=LARGEST, cancel=cancel)
    except SignInNeeded:
        raise
    except PortalProblem:
        return None
    return reply.body if reply is not None else None


def _take(
    own: Database, files: Files, clock: Clock, draft: Draft, said: FiledRecord, content: bytes
) -> int:
    """Keep a copy with its draft, or that it is another document; how many were kept."""
    sent = draft.signed[-1].file
    with files.open(sent.id) as stream:
        base = stream.read()
    told = said.countersigned_sha256
    other = told is not None and hashlib.sha256(content).hexdigest() != told
    if other or not content.startswith(base) or len(content) <= len(base):
        with own.write() as tx:
            stored = read_draft(tx, draft.id)
            put_draft(tx, msgspec.structs.replace(stored, copy_fault=_word(said)))
        return 0
    file = files.attach((f"countersigned-{sent.name}", content))
    with own.write() as tx:
        stored = read_draft(tx, draft.id)
        after = msgspec.structs.replace(
            stored, countersigned=file, copy_fault="", saved_at=clock.now()
        )
        put_draft(tx, after)
    return 1

"""Brings the texts and rule sets that the feed offers: verified, parsed once, a transaction each.

A text is asked for when its hash in the feed is not the one asked for before, a rule set when its
record changed; both again a day later where they were not as they should be. So a synchronization
without change asks for nothing.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote

import msgspec

from app.base.clock import Clock, from_wire, to_wire
from app.base.errors import Problem
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.portal import errors
from app.portal.documents import DocumentReply
from app.storage.database import Database, Transaction
from app.terms import store
from app.terms.fetch_rules import RuleSetStore, judged
from app.terms.model import Document, RulesState
from app.terms.records import TermsDocumentRecord, TextRecord

_log = logging.getLogger("counterpart.terms")

TEXT_PATH = "/v1/terms/{id}/text"
RULES_PATH = "/v1/terms/{id}/rules"
_AGAIN = timedelta(days=1)
_LASTING = (errors.NotFound, errors.Gone, errors.NotPermitted, errors.TooLarge, errors.Refused)
"""Not cured by asking again at once; any other failure is met again at the next synchronization."""
_CUT_OFF = (
    errors.Unreachable,
    errors.TimedOut,
    errors.TlsRefused,
    errors.NetworkSignInNeeded,
    errors.Throttled,
    errors.ProxyNeedsSignIn,
)
"""The next request would fail in the same way."""


class DocumentSource(Protocol):
    """What delivers documents: a signed-in session."""

    def document(
        self, path: str, etag: str = "", *, page: bool = False, cancel: CancelToken | None = None
    ) -> DocumentReply | None:
        """The document at `path`; None where `etag` still holds. Raises PortalProblem."""


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What was brought, and what could not be."""

    requests: int = 0
    texts: int = 0
    rule_sets: int = 0
    removed: int = 0
    failed: tuple[str, ...] = ()
    """Ids of documents of which something offered is still missing."""

    @property
    def changed(self) -> bool:
        """Whether anything that is read from the store is other than before."""
        return bool(self.texts or self.rule_sets or self.removed)


class _Wanted(msgspec.Struct, frozen=True):
    key: str
    version: int
    record: TermsDocumentRecord
    text: TextRecord
    is_rules: bool
    etag: str = ""


class Fetcher:
    """Fetches for one profile's mirror, which is open for writing."""

    def __init__(self, mirror: Database, portal: DocumentSource, clock: Clock) -> None:
        self._mirror = mirror
        self._portal = portal
        self._clock = clock
        self._requests = 0

    def fetch(self, report: Report, cancel: CancelToken | None = None) -> Fetched:
        """Bring what is offered and not here.

        A document that cannot be had is noted and left for later. Raises SignInNeeded, Cancelled
        and the store's problems; what was stored so far stays.
        """
        removed = self._remove_gone()
        wanted = self._wanted()
        texts = rule_sets = 0
        failed: list[str] = []
        for done, one in enumerate(wanted):
            report(Progress(_("Fetching the terms"), done, len(wanted)))
            if cancel is not None:
                cancel.check()
            try:
                changed = self._rules(one, cancel) if one.is_rules else self._text(one, cancel)
            except (errors.SignInNeeded, errors.ClockOff):
                raise
            except errors.PortalProblem as problem:
                failed.append(one.key)
                _log.warning("%s of %s: %s", _what(one), one.key, problem.code)
                self._note_failure(one, problem)
                if isinstance(problem, _CUT_OFF):
                    failed += [left.key for left in wanted[done + 1 :]]
                    break
                continue
            texts += changed and not one.is_rules
            rule_sets += changed and one.is_rules
        if wanted:
            report(Progress(_("Fetching the terms"), len(wanted), len(wanted)))
        return Fetched(
            requests=self._requests,
            texts=texts,
            rule_sets=rule_sets,
            removed=removed,
            failed=tuple(dict.fromkeys(failed)),
        )

    def _wanted(self) -> list[_Wanted]:
        """What is to be asked for: of each document its text first."""
        now = self._clock.now()
        texts = {
            str(row[0]): row[1:]
            for row in self._mirror.read("SELECT document_id, asked, state, at FROM terms_text")
        }
        rules = {
            str(row[0]): row[1:]
            for row in self._mirror.read("SELECT document_id, version, etag, at FROM terms_rules")
        }
        found: list[_Wanted] = []
        for key, version, record in store.records(self._mirror):
            text = record.text
            if text is None:
                continue
            asked, state, at = texts.get(key, ("", "", ""))
            stale = state != "trusted" and _is_old(at, now)
            if asked != text.sha256 or stale:
                found.append(_Wanted(key, version, record, text, is_rules=False))
            known, etag, at = rules.get(key, (-1, "", ""))
            if known != version or _is_old(at, now):
                found.append(_Wanted(key, version, record, text, is_rules=True, etag=etag))
        return found

    def _text(self, wanted: _Wanted, cancel: CancelToken | None) -> bool:
        offered = wanted.text
        self._requests += 1
        reply = self._portal.document(
            TEXT_PATH.format(id=quote(wanted.key, safe="")),
            page="html" in offered.media_type.lower(),
            cancel=cancel,
        )
        if reply is None:
            raise errors.NotAPortal("", detail="304 without a tag")
        sha256 = hashlib.sha256(reply.body).hexdigest()
        state, note = "trusted", ""
        if sha256 != offered.sha256:
            state, note = "untrusted", f"SHA-256 {sha256} ({len(reply.body)} bytes)"
        parsed = Document("", ())
        try:
            parsed = parse(reply.body, wanted.key, offered.media_type or reply.media_type)
        except Problem as problem:
            state, note = "unreadable", f"{problem.code} {problem.title}"
        if cancel is not None:
            cancel.check()
        with self._mirror.write() as tx:
            _remove_text(tx, wanted.key)
            tx.execute(
                "INSERT INTO terms_text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    wanted.key,
                    offered.sha256,
                    sha256,
                    state,
                    note,
                    offered.media_type,
                    parsed.text,
                    len(parsed.clauses),
                    msgspec.json.encode(parsed.remarks),
                    to_wire(self._clock.now()),
                ),
            )
            store.put_clauses(tx, wanted.key, parsed, own=False)
            tx.execute(
                "INSERT INTO clause_search (rowid, number, title, text)"
                " SELECT row, number, title, text FROM clause WHERE document_id = ?",
                (wanted.key,),
            )
        return True

    def _rules(self, wanted: _Wanted, cancel: CancelToken | None) -> bool:
        self._requests += 1
        path = RULES_PATH.format(id=quote(wanted.key, safe=""))
        kept = RuleSetStore(self._mirror, wanted.key, wanted.version, wanted.text.sha256)
        now = self._clock.now()
        try:
            reply = self._portal.document(path, wanted.etag, cancel=cancel)
        except errors.NotFound:
            return kept.keep(RulesState.NOT_OFFERED, "", None, "", now)
        if reply is None:
            return kept.unchanged(now)
        return kept.keep(*judged(wanted.key, wanted.text.sha256, reply), now)

    def _note_failure(self, wanted: _Wanted, problem: errors.PortalProblem) -> None:
        """Remember why something is missing; what is here already stays."""
        if not isinstance(problem, _LASTING):
            return
        if wanted.is_rules:
            kept = RuleSetStore(self._mirror, wanted.key, wanted.version, wanted.text.sha256)
            kept.missing(problem.code, self._clock.now())
            return
        with self._mirror.write() as tx:
            _remove_text(tx, wanted.key)
            tx.execute(
                "INSERT INTO terms_text (document_id, asked, state, note, at)"
                " VALUES (?, ?, 'missing', ?, ?)",
                (wanted.key, wanted.text.sha256, problem.code, to_wire(self._clock.now())),
            )

    def _remove_gone(self) -> int:
        """Forget texts and rule sets of documents that the vendor took back."""
        offered = {key for key, _version, record in store.records(self._mirror) if record.text}
        kept = {
            str(row[0])
            for row in self._mirror.read(
                "SELECT document_id FROM terms_text UNION SELECT document_id FROM terms_rules"
            )
        }
        gone = sorted(kept - offered)
        if gone:
            with self._mirror.write() as tx:
                for key in gone:
                    _remove_text(tx, key)
                    tx.execute("DELETE FROM terms_rules WHERE document_id = ?", (key,))
        return len(gone)


def parse(body: bytes, name: str, media_type: str) -> Document:
    """The text and clauses of a document's bytes. Raises the problems of reading."""
    from app.terms import outline, reading  # noqa: PLC0415 - only where a text came

    return outline.parse(reading.read_bytes(body, name=name, media_type=media_type))


def _remove_text(tx: Transaction, key: str) -> None:
    tx.execute(
        "INSERT INTO clause_search (clause_search, rowid, number, title, text)"
        " SELECT 'delete', row, number, title, text FROM clause WHERE document_id = ?",
        (key,),
    )
    tx.execute("DELETE FROM clause WHERE document_id = ?", (key,))
    tx.execute("DELETE FROM terms_text WHERE document_id = ?", (key,))


def _is_old(at: str, now: datetime) -> bool:
    """Whether something was last asked for a day ago, or in a future that a wrong clock made."""
    if not at:
        return True
    age = now - from_wire(at)
    return not timedelta(0) <= age < _AGAIN


def _what(wanted: _Wanted) -> str:
    return "rule set" if wanted.is_rules else "text"

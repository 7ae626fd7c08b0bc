"""What follows a sent set: its answer is kept as it came, or fetched at the next sending."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

import msgspec

from app.base.clock import Clock
from app.base.tasks import CancelToken, Report, no_report
from app.licenses import answers, store, vendor
from app.licenses.answers import Judge
from app.licenses.history import journal
from app.licenses.history.journal import Event
from app.licenses.model import AnswerSet
from app.licenses.views.model import Act
from app.portal.documents import DocumentReply
from app.portal.errors import PortalProblem, SignInNeeded
from app.portal.wire import (
    ACTIVATION_SET_PATH,
    ACTIVATIONS_PATH,
    SET_CAP,
    VENDOR_FILE_PATH,
    AnswerSetHead,
    Receipt,
)
from app.storage.database import Database

_log = logging.getLogger("counterpart.licenses")
_MOST_HELD = 4
"""Sets of answers that are held in memory while the rest is sent; others are fetched again."""


class Portal(Protocol):
    """What sets are sent to and answers fetched from: a signed-in session."""

    def submit(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> Receipt:
        """Post `body` under the Idempotency-Key `key`. Raises PortalProblem, Cancelled."""

    def answered(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> tuple[AnswerSetHead, bytes]:
        """Post a set of requests; its answer's head, and the whole of it."""

    def find_submission(self, client_id: str) -> Receipt | None:
        """The receipt of an item that arrived before, or None. Raises PortalProblem."""

    def document(
        self,
        path: str,
        etag: str = "",
        *,
        cap: int = SET_CAP,
        page: bool = False,
        cancel: CancelToken | None = None,
    ) -> DocumentReply | None:
        """The document at `path`. Raises PortalProblem, Cancelled."""


class Exchange:
    """Submits items as a session does, and holds the answers to sets of requests for a moment."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._held: dict[str, bytes] = {}

    def submit(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> Receipt:
        """Post `body` under the Idempotency-Key `key`. Raises PortalProblem, Cancelled."""
        if path != ACTIVATIONS_PATH:
            return self._portal.submit(path, body, key, cancel)
        head, whole = self._portal.answered(path, body, key, cancel)
        if len(self._held) < _MOST_HELD:
            self._held[head.client_id] = whole
        return Receipt(head.client_id, head.client_id, head.issued_at, "activation")

    def find_submission(self, client_id: str) -> Receipt | None:
        """The receipt of an item that arrived before, or None. Raises PortalProblem."""
        return self._portal.find_submission(client_id)

    def answer(self, set_id: str, cancel: CancelToken | None) -> bytes | None:
        """The answer to a set: the one that came at its sending, else fetched; None: not now."""
        return self._held.pop(set_id, None) or _had(
            self._portal, ACTIVATION_SET_PATH.format(set_id=set_id), cancel
        )

    def vendor_file(self, cancel: CancelToken | None) -> bytes | None:
        """The vendor's file; None where it cannot be had now."""
        return _had(self._portal, VENDOR_FILE_PATH, cancel)


def bring_answers(
    own: Database,
    exchange: Exchange,
    clock: Clock,
    cancel: CancelToken | None = None,
    *,
    license_keys: Callable[[str], tuple[str, ...]] = lambda _license: (),
    report: Report = no_report,
) -> int:
    """Take in the answers that are not here yet, and with them the vendor file; how many came.

    An answer that cannot be had now is fetched at the next sending. Raises SignInNeeded, Cancelled
    and the store's problems.
    """
    waiting, unverified = store.unanswered(own), answers.unverified(own)
    if not waiting and not unverified:
        return 0
    content = exchange.vendor_file(cancel)
    if content is not None:
        store.keep_vendor_file(own, content)
    judge = Judge(vendor.keys(own), clock.now(), license_keys)
    came = 0
    for set_id in waiting:
        body = exchange.answer(set_id, cancel)
        if body is not None and _take(own, set_id, body, judge, clock, report, cancel):
            came += 1
    if judge.keys:
        for set_id in unverified:
            _verify(own, set_id, judge, cancel)
    return came


def _verify(own: Database, set_id: str, judge: Judge, cancel: CancelToken | None) -> None:
    """Verify the answers of a set that came before the vendor's keys did."""
    body = store.answer(own, set_id)
    if body is None:
        return
    names = [name for name, one in answers.known(own).items() if one.set_id == set_id]
    requests = store.request_bodies(own, names)
    facts = answers.facts_of(set_id, body, requests, judge, cancel=cancel)
    with own.write() as tx:
        answers.keep(tx, set_id, body, facts)


def _take(
    own: Database,
    set_id: str,
    body: bytes,
    judge: Judge,
    clock: Clock,
    report: Report,
    cancel: CancelToken | None,
) -> bool:
    """Verify and keep one set of answers, in one step; whether it is one."""
    try:
        found = msgspec.json.decode(body, type=AnswerSet)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        _log.warning("the answer to a set cannot be read: %s", type(error).__name__)
        return False
    if found.client_id != set_id:
        _log.warning("the answer to a set names another one")
        return False
    requests = store.set_bodies(own, set_id)
    facts = answers.facts_of(set_id, body, requests, judge, report, cancel)
    event = Event(
        act=Act.RECEIVED,
        name=f"{set_id}.json",
        kind="answers",
        set_id=set_id,
        data=body,
        hosts=[one.host_name for one in facts.values()],
        more_words=list(facts),
    )
    with own.write() as tx:
        answers.keep(tx, set_id, body, facts)
        journal.note_once(tx, [event], clock)
    return True


def _had(portal: Portal, path: str, cancel: CancelToken | None) -> bytes | None:
    """The document at `path`; None where it cannot be had now, which is noted."""
    try:
        reply = portal.document(path, cap=SET_CAP, cancel=cancel)
    except SignInNeeded:
        raise
    except PortalProblem as problem:
        _log.warning("an answer is not fetched yet: %s", problem.code)
        return None
    return reply.body if reply else None

"""What a person does for isolated hosts at a connected workstation: exchange, carry, return.

The same request is sent once, whichever files it comes in; what was refused may be tried again.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec

from app.account.store import read_discovery, read_pins
from app.activation import requests as host_requests
from app.activation import signed
from app.activation.faults import BadKey, Unusable
from app.activation.receipts import ReceiptSet
from app.activation.requests import RequestSet
from app.activation.strict import url_base64
from app.activation.vendor_file import parsed, short_fingerprint
from app.base import ids
from app.base.clock import Clock
from app.exchange.outbox import Outbox
from app.licenses import store
from app.licenses.errors import no_vendor_file
from app.licenses.model import (
    KIND,
    RECEIPTS_KIND,
    Answer,
    AnswerSet,
    Exchanged,
    HostState,
    Returned,
    Row,
    VendorExport,
)
from app.licenses.views import LicenseViews
from app.storage.database import Database, Transaction
from app.terms.service import TermsService

_OPEN = frozenset({"queued", "sending", "waiting", "sent"})
_DECODE_ANSWER = msgspec.json.Decoder(Answer)


class LicenseService:
    """Isolated hosts of one profile."""

    def __init__(self, own: Database, mirror: Database, outbox: Outbox, clock: Clock) -> None:
        self._own = own
        self._mirror = mirror
        self._outbox = outbox
        self._clock = clock

    @functools.cached_property
    def views(self) -> LicenseViews:
        """Licenses and machines as a person sees them."""
        return LicenseViews(
            self._mirror,
            self._own,
            self._clock,
            lambda: TermsService(self._mirror, self._own, self._outbox, self._clock),
        )

    def exchange(self, sets: Sequence[RequestSet], subject: str) -> int:
        """Queue what was not sent yet, and what was refused before; how many requests.

        When this returns they are on the disk. Raises the store's problems.
        """
        wanted = {one["request_id"]: one for found in sets for one in found.requests}
        with self._own.write() as tx:
            new = [one for one in wanted.values() if self._is_to_send(tx, one)]
            for start in range(0, len(new), host_requests.MOST):
                self._queue(tx, new[start : start + host_requests.MOST], subject)
        return len(new)

    def exchanged(self, sets: Sequence[RequestSet]) -> Exchanged:
        """Where these requests are, and the answers to them as one file for the medium."""
        rows: list[Row] = []
        answers: list[msgspec.Raw] = []
        known: dict[str, dict[str, msgspec.Raw]] = {}
        issued_at = ""
        for body in (one for found in sets for one in found.requests):
            kept = store.request(self._own, body["request_id"])
            if kept is None or kept.body != signed.canonical(body):
                state = HostState.CHANGED if kept else HostState.WAITING
                rows.append(_row(body, state))
                continue
            if kept.set_id not in known:
                known[kept.set_id], at = _by_request(store.answer(self._own, kept.set_id))
                issued_at = max(issued_at, at)
            raw = known[kept.set_id].get(kept.id)
            if raw is None:
                rows.append(_row(body, HostState.WAITING))
                continue
            answers.append(raw)
            rows.append(_answered(body, raw))
        return Exchanged(tuple(rows), _file(sets, issued_at, answers) if answers else None)

    def give_back(self, sets: Sequence[ReceiptSet], subject: str) -> Returned:
        """Queue receipts that were not returned yet, an item a file; it is then on the disk."""
        items: list[str] = []
        queued = known = 0
        with self._own.write() as tx:
            for found in sets:
                new = {_digest(one): one for one in found.receipts}
                fresh = {key: one for key, one in new.items() if not store.has_receipt(tx, key)}
                known += len(new) - len(fresh)
                queued += len(fresh)
                if not fresh:
                    continue
                item = ids.new_id(self._clock)
                body = {"client_id": item, "receipts": list(fresh.values())}
                self._outbox.put(tx, RECEIPTS_KIND, msgspec.json.encode(body), subject, id=item)
                store.keep_receipts(
                    tx, item, [(key, signed.canonical(one)) for key, one in fresh.items()]
                )
                items.append(item)
        return Returned(tuple(items), queued, known)

    def vendor(self) -> VendorExport:
        """The vendor file for a host, with every change of key. Raises NoVendorFile."""
        content, discovery = store.vendor_file(self._own), read_discovery(self._own)
        if content is None or discovery is None:
            raise no_vendor_file()
        keys = {pin.jwk.kid: url_base64(pin.jwk.x) for pin in read_pins(self._own)}
        try:
            document = json.loads(content)
            record = signed.taken_apart(document)
            told = parsed(signed.verified(record, keys))
        except (Unusable, BadKey, ValueError) as fault:
            raise no_vendor_file(str(fault)) from fault
        changes = [
            {"payload": one.payload, "jws": one.jws} for one in discovery.document.key_changes
        ]
        out = {"payload": document["payload"], "jws": document["jws"], "key_changes": changes}
        return VendorExport(
            (json.dumps(out, indent=2) + "\n").encode(),
            told.vendor,
            short_fingerprint(keys[record.kid]),
        )

    def revocations(self) -> bytes | None:
        """The vendor's list of what is revoked, for a host; None where there is none."""
        row = self._mirror.one(
            "SELECT body FROM record WHERE kind = 'revocation_list' ORDER BY version DESC LIMIT 1"
        )
        return bytes(row[0]) if row else None

    def _is_to_send(self, tx: Transaction, body: dict[str, Any]) -> bool:
        kept = store.request(tx, body["request_id"])
        if kept is None:
            return True
        if kept.body != signed.canonical(body):
            return False
        answer = store.answer(tx, kept.set_id)
        if answer is None:
            return store.outbox_state(tx, kept.set_id) not in _OPEN
        raw = _by_request(answer)[0].get(kept.id)
        return raw is None or _DECODE_ANSWER.decode(raw).outcome != HostState.ISSUED.value

    def _queue(self, tx: Transaction, requests: list[dict[str, Any]], subject: str) -> None:
        item = ids.new_id(self._clock)
        bodies = [(one["request_id"], signed.canonical(one)) for one in requests]
        payload = msgspec.json.encode(
            {"client_id": item, "requests": [msgspec.Raw(body) for _name, body in bodies]}
        )
        self._outbox.put(tx, KIND, payload, subject, id=item)
        store.keep_set(tx, item, bodies)


def _by_request(answer: bytes | None) -> tuple[dict[str, msgspec.Raw], str]:
    """The answers of a set by request, and when they were issued."""
    if answer is None:
        return {}, ""
    found = msgspec.json.decode(answer, type=AnswerSet)
    by_id: dict[str, msgspec.Raw] = {}
    for raw in found.responses:
        try:
            by_id.setdefault(_DECODE_ANSWER.decode(raw).request_id, raw)
        except msgspec.MsgspecError:
            continue
    return by_id, found.issued_at


def _file(sets: Sequence[RequestSet], issued_at: str, answers: list[msgspec.Raw]) -> bytes:
    document = {"client_id": sets[0].client_id, "issued_at": issued_at, "responses": answers}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _answered(body: dict[str, Any], raw: msgspec.Raw) -> Row:
    found = _DECODE_ANSWER.decode(raw)
    try:
        state = HostState(found.outcome)
    except ValueError:
        state = HostState.REFUSED
    return _row(body, state, found.reason.title if found.reason else "")


def _row(body: dict[str, Any], state: HostState, reason: str = "") -> Row:
    return Row(
        request_id=body["request_id"],
        host_name=str(body.get("host_name", "")),
        license_id=body["license_id"],
        product_id=body["product_id"],
        state=state,
        reason=reason,
    )


def _digest(receipt: dict[str, str]) -> str:
    return sha256(signed.canonical(receipt)).hexdigest()

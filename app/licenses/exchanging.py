"""Requests exchanged and receipts returned without a batch: what the shell's `exchange` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.activation import signed
from app.activation.receipts import ReceiptSet
from app.activation.requests import RequestSet
from app.licenses import answers, carrying, store
from app.licenses.answers import AnswerFacts
from app.licenses.model import Exchanged, HostState, Returned, Row
from app.licenses.outgoing import Going, Outgoing, receipt_digest
from app.licenses.store import KeptRequest
from app.storage.database import Database

_OPEN = frozenset({"queued", "sending", "waiting", "sent"})


class Exchanging:
    """Sets of requests, sets of receipts."""

    def __init__(self, own: Database, outgoing: Outgoing) -> None:
        self._own = own
        self._outgoing = outgoing

    def exchange(self, sets: Sequence[RequestSet], subject: str) -> int:
        """Queue what was not sent yet, and what was refused before; how many requests."""
        wanted = {one["request_id"]: one for found in sets for one in found.requests}
        with self._own.write() as tx:
            sent, known = store.requests(tx, list(wanted)), answers.known(tx)
            going = [
                Going(name, str(one.get("host_name", "")), signed.canonical(one))
                for name, one in wanted.items()
                if _is_to_send(one, sent.get(name), known.get(name))
            ]
            self._outgoing.requests(tx, going, subject)
        return len(going)

    def exchanged(self, sets: Sequence[RequestSet]) -> Exchanged:
        """Where these requests are, and the answers to them as one file for the medium."""
        bodies = [one for found in sets for one in found.requests]
        sent = store.requests(self._own, [one["request_id"] for one in bodies])
        known = answers.known(self._own)
        rows: list[Row] = []
        here: dict[str, AnswerFacts] = {}
        for body in bodies:
            name = body["request_id"]
            kept = sent.get(name)
            if kept is None or kept.body != signed.canonical(body):
                rows.append(_row(body, HostState.CHANGED if kept else HostState.WAITING))
            elif name not in known:
                rows.append(_row(body, HostState.WAITING))
            else:
                here[name] = known[name]
                rows.append(_answered(body, known[name]))
        whole = carrying.answer_files(self._own, here, sets[0].client_id) if here else []
        return Exchanged(tuple(rows), tuple(whole))

    def give_back(self, sets: Sequence[ReceiptSet], subject: str) -> Returned:
        """Queue receipts that were not returned yet, an item a file; it is then on the disk."""
        items: list[str] = []
        queued = known = 0
        with self._own.write() as tx:
            for found in sets:
                new = {receipt_digest(one): signed.canonical(one) for one in found.receipts}
                before = store.returned(tx, list(new))
                fresh = {name: body for name, body in new.items() if name not in before}
                known += len(new) - len(fresh)
                queued += len(fresh)
                names = [str(facts["request_id"]) for facts in found.facts]
                items += self._outgoing.receipts(tx, fresh, self._hosts(names), subject)
        return Returned(tuple(items), queued, known)

    def _hosts(self, requests: Sequence[str]) -> list[str]:
        """The names of the hosts that made these requests, where that is known here."""
        known: Mapping[str, AnswerFacts] = answers.known(self._own)
        return [known[name].host_name for name in requests if name in known]


def _is_to_send(body: dict[str, Any], kept: KeptRequest | None, answer: AnswerFacts | None) -> bool:
    if kept is None:
        return True
    if kept.body != signed.canonical(body) or (answer is not None and answer.usable):
        return False
    if kept.answered:
        return True
    return kept.state not in _OPEN


def _answered(body: dict[str, Any], answer: AnswerFacts) -> Row:
    if answer.outcome == answers.ISSUED and not answer.usable:
        return _row(body, HostState.REFUSED, answer.words)
    try:
        state = HostState(answer.outcome)
    except ValueError:
        state = HostState.REFUSED
    return _row(body, state, answer.title)


def _row(body: dict[str, Any], state: HostState, reason: str = "") -> Row:
    return Row(
        request_id=body["request_id"],
        host_name=str(body.get("host_name", "")),
        license_id=body["license_id"],
        product_id=body["product_id"],
        state=state,
        reason=reason,
    )

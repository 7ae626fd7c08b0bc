"""Receipts and proofs of removal that came back from the hosts of a batch, queued once each."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from app.activation import signed
from app.activation.faults import Unusable
from app.activation.problems import HostProblem
from app.activation.receipts import read_set
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.licenses import store
from app.licenses.batches import store as batch_store
from app.licenses.batches.batches import Batches
from app.licenses.batches.collect import Files, unread
from app.licenses.batches.model import Collected, Unread
from app.licenses.batches.store import HostRecord
from app.licenses.outgoing import Outgoing, receipt_digest
from app.storage.database import Database


class _Receipt(msgspec.Struct, frozen=True):
    file: str
    record: dict[str, str]
    facts: dict[str, Any]


class _Sorted(msgspec.Struct):
    """Receipts by what becomes of them."""

    good: dict[str, bytes]
    hosts: list[str]
    strays: dict[str, tuple[HostRecord, bytes | None]]
    unread: list[Unread]


def take(
    own: Database,
    batches: Batches,
    outgoing: Outgoing,
    batch_id: str,
    files: Files,
    subject: str,
    report: Report,
    cancel: CancelToken | None,
) -> Collected:
    """Queue what the vendor has not got yet, all in one step; it is then on the disk.

    Each is verified with the key that came with its request. What belongs to no request that is
    known here stays as a foreign row and is not sent. Raises UnknownBatch, Cancelled.
    """
    batches.record(batch_id)
    found, bad = _read(files, report, cancel)
    done = _sorted(own, batch_id, found)
    with own.write() as tx:
        before = store.returned(tx, list(done.good))
        fresh = {name: body for name, body in done.good.items() if name not in before}
        outgoing.receipts(tx, fresh, list(dict.fromkeys(done.hosts)), subject)
        batch_store.keep_hosts(tx, batch_id, done.strays)
        batches.touch(tx, batch_id)
    return Collected(len(fresh), len(done.good) - len(fresh), (*bad, *done.unread))


def _read(
    files: Files, report: Report, cancel: CancelToken | None
) -> tuple[list[_Receipt], list[Unread]]:
    found: list[_Receipt] = []
    bad: list[Unread] = []
    for place, (name, data) in enumerate(files):
        if cancel is not None:
            cancel.check()
        report(Progress(_("Reading receipts"), place, len(files)))
        try:
            some = read_set(data)
        except HostProblem as problem:
            bad.append(unread(name, problem))
            continue
        pairs = zip(some.receipts, some.facts, strict=True)
        found += [_Receipt(name, record, facts) for record, facts in pairs]
    report(Progress(_("Reading receipts"), len(files), len(files)))
    return found, bad


def _sorted(own: Database, batch_id: str, found: list[_Receipt]) -> _Sorted:
    hosts = batch_store.hosts(own, batch_id)[batch_id]
    bodies = batch_store.requests(own, batch_id)
    requests = store.request_bodies(own, [str(one.facts["request_id"]) for one in found])
    requests |= {one.request_id: bodies[name] for name, one in hosts.items() if name in bodies}
    done = _Sorted({}, [], {}, [])
    for one in found:
        request_id = str(one.facts["request_id"])
        body = requests.get(request_id)
        if body is None:
            done.strays[f"stray-{request_id}"[:200]] = (_stray(one.facts), None)
            continue
        request = json.loads(body)
        if not _is_signed_by(one.record, request):
            done.unread.append(_not_signed(one.file, request))
            continue
        done.good[receipt_digest(one.record)] = signed.canonical(one.record)
        done.hosts.append(str(request.get("host_name", "")))
    return done


def _is_signed_by(record: dict[str, str], request: dict[str, Any]) -> bool:
    """Whether the key that came with the request made this record."""
    try:
        kid, public = signed.raw_key(request["host_key"])
        signed.verified(signed.taken_apart(record, signed.HOST_RECEIPT), {kid: public})
    except Unusable:
        return False
    return True


def _not_signed(file: str, request: dict[str, Any]) -> Unread:
    return Unread(
        file,
        _("A receipt is not signed by its host"),
        _("The receipt of “{host}” was not made with the key of its request.").format(
            host=request.get("host_name", "")
        ),
        _("Write it again on the host with “counterpart license receipt”."),
    )


def _stray(facts: dict[str, Any]) -> HostRecord:
    return HostRecord(
        host_name="",
        product_id=_text(facts, "product_id"),
        license_id=_text(facts, "license_id"),
        fingerprint=_text(facts, "fingerprint"),
        request_id=_text(facts, "request_id"),
        stray="receipt",
    )


def _text(facts: dict[str, Any], name: str) -> str:
    value = facts.get(name)
    return value[:200] if isinstance(value, str) else ""

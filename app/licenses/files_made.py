"""The machine files that went from here: for which host, from which set, and when each is stale.

What a file says is read without judging it: its signature is verified where it is installed, and
this computer only reminds of the date. An encrypted file keeps its date to itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import msgspec

from app.activation.envelope import opened
from app.activation.faults import Unusable
from app.activation.payload import content_of, read
from app.licenses.model import Answer, AnswerSet
from app.storage.database import Database

ISSUED = "issued"


class MadeFile(msgspec.Struct, frozen=True, kw_only=True):
    """A machine file as it was answered."""

    request_id: str
    set_id: str
    host_name: str
    product_id: str
    license_id: str
    fingerprint: str
    expires_at: datetime | None
    """UTC; None where it has no end, or where only its license key opens it."""


_SETS = "SELECT s.id, s.answer FROM activation_set s WHERE s.answer IS NOT NULL ORDER BY s.rowid"
_ANSWER = msgspec.json.Decoder(Answer)
_SET = msgspec.json.Decoder(AnswerSet)
"""Decoders have no state of their own."""


def made(own: Database) -> Iterator[MadeFile]:
    """Every machine file that was answered, the oldest set first."""
    requests = {
        str(key): bytes(body)
        for key, body in own.iterate("SELECT id, body FROM activation_request")
    }
    for set_id, body in own.iterate(_SETS):
        try:
            answers = _SET.decode(body)
        except msgspec.MsgspecError:
            continue
        for raw in answers.responses:
            found = _file(raw, str(set_id), requests)
            if found is not None:
                yield found


def latest(own: Database) -> dict[str, datetime | None]:
    """When the last file for each machine is stale, by fingerprint."""
    return {one.fingerprint: one.expires_at for one in made(own)}


def _file(raw: msgspec.Raw, set_id: str, requests: dict[str, bytes]) -> MadeFile | None:
    try:
        answer = _ANSWER.decode(raw)
        request = json.loads(requests.get(answer.request_id, b"null"))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if answer.outcome != ISSUED or not answer.machine_file or not isinstance(request, dict):
        return None
    return MadeFile(
        request_id=answer.request_id,
        set_id=set_id,
        host_name=str(request.get("host_name", "")),
        product_id=str(request.get("product_id", "")),
        license_id=str(request.get("license_id", "")),
        fingerprint=str(request.get("fingerprint", "")),
        expires_at=_stale_at(answer.machine_file),
    )


def _stale_at(text: str) -> datetime | None:
    try:
        envelope = opened(text.encode())
        return read(envelope, content_of(envelope, (), "")).expiry
    except Unusable:
        return None


class Batched(msgspec.Struct, frozen=True):
    """The batch that a request is in."""

    id: str
    name: str


class _Host(msgspec.Struct, frozen=True):
    request_id: str = ""
    earlier: tuple[str, ...] = ()


class _Batch(msgspec.Struct, frozen=True):
    name: str = ""


def batches(own: Database) -> dict[str, Batched]:
    """The batch of each request, by the request's id."""
    names = {
        str(key): msgspec.json.decode(body, type=_Batch).name
        for key, body in own.iterate("SELECT id, body FROM noted WHERE kind = 'batch'")
    }
    found: dict[str, Batched] = {}
    for key, body in own.iterate("SELECT id, body FROM noted WHERE kind = 'host'"):
        above = str(key).partition("/")[0]
        host = msgspec.json.decode(body, type=_Host)
        for request in (*host.earlier, host.request_id):
            found[request] = Batched(above, names.get(above, ""))
    return found

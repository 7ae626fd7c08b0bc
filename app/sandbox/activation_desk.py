"""The desk that answers activation requests: what is granted, what is held, and the files."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from app.base.clock import to_wire
from app.portal.wire import ProblemDocument
from app.sandbox import license_files, returns, vendor
from app.sandbox.activation_bodies import Answer, AnswerSet, Asked, MachineIn, RecordIn
from app.sandbox.feed import Feed
from app.sandbox.instances import Instances, license_of, reason
from app.sandbox.license_records import License
from app.sandbox.records import Delivery
from app.sandbox.state import State

_FILE_LASTS = timedelta(days=90)
_REQUEST_LASTS = timedelta(days=30)


class _DeliveryEntry(Struct):
    data: Delivery | None = None


class Desk:
    """Answers requests within one write transaction, as of `now`."""

    def __init__(
        self, state: State, feed: Feed, connection: sqlite3.Connection, now: datetime
    ) -> None:
        self._state = state
        self._connection = connection
        self._now = now
        self._instances = Instances(feed, connection, now)

    def answers(self, client_id: str, wanted: list[Asked]) -> bytes:
        """The answers to a set, as they are sent and kept."""
        seen: set[str] = set()
        answers = []
        for one in wanted:
            name = one.request.request_id
            if name in seen:
                twice = reason(409, "duplicate_request", "This request stands in the set twice")
                answers.append(Answer(name, "duplicate", reason=twice))
                continue
            seen.add(name)
            answers.append(self._answer(one))
        return msgspec.json.encode(AnswerSet(client_id, to_wire(self._now), answers))

    def _answer(self, one: Asked) -> Answer:
        name = one.request.request_id
        known = self._connection.execute(
            "SELECT sha256, answer, ended_at FROM activation WHERE request_id=?", (name,)
        ).fetchone()
        if known is not None:
            sha256, kept, ended_at = known
            if sha256 != one.sha256:
                changed = reason(409, "request_changed", "Another request has this id")
                return Answer(name, "refused", reason=changed)
            if ended_at is not None:
                ended = reason(409, "activation_ended", "What answered this request was ended",
                               "Make a new request on the host.")  # fmt: skip
                return Answer(name, "stale", reason=ended)
            return msgspec.json.decode(kept, type=Answer)
        answer, machine = self._judged(one)
        if machine:
            self._connection.execute(
                "INSERT INTO activation VALUES(?,?,?,?,?,NULL,?,?,?,?,NULL)",
                (name, one.sha256, one.request.nonce, one.request.host_key.x,
                 msgspec.json.encode(answer), one.request.license_id, one.request.fingerprint,
                 machine, to_wire(self._now)),
            )  # fmt: skip
        return answer

    def _judged(self, one: Asked) -> tuple[Answer, str]:
        """The answer, and the machine that holds an instance by it; "" where none does."""
        request = one.request
        if self._connection.execute(
            "SELECT 1 FROM activation WHERE nonce=?", (request.nonce,)
        ).fetchone():
            used = reason(409, "nonce_used", "The nonce of another request is in it")
            return Answer(request.request_id, "refused", reason=used), ""
        if self._now - request.created_at > _REQUEST_LASTS:
            old = reason(409, "request_stale", "The request is older than 30 days")
            return Answer(request.request_id, "stale", reason=old), ""
        granted = license_of(self._connection, request.license_id)
        refusal = _why_not(granted, request.product_id) or self._replaced(one)
        if refusal or granted is None:
            return Answer(request.request_id, "refused", reason=refusal), ""
        machine = self._instances.taken(one, granted)
        if isinstance(machine, ProblemDocument):
            return Answer(request.request_id, "refused", reason=machine), ""
        license_file, machine_file = self._files(one, granted, machine)
        return Answer(request.request_id, "issued", license_file, machine_file), machine

    def _replaced(self, one: Asked) -> ProblemDocument | None:
        """Free what the host takes the place of; why that cannot be, None where it can."""
        license_id = one.request.license_id
        match one.replaces:
            case None:
                return None
            case MachineIn(machine_id):
                machine = self._instances.machine(machine_id)
                if machine is None or machine.license_id != license_id:
                    return reason(404, "unknown_machine", "This license has no such machine")
                if machine.state != "active":
                    return None
                title = f"{machine.name}, which it is to replace, still holds its instance"
                detail = "Return the proof of its removal first, or state that it is lost."
                return reason(409, "replaced_machine_active", title, detail)
            case RecordIn() as record:
                wrong = "about another license"
                if returns.about(record) == license_id:
                    wrong = returns.received(self._connection, self._instances, record)
                title = "The proof of what it replaces does not hold"
                return reason(409, "replacement_not_proved", title, wrong) if wrong else None

    def _files(self, one: Asked, granted: License, machine: str) -> tuple[str, str]:
        """License file and machine file."""
        policy = license_files.POLICIES.get(granted.product_id, license_files.Policy())
        key = _license_key(self._connection, one.request.license_id)
        license_ = _license_resource(one.request.license_id, granted)
        beside = _beside(granted)
        meta = {
            "issued": _instant(self._now),
            "expiry": _instant(self._now + _FILE_LASTS),
            "ttl": int(_FILE_LASTS.total_seconds()),
            "request": {
                "id": one.request.request_id,
                "sha256": one.sha256,
                "nonce": one.request.nonce,
                "host_key": one.request.host_key.kid,
            },
        }
        host = {
            "type": "machines",
            "id": machine,
            "attributes": {
                "fingerprint": one.request.fingerprint, "name": one.request.host_name
            },
        }  # fmt: skip
        for_license = {"data": license_, "included": beside, "meta": meta}
        for_machine = {"data": host, "included": [license_, *beside], "meta": meta}
        secret = key + one.request.fingerprint
        return (
            license_files.file(self._state, "license", for_license, policy, key),
            license_files.file(self._state, "machine", for_machine, policy, secret),
        )


def _license_resource(name: str, granted: License) -> dict[str, Any]:
    return {
        "type": "licenses",
        "id": name,
        "attributes": {
            "name": granted.name,
            "status": granted.state.upper(),
            "suspended": granted.state == "suspended",
            "expiry": granted.expires_at,
            "maxMachines": granted.machines,
        },
    }


def _beside(granted: License) -> list[dict[str, Any]]:
    """The product, the licensee and what the license entitles to."""
    product = vendor.PRODUCTS[granted.product_id]
    return [
        {"type": "products", "id": granted.product_id, "attributes": {"name": product.name}},
        {"type": "users", "id": vendor.ACCOUNT_ID, "attributes": {"name": vendor.ACCOUNT_NAME}},
        *(
            {"type": "entitlements", "id": code, "attributes": {"code": code}}
            for code in granted.entitlements
        ),
    ]


def _why_not(granted: License | None, product_id: str) -> ProblemDocument | None:
    if granted is None:
        return reason(404, "unknown_license", "This account has no such license")
    if granted.product_id != product_id:
        return reason(409, "other_product", "The license is for another product")
    match granted.state:
        case "active":
            return None
        case "suspended":
            return reason(409, "license_suspended", "The license is suspended")
        case "expired":
            return reason(409, "license_expired", "The license has expired")
        case "revoked":
            return reason(409, "license_revoked", "The license is revoked")


def _license_key(connection: sqlite3.Connection, license_id: str) -> str:
    """The key that was delivered for the license."""
    name = license_id.replace("lic-", "del-", 1) + "-k"
    row = connection.execute(
        "SELECT entry FROM feed WHERE kind='delivery' AND id=?", (name,)
    ).fetchone()
    entry = msgspec.json.decode(row[0], type=_DeliveryEntry) if row else None
    return (entry.data.license_key or "") if entry and entry.data else ""


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

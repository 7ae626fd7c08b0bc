"""Activation at the portal: requests of isolated hosts answered, receipts taken in, keys told.

The same request gets the same answer, whichever set it comes in; instances are counted against
what the order grants.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from msgspec import Struct

from app.base.clock import Clock, to_wire
from app.portal.wire import Receipt
from app.sandbox import license_files, signing, vendor
from app.sandbox.activation_bodies import ReceiptsIn, RequestSetIn, asked
from app.sandbox.activation_desk import Desk
from app.sandbox.feed import Feed
from app.sandbox.http import NO_STORE, Reply, Request, problem, tagged
from app.sandbox.instances import Instances, license_of
from app.sandbox.license_records import REVOCATIONS, RevocationList
from app.sandbox.people import Caller
from app.sandbox.records import Signed
from app.sandbox.returns import decoded, received
from app.sandbox.state import State
from app.sandbox.submissions import Submission, Submissions, checked, invalid, permitted

ACTIVATIONS_PATH = "/v1/licenses/activations"
ACTIVATION_SET_PATH = "/v1/licenses/activations/{set_id}"
RECEIPTS_PATH = "/v1/licenses/receipts"
VENDOR_FILE_PATH = "/v1/licenses/vendor-file"

_LIST_LASTS = timedelta(days=30)
_PLACE = "/var/lib/kestrane/{product}/license"


class _ListEntry(Struct):
    data: Signed


class _Location(Struct, frozen=True):
    product_id: str
    path: str


class _VendorFile(Struct, frozen=True):
    vendor: str
    issued_at: str
    keys: list[signing.VendorKey]
    pem_keys: list[license_files.PemKey]
    install_locations: list[_Location]
    fingerprint_policy: str


class Activations:
    """Serves `/v1/licenses`."""

    def __init__(self, state: State, clock: Clock, feed: Feed, submissions: Submissions) -> None:
        self._state = state
        self._clock = clock
        self._feed = feed
        self._submissions = submissions

    def activate(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/licenses/activations`."""
        refusal = permitted(caller, "licenses")
        if refusal:
            return refusal
        body = checked(request, RequestSetIn)
        wanted, told = asked(body), sha256(request.body).hexdigest()
        license_files.pem_keys(self._state)
        now = self._clock.now()
        with self._state.write() as connection:
            known = connection.execute(
                "SELECT answer, body_hash FROM activation_set WHERE client_id=?",
                (body.client_id,),
            ).fetchone()
            if known is None:
                desk = Desk(self._state, self._feed, connection, now)
                answer = desk.answers(body.client_id, wanted)
                connection.execute(
                    "INSERT INTO activation_set VALUES(?,?,?)", (body.client_id, told, answer)
                )
                _keep_receipt(connection, request, caller, body.client_id, told, now)
                return Reply(200, answer, "application/json", NO_STORE)
        if known[1] != told:
            return problem(409, "idempotency_mismatch", "This key was used for another body")
        return Reply(200, bytes(known[0]), "application/json", NO_STORE)

    def answers(self, request: Request, _caller: Caller) -> Reply:
        """`GET /v1/licenses/activations/{set_id}`: the same answers once more."""
        row = self._state.one(
            "SELECT answer FROM activation_set WHERE client_id=?", (request.part,)
        )
        if row is None:
            return problem(404, "not_found", "No such set")
        return Reply(200, bytes(row[0]), "application/json", NO_STORE)

    def receipts(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/licenses/receipts`; refused unless every host's own key signed."""
        refusal = permitted(caller, "licenses")
        if refusal:
            return refusal
        body = checked(request, ReceiptsIn)

        def judge(connection: sqlite3.Connection) -> Reply | None:
            instances = Instances(self._feed, connection, self._clock.now())
            for place, record in enumerate(body.receipts):
                wrong = received(connection, instances, record)
                if wrong:
                    return invalid(f"{wrong} - at `$.receipts[{place}]`")
            return None

        return self._submissions.take(
            request, caller, Submission(body.client_id, "host_receipts", "rcp", None, judge)
        )

    def revoke(self, license_id: str) -> int:
        """Revoke a license, and publish the list with the next number; the list's version."""
        with self._state.write() as connection:
            granted = license_of(connection, license_id)
            if granted is not None:
                gone = msgspec.structs.replace(granted, state="revoked")
                self._feed.put_within(connection, "license", license_id, gone)
            return self._publish(connection, licenses=(license_id,))

    def revoke_machine(self, machine_id: str) -> int:
        """Revoke a machine, and publish the list with the next number; the list's version."""
        now = self._clock.now()
        with self._state.write() as connection:
            Instances(self._feed, connection, now).ended(machine_id, "revoked")
            return self._publish(connection, machines=(machine_id,))

    def _publish(
        self,
        connection: sqlite3.Connection,
        licenses: tuple[str, ...] = (),
        machines: tuple[str, ...] = (),
    ) -> int:
        """The list there is with these more, signed; its version."""
        content = _next_list(connection, licenses, machines, self._clock.now())
        signer = signing.current(self._state)
        signed = signer.sign(msgspec.json.encode(content), "revocation_list")
        return self._feed.put_within(connection, "revocation_list", REVOCATIONS, signed)

    def vendor_file(self, request: Request, _caller: Caller) -> Reply:
        """`GET /v1/licenses/vendor-file`: signed by the current key, as long as it is that."""
        row = self._state.one("SELECT made_at FROM signing_key WHERE status='current'")
        assert row is not None
        content = _VendorFile(
            vendor.VENDOR.name,
            str(row[0]),
            signing.dated(self._state),
            license_files.pem_keys(self._state),
            [_Location(name, _PLACE.format(product=name)) for name in license_files.POLICIES],
            "most",
        )
        signed = signing.current(self._state).sign(msgspec.json.encode(content), "vendor-file")
        return tagged(request, msgspec.json.encode(signed), "application/json", 300)


def _next_list(
    connection: sqlite3.Connection,
    licenses: tuple[str, ...],
    machines: tuple[str, ...],
    now: datetime,
) -> RevocationList:
    """The list there is with these more."""
    row = connection.execute(
        "SELECT entry FROM feed WHERE kind='revocation_list' AND id=?", (REVOCATIONS,)
    ).fetchone()
    entry = msgspec.json.decode(row[0], type=_ListEntry)
    before = msgspec.json.decode(decoded(entry.data.payload), type=RevocationList)
    return RevocationList(
        before.number + 1,
        to_wire(now),
        to_wire(now + _LIST_LASTS),
        (*before.licenses, *licenses),
        (*before.machines, *machines),
    )


def _keep_receipt(
    connection: sqlite3.Connection,
    request: Request,
    caller: Caller,
    client_id: str,
    told: str,
    now: datetime,
) -> None:
    """Let `/v1/submissions/{client_id}` find the set."""
    receipt = Receipt(f"act-{sha256(client_id.encode()).hexdigest()[:16]}", client_id, now,
                      "activation")  # fmt: skip
    connection.execute(
        "INSERT OR IGNORE INTO submission VALUES(?,?,?,?,?,?,?,?,?)",
        (receipt.id, caller.subject, client_id, "activation", request.path, request.body, told,
         msgspec.json.encode(receipt), now.timestamp()),
    )  # fmt: skip

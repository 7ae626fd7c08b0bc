"""The customer's own data: changed, confirmed, and shown to each person with its permissions."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from app.base.clock import to_wire
from app.sandbox import vendor
from app.sandbox.calendar import end_of
from app.sandbox.feed import OWN_ACCOUNT, Feed
from app.sandbox.http import Reply, Request
from app.sandbox.people import Caller
from app.sandbox.records import Account, Affiliate, Contact, LastChange, TaxExemption, User
from app.sandbox.submissions import Submission, Submissions, checked, invalid, permitted
from app.sandbox.support_bodies import AccountChangeIn, ContactIn, OrganizationIn, UserIn
from app.sandbox.threads import Threads
from app.sandbox.uploads import Uploads

_CERTIFICATE = "tax_exemption.uploads"
_YEAR = timedelta(days=365)


class _AccountEntry(Struct):
    data: Account


class AccountDesk:
    """Serves `/v1/account/changes`."""

    def __init__(self, feed: Feed, submissions: Submissions, uploads: Uploads) -> None:
        self._feed = feed
        self._submissions = submissions
        self._uploads = uploads

    def change(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/account/changes`: the records of the feed are as the customer wants them."""
        refusal = permitted(caller, "account")
        if refusal:
            return refusal
        body = checked(request, AccountChangeIn)

        def judge(connection: sqlite3.Connection) -> Reply | None:
            if body.tax_exemption:
                self._uploads.taken(connection, caller, body.tax_exemption.uploads, _CERTIFICATE)
            threads = Threads(self._feed, connection)
            return _unknown(threads, "user", body.users or ()) or _unknown(
                threads, "contact", body.contacts or ()
            )

        def effect(connection: sqlite3.Connection, _name: str, now: datetime) -> None:
            self._people(connection, body)
            row = connection.execute("SELECT entry FROM feed WHERE kind='account'").fetchone()
            known = msgspec.json.decode(row[0], type=_AccountEntry).data
            told = body.tax_exemption
            files = self._uploads.taken(connection, caller, told.uploads if told else ())
            exemption = _exemption(body, known, tuple(file.name for file in files), now)
            changed = _changed(known, body, exemption, now)
            version = self._feed.put_within(connection, "account", vendor.ACCOUNT_ID, changed)
            connection.execute(
                "INSERT OR REPLACE INTO meta VALUES(?,?)", (OWN_ACCOUNT, str(version))
            )

        return self._submissions.take(
            request,
            caller,
            Submission(body.client_id, "account_change", "acc", None, judge, effect),
        )

    def _people(self, connection: sqlite3.Connection, body: AccountChangeIn) -> None:
        for user in body.users or ():
            self._feed.put_within(
                connection,
                "user",
                user.id or _next_id(connection, "user"),
                User(user.name, user.email, user.role, user.active),
            )
        for contact in body.contacts or ():
            name = contact.id or _next_id(connection, "contact")
            data = Contact(contact.name, contact.role, contact.email, contact.phone)
            self._feed.put_within(
                connection,
                "contact",
                name,
                None if contact.removed else data,
                deleted=contact.removed,
            )


def _unknown(threads: Threads, kind: str, wanted: Sequence[UserIn | ContactIn]) -> Reply | None:
    for place, one in enumerate(wanted):
        if one.id and not threads.exists(kind, one.id):
            return invalid(f"no such {kind} - at `$.{kind}s[{place}].id`")
        if isinstance(one, ContactIn) and one.removed and not one.id:
            return invalid(f"nothing to remove - at `$.{kind}s[{place}].removed`")
    return None


def _next_id(connection: sqlite3.Connection, kind: str) -> str:
    rows = connection.execute("SELECT id FROM feed WHERE kind=?", (kind,)).fetchall()
    ends = (row[0].rpartition("-")[2] for row in rows)
    numbers = [int(end) for end in ends if end.isdecimal()]
    return f"{kind}-{max(numbers, default=0) + 1}"


def _exemption(
    body: AccountChangeIn, known: Account, files: tuple[str, ...], now: datetime
) -> TaxExemption | None:
    told = body.tax_exemption
    if told is None:
        return known.tax_exemption
    return TaxExemption(told.region, told.number, told.valid_until, "received", to_wire(now), files)


def _changed(
    known: Account, body: AccountChangeIn, exemption: TaxExemption | None, now: datetime
) -> Account:
    told = body.organization or OrganizationIn()
    wanted = {
        name: value
        for name, value in msgspec.structs.asdict(told).items()
        if value is not None and name != "legal_name"
    }
    affiliates = known.affiliates
    if body.affiliates is not None:
        affiliates = tuple(
            Affiliate(one.name, one.country, one.ownership_percent, one.control)
            for one in body.affiliates
        )
    return msgspec.structs.replace(
        known,
        legal_name=told.legal_name or known.legal_name,
        review_by=end_of((now + _YEAR).date()) if body.confirmed else known.review_by,
        organization=msgspec.structs.replace(known.organization, **wanted),
        affiliates=affiliates,
        tax_exemption=exemption,
        last_change=LastChange(body.client_id, to_wire(now)),
    )

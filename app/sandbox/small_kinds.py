"""The seeded vendor's other records: account, people, products, terms, and what it announces."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import msgspec
from msgspec import Struct

from app.sandbox import certification_seeds, documents, vendor
from app.sandbox.calendar import Calendar, Weekday, at, end_of
from app.sandbox.drafting import NEW_TERMS, OLD_TERMS
from app.sandbox.records import Account, TermsAcceptance
from app.sandbox.signing import Signer


class VendorNotice(Struct, frozen=True):
    """A notice by the vendor; `kind` is renewal, terms_change, suspension, end_of_life, ..."""

    id: str
    kind: str
    sent_at: str
    subject: str
    text: str
    order_id: str | None = None
    terms_document_id: str | None = None


def records(calendar: Calendar, signer: Signer) -> Iterator[tuple[str, str, Struct]]:
    """Kind, id and record of everything small, the account first."""
    yield "account", vendor.ACCOUNT_ID, account(calendar, vendor.PERMISSIONS)
    for place, user in enumerate(vendor.USERS, 1):
        yield "user", f"user-{place}", user
    for place, contact in enumerate(vendor.CUSTOMER_CONTACTS, 1):
        yield "contact", f"contact-{place}", contact
    for name, product in vendor.PRODUCTS.items():
        yield "product", name, product
    yield from documents.records(calendar)
    yield "terms_acceptance", "acc-21207", _beta_acceptance(calendar)
    for kind, name, content in _announcements(calendar):
        yield kind, name, signer.sign(msgspec.json.encode(content), kind)


def account(calendar: Calendar, permissions: tuple[str, ...]) -> Account:
    """The account as somebody with these permissions sees it."""
    return Account(
        vendor.ACCOUNT_NAME,
        "Brennholt SE",
        "K-204417",
        end_of(calendar.drawn("2027-01-15")),
        "Europe/Berlin",
        "DE",
        permissions,
        vendor.ORGANIZATION,
    )


def _beta_acceptance(calendar: Calendar) -> TermsAcceptance:
    """The beta's first version was accepted on the day it was ordered; the second waits."""
    day = calendar.drawn("2026-05-11")
    return TermsAcceptance(
        "01970b53-6c1e-7a40-8f02-3d2c5b7e9a14",
        OLD_TERMS,
        sha256(documents.text(documents.published()[0].stem)).hexdigest(),
        at(day, 9, 31),
        vendor.USERS[0].name,
        ("ord-21207",),
    )


def _announcements(calendar: Calendar) -> Iterator[tuple[str, str, Struct]]:
    day = calendar.drawn
    yield from certification_seeds.signed_records(calendar)
    yield "notice", "notice-terms-2026-09", VendorNotice(
        "notice-terms-2026-09", "terms_change", at(day("2026-07-18")),
        "New version of the end customer terms",
        "Version 2026-09 takes effect on its date for new orders and, for each existing order, "
        "from its next renewal.",
        terms_document_id=NEW_TERMS,
    )  # fmt: skip
    yield "notice", "notice-renewal-20417", VendorNotice(
        "notice-renewal-20417", "renewal", at(day("2026-10-27")),
        "KO-20417 renews soon",
        "The subscription of KO-20417 renews for one year unless it is cancelled in time.",
        order_id="ord-20417",
    )  # fmt: skip
    yield "notice", "notice-suspension-19930", VendorNotice(
        "notice-suspension-19930", "suspension", at(day("2026-11-03")),
        "Strata Cloud, test is suspended",
        "Access is suspended because an invoice has been overdue for more than 30 days.",
        order_id="ord-19930",
    )  # fmt: skip
    yield "notice", "notice-breach-21502", VendorNotice(
        "notice-breach-21502", "breach", at(calendar.weekday("2026-11-13", Weekday.THURSDAY), 13),
        "Payment of KO-21502 is overdue",
        "The invoice for KO-21502 is unpaid after its due date. This is written notice of a "
        "material breach under clause 17.2 of the End Customer Terms; please cure it by paying.",
        order_id="ord-21502",
    )  # fmt: skip
    yield "notice", "notice-end-relay-70", VendorNotice(
        "notice-end-relay-70", "end_of_life", at(day("2026-10-05"), 10),
        "Support of Relay Gateway 7.0 ends",
        f"Support of release 7.0 and of all releases before it ends on {day('2027-10-31')}. "
        "Release 7.2 takes their place; it is part of your orders and needs no new license.",
        order_id="ord-20115",
    )  # fmt: skip
    yield "notice", "notice-dispute-21388", VendorNotice(
        "notice-dispute-21388", "dispute", at(day("2026-10-29"), 11),
        "Consultation about the storage of KO-21388",
        "We count more storage in use than KO-21388 grants and you count less. Under clause 24.1 "
        "of the End Customer Terms we ask you to talk about it before either of us goes further.",
        order_id="ord-21388",
    )  # fmt: skip
    yield "notice", "notice-office-hours", VendorNotice(
        "notice-office-hours", "other", at(day("2026-11-16"), 8),
        "Where letters reach us at the end of the year",
        "Letters are opened at the usual address on all business days of the year's last two weeks."
        " Nobody is at the reception; please use the letter box.",
    )  # fmt: skip
    yield "notice", "notice-accept-21207", VendorNotice(
        "notice-accept-21207", "terms_change", at(day("2026-09-01"), 10),
        "Accept the new terms to go on with Pulse Analytics beta",
        "Version 2026-09 of the End Customer Terms applies to KO-21207 as soon as you accept it. "
        "Clause 26.4 says until when a no-charge product may be used without that.",
        order_id="ord-21207", terms_document_id=NEW_TERMS,
    )  # fmt: skip

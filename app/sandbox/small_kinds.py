"""The seeded vendor's other records: account, people, products, terms, and what it announces."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from app.sandbox import documents, vendor
from app.sandbox.calendar import Calendar, at, end_of, start_of
from app.sandbox.drafting import NEW_TERMS
from app.sandbox.records import Account
from app.sandbox.signing import Signer


class CertificationRequest(Struct, frozen=True):
    """A request to certify the use of all products (clause 14 of the demo vendor's terms)."""

    id: str
    issued_at: str
    due_at: str
    period_start: str
    period_end: str
    orders: tuple[str, ...] | None
    reason: str


class AuditAnnouncement(Struct, frozen=True):
    """The announcement of an audit; the terms ask for at least ten days' notice."""

    id: str
    sent_at: str
    begins_at: str
    site: str
    scope: str
    auditor: str


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


def _announcements(calendar: Calendar) -> Iterator[tuple[str, str, Struct]]:
    day = calendar.drawn
    yield "certification_request", "cert-2026-1", CertificationRequest(
        "cert-2026-1", at(day("2026-11-09")), end_of(day("2026-12-14")),
        start_of(day("2025-12-01")), end_of(day("2026-11-30")), None,
        "Yearly certification of use within the terms and the scope of use.",
    )  # fmt: skip
    yield "audit", "audit-2026-1", AuditAnnouncement(
        "audit-2026-1", at(day("2026-11-20"), 14), at(day("2026-12-07"), 8), "Ulm, Germany",
        "Relay Gateway and Relay Gateway EU, all production instances",
        "Orrin & Vale Assurance",
    )  # fmt: skip
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

"""What customers write to support and to the legal desk; the contract's schemas say the same."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.portal.wire import Instant
from app.sandbox.submissions import Sent
from app.sandbox.support_records import Change, Severity

Id = Annotated[str, Meta(min_length=1, max_length=64, pattern="^[A-Za-z0-9._-]+$")]
Text = Annotated[str, Meta(max_length=100_000)]
Label = Annotated[str, Meta(max_length=300)]
Uploads = Annotated[tuple[Id, ...], Meta(max_length=100)]
Users = Annotated[tuple[Id, ...], Meta(max_length=1_000)]
Day = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
NoticeKind = Literal[
    "non_renewal", "objection_to_terms", "publicity_opt_out", "tax_exemption", "ip_claim",
    "breach", "termination", "dispute", "deletion_certificate", "other",
]  # fmt: skip


class RequestIn(Sent, frozen=True, kw_only=True):
    """A new request."""

    created_at: Instant
    subject: Annotated[str, Meta(min_length=1, max_length=300)]
    text: Text
    severity: Severity
    business_impact: Text = ""
    product_id: Id | None = None
    product_version: Label | None = None
    order_id: Id | None = None
    license_id: Id | None = None
    machine_id: Id | None = None
    modified: bool = False
    uploads: Uploads = ()


class MessageIn(Sent, frozen=True, kw_only=True):
    """A message in a request."""

    request_id: Id
    created_at: Instant
    text: Text
    uploads: Uploads = ()


class ChangeIn(Sent, frozen=True, kw_only=True):
    """A request is closed, reopened or rated."""

    request_id: Id
    created_at: Instant
    change: Change
    rating: Annotated[int, Meta(ge=1, le=5)] | None = None
    text: Text = ""


class UnauthorizedUseIn(Sent, frozen=True, kw_only=True):
    """Word that credentials may be in wrong hands."""

    created_at: Instant
    noticed_at: Instant
    text: Text
    users: Users = ()
    revoke_sessions: bool = True


class UserIn(Struct, frozen=True, kw_only=True):
    """A named user; without an id a new one."""

    name: Label
    email: Label
    role: Label
    active: bool = True
    id: Annotated[str, Meta(max_length=64)] = ""


class ContactIn(Struct, frozen=True, kw_only=True):
    """A contact; without an id a new one."""

    name: Label
    role: Label
    email: Label = ""
    phone: Label = ""
    id: Annotated[str, Meta(max_length=64)] = ""
    removed: bool = False


class AffiliateIn(Struct, frozen=True, kw_only=True):
    """A company of the customer's group."""

    name: Label
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    ownership_percent: Annotated[int, Meta(ge=0, le=100)]
    control: bool = False


class TaxExemptionIn(Struct, frozen=True, kw_only=True):
    """Information on a tax exemption, with its certificate."""

    region: Label
    number: Label
    valid_until: Day | None = None
    uploads: Uploads = ()


class OrganizationIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What changes of the registration data; what is left out stays."""

    legal_name: Label | None = None
    street: Label | None = None
    city: Label | None = None
    postal_code: Label | None = None
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] | None = None
    tax_id: Label | None = None


class AccountChangeIn(Sent, frozen=True, kw_only=True):
    """A change of the account's data."""

    created_at: Instant
    confirmed: bool = False
    organization: OrganizationIn | None = None
    users: Annotated[tuple[UserIn, ...], Meta(max_length=1_000)] | None = None
    contacts: Annotated[tuple[ContactIn, ...], Meta(max_length=1_000)] | None = None
    affiliates: Annotated[tuple[AffiliateIn, ...], Meta(max_length=1_000)] | None = None
    tax_exemption: TaxExemptionIn | None = None


class FormalNoticeIn(Sent, frozen=True, kw_only=True):
    """A formal notice of the customer's."""

    created_at: Instant
    kind: NoticeKind
    letter: Text
    order_id: Id | None = None
    terms_document_id: Id | None = None
    uploads: Uploads = ()
    posted_at: Instant | None = None


class NoticeReadIn(Sent, frozen=True, kw_only=True):
    """That a notice of the vendor's was read."""

    notice_id: Id
    read_at: Instant

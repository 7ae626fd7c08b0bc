"""The contract's bodies of what leaves by the outbox, beside feedback: requests, files, letters.

Names in braces of a path are filled from the body's member of the same name. A request, a file or
a notice may be named by the portal's id or by the `client_id` under which it was sent, so that what
follows something unsent can be written, and its bytes fixed, before the portal has answered.
"""

from __future__ import annotations

from msgspec import Raw, Struct

from app.portal.wire import Instant


class SupportRequestBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request for support. `severity` is low, normal, high or urgent."""

    client_id: str
    created_at: Instant
    subject: str
    text: str
    severity: str
    business_impact: str = ""
    product_id: str | None = None
    product_version: str | None = None
    order_id: str | None = None
    license_id: str | None = None
    machine_id: str | None = None
    modified: bool = False
    uploads: tuple[str, ...] = ()
    """The client ids of files that were sent before, as in all bodies with this member."""


class MessageBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message of the customer's in a request."""

    client_id: str
    request_id: str
    created_at: Instant
    text: str
    uploads: tuple[str, ...] = ()


class SupportChangeBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request is closed, reopened or rated: `change` is close, reopen or rate; rating 1 to 5."""

    client_id: str
    request_id: str
    created_at: Instant
    change: str
    rating: int | None = None
    text: str = ""


class UnauthorizedUseBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That credentials may be in wrong hands. `users`: whose, by the ids of the feed."""

    client_id: str
    created_at: Instant
    noticed_at: Instant
    text: str
    users: tuple[str, ...] = ()
    revoke_sessions: bool = True


class UploadBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file is announced. `size` in bytes; its content follows in parts."""

    client_id: str
    name: str
    size: int
    sha256: str
    media_type: str = "application/octet-stream"


class Upload(Struct, frozen=True):
    """How much of an announced file has arrived safely."""

    id: str
    client_id: str
    size: int
    received: int
    complete: bool


class NamedUser(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A named user as the customer wants it; `id` "" makes a new one."""

    name: str
    email: str
    role: str
    active: bool = True
    id: str = ""


class NamedContact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A contact as the customer wants it; `id` "" makes a new one, `removed` ends it."""

    name: str
    role: str
    email: str = ""
    phone: str = ""
    id: str = ""
    removed: bool = False


class AffiliateBody(Struct, frozen=True, kw_only=True):
    """A company of the customer's group. `control`: controlled whatever the share."""

    name: str
    country: str
    ownership_percent: int
    control: bool = False


class TaxExemption(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Information on a tax exemption; the certificate is an upload sent before."""

    region: str
    number: str
    valid_until: str | None = None
    """A day (ISO 8601), None where it states no end."""
    uploads: tuple[str, ...] = ()


class AccountChangeBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What changes in the registration data; `confirmed` alone: all is still accurate."""

    client_id: str
    created_at: Instant
    confirmed: bool = False
    organization: dict[str, str] | None = None
    users: tuple[NamedUser, ...] | None = None
    contacts: tuple[NamedContact, ...] | None = None
    affiliates: tuple[AffiliateBody, ...] | None = None
    """The whole list, which replaces the one before."""
    tax_exemption: TaxExemption | None = None


class FormalNoticeBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A formal notice: the copy of a letter. `kind` as the contract names it."""

    client_id: str
    created_at: Instant
    kind: str
    letter: str
    order_id: str | None = None
    terms_document_id: str | None = None
    uploads: tuple[str, ...] = ()
    posted_at: Instant | None = None


class NoticeReadBody(Struct, frozen=True, kw_only=True):
    """That a notice of the vendor was read and acknowledged."""

    client_id: str
    notice_id: str
    read_at: Instant


class CertificationBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A signed certification; its document was uploaded before. `kind`: compliance or deletion."""

    client_id: str
    created_at: Instant
    kind: str
    upload_id: str
    """The client id of the upload of the signed PDF."""
    document_sha256: str
    statement: Raw
    """The canonical JSON that is embedded in the PDF."""
    request_id: str | None = None

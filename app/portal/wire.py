"""The portal contract as typed values: what `resources/portal/openapi.yaml` sends and receives.

Members keep the contract's names. Unknown members are ignored on reading, so that a vendor may add
some. An instant is an aware datetime (RFC 3339 on the wire); a duration is whole seconds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

Instant = Annotated[datetime, Meta(tz=True)]

DISCOVERY_PATH = "/.well-known/customer-portal"
ME_PATH = "/v1/me"
CHANGES_PATH = "/v1/changes"
FEEDBACK_PATH = "/v1/feedback"
SUBMISSION_PATH = "/v1/submissions/{client_id}"
ACTIVATIONS_PATH = "/v1/licenses/activations"
ACTIVATION_SET_PATH = "/v1/licenses/activations/{set_id}"
RECEIPTS_PATH = "/v1/licenses/receipts"
DEACTIVATIONS_PATH = "/v1/licenses/deactivations"
VENDOR_FILE_PATH = "/v1/licenses/vendor-file"
SUPPORT_REQUESTS_PATH = "/v1/support/requests"
SUPPORT_MESSAGES_PATH = "/v1/support/requests/{request_id}/messages"
SUPPORT_STATE_PATH = "/v1/support/requests/{request_id}/state"
UNAUTHORIZED_USE_PATH = "/v1/support/unauthorized-use"
UPLOADS_PATH = "/v1/uploads"
UPLOAD_PATH = "/v1/uploads/{upload_id}"
ATTACHMENT_PATH = "/v1/attachments/{attachment_id}"
ACCOUNT_CHANGES_PATH = "/v1/account/changes"
FORMAL_NOTICES_PATH = "/v1/notices"
NOTICE_READ_PATH = "/v1/notices/{notice_id}/acknowledgements"
CERTIFICATIONS_PATH = "/v1/certifications"
CERTIFICATION_DOCUMENT_PATH = "/v1/certifications/{certification_id}/document"
"""Paths are added to `Discovery.api`, which has neither the version nor a final slash."""

SET_CAP = 32 * 1024 * 1024
"""Bytes of the answers to a set of a thousand activation requests."""


class Change(Struct, frozen=True, gc=False):
    """One entry of the feed: the record `kind`/`id` as of `version`, or its deletion.

    `data` is the record's JSON exactly as received (schemas by kind in the contract). A higher
    version always replaces a lower one; versions of one record only grow.
    """

    kind: str
    id: str
    version: int
    deleted: bool = False
    data: Raw = Raw(b"null")


class ChangePage(Struct, frozen=True):
    """An ordered page of the feed. `next` is the cursor to keep with it, opaque to the client.

    `more` says that another page is there now; `remaining` is about how many changes it and the
    pages behind it hold, for progress.
    """

    changes: list[Change]
    next: str
    more: bool
    remaining: int | None = None


class Place(Struct, frozen=True):
    """Where the vendor is: decides its business days. ISO 3166-1 alpha-2, IANA time zone."""

    country: str
    time_zone: str


class VendorInfo(Struct, frozen=True):
    """Who runs the portal: the short name for screens, the legal name for letters."""

    name: str
    legal_name: str
    place: Place


class VendorContact(Struct, frozen=True):
    """Whom to turn to: role is "support", "sales", "legal", "publicity", "security" or newer."""

    role: str
    name: str
    email: str | None = None
    phone: str | None = None
    post: str | None = None


class Jwk(Struct, frozen=True):
    """A public Ed25519 key of the vendor (RFC 8037): `x` is 32 bytes in base64url.

    `status` is "current" (signs now), "next" (announced) or "retired" (old records only).
    """

    kid: str
    x: str
    kty: str = "OKP"
    crv: str = "Ed25519"
    alg: str = "EdDSA"
    use: str = "sig"
    status: str = "current"


class SignedRecord(Struct, frozen=True):
    """A record the vendor signed: `payload` is base64url (no padding) of the exact bytes.

    `jws` is the compact JWS of those bytes with its middle part left out (RFC 7515 appendix F):
    put `payload` between the two dots and verify. Verify first, parse the bytes afterwards.
    """

    payload: str
    jws: str


class KeyChange(SignedRecord, frozen=True):
    """A signed record whose bytes are a `KeyChangeStatement`, signed by the key it replaces."""


class KeyChangeStatement(Struct, frozen=True):
    """What the old key says: from `issued_at` on, `key` takes the place of the key `replaces`."""

    replaces: str
    key: Jwk
    issued_at: Instant


class Discovery(Struct, frozen=True):
    """What `/.well-known/customer-portal` answers. All addresses are absolute.

    `issuer` is compared with the `iss` of the sign-in answer (RFC 9207). `key_changes` is every
    change since the first key, oldest first. `feedback_statement` is what a person acknowledges
    before feedback is sent, as plain text.
    """

    issuer: str
    vendor: VendorInfo
    api: str
    authorization_endpoint: str
    token_endpoint: str
    device_authorization_endpoint: str
    revocation_endpoint: str
    client_id: str
    keys: list[Jwk]
    key_changes: list[KeyChange]
    contacts: list[VendorContact]
    features: list[str]
    feedback_statement: str


class Tokens(Struct, frozen=True):
    """An answer of the token endpoint (RFC 6749 section 5.1). Its repr shows no token."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str | None = None
    scope: str = ""

    def __repr__(self) -> str:
        return f"Tokens(<hidden>, expires_in={self.expires_in}, scope={self.scope!r})"


class DeviceStart(Struct, frozen=True):
    """How a device sign-in starts (RFC 8628 section 3.2); `expires_in`, `interval` in seconds."""

    device_code: str
    user_code: str
    verification_uri: str
    expires_in: int
    verification_uri_complete: str | None = None
    interval: int = 5

    def __repr__(self) -> str:
        return f"DeviceStart(<hidden>, verification_uri={self.verification_uri!r})"


class OAuthError(Struct, frozen=True):
    """A refusal by the sign-in endpoints (RFC 6749 section 5.2); `error` is a fixed word."""

    error: str
    error_description: str = ""
    error_uri: str = ""


class Me(Struct, frozen=True):
    """Who is signed in. `subject` never changes; `permissions` are names of operations."""

    subject: str
    name: str
    email: str
    account_id: str
    account_name: str
    permissions: list[str]


class Acknowledgement(Struct, frozen=True):
    """That a person saw `statement` (the exact text) and agreed, `at` that instant."""

    statement: str
    at: Instant


class FeedbackBody(Struct, frozen=True, omit_defaults=True):
    """Feedback on its way out. `client_id` equals the request's Idempotency-Key."""

    client_id: str
    topic: str
    text: str
    created_at: Instant
    acknowledged: Acknowledgement
    product_id: str | None = None
    page: str | None = None


class Receipt(Struct, frozen=True):
    """What the portal answers for anything it took in: `id` is the portal's own.

    `kind` names what was submitted ("feedback"). The same item sent again gets the same receipt.
    """

    id: str
    client_id: str
    received_at: Instant
    kind: str


class AnswerSetHead(Struct, frozen=True):
    """What says that a set of activation requests was answered; the answers are fetched by id."""

    client_id: str
    issued_at: Instant


class ProblemDocument(Struct, frozen=True):
    """An error as RFC 9457 says it. Server text: plain text, behind details, never a link."""

    type: str = "about:blank"
    title: str = ""
    status: int | None = None
    detail: str = ""
    instance: str = ""
    code: str = ""
    errors: list[FieldError] | UnsetType = UNSET


class FieldError(Struct, frozen=True):
    """What is wrong with one member of the body; `pointer` is a JSON pointer (RFC 6901)."""

    pointer: str
    detail: str

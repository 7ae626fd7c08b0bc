"""The feed's records of the terms as typed values; what does not fit them is set aside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.orders.model import OrderKind

Instant = Annotated[datetime, Meta(tz=True)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class TextRecord(msgspec.Struct, frozen=True):
    """The text that is offered for a version; `size` in bytes."""

    sha256: Sha256
    size: Annotated[int, Meta(ge=0)]
    media_type: str = ""


class TermsDocumentRecord(msgspec.Struct, frozen=True):
    """One version of one document as it comes."""

    document: Annotated[str, Meta(min_length=1)]
    title: str
    kind: Literal["end_customer", "support_policy", "privacy_policy", "training", "product"]
    version: str
    language: str = ""
    published_at: Instant | None = None
    effective_from: Instant | None = None
    replaces: str | None = None
    applies_to: tuple[OrderKind, ...] = ()
    product_ids: tuple[str, ...] = ()
    precedence: Annotated[int, Meta(ge=1)] = 1
    text: TextRecord | None = None


class AcceptanceEcho(msgspec.Struct, frozen=True):
    """That the vendor took in an acceptance, as it comes."""

    client_id: str
    terms_document_id: str
    text_sha256: str
    accepted_at: Instant
    accepted_by: str = ""


class AcceptanceBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """An acceptance on its way out. `client_id` equals the request's Idempotency-Key."""

    client_id: str
    terms_document_id: str
    text_sha256: str
    accepted_at: Instant
    order_ids: tuple[str, ...] = ()


ACCEPTANCE = "terms_acceptance"
"""The kind of an acceptance, in the outbox and in the feed."""

ACCEPTANCE_PATH = "/v1/terms/acceptances"

TERMS_KINDS: Mapping[str, type[msgspec.Struct]] = {
    "terms_document": TermsDocumentRecord,
    ACCEPTANCE: AcceptanceEcho,
}

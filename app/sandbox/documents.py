"""The invented vendor's documents as published: which there are, since when, with which text."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from importlib import resources

from msgspec import Struct

from app.sandbox.calendar import Calendar, at, start_of
from app.sandbox.drafting import NEW_TERMS, OLD_TERMS
from app.sandbox.records import DocumentKind, LineKind, TermsDocument, TermsText

MEDIA_TYPE = "text/markdown"
_ALL: tuple[LineKind, ...] = ("software", "hosted", "support", "training", "no_charge")
_RELAY = ("relay-gateway", "relay-gateway-eu", "relay-edge")


class Published(Struct, frozen=True):
    """One version of a document; `effective` is a day as drawn up, published `ahead` days before.

    Its text is `resources/terms/<document>-<version>.md`, its rule set lies beside it.
    """

    id: str
    document: str
    title: str
    kind: DocumentKind
    version: str
    effective: str
    ahead: int
    precedence: int
    applies_to: tuple[LineKind, ...] = _ALL
    replaces: str | None = None
    product_ids: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The name of its files without their ends."""
        return f"{self.document}-{self.version}"


_TERMS: tuple[str, str, DocumentKind] = (
    "end-customer-terms",
    "Kestrane End Customer Terms",
    "end_customer",
)
_SUPPORT: tuple[str, str, DocumentKind] = (
    "support-policy",
    "Kestrane Support Policy",
    "support_policy",
)
_SUPPORTED: tuple[LineKind, ...] = ("software", "hosted", "support")


def published() -> tuple[Published, ...]:
    """All versions of all documents, older versions of a document first."""
    return (
        Published(OLD_TERMS, *_TERMS, "2025-03", "2025-03-01", 45, 2),
        Published(NEW_TERMS, *_TERMS, "2026-09", "2026-09-01", 45, 2, replaces=OLD_TERMS),
        Published(
            "product-relay-2025-09", "product-terms-relay", "Relay Gateway Product Terms",
            "product", "2025-09", "2025-09-01", 30, 1, ("software", "no_charge"),
            product_ids=_RELAY,
        ),
        Published("support-2025-06", *_SUPPORT, "2025-06", "2025-06-01", 17, 3, _SUPPORTED),
        Published(
            "support-2026-01", *_SUPPORT, "2026-01", "2026-01-01", 22, 3, _SUPPORTED,
            replaces="support-2025-06",
        ),
        Published(
            "training-2025-03", "training-terms", "Kestrane Training Terms", "training",
            "2025-03", "2025-03-01", 45, 4, ("training",),
        ),
        Published(
            "privacy-2025-06", "privacy-policy", "Kestrane Privacy Policy", "privacy_policy",
            "2025-06", "2025-06-01", 17, 5,
        ),
    )  # fmt: skip


@functools.cache
def text(stem: str) -> bytes:
    """The text of the document with this name of its files."""
    return _file(f"{stem}.md")


@functools.cache
def rules(stem: str) -> bytes:
    """The rule set of the document with this name of its files."""
    return _file(f"{stem}.rules.json")


def records(calendar: Calendar) -> Iterator[tuple[str, str, TermsDocument]]:
    """The documents as the feed shows them."""
    for one in published():
        day = calendar.drawn(one.effective)
        content = text(one.stem)
        yield "terms_document", one.id, TermsDocument(
            one.document, one.title, one.kind, one.version, "en",
            at(day - timedelta(days=one.ahead)), start_of(day), one.replaces, one.applies_to,
            one.precedence, TermsText(sha256(content).hexdigest(), len(content), MEDIA_TYPE),
            one.product_ids,
        )  # fmt: skip


def _file(name: str) -> bytes:
    return resources.files("resources.terms").joinpath(name).read_bytes()

"""What a document is made of, besides its template: paper and files that travel inside it."""

from __future__ import annotations

import enum

import msgspec


class Paper(enum.StrEnum):
    """The paper that a document is laid out for."""

    A4 = "a4"
    US_LETTER = "us-letter"


class Embedded(msgspec.Struct, frozen=True, kw_only=True):
    """A file of text inside the PDF (PDF/A-3, ISO 19005-3): the data that its page shows."""

    name: str
    text: str
    description: str
    media_type: str = "application/json"
    relationship: str = "data"
    """source, data, alternative or supplement, as PDF/A-3 names them."""

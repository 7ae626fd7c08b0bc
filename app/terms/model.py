"""The values of the terms: documents and versions, their clauses, rule values, verdicts.

A document is parsed once into a flat list of clauses; reader, search, comparison, rules and
citations all use that one list. Every instant is aware UTC.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Literal

import msgspec

from app.orders.model import OrderKind


class DocumentKind(enum.StrEnum):
    """What a document of the terms is; LOCAL is one that a person opened from a file."""

    END_CUSTOMER = "end_customer"
    SUPPORT_POLICY = "support_policy"
    PRIVACY_POLICY = "privacy_policy"
    TRAINING = "training"
    PRODUCT = "product"
    LOCAL = "local"


class TextState(enum.StrEnum):
    """Whether the text of a version is here and is the one that was published."""

    TRUSTED = "trusted"
    """Its SHA-256 is the one in the feed."""
    UNTRUSTED = "untrusted"
    """It differs from its hash: shown as such, never used for a verdict."""
    MISSING = "missing"
    """Offered by the portal and not fetched yet."""
    NOT_OFFERED = "not_offered"
    LOCAL = "local"
    """Read from a file of the customer's; pinned to the hash it had then."""


class RulesState(enum.StrEnum):
    """Whether the rule set of a version can be relied on."""

    VALID = "valid"
    INVALID = "invalid"
    """It does not fit its schema."""
    OTHER_TEXT = "other_text"
    """It was made for a text with another hash."""
    MISSING = "missing"
    NOT_OFFERED = "not_offered"


class Clause(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One node of a document. Offsets count characters of the document's text.

    `id` is its anchor, unique and stable within the document: its full number ("7.2"), with "~2"
    behind a repeated one, or for an unnumbered heading words of it ("general-provisions").
    """

    id: str
    number: str = ""
    """The full number as a lawyer cites it ("7.2", "7.2(a)", "IV"); "" for an unnumbered one."""
    title: str = ""
    level: int = 1
    """1 for the top of the outline."""
    parent: int = -1
    """The position of its parent in the document's clauses, -1 at the top."""
    start: int
    """Where its number or heading begins."""
    body: int
    """Where its own text begins, after number and heading."""
    body_end: int
    """Where its own text ends: before its first child, or at `end`."""
    end: int
    """Where it ends, its children included."""
    implied: bool = False
    """Named only by its children ("10.1" without a "10"): it has no text of its own."""
    sha256: str = ""
    """Of its own text with white space collapsed, UTF-8."""


class Remark(msgspec.Struct, frozen=True, gc=False):
    """Something noticed while reading a document, said to the person. `start` is its place."""

    kind: str
    """"repeated_number", "wrong_number", "restart", "implied", "no_numbering", "furniture", …"""
    start: int
    words: str
    """A sentence for the person, translated."""


class Document(msgspec.Struct, frozen=True):
    """A text and its clauses, in the order of the text."""

    text: str
    clauses: tuple[Clause, ...]
    remarks: tuple[Remark, ...] = ()

    def own_text(self, clause: Clause) -> str:
        """The text of a clause alone, without number, heading and children."""
        return self.text[clause.body : clause.body_end].strip()

    def clause(self, anchor: str) -> Clause | None:
        """The clause with this anchor, None where there is none."""
        return next((clause for clause in self.clauses if clause.id == anchor), None)


class ReferenceState(enum.StrEnum):
    """What a cross-reference is worth."""

    FOUND = "found"
    DANGLING = "dangling"
    """There is no clause of that number."""
    MISMATCHED = "mismatched"
    """The clause exists and is headed differently from what the reference says."""
    EXTERNAL = "external"
    """It points to another document."""


class Reference(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A cross-reference in a text: "see Section 10.2 (Delivery)"."""

    start: int
    end: int
    text: str
    """The words as they stand."""
    target: str
    """The number that is meant ("10.2")."""
    anchor: str | None = None
    """The clause found for it."""
    state: ReferenceState
    words: str = ""
    """Why it is dangling or mismatched, translated; "" where it is found."""
    clause: str = ""
    """The anchor of the clause that the reference stands in."""


class Definition(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A defined term and where its meaning is given."""

    term: str
    meaning: str
    """The defining sentence, plain."""
    clause: str
    start: int
    end: int


class TermUse(msgspec.Struct, frozen=True, gc=False):
    """A place where a defined term is used."""

    start: int
    end: int
    term: str


Unit = Literal["", "days", "business-days", "hours", "months", "years", "bytes"]


class RuleValue(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a rule set: what dates and counts rest on, with its clause.

    `value` is an ISO 8601 duration ("P30D"), an amount ("20.00 USD"), a word or a number in text;
    None: the clause states none ("not stated").
    """

    name: str
    clause: str
    value: str | None
    unit: str = ""


class RuleSet(msgspec.Struct, frozen=True):
    """The rule values of one version, by name."""

    terms_document_id: str
    text_sha256: str
    values: tuple[RuleValue, ...]

    def get(self, name: str) -> RuleValue | None:
        """The value of this name, None where the rule set has no such entry."""
        return next((value for value in self.values if value.name == name), None)


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one document, as far as it is known here."""

    id: str
    document: str
    """The same for all versions of a document."""
    title: str
    kind: DocumentKind
    label: str
    """The version as the vendor names it ("2026-09")."""
    language: str = ""
    published_at: datetime | None = None
    effective_from: datetime | None = None
    replaces: str | None = None
    applies_to: tuple[OrderKind, ...] = ()
    product_ids: tuple[str, ...] = ()
    """Products it is for; empty for all."""
    precedence: int = 1
    """Where documents differ the lower number wins."""
    sha256: str = ""
    size: int = 0
    text_state: TextState = TextState.NOT_OFFERED
    rules_state: RulesState = RulesState.NOT_OFFERED
    clause_count: int = 0
    text_note: str = ""
    """Why the text is missing or untrusted, technical; shown behind details."""
    rules_note: str = ""
    """What is wrong with the rule set, technical; shown behind details."""


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody accepted a version: who, when, and exactly which text."""

    id: str
    version_id: str
    text_sha256: str
    accepted_at: datetime
    accepted_by: str
    order_ids: tuple[str, ...] = ()
    confirmed: bool = False
    """The vendor's echo has come."""


class VerdictState(enum.StrEnum):
    """How certain a verdict is."""

    CERTAIN = "certain"
    """By the rules, and pinned to a trusted text."""
    NOT_ACCEPTED = "not_accepted"
    """The newest version governs once it is accepted; it is not yet."""
    UNPINNED = "unpinned"
    """The version is known, its text is not here or not trusted."""
    NOT_STATED = "not_stated"
    """No rule or no version says it."""


class Governing(msgspec.Struct, frozen=True, kw_only=True):
    """Which version of one document governs one order line, from when, and why."""

    line_id: str
    document: str
    kind: DocumentKind
    precedence: int
    version_id: str | None
    version_label: str = ""
    text_sha256: str = ""
    """"" where the text is not here or not trusted."""
    state: VerdictState
    clause: str = ""
    """The clause of the governing version that says so ("26.2")."""
    reason: str
    """One sentence for a person, translated."""
    since: datetime | None = None
    next_at: datetime | None = None
    """The next renewal, None where the line renews no more."""
    next_version_id: str | None = None
    """The version in force then, as published today."""
    next_version_label: str = ""
    next_reason: str = ""

"""A certification as a person works on it: what was asked, how far it is, what it says.

Instants are aware UTC; periods are half open. Everything here is kept in own.db; rows and files are
not: they are counted again from the kept copies.
"""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal

import msgspec

from app.certification.asked import Kind, Origin, Request
from app.certification.reconcile.model import ClauseRef, Resolution
from app.certification.usage.model import Source
from app.documents.model import Paper
from app.documents.signing.model import Signed
from app.exchange.attachments import KeptFile
from app.notices.model import Proof


class Step(enum.StrEnum):
    """The steps of the guide, in their order."""

    REQUEST = "request"
    SCOPE = "scope"
    USAGE = "usage"
    """Of a deletion: what was deleted where."""
    RECONCILE = "reconcile"
    """Of a deletion: what the vendor's records say is still there."""
    ATTEST = "attest"
    SIGN = "sign"
    """Who signs, and how."""
    REVIEW = "review"
    """The real pages, looked at and signed."""
    SUBMIT = "submit"


class StepState(msgspec.Struct, frozen=True, kw_only=True):
    """A step on the rail: done or what is missing, why it is asked, and by which clause."""

    step: Step
    title: str
    words: str
    """One line under the title: "2 findings to answer"."""
    why: str
    clause: ClauseRef | None = None
    done: bool = False
    missing: tuple[str, ...] = ()
    """What still stands in the way, a sentence each."""


class Excluded(msgspec.Struct, frozen=True):
    """An entitlement that is left out of the certification, with the reason that is printed."""

    entitlement_id: str
    reason: str


class PinnedTerms(msgspec.Struct, frozen=True):
    """The version of the terms that governed some orders when the scope was confirmed."""

    version_id: str
    label: str
    sha256: str
    orders: tuple[str, ...]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a person did about a finding."""

    finding_id: str
    resolution: Resolution
    text: str
    by: str
    at: datetime


class Reply(enum.StrEnum):
    """How a statement is attested."""

    YES = "yes"
    NO = "no"
    EXCEPTION = "exception"
    """Yes, except what the text says."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that the terms call for (§5, §6.3, §7.3, §12, §13, §25)."""

    id: str
    statement: str
    """In the first person plural, as it is printed."""
    why: str
    clause: ClauseRef
    good: Reply = Reply.YES
    """The answer that needs no text; any other needs one."""


class Attestation(msgspec.Struct, frozen=True, kw_only=True):
    """A statement with its answer. The statement is kept as it was when answered."""

    question_id: str
    statement: str
    clause: ClauseRef
    reply: Reply
    text: str = ""
    by: str
    at: datetime


class Deletion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was deleted: what, where, by whom, how and when (terms §17)."""

    id: str
    product_id: str
    product_name: str
    what: str
    """Software, key, backup, documentation, hosted data."""
    place: str
    """Host or system."""
    method: str
    by: str
    deleted_at: datetime | None
    """None: not yet, or kept with the reason in `note`."""
    note: str = ""
    machine_id: str = ""
    """Of the vendor's record that it closes; "" where there is none."""


class Signatory(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs, and by what authority (terms §18.1)."""

    name: str = ""
    title: str = ""
    place: str = ""
    email: str = ""
    authority: str = ""
    """"officer", "power_of_attorney" or the person's own words."""


class Way(enum.StrEnum):
    """How a certification is signed."""

    DIGITAL = "digital"
    PAPER = "paper"
    """Printed, signed by hand, and the scan attached."""


class SignedCopy(msgspec.Struct, frozen=True, kw_only=True):
    """One signed copy: the file, and what signed it (`signed` None: a scan of paper)."""

    file: KeptFile
    signed: Signed | None = None
    by: str
    at: datetime
    countersigns: bool = False


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """The unsigned document, frozen when it was made: signing changes nothing on its pages."""

    file: KeptFile
    statement_sha256: str
    """Of the embedded canonical JSON."""
    made_at: datetime
    statement: KeptFile | None = None
    """The embedded canonical JSON as a file of its own: what later certifications compare with."""


DRAFT_FORM = 1
"""Form of the records; raised whenever an older program would lose what a newer one wrote."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A certification in progress or finished, with all that it says."""

    id: str
    needs: int = DRAFT_FORM
    """The form that a program has to know to change it."""
    kind: Kind = Kind.COMPLIANCE
    title: str
    origin: Origin
    request_id: str = ""
    request_version: int = 0
    asked: Request | None = None
    """The request as it was when this was begun, or when a change of it was last taken over."""
    before: str = ""
    """Id of the certification that this one was begun from."""
    period_start: datetime | None = None
    period_end: datetime | None = None
    as_of: datetime
    """The instant that the figures are as of."""
    created_at: datetime
    saved_at: datetime
    step: Step = Step.REQUEST
    """Where the person left it."""
    language: str = "en"
    paper: Paper = Paper.A4
    orders: tuple[str, ...] = ()
    """Numbers of the orders it covers; empty: all that hold."""
    excluded: tuple[Excluded, ...] = ()
    terms: tuple[PinnedTerms, ...] = ()
    """Empty until the scope was confirmed."""
    scope_confirmed_at: datetime | None = None
    sources: tuple[Source, ...] = ()
    answered: tuple[Answered, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    signatory: Signatory = Signatory()
    countersignatory: Signatory | None = None
    way: Way = Way.DIGITAL
    named_users: bool = False
    """Whether the schedule of users names them; otherwise it numbers them."""
    replaced: dict[str, str] = {}
    """Characters that no font has to what a person chose to print instead."""
    made: Made | None = None
    signed: tuple[SignedCopy, ...] = ()
    """Oldest first; the last one is what leaves."""
    item: str = ""
    """The outbox item it was submitted with."""
    proofs: tuple[Proof, ...] = ()
    """Of other ways: post, e-mail."""
    countersigned: KeptFile | None = None
    """The copy that the vendor countersigned, fetched from the portal."""
    seen: str = ""
    """The vendor's word that a person here has seen."""
    copy_fault: str = ""
    """Which word of the vendor's brought a copy that is another document; "" for none."""
    read_only: bool = False
    """Taken in from a colleague who gave it to be read."""
    handed_by: str = ""

    @property
    def rehearsal(self) -> bool:
        """Whether it is a dress rehearsal."""
        return self.origin is Origin.REHEARSAL

    @property
    def finished(self) -> bool:
        """Whether it left or was proven to have left."""
        return bool(self.item or self.proofs)


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """What the vendor says about a certification that arrived (feed record `certification`)."""

    id: str
    state: str
    """received, accepted, questioned, countersigned or newer."""
    document_sha256: str = ""
    countersigned_at: datetime | None = None
    note: str = ""
    """What it asks, of a questioned one."""
    changed_at: datetime | None = None


class Trend(msgspec.Struct, frozen=True):
    """One point of a line over time: what a finished certificate said of an entitlement."""

    as_of: datetime
    permitted: Decimal | None
    used: Decimal | None
    draft_id: str

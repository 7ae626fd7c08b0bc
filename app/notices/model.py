"""Notices as a person sees them: the vendor's, verified and dated, and drafts of one's own.

Every instant is aware UTC; sentences are in the person's language.
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import msgspec

from app.base.errors import ProblemReport
from app.documents.model import Paper
from app.exchange.attachments import KeptFile


class NoticeKind(enum.StrEnum):
    """What a notice by the vendor is about. A kind that is not known here is OTHER."""

    RENEWAL = "renewal"
    TERMS_CHANGE = "terms_change"
    AUDIT = "audit"
    SUSPENSION = "suspension"
    BREACH = "breach"
    DISPUTE = "dispute"
    """A demand to consult before a proceeding."""
    END_OF_LIFE = "end_of_life"
    CERTIFICATION = "certification"
    """A request to certify; it comes as a record of its own."""
    OTHER = "other"


class DraftKind(enum.StrEnum):
    """What a notice of one's own says."""

    OBJECTION = "objection_to_terms"
    NON_RENEWAL = "non_renewal"
    PUBLICITY = "publicity_opt_out"
    DISPUTE = "dispute"
    """A demand to consult before a proceeding."""
    TAX_EXEMPTION = "tax_exemption"
    """Information on a tax exemption, with its certificate."""
    IP_CLAIM = "ip_claim"
    """That a third party claims a product infringes its rights; asks for the indemnity."""
    BREACH = "breach"
    """That the vendor is in breach, and how long it has to cure."""
    TERMINATION = "termination"
    AUDIT_REPLY = "audit_reply"
    """The answer to an announced audit: its date is confirmed, or objected to as too early."""


class Way(enum.StrEnum):
    """How a letter left."""

    POST = "post"
    EMAIL = "e-mail"
    PORTAL = "portal"


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """That a letter was sent, as a person recorded it. Days are days at the vendor's place."""

    posted_on: date
    way: Way
    received_on: date | None = None
    """When it was received; None while nobody recorded that."""
    noted_at: datetime


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What shows that a letter left, by one way. Days are days at the vendor's place."""

    way: Way
    posted_on: date
    tracking: str = ""
    """The number that the carrier gave it."""
    words: str = ""
    """What else a person keeps about it: the carrier, who took it to the post."""
    file: KeptFile | None = None
    """The scanned receipt."""
    noted_at: datetime | None = None
    """When it was recorded; set by the room."""


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """Where what was handed to the outbox is on its way. `state` is the outbox's word for it."""

    item: str
    state: str
    """queued, sending, waiting, refused, sent or discarded."""
    attempts: int = 0
    next_at: datetime | None = None
    problem: ProblemReport | None = None
    receipt: str = ""
    """The portal's own number for what it took in, "" until it did."""
    received_at: datetime | None = None
    """When the portal took it in, by its clock."""


class Renewal(msgspec.Struct, frozen=True):
    """A renewal that a letter prevents: of one order line, at the end of the term it then had."""

    key: str
    """Order and line: what the ids of their deadlines end in."""
    ends_at: datetime


class VendorNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice by the vendor, whether it is genuine, and from when it counts."""

    id: str
    kind: NoticeKind
    subject: str
    text: str
    sent_at: datetime
    given_at: datetime | None
    """When it counts as given; None where no clause says so: then it counts from `sent_at`."""
    given_words: str
    given_working: tuple[str, ...] = ()
    """How that was reckoned, step by step."""
    order_id: str = ""
    order_number: str = ""
    version_id: str = ""
    genuine: bool
    """The vendor's signature over exactly these bytes holds."""
    fault: str = ""
    """Why it is not genuine; "" where it is."""
    starts: str = ""
    """What it starts: "30 days to cure, until 3 Dec 2026"."""
    begins_at: datetime | None = None
    """When an announced audit begins, as the vendor says."""
    due_at: datetime | None = None
    """By when a certification is due, as the vendor says."""
    certifies: str = ""
    """What a request to certify asks for: compliance or deletion."""
    withdrawn_at: datetime | None = None
    """When the vendor took a request to certify back; it starts nothing from then."""
    orders: tuple[str, ...] = ()
    """The orders that a certification is asked for, as the vendor names them; empty: all."""
    period_start: datetime | None = None
    period_end: datetime | None = None
    """The period that is to be certified, half open."""
    site: str = ""
    scope: str = ""
    auditor: str = ""
    read: bool = False
    """Somebody here has opened it."""
    acknowledged_at: datetime | None = None
    """When a person acknowledged it to the vendor; None: nobody did."""
    ack_fate: Fate | None = None
    """Where that acknowledgement is on its way."""


class NoticeDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A letter of one's own, sent or not. `letter` is plain text, and frozen once it is sent."""

    id: str
    kind: DraftKind
    title: str
    order_numbers: tuple[str, ...]
    version_id: str
    recipient: str
    """Name and address, a line each."""
    letter: str
    created_at: datetime
    changed_at: datetime
    post_by: datetime | None = None
    """The latest safe moment to post it, None where no date follows from anything."""
    post_by_words: str = ""
    counts_by: datetime | None = None
    """By when it has to be received to count, None where no date follows from anything."""
    effect_at: datetime | None = None
    """The moment that the letter itself names for its effect, None where it names none."""
    order_ids: tuple[str, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    """What it prevents once it is received in time."""
    sent: Sending | None = None
    counts_words: str = ""
    """Of one that is sent: from when it counts, in a sentence with its clause."""
    email: str = ""
    """Where the copy by e-mail goes, "" where no address is known."""
    proofs: tuple[Proof, ...] = ()
    """What shows that it left: one for each way, the last recorded one last."""
    enclosures: tuple[KeptFile, ...] = ()
    """Files that go with it, such as a certificate."""
    item: str = ""
    """The outbox item of its submission in the portal, "" where there is none."""
    fate: Fate | None = None
    """Where that submission is on its way; filled in where a letter is read."""
    paper: Paper = Paper.A4
    pdf_sha256: str = ""
    """Of the PDF as it was sent, "" while it is a draft."""

"""Reading a version for the page: first what the first screen needs, then everything about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.base.tasks import CancelToken
from app.services import Rooms
from app.terms.answers import (
    AcceptanceNeed,
    AcceptanceRecord,
    Attachment,
    GovernCount,
    Meaning,
    Reminder,
)
from app.terms.model import (
    Clause,
    Definition,
    DocumentKind,
    Reference,
    ReferenceState,
    Remark,
    TextState,
    Version,
)
from ui.terms.spots import Spot, addresses, spots_of

FIRST = 40
"""Clauses read before the first paint."""


class Library(NamedTuple):
    """All documents, and what waits for the person."""

    versions: tuple[Version, ...]
    counts: Mapping[str, GovernCount]
    needs: tuple[AcceptanceNeed, ...]
    zone: str
    """The vendor's."""
    permitted: bool = True
    """Whether the person signed in may deal with the terms."""


class Opened(NamedTuple):
    """What the first screen of a version needs."""

    version: Version
    clauses: tuple[Clause, ...]
    first: int
    texts: tuple[str, ...]
    at: int
    """The position of the clause asked for, 0 where it is not there."""
    found: bool
    """Whether the clause asked for is there."""

    @property
    def readable(self) -> bool:
        """Whether there is a text to show."""
        here = self.version.text_state not in (TextState.MISSING, TextState.NOT_OFFERED)
        return here and bool(self.clauses)


class Surroundings(NamedTuple):
    """What stands beside the text of a version."""

    version: Version
    meanings: tuple[Meaning, ...]
    needs: tuple[AcceptanceNeed, ...]
    acceptances: tuple[AcceptanceRecord, ...]
    reminders: tuple[Reminder, ...]
    attachments: tuple[Attachment, ...]
    governs: GovernCount | None
    zone: str
    trouble: str = ""
    """Why the meanings could not be worked out, "" where they could."""


class Marked(NamedTuple):
    """What is marked in the text of a version, and said about it."""

    spots: dict[int, tuple[Spot, ...]]
    definitions: tuple[Definition, ...]
    references: tuple[Reference, ...]
    """Those that are dangling or mismatched."""
    remarks: tuple[Remark, ...]


def read_library(rooms: Rooms, _cancel: object, _report: object) -> Library:
    """All documents."""
    terms = rooms.terms
    return Library(
        terms.versions(),
        terms.counts(),
        terms.needs_acceptance(),
        terms.vendor_zone(),
        rooms.account.may("terms"),
    )


def read_first(rooms: Rooms, version_id: str, anchor: str) -> Opened:
    """A version from the clause asked for on: one small read of its text."""
    terms = rooms.terms
    version = terms.version(version_id)
    clauses = terms.outline(version_id)
    at = position_of(clauses, anchor)
    first = max(0, max(0, at) - 4)
    texts = terms.texts(version_id, first, FIRST)
    return Opened(version, clauses, first, texts, max(0, at), at >= 0 or not anchor)


def read_surroundings(rooms: Rooms, version_id: str) -> Surroundings:
    """Meanings, acceptances, reminders."""
    terms = rooms.terms
    version = terms.version(version_id)
    local = version.kind is DocumentKind.LOCAL
    return Surroundings(
        version,
        terms.meaning(version_id),
        terms.needs_acceptance(),
        tuple(one for one in terms.acceptances() if one.version_id == version_id),
        terms.reminders(),
        tuple(one for one in terms.attachments() if one.document_id == version_id) if local else (),
        terms.counts().get(version_id),
        terms.vendor_zone(),
    )


def read_marks(rooms: Rooms, version_id: str, cancel: CancelToken) -> Marked:
    """References, definitions and remarks: what needs the whole text."""
    terms = rooms.terms
    clauses = terms.outline(version_id)
    if not clauses:
        return Marked({}, (), (), terms.remarks(version_id))
    references = terms.references(version_id)
    cancel.check()
    definitions = terms.definitions(version_id)
    cancel.check()
    uses = terms.uses(version_id)
    cancel.check()
    meanings = {one.term: one for one in definitions}
    starts = {at: clause.body for at, clause in enumerate(clauses)}
    spots = spots_of(clauses, starts, references, uses, meanings)
    texts = terms.texts(version_id, 0, len(clauses))
    for at, text in enumerate(texts):
        links = tuple(addresses(text)) if "https://" in text.lower() else ()
        if links:
            spots[at] = tuple(sorted(_apart(spots.get(at, ()), links), key=lambda s: s.start))
    bad = (ReferenceState.DANGLING, ReferenceState.MISMATCHED)
    return Marked(
        spots,
        tuple(sorted(definitions, key=lambda one: one.term.casefold())),
        tuple(one for one in references if one.state in bad),
        terms.remarks(version_id),
    )


def _apart(spots: Sequence[Spot], links: Sequence[Spot]) -> list[Spot]:
    """Addresses go before whatever was found inside them."""
    kept = [
        spot
        for spot in spots
        if all(spot.end <= link.start or spot.start >= link.end for link in links)
    ]
    return [*kept, *links]


def position_of(clauses: Sequence[Clause], anchor: str) -> int:
    """The position of a clause by its anchor, or by its number; -1 where there is none."""
    for at, clause in enumerate(clauses):
        if clause.id == anchor:
            return at
    return next((at for at, clause in enumerate(clauses) if anchor and clause.number == anchor), -1)


def clause_at(clauses: Sequence[Clause], offset: int) -> int:
    """The position of the clause that an offset of the document's text lies in."""
    at = 0
    for position, clause in enumerate(clauses):
        if clause.start > offset:
            break
        at = position
    return at

"""Places in a clause's text that answer: cross-references, defined terms, addresses.

Document text stays plain: nothing in it is markup, and of the addresses only https ones answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

from app.base.text import _
from app.terms.model import Clause, Definition, Reference, ReferenceState, TermUse

_ADDRESS = re.compile(r"https://[^\s<>\"'“”‘’«»]+", re.IGNORECASE)
_TAIL = ".,;:!?)]}"


class SpotKind(Enum):
    """What a spot is."""

    REFERENCE = "reference"
    TERM = "term"
    LINK = "link"


class Spot(NamedTuple):
    """A place in a clause's own text. `target`: an anchor, a term, or an address."""

    kind: SpotKind
    start: int
    end: int
    text: str
    target: str
    tip: str = ""
    """What is said on hover: the meaning of a term, why a reference leads nowhere."""
    flagged: bool = False
    """A reference that is dangling or mismatched."""

    @property
    def answers(self) -> bool:
        """Whether choosing it does something."""
        return bool(self.target)


class Places(NamedTuple):
    """Where the own text of a clause stands in the document's text."""

    start: int
    end: int


def addresses(text: str) -> Iterator[Spot]:
    """The https addresses in `text`."""
    for found in _ADDRESS.finditer(text):
        address = found.group().rstrip(_TAIL)
        host = host_of(address)
        if host:
            start = found.start()
            tip = _("Opens {host} in your browser, after asking").format(host=host)
            yield Spot(SpotKind.LINK, start, start + len(address), address, address, tip)


def host_of(address: str) -> str:
    """The host of an https address as ASCII, "" where it has none or is no https address.

    A host with other letters is given as its punycode, so that look-alikes show (threat 40).
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.scheme.lower() != "https" or not host or "@" in parts.netloc:
            return ""
        ascii_host = host.encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port not in (None, 443) else ""
    except (UnicodeError, ValueError):
        return ""
    return ascii_host + port


def reference_tip(reference: Reference) -> str:
    """What a cross-reference says when asked."""
    match reference.state:
        case ReferenceState.FOUND:
            return _("Go to §{number}").format(number=reference.target)
        case ReferenceState.EXTERNAL:
            return reference.words or _("Stands in another document")
        case _:
            return reference.words or _("Leads nowhere in this text")


def spots_of(
    clauses: Sequence[Clause],
    starts: Mapping[int, int],
    references: Iterable[Reference],
    uses: Iterable[TermUse],
    definitions: Mapping[str, Definition],
) -> dict[int, tuple[Spot, ...]]:
    """The spots of each clause by its position, references before terms where both want a place.

    `starts`: where the own text of a clause begins in the document's text, by position.
    """
    order = sorted(starts, key=lambda at: starts[at])
    edges = [(starts[at], clauses[at].body_end, at) for at in order]
    found: dict[int, list[Spot]] = {}
    for reference in references:
        flagged = reference.state in (ReferenceState.DANGLING, ReferenceState.MISMATCHED)
        _place(
            found,
            edges,
            Spot(
                SpotKind.REFERENCE,
                reference.start,
                reference.end,
                reference.text,
                reference.anchor or "",
                reference_tip(reference),
                flagged,
            ),
        )
    for use in uses:
        meaning = definitions.get(use.term)
        if meaning is None or meaning.start <= use.start < meaning.end:
            continue
        tip = meaning.meaning
        _place(found, edges, Spot(SpotKind.TERM, use.start, use.end, use.term, use.term, tip))
    return {at: tuple(sorted(spots, key=lambda spot: spot.start)) for at, spots in found.items()}


def _place(found: dict[int, list[Spot]], edges: Sequence[tuple[int, int, int]], spot: Spot) -> None:
    """Put a spot, given in offsets of the document, into the clause it lies in."""
    low, high = 0, len(edges)
    while low < high:
        middle = (low + high) // 2
        if edges[middle][0] <= spot.start:
            low = middle + 1
        else:
            high = middle
    if not low:
        return
    start, end, at = edges[low - 1]
    if spot.end > end:
        return
    moved = spot._replace(start=spot.start - start, end=spot.end - start)
    others = found.setdefault(at, [])
    if all(moved.end <= other.start or moved.start >= other.end for other in others):
        others.append(moved)

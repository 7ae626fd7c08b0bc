"""The log of a pack: entries of which each holds the hash of the one before.

Nothing can be taken out, put in or changed without every later hash being another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from app.base.clock import to_wire
from app.certification.model import Draft
from app.certification.pack.model import NOTHING, LogEntry
from app.documents.canonical import canonical

AFTERWARDS = frozenset({"redacted", "withheld"})
"""What may be done to a pack that was packed; each is said in its log."""


class Log:
    """A log that grows by one entry at a time."""

    def __init__(self, lines: Sequence[bytes] = ()) -> None:
        self.lines = list(lines)

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return hash_of(self.lines[-1]) if self.lines else NOTHING

    def add(self, at: str, by: str, what: str, about: str = "", sha256: str = "") -> None:
        """Append an entry that holds the hash of the one before."""
        entry = LogEntry(
            n=len(self.lines) + 1, at=at, by=by, what=what, about=about, sha256=sha256,
            before=self.head,
        )  # fmt: skip
        self.lines.append(canonical(entry))

    def data(self) -> bytes:
        """The whole log, a line an entry."""
        return b"".join(line + b"\n" for line in self.lines)


def hash_of(line: bytes) -> str:
    """The hash of an entry as its line stands in the log."""
    return hashlib.sha256(line).hexdigest()


def of_draft(draft: Draft, refs: Mapping[str, str], hashes: Mapping[str, str]) -> Log:
    """What was done on a certification, in the order of time.

    `refs` names sources as the certificate does, `hashes` has the salted hashes of kept files.
    """
    log = Log()
    events = sorted(_events(draft, refs), key=lambda one: one[0])
    for at, by, what, about, file in events:
        sha256 = hashes.get(file, "")
        log.add(to_wire(at), by, what, about, sha256)
    return log


def read(data: bytes) -> tuple[LogEntry, ...]:
    """The entries of a log whose chain holds. Raises ValueError with what is wrong."""
    found: list[LogEntry] = []
    before = NOTHING
    for n, line in enumerate(data.splitlines(), 1):
        try:
            entry = _DECODER.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise ValueError(f"entry {n} cannot be read") from error
        if entry.n != n or entry.before != before:
            raise ValueError(f"entry {n} does not follow the one before")
        before = hash_of(line)
        found.append(entry)
    return tuple(found)


def _events(draft: Draft, refs: Mapping[str, str]) -> Iterable[tuple[datetime, str, str, str, str]]:
    """When, by whom, what, about what, and the id of the file concerned."""
    yield draft.created_at, "", "created", draft.kind.value, ""
    if draft.asked is not None:
        yield draft.asked.issued_at, "", "asked", draft.asked.id, ""
    if draft.scope_confirmed_at is not None:
        for terms in draft.terms:
            yield draft.scope_confirmed_at, "", "scope", terms.version_id, ""
    for source in draft.sources:
        about = f"{refs[source.id]} {source.kind.value}"
        file = source.file.id if source.file is not None else ""
        yield source.added_at, source.added_by, "source", about, file
    for one in draft.answered:
        yield one.at, one.by, "finding", one.resolution.value, ""
    for answer in draft.attestations:
        about = f"{answer.question_id} {answer.reply.value}"
        yield answer.at, answer.by, "statement", about, ""
    if draft.made is not None:
        yield draft.made.made_at, "", "made", "document", draft.made.file.id
    for copy in draft.signed:
        what = "signed" if copy.signed is not None else "scan"
        about = "countersignature" if copy.countersigns else "signature"
        yield copy.at, copy.by, what, about, copy.file.id
    for proof in draft.proofs:
        if proof.noted_at is not None:
            file = proof.file.id if proof.file is not None else ""
            yield proof.noted_at, "", "proof", proof.way.value, file


_DECODER = msgspec.json.Decoder(LogEntry)
"""A decoder has no state of its own."""

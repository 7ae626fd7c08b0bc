"""What an evidence pack is made of, and what is found out about one.

    manifest.json   what the pack holds, with salted hashes; its own SHA-256 is the fingerprint
    salts.json      the salts of the files that are there
    log.jsonl       who did what when, each entry with the hash of the one before
    head.json       what the certificate states, without its schedules
    statement.json  the whole, exactly as it is embedded in the document
    document/…      the signed document and its copies
    rows.jsonl      every row that was counted, each in an open and a hidden part
    sources/…       the files that the rows were counted from

A redacted pack has the same manifest. Of a redacted row the hidden part gives way to its salted
hash, so that sums and hashes still hold; members that would show it are withheld, and the log says
which.
"""

from __future__ import annotations

import enum

import msgspec

FORMAT = "counterpart-evidence/1"
HEAD_FORMAT = "counterpart-evidence-head/1"
MANIFEST = "manifest.json"
LOG = "log.jsonl"
SALTS = "salts.json"
HEAD = "head.json"
STATEMENT = "statement.json"
ROWS = "rows.jsonl"
README = "README.txt"
NOTHING = "0" * 64
"""What the first entry of a log has before it."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the pack. `kind`: words, head, statement, document, copy or source."""

    name: str
    kind: str
    size: int
    sha256: str
    """Of its salt (as hexadecimal text) and its content. Without the salt, which goes where the
    file goes, nobody can try what a withheld file says."""
    ref: str = ""
    """Of a source: E1, E2, … as the certificate prints it."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the pack holds."""

    format: str = FORMAT
    certification: str
    """Id of the certification."""
    kind: str
    made_at: str
    rows: int
    rows_root: str
    """SHA-256 over the leaf hashes of all rows, in their order."""
    log_entries: int
    log_head: str
    """SHA-256 of the last entry when it was packed; what follows was done to the pack itself."""
    members: tuple[Member, ...]


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done. Names of hosts and files stand in no entry.

    `sha256` is salted as in the manifest.
    """

    n: int
    at: str
    by: str
    what: str
    """created, asked, scope, source, finding, statement, made, signed, scan, proof, submitted,
    countersigned; after packing: redacted, withheld."""
    about: str = ""
    sha256: str = ""
    before: str = NOTHING
    """SHA-256 of the entry before, as its line stands in the log."""


class OpenPart(msgspec.Struct, frozen=True, kw_only=True):
    """What stays readable of a row: enough to add it up and to find it in its source."""

    kind: str = "usage"
    """usage, or deletion in a certificate of deletion."""
    product_id: str
    metric: str = ""
    quantity: str = "1"
    unit: str = ""
    environment: str = ""
    belongs: str = ""
    source: str = ""
    """E1, E2, …"""
    row: int = 0


class HiddenPart(msgspec.Struct, frozen=True, kw_only=True):
    """What a redaction takes away: the host or user, and where it is."""

    name: str
    company: str = ""
    place: str = ""
    fingerprint: str = ""


class RowLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row as it stands in the pack: whole, or with the hash of its hidden part alone."""

    open: OpenPart
    hidden: HiddenPart | None = None
    salt: str = ""
    hidden_sha256: str = ""


class PackState(enum.StrEnum):
    """What a pack is worth."""

    WHOLE = "whole"
    REDACTED = "redacted"
    """Whole but for what its log says was redacted and withheld."""
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    """No pack, one of a newer form, or one that is not safe to read."""


class PackCheck(msgspec.Struct, frozen=True):
    """One thing that was looked at. `ok` None: it does not apply here."""

    name: str
    """archive, manifest, members, rows, log, statement, totals, evidence."""
    title: str
    ok: bool | None
    words: str


class PackVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """The whole verdict, in one sentence and in parts."""

    state: PackState
    words: str
    checks: tuple[PackCheck, ...] = ()
    certification: str = ""
    fingerprint: str = ""
    """SHA-256 of the manifest: the same for a pack and its redactions."""
    document_sha256: str = ""
    """Of the signed document; "" where it is withheld."""
    rows: int = 0
    redacted_rows: int = 0
    withheld: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether everything that is there is what was packed."""
        return self.state in (PackState.WHOLE, PackState.REDACTED)

"""The evidence pack: everything a certificate rests on in one zip, checkable without a network.

Written in one step (temporary file, flush, rename). The same certification gives the same bytes
again, and a redacted pack has the manifest of the whole one: see `app.certification.pack.model`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

import msgspec

from app.base.clock import to_wire
from app.base.files import replacing
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.certification.pack import archive, problems, rows
from app.certification.pack.archive import Archive
from app.certification.pack.chain import Log
from app.certification.pack.checking import check, manifest_of, salts_of
from app.certification.pack.head import head_of
from app.certification.pack.model import (
    HEAD,
    LOG,
    MANIFEST,
    README,
    ROWS,
    SALTS,
    STATEMENT,
    Manifest,
    Member,
    PackVerdict,
    RowLine,
)
from app.certification.pack.readme import readme
from app.documents.canonical import canonical

__all__ = ["Content", "PackVerdict", "Piece", "check", "redact", "write"]

_LARGEST_STATEMENT = 256 << 20
_STEP = 1 << 20


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A file that goes into the pack. `kind`: document, copy or source."""

    name: str
    """Within the pack: "sources/E1.csv"."""
    kind: str
    ref: str = ""
    file: str = ""
    """Id of the kept file, as the log of the certification names it."""
    open: Callable[[], BinaryIO]


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What is packed."""

    certification: str
    kind: str
    made_at: str
    """RFC 3339, UTC."""
    statement: bytes
    """The canonical JSON exactly as it is embedded in the document."""
    key: bytes
    """What the salts are drawn from: kept with the certification, in no pack."""
    log: Callable[[Mapping[str, str]], Log]
    """The log, by the salted hashes of kept files."""
    rows: Callable[[], Iterable[RowLine]]
    """Gives the counted rows, each time the same."""
    pieces: tuple[Piece, ...]


def write(
    content: Content,
    path: Path,
    *,
    hosts: Collection[str] = (),
    at: datetime,
    by: str = "",
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> None:
    """Write the pack to `path`; rows and members that name one of `hosts` are redacted.

    Raises UnknownHost for one that stands nowhere, the problems of disk and kept files, Cancelled.
    Then no file is left behind, and an old one is as it was.
    """
    writing = _Writing(content, hosts, report, cancel)
    writing.look()
    with replacing(path) as sink, archive.opened_for_writing(sink) as packed:
        writing.write(packed, to_wire(at), by)


def redact(
    source: Path,
    path: Path,
    hosts: Collection[str],
    *,
    at: datetime,
    by: str = "",
    cancel: CancelToken | None = None,
) -> None:
    """Write a pack again without what names one of `hosts`; its manifest stays the same.

    Raises PackAltered for a pack that is not whole to begin with, UnknownHost, UnsafePack, NotAPack
    and the problems of a disk. `source` is not changed; `path` may be the same file.
    """
    verdict = check(source, cancel=cancel)
    if not verdict.good:
        raise problems.altered(verdict.words)
    with Archive(source) as old:
        manifest, raw = manifest_of(old)
        again = _Again(old, manifest, raw, hosts, cancel)
        again.look()
        with replacing(path) as sink, archive.opened_for_writing(sink) as packed:
            again.write(packed, to_wire(at), by)


class _Writing:
    """One pack being written."""

    def __init__(
        self, content: Content, hosts: Collection[str], report: Report, cancel: CancelToken | None
    ) -> None:
        self._content = content
        self._hosts = frozenset(rows.folded(one) for one in hosts if one.strip())
        self._report = report
        self._cancel = cancel
        self._head = head_of(content.statement)
        self._named: frozenset[str] = frozenset()
        self._salts: dict[str, str] = {}

    def look(self) -> None:
        """See where the hosts stand. Raises UnknownHost for those that stand nowhere."""
        if not self._hosts:
            return
        found: set[str] = set()
        for line in self._content.rows():
            found |= rows.names(line, self._hosts)
        self._named = frozenset(rows.mentioned(self._content.statement, self._hosts))
        lost = self._hosts - found - self._named
        if lost:
            raise problems.unknown_hosts(sorted(lost))

    def write(self, packed: ZipFile, at: str, by: str) -> None:
        """Write every member, the manifest last."""
        content, members, withheld = self._content, list[Member](), list[Member]()
        hashes: dict[str, str] = {}
        root = rows.Root()
        archive.write(packed, ROWS, self._rows(root))
        texts = ((README, "words", readme()), (HEAD, "head", self._head),
                 (STATEMENT, "statement", content.statement))  # fmt: skip
        for name, kind, data in texts:
            hide = name != README and bool(rows.mentioned(data, self._hosts))
            members.append(self._add(packed, name, kind, iter((data,)), hide=hide))
            if hide:
                withheld.append(members[-1])
        for done, piece in enumerate(content.pieces):
            self._report(Progress(_("Packing the evidence"), done, len(content.pieces)))
            # What a file shows cannot be told from outside: with a redaction none goes along,
            # of documents those that print what is redacted.
            hide = bool(self._hosts) if piece.kind == "source" else bool(self._named)
            with closing(piece.open()) as stream:
                pieces = _pieces(stream, self._cancel)
                members.append(
                    self._add(packed, piece.name, piece.kind, pieces, hide=hide, ref=piece.ref)
                )
            hashes[piece.file] = members[-1].sha256
            if hide:
                withheld.append(members[-1])
        log = content.log(hashes)
        manifest = Manifest(
            certification=content.certification, kind=content.kind, made_at=content.made_at,
            rows=root.rows, rows_root=root.value(), log_entries=len(log.lines),
            log_head=log.head, members=tuple(members),
        )  # fmt: skip
        full = Log(log.lines)
        _note(full, root, withheld, at, by)
        archive.write(packed, LOG, (full.data(),))
        archive.write(packed, SALTS, (canonical(self._salts),))
        archive.write(packed, MANIFEST, (canonical(manifest),))

    def _rows(self, root: rows.Root) -> Iterator[bytes]:
        for line in self._content.rows():
            if self._cancel is not None and root.rows % 1000 == 0:
                self._cancel.check()
            kept = rows.redacted(line) if rows.names(line, self._hosts) else line
            root.add(kept)
            yield rows.encoded(kept)

    def _add(
        self, packed: ZipFile, name: str, kind: str, pieces: Iterator[bytes],
        *, hide: bool, ref: str = "",
    ) -> Member:  # fmt: skip
        """Write a member, or only measure one that is withheld."""
        salt = rows.salt_of(self._content.key, name)
        if hide:
            found = archive.measure(pieces, salt)
        else:
            found = archive.write(packed, name, pieces, salt)
            self._salts[name] = salt
        return Member(name=name, kind=kind, size=found.size, sha256=found.salted, ref=ref)


class _Again:
    """A pack being redacted once more."""

    def __init__(
        self,
        old: Archive,
        manifest: Manifest,
        raw: bytes,
        hosts: Collection[str],
        cancel: CancelToken | None,
    ) -> None:
        self._old = old
        self._manifest = manifest
        self._raw = raw
        self._hosts = frozenset(rows.folded(one) for one in hosts if one.strip())
        self._cancel = cancel
        self._named = False

    def look(self) -> None:
        """See where the hosts stand. Raises UnknownHost for those that stand nowhere."""
        found: set[str] = set()
        for data in self._old.lines(ROWS):
            found |= rows.names(rows.decoded(data), self._hosts)
        for name in (STATEMENT, HEAD):
            if name in self._old.members:
                named = rows.mentioned(self._old.read(name, _LARGEST_STATEMENT), self._hosts)
                self._named = self._named or bool(named)
                found |= named
        lost = self._hosts - found
        if lost or not self._hosts:
            raise problems.unknown_hosts(sorted(lost))

    def write(self, packed: ZipFile, at: str, by: str) -> None:
        """Write what stays, the manifest exactly as it was."""
        root = rows.Root()
        archive.write(packed, ROWS, self._rows(root))
        withheld: list[Member] = []
        salts = salts_of(self._old)
        for member in self._manifest.members:
            if member.name not in self._old.members:
                continue
            if self._hides(member):
                withheld.append(member)
                del salts[member.name]
            else:
                archive.write(packed, member.name, self._old.pieces(member.name))
        log = Log(list(self._old.lines(LOG)))
        _note(log, root, withheld, at, by)
        archive.write(packed, LOG, (log.data(),))
        archive.write(packed, SALTS, (canonical(salts),))
        archive.write(packed, MANIFEST, (self._raw,))

    def _hides(self, member: Member) -> bool:
        if member.kind in ("head", "statement"):
            data = self._old.read(member.name, _LARGEST_STATEMENT)
            return bool(rows.mentioned(data, self._hosts))
        if member.kind == "source":
            return True
        return member.kind != "words" and self._named

    def _rows(self, root: rows.Root) -> Iterator[bytes]:
        for data in self._old.lines(ROWS):
            if self._cancel is not None and root.rows % 1000 == 0:
                self._cancel.check()
            line = rows.decoded(data)
            kept = rows.redacted(line) if rows.names(line, self._hosts) else line
            root.add(kept)
            yield rows.encoded(kept)


def _note(log: Log, root: rows.Root, withheld: Collection[Member], at: str, by: str) -> None:
    """Say in the log what was taken away, after what was done before."""
    if root.redacted:
        log.add(at, by, "redacted", f"{root.redacted} of {root.rows} rows", root.value())
    for member in withheld:
        log.add(at, by, "withheld", member.name, member.sha256)


def _pieces(stream: BinaryIO, cancel: CancelToken | None) -> Iterator[bytes]:
    while piece := stream.read(_STEP):
        if cancel is not None:
            cancel.check()
        yield piece

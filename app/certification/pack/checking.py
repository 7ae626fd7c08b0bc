"""Checks an evidence pack offline: every hash, the chain of the log, and the sums of the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from app.base.errors import Problem
from app.base.tasks import CancelToken
from app.base.text import _, ngettext
from app.certification.pack import chain, problems, rows
from app.certification.pack.archive import Archive
from app.certification.pack.head import Head, head_of, read_head
from app.certification.pack.model import (
    FORMAT,
    HEAD,
    LOG,
    MANIFEST,
    ROWS,
    SALTS,
    STATEMENT,
    LogEntry,
    Manifest,
    PackCheck,
    PackState,
    PackVerdict,
)
from app.certification.pack.totals import Totals

_LARGEST = 64 << 20
_LARGEST_STATEMENT = 256 << 20


def check(path: Path, *, cancel: CancelToken | None = None) -> PackVerdict:
    """What a pack is worth. Writes nothing, opens no network, and never unpacks to the disk.

    Raises only what an OSError means for a file that cannot be read, and Cancelled.
    """
    try:
        with Archive(path) as archive:
            return _Checking(archive, cancel).verdict()
    except (problems.NotAPack, problems.NewerPack, problems.UnsafePack) as problem:
        words = _("{title}. {why}").format(title=problem.title, why=problem.explanation)
        looked = PackCheck("archive", _("Archive"), False, problem.explanation)
        return PackVerdict(state=PackState.UNREADABLE, words=words, checks=(looked,))


def manifest_of(archive: Archive) -> tuple[Manifest, bytes]:
    """The manifest and its bytes. Raises NotAPack, NewerPack, PackAltered."""
    if MANIFEST not in archive.members:
        raise problems.not_a_pack("no manifest")
    raw = archive.read(MANIFEST, _LARGEST)
    try:
        form = msgspec.json.decode(raw, type=_Form).format
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise problems.not_a_pack("manifest") from error
    if form != FORMAT:
        if form.startswith(FORMAT.partition("/")[0] + "/"):
            raise problems.newer_pack(form)
        raise problems.not_a_pack(form)
    try:
        return msgspec.json.decode(raw, type=Manifest), raw
    except msgspec.MsgspecError as error:
        raise problems.altered("manifest") from error


def salts_of(archive: Archive) -> dict[str, str]:
    """The salts of the files that are there. Raises PackAltered."""
    try:
        return msgspec.json.decode(archive.read(SALTS, _LARGEST), type=dict[str, str])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise problems.altered("salts") from error


class _Form(msgspec.Struct, frozen=True):
    format: str


class _Checking:
    """One pack being checked; each check says what is wrong and the next one goes on."""

    def __init__(self, archive: Archive, cancel: CancelToken | None) -> None:
        self._archive = archive
        self._cancel = cancel
        self._entries: tuple[LogEntry, ...] = ()
        self._withheld: frozenset[str] = frozenset()
        self._rows = rows.Root()
        self._totals = Totals()
        self._plain: dict[str, str] = {}
        """SHA-256 of the content of each file that is there."""

    def verdict(self) -> PackVerdict:
        """Everything that can be found out."""
        archive = PackCheck("archive", _("Archive"), True, _("Safe to read"))
        try:
            manifest, raw = manifest_of(self._archive)
        except problems.PackAltered as problem:
            bad = PackCheck("manifest", _("Manifest"), False, problem.explanation)
            return PackVerdict(
                state=PackState.ALTERED, words=_altered_words([bad]), checks=(archive, bad)
            )
        checks = [archive]
        for name, title, look in self._looks():
            if self._cancel is not None:
                self._cancel.check()
            try:
                checks.append(look(name, title, manifest))
            except (ValueError, Problem) as error:
                checks.append(PackCheck(name, title, False, _what(error)))
        return self._judged(checks, manifest, hashlib.sha256(raw).hexdigest())

    def _looks(
        self,
    ) -> Iterable[tuple[str, str, Callable[[str, str, Manifest], PackCheck]]]:
        return (
            ("log", _("Log"), self._log),
            ("members", _("Files"), self._members),
            ("rows", _("Rows"), self._read_rows),
            ("statement", _("Statement"), self._statement),
            ("totals", _("Totals"), self._sums),
            ("evidence", _("Evidence"), self._evidence),
        )

    def _judged(
        self, checks: Sequence[PackCheck], manifest: Manifest, fingerprint: str
    ) -> PackVerdict:
        bad = [one for one in checks if one.ok is False]
        redacted = self._rows.redacted
        if bad:
            state, words = PackState.ALTERED, _altered_words(bad)
        elif redacted or self._withheld:
            state = PackState.REDACTED
            words = ngettext(
                "Everything that is there is as it was packed; {n} row is redacted",
                "Everything that is there is as it was packed; {n} rows are redacted",
                redacted,
            ).format(n=redacted)
        else:
            state, words = PackState.WHOLE, _("Everything is there and as it was packed")
        return PackVerdict(
            state=state,
            words=words,
            checks=tuple(checks),
            certification=manifest.certification,
            fingerprint=fingerprint,
            document_sha256=self._document(manifest),
            rows=self._rows.rows,
            redacted_rows=redacted,
            withheld=tuple(sorted(self._withheld)),
        )

    def _document(self, manifest: Manifest) -> str:
        names = [one.name for one in manifest.members if one.kind == "document"]
        return next((self._plain[name] for name in names if name in self._plain), "")

    def _log(self, name: str, title: str, manifest: Manifest) -> PackCheck:
        data = self._archive.read(LOG, _LARGEST)
        self._entries = chain.read(data)
        lines = data.splitlines()
        packed = manifest.log_entries
        head = chain.hash_of(lines[packed - 1]) if 0 < packed <= len(lines) else ""
        if head != manifest.log_head:
            raise ValueError(_("It is not the log that was packed"))
        after = self._entries[packed:]
        if any(one.what not in chain.AFTERWARDS for one in after):
            raise ValueError(_("Something was added to it that is no redaction"))
        self._withheld = frozenset(one.about for one in after if one.what == "withheld")
        words = ngettext(
            "{n} entry, each with the hash of the one before",
            "{n} entries, each with the hash of the one before",
            len(lines),
        ).format(n=len(lines))
        return PackCheck(name, title, True, words)

    def _members(self, name: str, title: str, manifest: Manifest) -> PackCheck:
        listed = {one.name: one for one in manifest.members}
        if len(listed) != len(manifest.members):
            raise ValueError(_("The manifest names a file twice"))
        strange = set(self._archive.members) - set(listed) - {MANIFEST, LOG, ROWS, SALTS}
        if strange:
            raise ValueError(_("Not in the manifest: {names}").format(names=_some(strange)))
        missing = set(listed) - set(self._archive.members)
        if missing - self._withheld:
            lost = _some(missing - self._withheld)
            raise ValueError(_("Missing: {names}").format(names=lost))
        if self._withheld - missing:
            kept = _some(self._withheld - missing)
            raise ValueError(_("Said to be withheld and there: {names}").format(names=kept))
        salts = salts_of(self._archive)
        if salts.keys() & missing:
            raise ValueError(_("Salts of withheld files are there"))
        for one in manifest.members:
            if one.name in missing:
                continue
            if self._cancel is not None:
                self._cancel.check()
            found = self._archive.measured(one.name, salts.get(one.name, ""))
            if (found.size, found.salted) != (one.size, one.sha256):
                raise ValueError(_("Not as packed: {names}").format(names=one.name))
            self._plain[one.name] = found.plain
        there = len(listed) - len(missing)
        words = ngettext("{n} file with its hash", "{n} files with their hashes", there)
        said = words.format(n=there)
        if missing:
            said = _("{said}; withheld: {names}").format(said=said, names=_some(missing))
        return PackCheck(name, title, True, said)

    def _read_rows(self, name: str, title: str, manifest: Manifest) -> PackCheck:
        for data in self._archive.lines(ROWS):
            line = rows.decoded(data)
            self._rows.add(line)
            self._totals.add(line)
            if self._cancel is not None and self._rows.rows % 1000 == 0:
                self._cancel.check()
        if (self._rows.rows, self._rows.value()) != (manifest.rows, manifest.rows_root):
            raise ValueError(_("They are not the rows that were packed"))
        n = self._rows.redacted
        words = ngettext("{all} row, {n} redacted", "{all} rows, {n} redacted", manifest.rows)
        return PackCheck(name, title, True, words.format(all=manifest.rows, n=n))

    def _statement(self, name: str, title: str, manifest: Manifest) -> PackCheck:
        if STATEMENT not in self._archive.members:
            return PackCheck(name, title, None, _("Withheld"))
        data = self._archive.read(STATEMENT, _LARGEST_STATEMENT)
        if HEAD in self._archive.members:
            head = self._archive.read(HEAD, _LARGEST_STATEMENT)
            if head_of(data) != head:
                raise ValueError(_("The head says something else than the statement"))
        return PackCheck(name, title, True, _("Its figures are those of the head"))

    def _sums(self, name: str, title: str, manifest: Manifest) -> PackCheck:
        head = self._head()
        if head is None:
            return PackCheck(name, title, None, _("Withheld"))
        wrong = self._totals.differences(head)
        if wrong:
            raise ValueError("; ".join(wrong[:3]))
        n = len(head.statement.lines)
        words = ngettext(
            "{n} figure is the sum of its rows", "{n} figures are the sums of their rows", n
        )
        return PackCheck(name, title, True, words.format(n=n))

    def _evidence(self, name: str, title: str, manifest: Manifest) -> PackCheck:
        head = self._head()
        if head is None:
            return PackCheck(name, title, None, _("Withheld"))
        sources = {one.ref: one.name for one in manifest.members if one.kind == "source"}
        looked = 0
        for one in head.statement.evidence:
            if one.sha256 and one.ref not in sources:
                raise ValueError(_("{ref} was never packed").format(ref=one.ref))
            plain = self._plain.get(sources.get(one.ref, ""), "")
            looked += bool(plain)
            if plain and plain != one.sha256:
                raise ValueError(
                    _("{ref} is another file than the certificate states").format(ref=one.ref)
                )
        if not looked and head.statement.evidence:
            return PackCheck(name, title, None, _("Withheld"))
        words = ngettext(
            "{n} source as the certificate states it", "{n} sources as the certificate states them",
            looked,
        )  # fmt: skip
        return PackCheck(name, title, True, words.format(n=looked))

    def _head(self) -> Head | None:
        if HEAD not in self._archive.members:
            return None
        return read_head(self._archive.read(HEAD, _LARGEST_STATEMENT))


def _altered_words(bad: Sequence[PackCheck]) -> str:
    first = bad[0]
    return _("This is not what was packed. {title}: {words}").format(
        title=first.title, words=first.words
    )


def _what(error: ValueError | Problem) -> str:
    return error.explanation if isinstance(error, Problem) else str(error)


def _some(names: Iterable[str]) -> str:
    ordered = sorted(names)
    shown = ", ".join(ordered[:3])
    return shown if len(ordered) <= 3 else _("{names} and more").format(names=shown)

"""Packs of a profile's certifications: evidence for a check, a sealed one for a colleague."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from app.base import ids
from app.base.clock import to_wire
from app.base.tasks import CancelToken, Report, no_report
from app.certification import problems
from app.certification.asked import Kind
from app.certification.drafts import KIND, files_of, put_draft
from app.certification.model import Draft
from app.certification.submitting import Submitting

if TYPE_CHECKING:
    from app.certification.pack.chain import Log
    from app.certification.pack.evidence import Content, Piece
    from app.certification.pack.model import RowLine
    from app.certification.usage.model import UsageRow
    from app.exchange.attachments import KeptFile

SALT = "certification_salt"
"""Kind of the records in `noted`, by the certification's id: what its packs draw salts from."""

_ENDINGS = frozenset({".csv", ".xlsx", ".xls", ".ods", ".json", ".txt", ".tsv", ".pdf", ".png",
                      ".jpg", ".jpeg", ".tif", ".tiff", ".eml"})  # fmt: skip


class Packing(Submitting):
    """Certifications that can be packed and handed over."""

    def pack(
        self,
        draft_id: str,
        path: Path,
        *,
        redact: Collection[str] = (),
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> None:
        """Write the evidence of a made certification to one file, in one step.

        `redact`: names of hosts, users or places that nobody is to read in it. Packed twice it has
        the same manifest, with or without a redaction. Raises NoDocument, FiguresMoved,
        UnknownHost, FileLost, the problems of the disk, Cancelled.
        """
        from app.certification.pack import evidence  # noqa: PLC0415 - when packed (P1)

        draft = self.draft(draft_id)
        content = self._content(draft, report, cancel)
        self._check_sums(content)
        evidence.write(
            content, path, hosts=redact, at=self._around.clock.now(), by=self._around.me(),
            report=report, cancel=cancel,
        )  # fmt: skip

    def seal(
        self,
        draft_id: str,
        path: Path,
        passphrase: str,
        *,
        editable: bool = False,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> None:
        """Write a certification with its files for a colleague, sealed with a passphrase.

        One that left, or that was given here to be read, can only be read there. Raises
        WeakPassphrase, FileLost, the problems of the disk, Cancelled.
        """
        from app.certification.pack import sealed  # noqa: PLC0415 - as above

        draft = self.draft(draft_id)
        handed = sealed.Handed(
            draft=draft,
            files=tuple(self._around.files.get(key) for key in _all_files(draft)),
            by=self._around.me() or draft.handed_by,
            editable=editable and not draft.read_only and not self._left(draft),
        )
        sealed.seal(
            handed, self._open_kept, path, passphrase,
            now=self._around.clock.now(), report=report, cancel=cancel,
        )  # fmt: skip

    def open_sealed(
        self,
        path: Path,
        passphrase: str,
        *,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> str:
        """Take in a certification that a colleague sealed; its id here.

        All or nothing. One with the same id is never replaced: this one comes in beside it.
        Raises NotAPack, NewerPack, WrongPassphrase, PackAltered, the problems of disk and store,
        Cancelled.
        """
        from app.certification.pack import problems as pack_problems  # noqa: PLC0415 - as above
        from app.certification.pack import sealed  # noqa: PLC0415 - as above

        kept: list[str] = []

        def keep(file: KeptFile, pieces: Iterator[bytes]) -> KeptFile:
            found = self._around.files.replace("", pieces, file.given)
            kept.append(found.id)
            return found

        try:
            handed, files = sealed.unseal(path, passphrase, keep, report=report, cancel=cancel)
            here = {old.id: new for old, new in zip(handed.files, files, strict=True)}
            if not set(_all_files(handed.draft)) <= here.keys():
                raise pack_problems.altered("files")
            draft = _with_files(handed.draft, here)
            with self._around.own.write() as tx:
                taken = tx.one("SELECT 1 FROM noted WHERE kind = ? AND id = ?", (KIND, draft.id))
                draft = msgspec.structs.replace(
                    draft,
                    id=ids.new_id(self._around.clock) if taken else draft.id,
                    # What a colleague's outbox refused is nothing of this one's.
                    item="" if handed.editable else draft.item,
                    read_only=not handed.editable,
                    handed_by=handed.by,
                    saved_at=self._around.clock.now(),
                )
                put_draft(tx, draft)
        except BaseException:
            self._around.files.release(kept)
            raise
        return draft.id

    def _content(self, draft: Draft, report: Report, cancel: CancelToken | None) -> Content:
        from app.certification.pack import chain, rows  # noqa: PLC0415 - as above
        from app.certification.pack.evidence import Content  # noqa: PLC0415 - as above

        newest = self._newest(draft)
        made = draft.made
        if made is None or made.statement is None:
            raise problems.no_document()
        key = self._salt_key(draft.id)
        refs = {source.id: f"E{n}" for n, source in enumerate(draft.sources, 1)}
        statement = self._around.read_file(made.statement.id)
        counted = self._counted_rows(draft, statement, report, cancel)

        def lines() -> Iterator[RowLine]:
            if draft.kind is Kind.DELETION:
                return rows.deletion_lines(draft.deletions, key)
            return rows.usage_lines(counted, refs, key)

        def log(hashes: Mapping[str, str]) -> Log:
            return chain.of_draft(draft, refs, hashes)

        return Content(
            certification=draft.id,
            kind=draft.kind.value,
            made_at=to_wire(made.made_at),
            statement=statement,
            key=key,
            log=log,
            rows=lines,
            pieces=tuple(self._pieces(draft, newest, refs)),
        )

    def _counted_rows(
        self, draft: Draft, statement: bytes, report: Report, cancel: CancelToken | None
    ) -> tuple[UsageRow, ...]:
        """The rows behind the certificate's lines; sources may hold rows of other products."""
        from app.certification.pack.head import head_of, read_head  # noqa: PLC0415 - as above
        from app.certification.pack.totals import about  # noqa: PLC0415 - as above

        if draft.kind is Kind.DELETION:
            return ()
        stated = about(read_head(head_of(statement)))
        rows = self._figures(draft, report, cancel, rows=True).rows
        return tuple(row for row in rows if stated(row.product_id, row.metric))

    def _pieces(self, draft: Draft, newest: KeptFile, refs: Mapping[str, str]) -> Iterator[Piece]:
        yield self._piece("document/certificate", "document", newest)
        copies = [copy.file for copy in draft.signed if copy.file.id != newest.id]
        if draft.made is not None and draft.made.file.id != newest.id:
            copies.insert(0, draft.made.file)
        copies += [proof.file for proof in draft.proofs if proof.file is not None]
        for n, copy in enumerate(copies, 1):
            yield self._piece(f"document/copy-{n}", "copy", copy)
        if draft.countersigned is not None:
            yield self._piece("document/countersigned", "copy", draft.countersigned)
        for source in draft.sources:
            if source.file is not None:
                ref = refs[source.id]
                yield self._piece(f"sources/{ref}", "source", source.file, ref)

    def _piece(self, name: str, kind: str, file: KeptFile, ref: str = "") -> Piece:
        from app.certification.pack.evidence import Piece  # noqa: PLC0415 - as above

        ending = Path(file.name).suffix.lower()
        return Piece(
            name=name + (ending if ending in _ENDINGS else ".bin"),
            kind=kind,
            ref=ref,
            file=file.id,
            open=lambda: self._around.files.open(file.id),
        )

    def _check_sums(self, content: Content) -> None:
        """Raises FiguresMoved where the rows counted now are not those of the document."""
        from app.certification.pack import problems as pack_problems  # noqa: PLC0415 - as above
        from app.certification.pack.head import head_of, read_head  # noqa: PLC0415 - as above
        from app.certification.pack.totals import Totals  # noqa: PLC0415 - as above

        totals = Totals()
        for line in content.rows():
            totals.add(line)
        wrong = totals.differences(read_head(head_of(content.statement)))
        if wrong:
            raise pack_problems.figures_moved(wrong)

    def _salt_key(self, draft_id: str) -> bytes:
        """The key of a certification's salts, made when it is first packed."""
        from app.certification.pack.rows import KEY_SIZE  # noqa: PLC0415 - as above

        with self._around.own.write() as tx:
            row = tx.one("SELECT body FROM noted WHERE kind = ? AND id = ?", (SALT, draft_id))
            if row is not None:
                return msgspec.json.decode(row[0], type=bytes)
            key = secrets.token_bytes(KEY_SIZE)
            tx.execute(
                "INSERT INTO noted (kind, id, body) VALUES (?, ?, ?)",
                (SALT, draft_id, msgspec.json.encode(key)),
            )
        return key

    def _open_kept(self, file: KeptFile) -> BinaryIO:
        return self._around.files.open(file.id)


def _all_files(draft: Draft) -> tuple[str, ...]:
    """The kept files of a certification, the paper that its request came in among them."""
    paper = draft.asked.paper if draft.asked is not None else None
    return tuple(dict.fromkeys([*files_of(draft), *([paper.id] if paper is not None else [])]))


def _with_files(draft: Draft, here: Mapping[str, KeptFile]) -> Draft:
    """The draft with the files as they are kept here; each keeps the name it was given."""

    def renamed(value: object) -> object:
        if isinstance(value, dict):
            found = here.get(value["id"]) if _is_file(value) else None
            if found is not None:
                return {**value, "id": found.id}
            return {key: renamed(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [renamed(one) for one in value]
        return value

    return msgspec.convert(renamed(msgspec.to_builtins(draft)), Draft)


def _is_file(value: dict[str, object]) -> bool:
    return {"id", "given", "sha256", "size"} <= value.keys()

"""From draft to document: previewed, frozen as PDF, signed, or printed and scanned.

The document is frozen once: a signature is appended to exactly its bytes, so what was signed is
what was reviewed. Each step is one transaction after its file is on the disk.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.files import write_bytes
from app.base.tasks import CancelToken, Report, no_report
from app.certification import problems
from app.certification.asked import Kind
from app.certification.history import read_statement
from app.certification.model import Draft, Made, SignedCopy, Way
from app.certification.statement import Statement
from app.certification.stating import Stated, stated
from app.certification.steps import Steps
from app.documents.signing.model import Signed

if TYPE_CHECKING:
    from app.certification.reconcile.changes import Change
    from app.exchange.attachments import KeptFile

_SCREEN = 144.0
_SCANS = ((b"%PDF-", ".pdf"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"))
_LARGEST_SCAN = 100 * 1024 * 1024


class Making(Steps):
    """Documents of certifications."""

    def statement(
        self, draft_id: str, *, report: Report = no_report, cancel: CancelToken | None = None
    ) -> Statement:
        """What the certificate says, as data; that of a made one as it was frozen."""
        return self._stated(self.draft(draft_id), report, cancel)

    def preview(
        self,
        draft_id: str,
        *,
        report: Report = no_report,
        cancel: CancelToken | None = None,
        resolution: float = _SCREEN,
    ) -> tuple[bytes, ...]:
        """The pages as PNG, of what is entered so far or of what was frozen. Raises BadDocument."""
        return self.preview_told(draft_id, report=report, cancel=cancel, resolution=resolution)[0]

    def preview_told(
        self,
        draft_id: str,
        *,
        report: Report = no_report,
        cancel: CancelToken | None = None,
        resolution: float = _SCREEN,
    ) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
        """The pages, and the characters in them that no font has and nothing replaces yet.

        They stand as boxes on the pages; of a made document there are none. Raises BadDocument.
        """
        from app.certification.paper.pages import preview  # noqa: PLC0415 - needs the typesetter
        from app.certification.paper.printing import lacking_in  # noqa: PLC0415 - as above

        draft = self.draft(draft_id)
        said = self._stated(draft, report, cancel)
        pages = preview(said, draft, resolution=resolution)
        return pages, lacking_in(said) if draft.made is None else ()

    def make(
        self, draft_id: str, *, report: Report = no_report, cancel: CancelToken | None = None
    ) -> Draft:
        """Freeze the document as PDF/A-3a with its data inside; made once until it is reopened.

        Raises NotReady with what is missing, GlyphMissing with what no font shows, BadDocument, the
        problems of the disk, Cancelled; then nothing was changed.
        """
        from app.certification.paper.pages import pdf_of  # noqa: PLC0415 - as above
        from app.documents.canonical import canonical  # noqa: PLC0415 - as above

        draft = self.draft(draft_id)
        self._check(draft)
        if draft.made is not None:
            return draft
        missing = self._missing_to_make(draft, report, cancel)
        if missing:
            raise problems.not_ready(missing)
        now = self._around.clock.now()
        said = self._stated(draft, report, cancel, now)
        data = canonical(said)
        pdf = pdf_of(said, draft)
        if cancel is not None:
            cancel.check()
        statement = self._around.files.attach(("certification.json", data))
        file = self._around.files.attach((_file_name(draft), pdf))
        made = Made(
            file=file,
            statement_sha256=hashlib.sha256(data).hexdigest(),
            made_at=now,
            statement=statement,
        )

        def change(one: Draft) -> Draft:
            # What was entered meanwhile is not on these pages: they are not kept then.
            if msgspec.structs.replace(one, step=draft.step, saved_at=draft.saved_at) != draft:
                raise problems.changed_meanwhile()
            return msgspec.structs.replace(one, made=made)

        try:
            return self._change(draft_id, change)
        except BaseException:
            self._around.files.release((statement.id, file.id))
            raise

    def pdf(self, draft_id: str) -> bytes:
        """The newest document: signed, else made. Raises NoDocument, FileLost."""
        return self._around.read_file(self._newest(self.draft(draft_id)).id)

    def keep_signed(
        self, draft_id: str, pdf: bytes, signed: Signed, by: str = "", countersigns: bool = False
    ) -> Draft:
        """Keep a signed document; it has to continue the one before it byte for byte.

        Raises NotOfThisDocument, NoDocument, CertificationLeft, the problems of the disk.
        """
        before = self.draft(draft_id)
        self._check(before)
        base = self.pdf(draft_id)
        if not pdf.startswith(base) or len(pdf) <= len(base):
            raise problems.not_of_this_document()
        file = self._around.files.attach((_file_name(before), pdf))
        return self._keep_copy(before, file, signed, by, countersigns=countersigns)

    def attach_scan(
        self, draft_id: str, path: Path, by: str = "", *, countersigns: bool = False
    ) -> Draft:
        """Keep the scan of the printed and signed pages. Raises NotAScan, NoDocument."""
        before = self.draft(draft_id)
        self._check(before)
        self._newest(before)
        file = self._around.files.attach(path)
        try:
            with self._around.files.open(file.id) as stream:
                head = stream.read(16)
            if file.size > _LARGEST_SCAN or not any(head.startswith(m) for m, _end in _SCANS):
                raise problems.not_a_scan(file.name)
            return self._keep_copy(before, file, None, by, countersigns=countersigns)
        except BaseException:
            self._around.files.release((file.id,))
            raise

    def changed_since(
        self, draft_id: str, *, report: Report = no_report, cancel: CancelToken | None = None
    ) -> tuple[Change, ...]:
        """What this says otherwise than the last certification that left; nothing without one."""
        from app.certification.reconcile.changes import differences  # noqa: PLC0415 - when asked

        draft = self.draft(draft_id)
        before = self._last_finished(draft)
        old = read_statement(self._around, before) if before is not None else None
        return differences(old, self._stated(draft, report, cancel)) if old is not None else ()

    def set_way(self, draft_id: str, way: Way) -> Draft:
        """Sign digitally or on paper; a document made for the other way is made anew for it."""
        return self._change(draft_id, lambda one: msgspec.structs.replace(one, way=way))

    def export(self, draft_id: str, path: Path, form: str = "pdf") -> None:
        """Write it to a file in one step: pdf, json, csv, xlsx, or schedules (a PDF of them).

        Raises NoDocument for a PDF that was not made, the problems of the disk; the old file is
        untouched then.
        """
        if form == "pdf":
            write_bytes(path, self.pdf(draft_id))
            return
        from app.certification.paper.tables import export  # noqa: PLC0415 - when exported

        export(self.statement(draft_id), path, form, self.draft(draft_id).paper)

    def _keep_copy(
        self, before: Draft, file: KeptFile, signed: Signed | None, by: str, *, countersigns: bool
    ) -> Draft:
        copy = SignedCopy(
            file=file, signed=signed, by=by or self._around.me(), at=self._around.clock.now(),
            countersigns=countersigns,
        )  # fmt: skip

        def change(one: Draft) -> Draft:
            if one.made != before.made or one.signed != before.signed:
                raise problems.not_of_this_document()
            return msgspec.structs.replace(one, signed=(*one.signed, copy))

        try:
            return self._change(before.id, change, any=True)
        except BaseException:
            self._around.files.release((file.id,))
            raise

    def _newest(self, draft: Draft) -> KeptFile:
        if draft.signed:
            return draft.signed[-1].file
        if draft.made is None:
            raise problems.no_document()
        return draft.made.file

    def _stated(
        self,
        draft: Draft,
        report: Report,
        cancel: CancelToken | None,
        made_at: datetime | None = None,
    ) -> Statement:
        frozen = read_statement(self._around, draft)
        if frozen is not None:
            return frozen
        if draft.kind is Kind.DELETION:
            return stated(self._around, draft, Stated(), made_at)
        usage = self._figures(draft, report, cancel, rows=True)
        found = self._reconcile(draft, report, cancel)
        return stated(
            self._around, draft, Stated(usage, found, self._left_out(draft, usage)), made_at
        )


def _file_name(draft: Draft) -> str:
    return f"{draft.title[:80].strip() or draft.kind.value}.pdf"

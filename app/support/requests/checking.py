"""Looking a draft through before it leaves: what was found, blacked out, or let through with why.

Nothing that is looked through leaves the machine, and no finding holds the value. A file is looked
through once: its copy never changes, so that what was found is kept with it until it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

import msgspec

from app import __version__
from app.base.tasks import CancelToken, Report, no_report
from app.base.text import _
from app.exchange.attachments import KeptFile
from app.support.requests import kept, problems, store
from app.support.requests.drafting import Drafts
from app.support.requests.model import Draft
from app.support.requests.tools import Tools
from app.support.scan.model import Finding, ScanResult, Unscanned

_SENSITIVE = "sensitive-data"
"""The name of the rule value: what may not be submitted to hosted services."""


class Checks:
    """Looks through the drafts of one profile."""

    def __init__(self, tools: Tools, drafts: Drafts) -> None:
        self._tools = tools
        self._drafts = drafts

    def check(
        self, draft_id: str, report: Report = no_report, cancel: CancelToken | None = None
    ) -> ScanResult:
        """What is in the texts and files of a draft. Raises UnknownDraft, FileLost, Cancelled."""
        return self.of(self._drafts.get(draft_id), report, cancel)

    def of(
        self, draft: Draft, report: Report = no_report, cancel: CancelToken | None = None
    ) -> ScanResult:
        """The same of a draft that is at hand."""
        found = [self._text(draft, field, cancel) for field, _name in _fields()]
        found += [self._file(file, report, cancel) for file in draft.files]
        return ScanResult(
            findings=tuple(one for result in found for one in result.findings),
            unscanned=tuple(one for result in found for one in result.unscanned),
            more=sum(result.more for result in found),
            scanned_bytes=sum(result.scanned_bytes for result in found),
        )

    def undecided(
        self, draft: Draft, report: Report = no_report, cancel: CancelToken | None = None
    ) -> tuple[tuple[Finding, ...], int]:
        """The findings that nobody decided about, and how many more there are than are listed.

        Where all that are listed of a source were let through, those beyond them are as well.
        """
        findings: list[Finding] = []
        more = 0
        for result in self._each(draft, report, cancel):
            left = [one for one in result.findings if one.id not in draft.decided]
            findings += left
            more += result.more if left else 0
        return tuple(findings), more

    def caution(self, draft_id: str) -> str:
        """By which rule what is found in a draft matters (terms §7.7 for hosted services)."""
        from app.support.scan.words import rule_words  # noqa: PLC0415 - as below

        draft, tools = self._drafts.get(draft_id), self._tools
        product_id, order_id = draft.product_id, draft.order_id
        request = store.request(tools.mirror, draft.request_id) if draft.request_id else None
        if request is not None:
            product_id = request.record.product_id or ""
            order_id = request.record.order_id or ""
        hosted = store.is_hosted(tools.mirror, product_id)
        clause = tools.entitlements().clause(order_id, _SENSITIVE) if hosted and order_id else ""
        return rule_words(hosted=hosted, clause=clause)

    def decide(self, draft_id: str, finding_ids: Iterable[str], reason: str) -> Draft:
        """Let findings through; the reason is kept with what is sent. Raises NoReason."""
        said = " ".join(reason.split())
        if not said:
            raise problems.no_reason()
        chosen = dict.fromkeys(finding_ids, said)
        return self._drafts.change(
            draft_id,
            lambda found: msgspec.structs.replace(found, decided={**found.decided, **chosen}),
        )

    def redact(
        self,
        draft_id: str,
        finding_ids: Iterable[str],
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> Draft:
        """Black findings out, in the texts and in new copies of the files.

        Those that cannot be (in archives and PDFs) are left. Raises UnknownDraft, Cancelled.
        """
        wanted = frozenset(finding_ids)
        draft = self._drafts.get(draft_id)
        for field, _name in _fields():
            found = self._text(draft, field, cancel).findings
            self._redact_text(draft, field, [one for one in found if one.id in wanted])
        for file in draft.files:
            result = self._file(file, report, cancel)
            chosen = [one for one in result.findings if one.id in wanted and one.redactable]
            if chosen:
                self._redact_file(draft, file, result, chosen, report, cancel)
        return self._drafts.get(draft_id)

    def _each(
        self, draft: Draft, report: Report, cancel: CancelToken | None
    ) -> Iterable[ScanResult]:
        for field, _name in _fields():
            yield self._text(draft, field, cancel)
        for file in draft.files:
            yield self._file(file, report, cancel)

    def _text(self, draft: Draft, field: str, cancel: CancelToken | None) -> ScanResult:
        from app.support.scan.scanner import scan_text  # noqa: PLC0415 - detectors are not for start-up

        text = str(getattr(draft, field))
        if not text:
            return ScanResult()
        return scan_text(text, source="", name=dict(_fields())[field], cancel=cancel)

    def _file(self, file: KeptFile, report: Report, cancel: CancelToken | None) -> ScanResult:
        known = kept.scan(self._tools.own, file.id, __version__)
        if known is not None:
            return _from(known, file.id)
        from app.support.scan.scanner import scan_file  # noqa: PLC0415 - as above

        result = scan_file(lambda: self._open(file), file.name, file.id, report, cancel)
        with self._tools.own.write() as tx:
            kept.keep_scan(tx, file.id, __version__, _from(result, ""))
        return result

    def _open(self, file: KeptFile) -> BinaryIO:
        return self._tools.files().open(file.id)

    def _redact_text(self, draft: Draft, field: str, findings: Sequence[Finding]) -> None:
        if not findings:
            return
        from app.support.scan.redacting import redact_text  # noqa: PLC0415 - as above

        text = redact_text(str(getattr(draft, field)), findings)
        self._drafts.change(draft.id, lambda found: _with(found, field, text))

    def _redact_file(
        self,
        draft: Draft,
        file: KeptFile,
        before: ScanResult,
        findings: Sequence[Finding],
        report: Report,
        cancel: CancelToken | None,
    ) -> None:
        from app.support.scan.redacting import redact_stream  # noqa: PLC0415 - as above

        data = redact_stream(lambda: self._open(file), findings)
        made = self._tools.files().replace(file.id, data)
        after = self._file(made, report, cancel)
        reasons = {
            _place(one): draft.decided[one.id] for one in before.findings if one.id in draft.decided
        }
        decided = {one.id: reasons[_place(one)] for one in after.findings if _place(one) in reasons}
        self._drafts.change_file(draft.id, file.id, made, decided)


def _fields() -> tuple[tuple[str, str], ...]:
    """The texts of a draft that leave, and what each is called."""
    return (
        ("subject", _("Subject")),
        ("text", _("Text")),
        ("business_impact", _("Business impact")),
    )


def _with(draft: Draft, field: str, text: str) -> Draft:
    match field:
        case "subject":
            return msgspec.structs.replace(draft, subject=text)
        case "business_impact":
            return msgspec.structs.replace(draft, business_impact=text)
        case _:
            return msgspec.structs.replace(draft, text=text)


def _from(result: ScanResult, source: str) -> ScanResult:
    """A result as found in `source`. It is kept without: a record that names a file keeps it."""
    return msgspec.structs.replace(
        result,
        findings=tuple(msgspec.structs.replace(one, source=source) for one in result.findings),
        unscanned=tuple(Unscanned(source, one.name, one.reason) for one in result.unscanned),
    )


def _place(finding: Finding) -> tuple[str, str, int, int]:
    return finding.rule, finding.name, finding.start, finding.end

"""The step that compares: the table above, findings and evidence below, each answer previewed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.dates import deadline_words
from app.base.errors import ProblemReport
from app.base.tasks import Progress
from app.base.text import _, ngettext
from app.certification.model import Draft, Step, StepState, Trend
from app.certification.reconcile.model import (
    Finding,
    Line,
    Reconciliation,
    Resolution,
    Result,
)
from app.certification.usage.model import Source
from ui.certification.looks import result_look
from ui.certification.reconcile.answering import AnswerDialog
from ui.certification.reconcile.comparison import ComparedRow, ComparisonTable, compared
from ui.certification.reconcile.evidence_pane import EvidencePane
from ui.certification.reconcile.evidence_rows import EvidenceDialog
from ui.certification.reconcile.findings import FindingsPane
from ui.certification.step import Primary, StepView
from ui.jobs import Handle, Jobs
from ui.kit.dialogs import Dialog
from ui.kit.labels import StatusLabel
from ui.kit.panels import Hairline, VLine, column, row
from ui.kit.states import ProgressLine, Skeleton, StateStack, problem_state
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.page import Memory

if TYPE_CHECKING:
    from app.base.tasks import CancelToken, Report
    from app.services import Rooms

_EVIDENCE = 320
_EVIDENCE_NARROW = 292
_NARROW = 900
_LEAST_BELOW = 190
_LOW = 440
_TIGHT = 680


class ReconcileStep(StepView):
    """Reads the comparison when it comes to the front, and again after each change."""

    step = Step.RECONCILE
    tells_missing = False

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        profile: ProfileInfo,
        memory: Memory,
        link: WorkerLink | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, jobs, clock, profile, memory, link, parent=parent)
        self.reading: Reconciliation | None = None
        self.dialog: Dialog | None = None
        self._read_of: object = None
        self._front = False
        self._running: Handle | None = None
        self._chosen: ComparedRow | None = None
        self._trend: tuple[str, tuple[Trend, ...]] = ("", ())
        self.tallies = [StatusLabel(theme, result_look(one).icon, "") for one in _TOLD]
        for label in self.tallies:
            label.hide()
            self.head.aside.addWidget(label)
        self.table = ComparisonTable(theme)
        self.findings = FindingsPane(theme)
        self.evidence = EvidencePane(theme)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        below = row(spacing=0)
        below.addWidget(self.findings, 1)
        below.addWidget(VLine(self.theme))
        below.addWidget(self.evidence)
        content = QWidget()
        self.line = Hairline(self.theme)
        whole = column(self.table, self.line, spacing=0)
        whole.addLayout(below, 1)
        content.setLayout(whole)
        self.stack = StateStack(self.theme, content)
        self.body.addWidget(self.stack, 1)

    def _connect(self) -> None:
        table, findings, evidence = self.table, self.findings, self.evidence
        table.selected.connect(self._show_row)
        table.order_wanted.connect(self.order_wanted)
        table.evidence_wanted.connect(self._open_evidence)
        findings.answer_wanted.connect(self.ask_answer)
        findings.line_wanted.connect(table.choose)
        findings.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))
        evidence.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))
        evidence.order_wanted.connect(self.order_wanted)
        evidence.rows_wanted.connect(self.open_rows)
        evidence.replace_wanted.connect(lambda _key: self.step_wanted.emit(Step.USAGE.value))
        evidence.add_wanted.connect(lambda: self.step_wanted.emit(Step.USAGE.value))

    def show_draft(self, draft: Draft, states: Sequence[StepState]) -> None:
        """Compare anew where something that counts has changed."""
        super().show_draft(draft, states)
        self.head.show_title(
            _("Compare what you use with what you may use"),
            _("Figures as of {when}. Select a row to see where a number comes from.").format(
                when=deadline_words(draft.as_of)
            ),
        )
        if self._front:
            self._read()

    def enter(self) -> None:
        """Compare, unless nothing has changed since."""
        self._front = True
        self._read()

    def primary(self) -> Primary | None:
        """Open findings do not keep one from going on, except those that block."""
        reading = self.reading
        if reading is None:
            return Primary("")
        blocking = [one for one in reading.open_findings if one.blocks]
        if blocking:
            note = ngettext(
                "{n} finding has to be answered before anything can be certified.",
                "{n} findings have to be answered before anything can be certified.",
                len(blocking),
            ).format(n=len(blocking))
            return Primary("", note=note)
        if reading.open_findings:
            return Primary("", note=_("Open findings are named in the certification."))
        return Primary("")

    def first_focus(self) -> QWidget | None:
        """The table."""
        return self.table.table

    def _key(self, draft: Draft) -> object:
        return (
            draft.id, draft.sources, draft.answered, draft.excluded, draft.orders,
            draft.period_start, draft.period_end, draft.as_of, draft.scope_confirmed_at,
        )  # fmt: skip

    def _read(self) -> None:
        draft = self.draft
        if draft is None or self._read_of == self._key(draft):
            return
        self._read_of = self._key(draft)
        draft_id = draft.id
        if self.reading is None:
            self.stack.show_state(Skeleton(self.theme, 8))

        def read(rooms: Rooms, cancel: CancelToken, report: Report) -> Reconciliation:
            return rooms.certification.reconcile(draft_id, report=report, cancel=cancel)

        self._running = (
            self.jobs.job(self, read, group="certification-reconcile", long=True)
            .on_success(self.show_reading)
            .on_failure(self._failed)
            .on_progress(self._progressed)
            .run()
        )

    def _progressed(self, progress: Progress) -> None:
        if self.reading is not None or self._running is None:
            return
        line = self.stack.currentWidget()
        if not isinstance(line, ProgressLine):
            line = ProgressLine(self.theme, _("Counting the evidence"))
            line.cancelled.connect(self._stop)
            self.stack.show_state(line)
        line.set_progress(progress.done, progress.total, f"{progress.done:,}")

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
        self._read_of = None
        self.step_wanted.emit(Step.USAGE.value)

    def show_reading(self, reading: Reconciliation) -> None:
        """Show the comparison."""
        draft = self.draft
        if draft is None:
            return
        self.reading = reading
        self.stack.show_content()
        for label, result in zip(self.tallies, _TOLD, strict=True):
            n = sum(one.result is result for one in reading.lines)
            look = result_look(result)
            label.set_status(look.icon, _tally(result, n), look.tone, look.icon_tone)
            label.setProperty("counts", n)
        self._show_tallies()
        self.findings.show_findings(reading.findings, editable=self.editable)
        self.table.show_rows(compared(reading.lines, draft.sources))
        self._share()
        self.primary_changed.emit()

    def _show_tallies(self) -> None:
        """Where there is room for them; every row says its own result, too."""
        wide = self.width() >= _TIGHT
        for label in self.tallies:
            label.setVisible(wide and bool(label.property("counts")))

    def _failed(self, report: ProblemReport) -> None:
        self._read_of = None
        state = problem_state(self.theme, report, action=_("Back to the evidence"))
        if state.secondary:
            state.secondary.clicked.connect(lambda: self.step_wanted.emit(Step.USAGE.value))
        self.stack.show_state(state)

    def _show_row(self, found: ComparedRow | None) -> None:
        self._chosen = found
        line = found.line if found is not None else None
        draft = self.draft
        trend = self._trend[1] if found is not None and self._trend[0] == found.id else ()
        self.evidence.show_line(
            line, draft.sources if draft else (), editable=self.editable, trend=trend
        )
        if found is not None and self._trend[0] != found.id:
            self._read_trend(found.id)

    def _read_trend(self, entitlement_id: str) -> None:
        self._trend = (entitlement_id, ())

        def read(rooms: Rooms, _cancel: object, _report: object) -> tuple[Trend, ...]:
            return rooms.certification.trends(entitlement_id)

        def show(points: tuple[Trend, ...]) -> None:
            if points and self._trend[0] == entitlement_id:
                self._trend = (entitlement_id, points)
                self._show_row(self._chosen)

        self.jobs.job(self, read, group="certification-trend").on_success(show).run()

    def _open_evidence(self, found: ComparedRow) -> None:
        if found.line.source_ids:
            self.open_rows(found.line.source_ids[0])
        else:
            self.step_wanted.emit(Step.USAGE.value)

    def open_rows(self, source_id: str) -> None:
        """Open the rows of a source that stand behind the chosen line."""
        source, found = self._source(source_id), self._chosen
        if source is None or found is None:
            return
        entitlement = found.line.entitlement
        self._open(
            EvidenceDialog(
                self.theme, self.jobs, source, entitlement.product_id, entitlement.metric,
                parent=self.window(),
            )
        )  # fmt: skip

    def ask_answer(self, finding: Finding, way: Resolution) -> None:
        """Ask for an answer; a figure is corrected among the sources."""
        if way is Resolution.CORRECTED:
            self.step_wanted.emit(Step.USAGE.value)
            return
        line = self._line(finding.entitlement_id)
        dialog = AnswerDialog(self.theme, finding, way, line, parent=self.window())
        dialog.accepted.connect(lambda: self._answer(finding, dialog.resolution, dialog.text))
        self._open(dialog)

    def _answer(self, finding: Finding, way: Resolution, text: str) -> None:
        draft, who = self.draft, self.profile.subject
        if draft is not None:
            self.act(
                lambda rooms: rooms.certification.answer_finding(
                    draft.id, finding.id, way, text, who
                )
            )

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _source(self, source_id: str) -> Source | None:
        draft = self.draft
        known = draft.sources if draft is not None else ()
        return next((one for one in known if one.id == source_id), None)

    def _line(self, entitlement_id: str) -> Line | None:
        lines = self.reading.lines if self.reading is not None else ()
        return next((one for one in lines if one.entitlement.id == entitlement_id), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height between the table and what is below it; a low window says less."""
        super().resizeEvent(event)
        self.head.words.setVisible(self.height() >= _LOW)
        self._show_tallies()
        self._share()

    def _share(self) -> None:
        self.evidence.setFixedWidth(_EVIDENCE_NARROW if self.width() < _NARROW else _EVIDENCE)
        room = self.stack.height() - 1
        below = min(max(_LEAST_BELOW, round(room * 0.42)), max(room // 2, 1))
        high = max(1, min(self.table.needed, room - below))
        self.table.setFixedHeight(high)
        # The last row has a line of its own.
        self.line.setVisible(high < self.table.needed)


_TOLD = (Result.WITHIN, Result.OVER, Result.MISSING)


def _tally(result: Result, n: int) -> str:
    match result:
        case Result.OVER:
            return _("{n} over").format(n=n)
        case Result.MISSING:
            return _("{n} without evidence").format(n=n)
        case _:
            return _("{n} within scope").format(n=n)

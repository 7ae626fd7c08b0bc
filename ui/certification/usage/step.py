"""The step that brings figures: files, records known here, or typed, and the gaps that are left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _, ngettext
from app.certification.model import Draft, Step, StepState
from app.certification.reconcile.model import Line, Result
from app.certification.usage.model import Source, SourceKind
from ui.certification.looks import source_kind_words
from ui.certification.reconcile.evidence_rows import EvidenceDialog
from ui.certification.step import Primary, StepView
from ui.certification.usage.acts import FILTERS, UsageActs
from ui.certification.usage.source_rows import FigureRow, SourceRow
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.dialogs import Dialog
from ui.kit.dropping import DropArea, paths_of
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.menus import menu
from ui.kit.panels import row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.link import WorkerLink
from ui.page import Memory

if TYPE_CHECKING:
    from app.base.tasks import CancelToken, Report
    from app.services import Rooms

_WIDEST = 880
_RECORDS = (SourceKind.MACHINES, SourceKind.USERS, SourceKind.STORAGE)


class UsageReading(NamedTuple):
    """What each entitlement has, and for which products signed reports came (id, name)."""

    lines: tuple[Line, ...]
    reports: tuple[tuple[str, str], ...]


class UsageStep(StepView):
    """A file can be dropped anywhere on it."""

    step = Step.USAGE
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
        self.reading = UsageReading((), ())
        self._front = False
        self._read_of: object = None
        self._rows_dialog: Dialog | None = None
        self.acts = UsageActs(theme, jobs, profile, self)
        self.records = Button(theme, _("From records here"), icon=Icon.DEVICE, small=True)
        self.typed = Button(theme, _("Type a figure…"), icon=Icon.PENCIL, small=True)
        self.area = DropArea(
            theme,
            _("Drop a usage file here"),
            _("CSV, XLSX or JSON. You say once what its columns mean; the next file like it is"
              " read the same way. A copy is kept with its hash."),
            filters=FILTERS,
            folders=False,
            more=(self.records, self.typed),
        )  # fmt: skip
        self.sources = Card(theme, _("Evidence"), count="0")
        self.figures = Card(theme, _("What it adds up to"))
        self.source_rows: list[SourceRow] = []
        self.figure_rows: list[FigureRow] = []
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.head.show_title(
            _("Bring what you use, with evidence"),
            _("Each figure keeps its file, hash, row and date. Without evidence it stays a gap,"
              " never a zero."),
        )  # fmt: skip

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        cards = QVBoxLayout(inner)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(Space.L)
        for part in (self.area, self.sources, self.figures):
            cards.addWidget(part)
        content = QWidget()
        across = QHBoxLayout(content)
        across.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        across.addWidget(inner, 1, Qt.AlignmentFlag.AlignTop)
        across.addStretch(0)
        self.body.addWidget(ScrollPane(self.theme, content, ground=Token.BG), 1)

    def _connect(self) -> None:
        self.area.chosen.connect(lambda paths: self.acts.bring(list(paths)))
        self.typed.clicked.connect(lambda: self.acts.ask_typed(self.reading.lines))
        self.acts.changed.connect(self.changed)
        self.acts.said.connect(self.said)
        self.acts.failed.connect(self.problem_met)
        self.acts.working.connect(self.working)
        self._fill_menu()

    def _fill_menu(self) -> None:
        choices = menu(self.theme, self.records)
        for kind in _RECORDS:
            choices.addAction(source_kind_words(kind)).triggered.connect(
                lambda _on=False, kind=kind: self.acts.take_snapshot(kind)
            )
        if self.reading.reports:
            choices.addSeparator()
        for product_id, name in self.reading.reports:
            words = _("Signed usage report: {product}").format(product=name)
            choices.addAction(words).triggered.connect(
                lambda _on=False, key=product_id: self.acts.take_snapshot(SourceKind.REPORT, key)
            )
        self.records.set_menu(choices)

    def show_draft(self, draft: Draft, states: Sequence[StepState]) -> None:
        """Show the sources; the figures follow when they are counted."""
        super().show_draft(draft, states)
        self.acts.draft = draft
        self.area.setVisible(self.editable)
        self._show_sources(draft)
        if self._front:
            self._read()

    def enter(self) -> None:
        """Count what there is."""
        self._front = True
        self._read()

    def first_focus(self) -> QWidget | None:
        """The button that asks for files."""
        return self.area.files if self.area.isVisibleTo(self) else None

    def primary(self) -> Primary | None:
        """Gaps do not keep one from going on; they are named."""
        gaps = sum(one.result is Result.MISSING for one in self.reading.lines)
        if not gaps:
            return Primary("")
        note = ngettext("{n} figure has no evidence yet.", "{n} figures have no evidence yet.",
                        gaps).format(n=gaps)  # fmt: skip
        return Primary("", note=note)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if self.editable and paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Bring what was dropped."""
        paths = paths_of(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.acts.bring(paths)

    def _read(self) -> None:
        draft = self.draft
        key = draft and (
            draft.id, draft.sources, draft.orders, draft.excluded, draft.as_of,
            draft.period_start, draft.period_end,
        )  # fmt: skip
        if draft is None or key == self._read_of:
            return
        self._read_of = key
        draft_id = draft.id

        def read(rooms: Rooms, cancel: CancelToken, report: Report) -> UsageReading:
            found = rooms.certification.reconcile(draft_id, report=report, cancel=cancel)
            usage = rooms.certification.usage
            names = {one.id: one.name for one in usage.products()}
            ids = usage.report_products()
            return UsageReading(found.lines, tuple((one, names.get(one, one)) for one in ids))

        self.jobs.job(self, read, group="certification-usage", long=True).on_success(
            self.show_reading
        ).on_failure(self._failed).run()

    def _failed(self, report: ProblemReport) -> None:
        self._read_of = None
        self.problem_met.emit(report)

    def show_reading(self, reading: UsageReading) -> None:
        """Show what each entitlement has."""
        self.reading = reading
        self._fill_menu()
        _empty(self.figures)
        self.figure_rows = []
        ordered = sorted(reading.lines, key=lambda one: one.used is not None)
        for at, line in enumerate(ordered):
            if at:
                self.figures.add_line(inset=Space.L)
            made = FigureRow(self.theme, line, editable=self.editable)
            made.type_wanted.connect(lambda line: self.acts.ask_typed(self.reading.lines, line))
            self.figure_rows.append(made)
            self.figures.add(made)
        self.figures.setVisible(bool(reading.lines))
        self.primary_changed.emit()

    def _show_sources(self, draft: Draft) -> None:
        _empty(self.sources)
        self.source_rows = []
        self.sources.count_label.setText(str(len(draft.sources)))
        for at, source in enumerate(draft.sources):
            if at:
                self.sources.add_line(inset=Space.L)
            made = SourceRow(self.theme, source, editable=self.editable)
            made.open_wanted.connect(self.open_rows)
            made.replace_wanted.connect(self._replace)
            made.drop_wanted.connect(self._drop)
            self.source_rows.append(made)
            self.sources.add(made)
        if not draft.sources:
            self.sources.add(self._nothing())

    def _nothing(self) -> QWidget:
        box = QWidget()
        line = row(
            IconLabel(self.theme, Icon.CIRCLE_DASHED, size=20, tone=Token.WARN), spacing=Space.M
        )
        words = _("No evidence yet. Start with a file, or with what is known here already.")
        line.addWidget(Label(self.theme, words, TextStyle.BODY, Token.TEXT2, wrap=True), 1)
        line.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        box.setLayout(line)
        return box

    def _source(self, source_id: str) -> Source | None:
        known = self.draft.sources if self.draft is not None else ()
        return next((one for one in known if one.id == source_id), None)

    def open_rows(self, source_id: str) -> None:
        """Open the rows of a source."""
        source = self._source(source_id)
        if source is None:
            return
        dialog = EvidenceDialog(self.theme, self.jobs, source, "", "", parent=self.window())
        self._rows_dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _replace(self, source_id: str) -> None:
        source = self._source(source_id)
        if source is not None:
            self.acts.replace(source, self.reading.lines)

    def _drop(self, source_id: str) -> None:
        draft = self.draft
        if draft is not None:
            self.act(lambda rooms: rooms.certification.drop_source(draft.id, source_id))


def _empty(card: Card) -> None:
    """Take everything out of a card's body."""
    while (item := card.body.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()

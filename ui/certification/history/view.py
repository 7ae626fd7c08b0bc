"""The history: every certification that left, with the vendor's word, and what changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.dates import day_words, local
from app.base.errors import ProblemReport
from app.base.text import _
from ui.certification.history.pane import ToldPane
from ui.certification.history.told import Listed, Told, listed, told
from ui.certification.looks import kind_words
from ui.jobs import Jobs
from ui.kit.cells import Cell, Column
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, row
from ui.kit.rows import RowsModel
from ui.kit.side_pane import SidePane
from ui.kit.states import EmptyState, Skeleton, StateStack, problem_state
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.link import WorkerLink
from ui.page import Memory

_PANE = 440


class HistoryView(QWidget):
    """Also of a certification that is not finished: what would be said otherwise than before."""

    left = Signal()
    """Back to the list; the page's own header has the button."""
    draft_wanted = Signal(str)
    page_wanted = Signal(str, str)
    problem_met = Signal(object)
    working = Signal(object)
    said = Signal(str)

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
        super().__init__(parent)
        self._theme = theme
        self._jobs = jobs
        self._memory = memory
        self._wanted = ""
        self.told: Told | None = None
        self.model = RowsModel(_columns(), _cells, self)
        self.table = TableView(theme, _columns(), name=_("Certifications that left"))
        self.table.setModel(self.model)
        self.pane = ToldPane(theme)
        self.pane.setMinimumWidth(280)
        self._beside = StateStack(theme, self.pane)
        self._split = SidePane(theme, self.table, self._beside, width=_PANE)
        self._split.restore(memory.get("certification.history.pane", ""))
        self._split.moved.connect(
            lambda: memory.__setitem__("certification.history.pane", self._split.save())
        )
        self.stack = StateStack(theme, self._split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar())
        layout.addWidget(self.stack, 1)
        self.table.row_selected.connect(self._selected)
        self.table.row_activated.connect(self._open)
        self.pane.open_wanted.connect(self.draft_wanted)

    def _bar(self) -> QWidget:
        bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        bar.setFixedHeight(Size.TOOLBAR)
        line = row(spacing=Space.M, margins=(Space.L, 0, Space.L, 0))
        line.addWidget(Label(self._theme, _("History"), TextStyle.SECTION))
        words = _("What was certified, what the vendor said, and what changed since.")
        line.addWidget(Label(self._theme, words, TextStyle.BODY, Token.TEXT2, elide=True), 1)
        bar.setLayout(line)
        return bar

    def read(self) -> None:
        """Read the list anew."""
        if not self.model.rowCount():
            self.stack.show_state(Skeleton(self._theme, 8))
        self._jobs.job(
            self, lambda rooms, _cancel, _report: listed(rooms), group="certificate-history"
        ).on_success(self._show).on_failure(self._fail).run()

    def show_draft(self, draft_id: str) -> None:
        """Say what changed since the last one in this certification, finished or not."""
        self._wanted = draft_id
        self.read()

    def first_focus(self) -> QWidget | None:
        """The list."""
        return self.table if self.model.rowCount() else None

    def _show(self, rows: Sequence[Listed]) -> None:
        wanted, self._wanted = self._wanted, ""
        now = self.model.at(self.table.current_row)
        self.model.show_rows(rows)
        if not rows and not wanted:
            self.stack.show_state(
                EmptyState(
                    self._theme, Icon.HISTORY, _("Nothing was certified yet"),
                    _("What you submit, or send with proof, stays here with its receipt."),
                )
            )  # fmt: skip
            return
        self.stack.show_content()
        at = self.model.row_of(wanted or (now.id if now else ""))
        if wanted and at < 0:
            self._read_told(wanted)
            return
        self.table.select_row(max(0, at))
        self._selected(max(0, at))

    def _selected(self, at: int) -> None:
        row_of = self.model.at(at)
        if row_of is not None and (self.told is None or self.told.draft.id != row_of.id):
            self._read_told(row_of.id)

    def _open(self, at: int) -> None:
        row_of = self.model.at(at)
        if row_of is not None:
            self.draft_wanted.emit(row_of.id)

    def _read_told(self, draft_id: str) -> None:
        self.told = None
        self._beside.show_state(Skeleton(self._theme, 6))
        self._jobs.job(
            self,
            lambda rooms, cancel, report: told(rooms, draft_id, cancel, report),
            group="certificate-told",
            long=True,
        ).on_success(self._show_told).on_failure(self._not_told).run()

    def _show_told(self, found: Told) -> None:
        self.told = found
        self.pane.show_told(found)
        self._beside.show_content()

    def _not_told(self, report: ProblemReport) -> None:
        self._beside.show_state(problem_state(self._theme, report))

    def _fail(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(self.read)
        self.stack.show_state(state)


def _columns() -> tuple[Column, ...]:
    kinds = "\n".join((_("Certificate of compliance"), _("Certificate of deletion")))
    return (
        Column("title", _("Certification"), stretch=True, least=190, sortable=False),
        Column("kind", _("Kind"), sample=kinds, sortable=False, narrow=False),
        Column("as_of", _("Figures as of"), sample="28 Nov 2026", sortable=False),
        Column("state", _("State"), sample="Countersigned 28 Nov 2026", icon=True, sortable=False),
    )


def _cells(row_of: Listed) -> tuple[Cell, ...]:
    card, draft = row_of.card, row_of.draft
    icon, tone = Icon.PLANE, Token.ACCENT
    match card.state:
        case "countersigned":
            icon, tone = Icon.CERTIFICATION_FILL, Token.OK
        case "accepted":
            icon, tone = Icon.CHECK_CIRCLE, Token.OK
        case "questioned":
            icon, tone = Icon.WARNING, Token.WARN
        case "received":
            icon, tone = Icon.CHECK_CIRCLE_OUTLINE, Token.TEXT2
    return (
        Cell(draft.title, weight=500),
        Cell(kind_words(draft.kind), tone=Token.TEXT2),
        Cell(day_words(local(draft.as_of).date())),
        Cell(card.words, icon, icon_tone=tone),
    )

"""The certification page: the board, and in its place the guide, the checker or the history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.settings import Settings
from app.base.text import _
from app.certification.asked import Kind
from app.certification.listed import Overview
from app.certification.model import Step
from ui.certification.board.acts import BoardActs
from ui.certification.board.emptiness import Ways, why_empty
from ui.certification.board.header import BoardHeader
from ui.certification.board.view import BoardView
from ui.certification.guide.view import GuideView
from ui.certification.others import OtherViews
from ui.jobs import Jobs
from ui.kit.dialogs import Dialog
from ui.kit.states import Skeleton, StateStack, problem_state
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.page import Memory, Page, Standing

if TYPE_CHECKING:
    from app.services import Rooms

KINDS = frozenset(
    {"audit", "certification", "certification_request", "machine", "order", "outbox",
     "terms_document", "usage_report", "user"}
)  # fmt: skip
PERMISSION = "certification"


class Read(NamedTuple):
    """What a job brought."""

    overview: Overview
    may: bool


class CertificationPage(Page):
    """Its parts: "", "new", "request:ID", "audit:ID", "draft:ID", "draft:ID:STEP", "check[:PATH]".

    Also "rehearsal", "deletion", "note" and "history", which the palette offers.
    """

    key = "certification"
    settings_changed = Signal(object)
    """The Settings with one more certificate that is trusted."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        profile: ProfileInfo,
        memory: Memory,
        link: WorkerLink | None = None,
    ) -> None:
        super().__init__()
        self.title = _("Certification")
        self._theme = theme
        self._jobs = jobs
        self._profile = profile
        self._standing = Standing()
        self._read_: Read | None = None
        self._wanted = ""
        self.header = BoardHeader(theme, self)
        self.board = BoardView(theme, clock)
        self.stack = StateStack(theme, self.board)
        self.guide = GuideView(theme, jobs, clock, profile, memory, link)
        self.acts = BoardActs(theme, jobs, clock, profile, self)
        self.views = QStackedWidget()
        self.views.addWidget(self.stack)
        self.views.addWidget(self.guide)
        self.others = OtherViews(
            theme, jobs, clock, profile, memory, link, page=self, views=self.views
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.views)
        self._follow_header()
        self._follow_board()
        self._follow_guide()
        self.stack.show_state(Skeleton(theme, 10))
        self._read()

    def _follow_header(self) -> None:
        header, acts = self.header, self.acts
        header.rehearsal_wanted.connect(self.rehearse)
        header.compliance_wanted.connect(lambda: acts.begin(kind=Kind.COMPLIANCE))
        header.deletion_wanted.connect(lambda: acts.begin(kind=Kind.DELETION))
        header.request_wanted.connect(acts.ask_request)
        header.audit_wanted.connect(acts.ask_audit)
        header.sealed_wanted.connect(self.others.ask_sealed)
        header.check_wanted.connect(self.ask_check)
        header.board_wanted.connect(self.show_board)
        self.others.left.connect(self.show_board)
        self.others.draft_wanted.connect(self.open_draft)
        self.others.settings_changed.connect(self.settings_changed)
        acts.begun.connect(self.open_draft)
        acts.noted.connect(self._noted)
        acts.changed.connect(self._changed)
        acts.letter_wanted.connect(lambda key: self.page_wanted.emit("notices", key))
        acts.failed.connect(self.problem_met)

    def _follow_board(self) -> None:
        board = self.board
        board.begin_wanted.connect(self.acts.begin)
        board.draft_wanted.connect(self.open_draft)
        board.withdraw_wanted.connect(self.acts.ask_withdraw)
        board.correct_wanted.connect(self.acts.ask_correction)
        board.rename_wanted.connect(self.acts.ask_rename)
        board.discard_wanted.connect(self.acts.ask_discard)
        board.reply_wanted.connect(self.acts.reply)
        board.letter_wanted.connect(lambda key: self.page_wanted.emit("notices", key))
        board.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))
        board.history_wanted.connect(self.show_history)

    def _follow_guide(self) -> None:
        guide = self.guide
        guide.left.connect(self.show_board)
        guide.draft_wanted.connect(self.open_draft)
        guide.subtitle_changed.connect(lambda _words: self._say_subtitle())
        guide.matters_changed.connect(self.matters_changed)
        for own, mine in (
            (guide.page_wanted, self.page_wanted),
            (guide.order_wanted, self.order_wanted),
            (guide.send_wanted, self.send_wanted),
            (guide.working, self.working),
            (guide.said, self.said),
            (guide.problem_met, self.problem_met),
        ):
            own.connect(mine)

    @property
    def dialog(self) -> Dialog | None:
        """The dialog that is open, for tests and screens."""
        view = self.guide.view
        found = getattr(view, "dialog", None) or getattr(
            getattr(view, "acts", None), "dialog", None
        )
        return self.acts.dialog or self.guide.dialog or found

    def subtitle(self) -> str:
        """Of the guide: who asked, and when it counts as given."""
        return self.guide.subtitle() if self.views.currentWidget() is self.guide else ""

    def header_buttons(self) -> tuple[QWidget, ...]:
        """What begins something, or the way back."""
        return self.header.buttons

    def first_focus(self) -> QWidget | None:
        """The first thing of what is shown."""
        if self.views.currentWidget() is self.guide:
            return self.guide.first_focus()
        return next(iter(self.board.rows.values()), self.header.new)

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what is shown."""
        if not kinds or kinds & KINDS:
            self._read()
            self.guide.refresh(kinds)

    def set_standing(self, standing: Standing) -> None:
        """An empty board says why it is empty."""
        self._standing = standing
        self.guide.set_standing(standing)
        self._show_right_state()

    def show_settings(self, settings: Settings) -> None:
        """Which certificates the checker trusts."""
        self.others.show_settings(settings)

    def may_leave(self) -> None:
        """Keep what is being typed."""
        self.guide.may_leave()

    def show_part(self, part: str) -> None:
        """Show a request, an audit, a draft at a step, the checker, or begin something."""
        head, _colon, rest = part.partition(":")
        match head:
            case "draft":
                draft_id, _sep, step = rest.partition(":")
                self.open_draft(draft_id, Step(step) if step in set(Step) else None)
            case "check":
                self.check(Path(rest) if rest else None)
            case "history":
                self.show_history(rest)
            case "request" | "audit":
                self.show_board()
                self._wanted = part
                self._read()
            case "new" | "note":
                self.show_board()
                self.acts.ask_request()
            case "rehearsal":
                self.rehearse()
            case "deletion":
                self.acts.begin(kind=Kind.DELETION)
            case "begin":
                self.acts.begin(rest)
            case _:
                self.show_board()

    def show_board(self) -> None:
        """Back to the board; what is being typed in the guide is kept."""
        self.guide.may_leave()
        self._show(self.stack)
        self._read()

    def open_draft(self, draft_id: str, step: Step | None = None) -> None:
        """Open a certification in the guide, where it was left or at a step."""
        self._show(self.guide)
        self.guide.open(draft_id, step)

    def rehearse(self) -> None:
        """Begin a dress rehearsal."""
        self.acts.begin(rehearsal=True)

    def ask_check(self) -> None:
        """Show the checker, which asks for a document."""
        self.check()

    def check(self, path: Path | None = None) -> None:
        """Check a certificate; without a path one is asked for there."""
        checker = self.others.checker
        self._show(checker)
        if path is not None:
            checker.check(path)

    def show_history(self, draft_id: str = "") -> None:
        """Certifications that left; with an id, what changed in that one since the last."""
        self._show(self.others.history)
        if draft_id:
            self.others.history.show_draft(draft_id)
        else:
            self.others.history.read()

    def _show(self, view: QWidget) -> None:
        self.views.setCurrentWidget(view)
        self.header.show_for(board=view is self.stack)
        self._say_subtitle()

    def _sync(self) -> None:
        self.sync_wanted.emit()

    def _say_subtitle(self) -> None:
        self.subtitle_changed.emit(self.subtitle())

    def _noted(self, part: str) -> None:
        self.matters_changed.emit()
        self.show_part(part)

    def _changed(self) -> None:
        self.matters_changed.emit()
        self._read()

    def _read(self) -> None:
        self._jobs.job(
            self, lambda rooms, _cancel, _report: look(rooms), group="certification"
        ).on_success(self.show_read).on_failure(self._failed).run()

    def show_read(self, read: Read) -> None:
        """Show what was read, and open what was asked for."""
        self._read_ = read
        self.board.show_overview(read.overview)
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.board.choose(wanted)
        self._show_right_state()

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(self._read)
        self.stack.show_state(state)

    def _show_right_state(self) -> None:
        """The board; before there is anything to put on it, why it would be empty."""
        read = self._read_
        if read is None:
            return
        shown = read.overview
        if shown.requests or shown.audits or shown.certifications:
            self.stack.show_content()
        else:
            self.stack.show_state(
                why_empty(
                    self._theme,
                    self._standing,
                    self._profile.vendor,
                    may=read.may,
                    ways=Ways(self.rehearse, self.acts.ask_request, self.ask_check, self._sync),
                )
            )


def look(rooms: Rooms) -> Read:
    """Everything on the board, and whether the person may certify."""
    return Read(rooms.certification.overview(), rooms.account.may(PERMISSION))

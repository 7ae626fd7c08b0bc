"""The guide: rail, step and the bar below. It is left and resumed at any step, on any day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.certification.asked import Kind, Request
from app.certification.model import Draft, Step, StepState
from ui.certification.guide.footer import GuideFooter, continue_words
from ui.certification.guide.making import step_class
from ui.certification.guide.rail import GuideRail
from ui.certification.guide.remarks import ChangesDialog, Remarks
from ui.certification.looks import subtitle_of
from ui.certification.step import Primary, StepView
from ui.jobs import Jobs
from ui.kit.dialogs import ConfirmDialog, Dialog
from ui.kit.states import Skeleton, StateStack, problem_state
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.page import Memory, Part, Standing

if TYPE_CHECKING:
    from app.services import Rooms

_ORDER = tuple(Step)


class GuideReading(NamedTuple):
    """What a job brought."""

    draft: Draft
    states: tuple[StepState, ...]
    changes: tuple[str, ...]
    request: Request | None


class GuideView(Part):
    """One draft at a time; leaving keeps everything."""

    left = Signal()
    """Back to the list."""
    draft_wanted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        profile: ProfileInfo,
        memory: Memory,
        link: WorkerLink | None = None,
        *,
        make: Callable[[Step, Kind], type[StepView]] = step_class,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._profile = profile
        self._memory = memory
        self._link = link
        self._make = make
        self._standing = Standing()
        self._made: dict[tuple[Step, bool], StepView] = {}
        self._wanted: Step | None = None
        self.draft_id = ""
        self.reading: GuideReading | None = None
        self.step = Step.REQUEST
        self.dialog: Dialog | None = None
        self.rail = GuideRail(theme)
        self.remarks = Remarks(theme)
        self.footer = GuideFooter(theme)
        self._steps = QStackedWidget()
        self._lay_out()
        self.rail.step_wanted.connect(lambda key: self.go(Step(key)))
        self.rail.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))
        self.remarks.changes_wanted.connect(self.ask_changes)
        self.remarks.reopen_wanted.connect(self.ask_reopen)
        self.remarks.again_wanted.connect(self.begin_again)
        self.footer.back_wanted.connect(self._back)
        self.footer.primary_wanted.connect(self._go_on)

    def _lay_out(self) -> None:
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(self.remarks)
        main.addWidget(self._steps, 1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(main, 1)
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across, 1)
        whole.addWidget(self.footer)
        self.stack = StateStack(self._theme, content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    @property
    def view(self) -> StepView | None:
        """The step that is shown."""
        shown = self._steps.currentWidget()
        return shown if isinstance(shown, StepView) else None

    def subtitle(self) -> str:
        """Who asked, and when it counts as given."""
        reading = self.reading
        if reading is None:
            return ""
        return subtitle_of(reading.draft, reading.request, self._profile.vendor)

    def first_focus(self) -> QWidget | None:
        """What the step wants to have it."""
        view = self.view
        focus = view.first_focus() if view is not None else None
        return focus or self.rail.steps

    def open(self, draft_id: str, step: Step | None = None) -> None:
        """Show a draft where it was left, or at this step."""
        if draft_id != self.draft_id:
            self.may_leave()
            self._drop_steps()
            self.reading = None
            self.draft_id = draft_id
            self.stack.show_state(Skeleton(self._theme, 12))
        self._wanted = step
        if self.reading is not None and step is not None:
            self._wanted = None
            self.go(step)
        self.read()

    def close_draft(self, draft_id: str) -> None:
        """The draft is gone: show nothing of it any more."""
        if draft_id == self.draft_id:
            self._drop_steps()
            self.draft_id, self.reading = "", None

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read the draft again; the steps hear of it too."""
        if self.draft_id:
            self.read()
            for view in self._made.values():
                view.refresh(kinds)

    def set_standing(self, standing: Standing) -> None:
        """Tell every step."""
        self._standing = standing
        for view in self._made.values():
            view.set_standing(standing)

    def may_leave(self) -> None:
        """Keep what is being typed."""
        for view in self._made.values():
            view.keep()

    def read(self) -> None:
        """Read the draft and how its steps stand."""
        draft_id = self.draft_id
        self._jobs.job(
            self, lambda rooms, _cancel, _report: look(rooms, draft_id), group="certification-guide"
        ).on_success(self.show_reading).on_failure(self._failed).run()

    def show_reading(self, reading: GuideReading) -> None:
        """Show the draft as it is kept now."""
        if reading.draft.id != self.draft_id:
            return
        first = self.reading is None
        self.reading = reading
        self.stack.show_content()
        self.rail.show_head(reading.draft, reading.request, self._clock.now())
        self.footer.show_saved(reading.draft, self._clock.now())
        for (_step, deletion), view in self._made.items():
            if deletion == (reading.draft.kind is Kind.DELETION):
                view.show_draft(reading.draft, reading.states)
        self.subtitle_changed.emit(self.subtitle())
        wanted, self._wanted = self._wanted, None
        if first or wanted is not None:
            self._show(wanted or reading.draft.step)
        else:
            self._show_around()

    def go(self, step: Step) -> None:
        """Go to a step; it is remembered as the place where one is."""
        reading = self.reading
        if reading is None or step is self.step:
            return
        view = self.view
        if view is not None:
            view.keep()
        draft_id = self.draft_id
        if not (reading.draft.finished or reading.draft.read_only):
            self._jobs.job(
                self, lambda rooms, _cancel, _report: rooms.certification.go(draft_id, step)
            ).on_failure(self.problem_met.emit).run()
        self._show(step)

    def _show(self, step: Step) -> None:
        reading = self.reading
        if reading is None:
            return
        self.step = step
        view = self._view(step, reading)
        self._steps.setCurrentWidget(view)
        self._show_around()
        view.enter()
        self._show_footer()

    def _show_around(self) -> None:
        reading = self.reading
        if reading is not None:
            self.rail.show_steps(reading.states, self.step)
            self.remarks.show_draft(reading.draft, reading.changes, self.step)
            self._show_footer()

    def _show_footer(self) -> None:
        view = self.view
        at = _ORDER.index(self.step)
        usual = continue_words(_ORDER[at + 1]) if at + 1 < len(_ORDER) else ""
        primary = view.primary() if view is not None else Primary("", can=False)
        self.footer.show_primary(primary, usual, back=at > 0)

    def _view(self, step: Step, reading: GuideReading) -> StepView:
        deletion = reading.draft.kind is Kind.DELETION
        if (step, deletion) not in self._made:
            made = self._make(step, reading.draft.kind)(
                self._theme, self._jobs, self._clock, self._profile, self._memory, self._link
            )
            made.set_standing(self._standing)
            self._follow(made)
            self._made[step, deletion] = made
            self._steps.addWidget(made)
            made.show_draft(reading.draft, reading.states)
        return self._made[step, deletion]

    def _follow(self, view: StepView) -> None:
        view.changed.connect(self._changed)
        view.primary_changed.connect(self._show_footer)
        view.next_wanted.connect(self._next)
        view.step_wanted.connect(lambda key: self.go(Step(key)))
        view.list_wanted.connect(self.left)
        view.draft_wanted.connect(self.draft_wanted)
        view.page_wanted.connect(self.page_wanted)
        view.order_wanted.connect(self.order_wanted)
        view.send_wanted.connect(self.send_wanted)
        view.matters_changed.connect(self.matters_changed)
        view.working.connect(self.working)
        view.said.connect(self.said)
        view.problem_met.connect(self.problem_met)

    def _changed(self) -> None:
        self.read()
        self.matters_changed.emit()

    def _drop_steps(self) -> None:
        for view in self._made.values():
            self._steps.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._made = {}

    def _back(self) -> None:
        self.go(_ORDER[max(0, _ORDER.index(self.step) - 1)])

    def _next(self) -> None:
        self.go(_ORDER[min(len(_ORDER) - 1, _ORDER.index(self.step) + 1)])

    def _go_on(self) -> None:
        view = self.view
        if view is not None:
            view.go_on()

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("All certifications"))
        if state.secondary:
            state.secondary.clicked.connect(self.left)
        self.stack.show_state(state)

    def ask_changes(self) -> None:
        """Show what changed meanwhile; taking over is a person's own step."""
        reading = self.reading
        if reading is None:
            return
        dialog = ChangesDialog(self._theme, reading.changes, parent=self.window())
        draft_id = self.draft_id
        dialog.accepted.connect(
            lambda: self._act(lambda rooms: rooms.certification.acknowledge_change(draft_id))
        )
        self._open(dialog)

    def ask_reopen(self) -> None:
        """Ask before the made document and its signatures are dropped."""
        reading = self.reading
        if reading is None:
            return
        signed = bool(reading.draft.signed)
        words = _("The document that was made is dropped. What you entered stays.")
        if signed:
            words = _("The document that was made and its signatures are dropped: it has to be"
                      " signed again. What you entered stays.")  # fmt: skip
        dialog = ConfirmDialog(
            self._theme, _("Change it again?"), words, _("Change it again"), danger=signed,
            parent=self.window(),
        )  # fmt: skip
        draft_id = self.draft_id
        dialog.accepted.connect(
            lambda: self._act(lambda rooms: rooms.certification.reopen(draft_id))
        )
        self._open(dialog)

    def begin_again(self) -> None:
        """A new certification from one that has left: its mappings, scope and answers."""
        reading = self.reading
        if reading is None:
            return
        kind, before = reading.draft.kind, self.draft_id
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.certification.begin(kind=kind, from_draft=before),
        ).on_success(lambda draft: self.draft_wanted.emit(draft.id)).on_failure(
            self.problem_met.emit
        ).run()

    def _act(self, op: Callable[[Rooms], object]) -> None:
        self._jobs.job(self, lambda rooms, _cancel, _report: op(rooms)).on_success(
            lambda _done: self._changed()
        ).on_failure(self.problem_met.emit).run()

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def look(rooms: Rooms, draft_id: str) -> GuideReading:
    """The draft, its steps, what changed meanwhile, and the request it answers."""
    service = rooms.certification
    draft = service.draft(draft_id)
    request = service.request(draft.request_id) if draft.request_id else None
    return GuideReading(
        draft, tuple(service.steps(draft_id)), tuple(service.is_changed(draft_id)), request
    )

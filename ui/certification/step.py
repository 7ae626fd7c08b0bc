"""What the guide expects of a step: it shows the draft, keeps it by jobs, and asks by signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _, ngettext
from app.certification.model import Draft, Step, StepState
from app.certification.reconcile.model import ClauseRef
from app.deadlines.words import clause_name
from ui.jobs import Handle, Jobs
from ui.kit.buttons import LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Panel, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.link import WorkerLink
from ui.page import Memory, Standing

if TYPE_CHECKING:
    from app.services import Rooms

T = TypeVar("T")
_MOST_MISSING = 3


class Primary(NamedTuple):
    """The one primary button of a step, at the end of the bar below."""

    text: str
    can: bool = True
    note: str = ""
    """Beside the button: why it is off, or what follows from going on."""


def clause_part(clause: ClauseRef | None) -> str:
    """The part of the terms page that shows this clause; "" where it cannot be opened."""
    return f"{clause.version_id}#{clause.number}" if clause and clause.version_id else ""


class StepHead(Panel):
    """A step's title, what to do, why it is asked with its clause, and room at the end."""

    clause_wanted = Signal(str)
    """A part of the terms page."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="bottom", parent=parent)
        self._theme = theme
        self.title = Label(theme, "", TextStyle.SECTION, wrap=True)
        self.words = Label(theme, "", TextStyle.BODY, Token.TEXT2, wrap=True)
        self.clause = LinkButton(theme, "", style=TextStyle.META_MEDIUM)
        self.why = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        self.aside: QHBoxLayout = row(spacing=Space.L)
        """At the end of the title's line, for a step's own figures or buttons."""
        self._part = ""
        top = row(spacing=Space.L)
        top.addWidget(self.title, 1)
        top.addLayout(self.aside)
        reason = row(spacing=Space.XS + 2)
        reason.addWidget(self.clause)
        reason.addWidget(self.why, 1)
        self._missing: list[QWidget] = []
        self.missing_lines = column(spacing=2)
        layout = column(top, self.words, reason, self.missing_lines, spacing=Space.XS)
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.clause.clicked.connect(lambda: self.clause_wanted.emit(self._part))

    def show_title(self, title: str, words: str = "") -> None:
        """Say what is to be done here."""
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def show_why(self, why: str, clause: ClauseRef | None) -> None:
        """Say why it is asked; the clause opens in the terms where its version is known."""
        self._part = clause_part(clause)
        name = clause_name(clause.number) if clause else ""
        self.clause.setVisible(bool(self._part))
        self.clause.setText(name)
        self.clause.setAccessibleName(_("Read {clause}").format(clause=name))
        self.why.setText(why if self._part or not name else f"{name} {why}")
        self.why.setVisible(bool(why))

    def show_missing(self, missing: Sequence[str]) -> None:
        """Say what still stands in the way; the first few, and how many more."""
        for old in self._missing:
            self.missing_lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        more = len(missing) - _MOST_MISSING
        said = list(missing[:_MOST_MISSING])
        if more > 0:
            said.append(ngettext("and {n} more", "and {n} more", more).format(n=more))
        self._missing = [self._missing_line(one) for one in said]
        for line in self._missing:
            self.missing_lines.addWidget(line)

    def _missing_line(self, words: str) -> QWidget:
        box = QWidget()
        line = row(IconLabel(self._theme, Icon.CIRCLE_DASHED, tone=Token.WARN), spacing=Space.XS)
        line.addWidget(Label(self._theme, words, TextStyle.META_MEDIUM, wrap=True), 1)
        box.setLayout(line)
        return box


class StepView(QWidget):
    """One step of the guide. `head` is above, `body` below it takes what the step shows.

    A step gets the draft by `show_draft` whenever something changed, and changes it only through
    `act` (a job on `rooms.certification`), after which the guide reads the draft again.
    """

    step = Step.REQUEST
    """Which step it is; one of its own in every class."""
    tells_missing = True
    """Whether the head lists what is missing; False where the step itself shows it."""

    changed = Signal()
    """The draft was changed: it is read and shown again, with the rail."""
    primary_changed = Signal()
    """`primary` says something else now."""
    next_wanted = Signal()
    """Go to the next step."""
    step_wanted = Signal(str)
    """Go to the step with this key."""
    list_wanted = Signal()
    """Leave the guide: back to the list."""
    draft_wanted = Signal(str)
    """Open another draft (one that was begun from this one)."""
    page_wanted = Signal(str, str)
    order_wanted = Signal(str)
    send_wanted = Signal()
    """Something was queued: send it now."""
    matters_changed = Signal()
    working = Signal(object)
    """A ui.page.Work for the window's strip."""
    said = Signal(str)
    problem_met = Signal(object)
    """A ProblemReport."""

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
        self.theme = theme
        self.jobs = jobs
        self.clock = clock
        self.profile = profile
        self.memory = memory
        self.link = link
        self.draft: Draft | None = None
        self.states: tuple[StepState, ...] = ()
        self.standing = Standing()
        self.head = StepHead(theme)
        self.head.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addLayout(self.body, 1)

    @property
    def state(self) -> StepState | None:
        """How this step stands."""
        return next((one for one in self.states if one.step is self.step), None)

    @property
    def editable(self) -> bool:
        """Whether the content may be changed: not made, not left, not given only to be read."""
        draft = self.draft
        return draft is not None and not (draft.made or draft.finished or draft.read_only)

    def show_draft(self, draft: Draft, states: Sequence[StepState]) -> None:
        """Show this draft. What is being typed stays as long as the draft's id is the same.

        A step calls this first, then fills what is its own.
        """
        self.draft = draft
        self.states = tuple(states)
        state = self.state
        if state is not None:
            self.head.show_why(state.why, state.clause)
            self.head.show_missing(state.missing if self.tells_missing else ())

    def enter(self) -> None:
        """The step has come to the front: read now what takes long to read."""

    def keep(self) -> None:
        """It is about to be left, or the program to end: keep what is being typed."""

    def primary(self) -> Primary | None:
        """The primary button, None for none, or `Primary("")` for the usual "Continue to …"."""
        return Primary("")

    def go_on(self) -> None:
        """The primary button was pressed. A step that has to keep something first does so here."""
        self.next_wanted.emit()

    def first_focus(self) -> QWidget | None:
        """What has the keyboard when the step is shown."""
        return None

    def set_standing(self, standing: Standing) -> None:
        """How the profile stands with its vendor."""
        self.standing = standing

    def refresh(self, kinds: frozenset[str]) -> None:
        """Records of these kinds changed; the draft itself is read again by the guide."""

    def act(
        self,
        op: Callable[[Rooms], T],
        then: Callable[[T], object] | None = None,
        *,
        failed: Callable[[ProblemReport], object] | None = None,
        group: str = "",
    ) -> Handle:
        """Change the draft by a job; then `then`, and `changed`. A problem is shown by the page."""

        def done(result: T) -> None:
            if then is not None:
                then(result)
            self.changed.emit()

        return (
            self.jobs.job(self, lambda rooms, _cancel, _report: op(rooms), group=group)
            .on_success(done)
            .on_failure(failed or self.problem_met.emit)
            .run()
        )

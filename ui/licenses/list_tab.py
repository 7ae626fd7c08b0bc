"""A tab that is a list with what is chosen beside it, as licenses, machines and the history are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from ui.exporting import TableExporter
from ui.jobs import Jobs
from ui.kit.chips import Chip, MenuChip
from ui.kit.states import EmptyState, Skeleton, problem_state
from ui.kit.theme import Theme
from ui.licenses.listing import Listing
from ui.licenses.tab import Tab
from ui.page import Memory, Standing


class Empty(NamedTuple):
    """What stands where no row is shown, and what its button does."""

    state: EmptyState | Skeleton
    act: Callable[[], object] | None = None


class Ways(NamedTuple):
    """What one kind of list does in its own way."""

    read: Callable[[], object]
    """Read the rows in a job."""
    kinds: frozenset[str]
    """The records that it is read again for."""
    fits: Callable[[Any], bool]
    """Whether the chips let a row through."""
    counted: Callable[[int, int], str]
    """How many of how many are shown, in words."""
    chosen: Callable[[Any], object]
    """Show a row in the pane; None: nothing is chosen."""
    why_empty: Callable[[], Empty | None]
    """Why no row is shown; None before the first reading."""


class ListTab(Tab):
    """What such tabs share: chips, export, refreshing, and why there is nothing to show."""

    def __init__(self, theme: Theme, jobs: Jobs) -> None:
        super().__init__()
        self._theme = theme
        self._jobs = jobs
        self._standing = Standing()
        self._part = ""

    def _set_up(
        self,
        listing: Listing[Any],
        exporter: TableExporter,
        ways: Ways,
        memory: Memory,
        *,
        chips: Sequence[Chip | MenuChip],
        saved: str,
    ) -> None:
        """Join the parts, then read. `saved` is said after an export, with its {path}."""
        self._listing = listing
        self._exporter = exporter
        self._ways = ways
        for chip in chips:
            listing.add_chip(chip)
            turned = chip.changed if isinstance(chip, MenuChip) else chip.toggled
            turned.connect(lambda _now: listing.fill())
        listing.filter_by(ways.fits)
        listing.count_with(lambda shown, all_: ways.counted(shown, all_) if all_ else "")
        listing.chosen.connect(ways.chosen)
        listing.shown_changed.connect(self._show_state)
        listing.pane.closed.connect(listing.let_go)
        exporter.started.connect(self.working)
        exporter.failed.connect(self.problem_met)
        exporter.exported.connect(lambda path: self.said.emit(saved.format(path=path)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(listing)
        listing.remember_in(memory, f"licenses.{self.key}")
        ways.read()

    def header_buttons(self) -> Sequence[QWidget]:
        """Export."""
        return (self._exporter.button,)

    def first_focus(self) -> QWidget:
        """The filter."""
        return self._listing.field

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what is shown."""
        if not kinds or kinds & self._ways.kinds:
            self._ways.read()

    def set_standing(self, standing: Standing) -> None:
        """An empty list says why it is empty."""
        if standing != self._standing:
            self._standing = standing
            self._show_state()

    def _show_state(self) -> None:
        """The list, or why it is empty."""
        empty, stack = self._ways.why_empty(), self._listing.stack
        if empty is None:
            return
        if self._listing.shown:
            stack.show_content()
            return
        self._act(empty)
        stack.show_state(empty.state)

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        self._act(Empty(state, self._ways.read))
        self._listing.show_problem(state)

    @staticmethod
    def _act(empty: Empty) -> None:
        state, act = empty
        if isinstance(state, EmptyState) and state.secondary and act is not None:
            state.secondary.clicked.connect(lambda _on=False: act())

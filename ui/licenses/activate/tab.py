"""The tab that leads through an activation: one of three situations, left and resumed anywhere."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.licenses.batches.model import BatchCard
from app.licenses.this_host.model import HostFacts
from ui.jobs import Jobs
from ui.kit.panels import column
from ui.kit.theme import Theme
from ui.licenses.activate.carry import CarryView
from ui.licenses.activate.carry_reading import CarryReading
from ui.licenses.activate.here import HereView
from ui.licenses.activate.here_words import HereStep
from ui.licenses.activate.situation import SituationPane
from ui.licenses.tab import Tab
from ui.page import Memory, Standing

_KINDS = frozenset({"activation", "license", "machine", "outbox", "revocation_list", "vendor"})
_WHERE = "activate.where"


class ActivateTab(Tab):
    """Situation, batch, or this computer; `memory` holds which of them was open, and no more."""

    key = "activate"

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, memory: Memory
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._clock = clock
        self._memory = memory
        self.situation = SituationPane(theme, clock.now)
        self.carry = CarryView(theme, jobs, clock, profile, self)
        self.here = HereView(theme, jobs, clock, self)
        self._views = QStackedWidget()
        for view in (self.situation, self.carry, self.here):
            self._views.addWidget(view)
        self.setLayout(column(self._views, spacing=0))
        self._connect()
        self.look()
        if memory.get(_WHERE) == "here":
            self.show_here(HereStep.ASK)

    def _connect(self) -> None:
        self.situation.here_wanted.connect(lambda: self.show_here(HereStep.ASK))
        self.situation.answer_wanted.connect(lambda: self.show_here(HereStep.BRING))
        self.situation.installed_wanted.connect(lambda: self.show_here(HereStep.RECEIPT))
        self.situation.carry_wanted.connect(self._new_batch)
        self.situation.batch_wanted.connect(self.show_batch)
        self.carry.situation_wanted.connect(self.show_situation)
        self.carry.acts.begun.connect(self.show_batch)
        self.carry.acts.removed.connect(self.show_situation)
        self.carry.install_here_wanted.connect(self._install_here)
        self.here.situation_wanted.connect(self.show_situation)
        self.here.acts.facts_read.connect(self._show_facts)

    def subtitle(self) -> str:
        """Which situation it is."""
        shown = self._views.currentWidget()
        if shown is self.carry:
            return _("You carry files for isolated computers")
        if shown is self.here:
            return _("This computer is isolated")
        return _("Activate computers that have no connection")

    def first_focus(self) -> QWidget | None:
        """The first door, the table, or the step's own field."""
        shown = self._views.currentWidget()
        if shown is self.carry:
            return self.carry.hosts.table
        return self.here.footer.primary if shown is self.here else self.situation.here

    def refresh(self, kinds: frozenset[str]) -> None:
        """Something was sent, answered or changed."""
        if not kinds or kinds & _KINDS:
            self.look()
            self.carry.acts.look()

    def set_standing(self, standing: Standing) -> None:
        """Whether what is sent goes now."""
        self.carry.set_standing(standing)

    def show_part(self, part: str) -> None:
        """A batch by its id, or "here", "answer", "receipt"; "" or "situation" is the beginning.

        "license:ID" is the beginning too, with that license filled in.
        """
        what, _sep, key = part.partition(":")
        if what == "license":
            self.show_license(key)
            return
        match part:
            case "here":
                self.show_here(HereStep.ASK)
            case "answer":
                self.show_here(HereStep.BRING)
            case "receipt":
                self.show_here(HereStep.RECEIPT)
            case "" | "situation":
                self.show_situation()
            case batch_id:
                self.show_batch(batch_id)

    def look(self) -> None:
        """Read the batches and this computer anew."""
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.licenses.batches(), group="activate-cards"
        ).on_success(self._show_cards).on_failure(self._no_cards).run()
        self.here.acts.look()

    def show_situation(self) -> None:
        """Where a person begins."""
        self.situation.show_license("")
        self._go(self.situation, "")
        self.look()

    def show_license(self, license_id: str) -> None:
        """Where a person begins who has chosen a license already."""
        self.show_situation()
        self.situation.show_license(license_id)
        self.here.ask.prefer(license_id)

    def show_batch(self, batch_id: str) -> None:
        """A batch, at the step where one has to go on."""
        self.carry.open(batch_id)
        self._go(self.carry, "carry")

    def show_here(self, step: HereStep) -> None:
        """This computer, at a step."""
        self.here.open(step)
        self._go(self.here, "here")

    def _go(self, view: QWidget, where: str) -> None:
        self._views.setCurrentWidget(view)
        self._memory[_WHERE] = where
        self.subtitle_changed.emit(self.subtitle())

    def _new_batch(self) -> None:
        self.carry.asks.new(self._clock.now())

    def _install_here(self, reading: CarryReading) -> None:
        self._go(self.here, "here")
        self.here.bring_answers(reading.medium())

    def _show_cards(self, cards: tuple[BatchCard, ...]) -> None:
        self.situation.show_batches(cards)

    def _no_cards(self, report: ProblemReport) -> None:
        self.situation.show_problem(report)

    def _show_facts(self, facts: HostFacts) -> None:
        self.situation.show_facts(facts)

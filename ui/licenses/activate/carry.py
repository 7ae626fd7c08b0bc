"""Carrying files for isolated computers: the rail, the hosts, what crosses, and the step's acts."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.licenses.batches.model import Collected
from ui.jobs import Jobs
from ui.kit.panels import column, row
from ui.kit.states import Skeleton, StateStack, problem_state
from ui.kit.theme import Theme
from ui.licenses.activate.back_panel import BackPanel, InstallPanel
from ui.licenses.activate.carry_acts import CarryActs
from ui.licenses.activate.carry_asks import CarryAsks
from ui.licenses.activate.carry_reading import CarryReading
from ui.licenses.activate.carry_side import CarrySide
from ui.licenses.activate.carry_words import buttons, dates, heading, is_over, saved_words
from ui.licenses.activate.collect_panel import CollectPanel
from ui.licenses.activate.crossing import facts_of, file_name, size_words
from ui.licenses.activate.crossing_panel import LOW, CrossingPanel
from ui.licenses.activate.footer import StepFooter
from ui.licenses.activate.hosts_pane import HostsPane
from ui.licenses.activate.rail import Rail
from ui.licenses.activate.steps import CarryStep, next_step, steps
from ui.licenses.qr.sources import from_paths
from ui.licenses.tab import Tab
from ui.page import Standing

_ORDER = tuple(CarryStep)


class CarryView(QWidget):
    """One batch at one of its steps."""

    situation_wanted = Signal()
    install_here_wanted = Signal(object)
    """The answers of this batch, to be installed on this computer."""
    moved = Signal(str)
    """Another step is shown."""

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, tab: Tab
    ) -> None:
        super().__init__()
        self._theme = theme
        self._clock = clock
        self._tab = tab
        self._standing = Standing()
        self.step: CarryStep | None = None
        self.acts = CarryActs(jobs, profile, tab)
        self.asks = CarryAsks(theme, self.acts, self)
        self.rail = Rail(theme, _("Steps of this batch"))
        self.hosts = HostsPane(theme, clock.now)
        self.side = CarrySide(theme, jobs)
        self.footer = StepFooter(theme)
        self.collect = CollectPanel(
            theme,
            _("Drop request files, folders or pictures here"),
            _("Files of many hosts at once; what was read before is recognized."),
        )
        self.receipts = CollectPanel(
            theme,
            _("Drop receipts and proofs of removal here"),
            _("They are queued for the vendor; a removal frees the instance again."),
        )
        self.crossing = CrossingPanel(theme)
        self.back = BackPanel(theme)
        self.install = InstallPanel(theme)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for panel in map(self._panel, CarryStep):
            panel.setParent(self.hosts)  # the pane takes it in when its step is first shown
            panel.hide()
        content = QWidget()
        across = row(self.rail, spacing=0)
        across.addWidget(self.hosts, 1)
        across.addWidget(self.side)
        content.setLayout(column(across, self.footer, spacing=0))
        self.stack = StateStack(self._theme, content)
        self.setLayout(column(self.stack, spacing=0))

    def _connect(self) -> None:
        acts, asks, foot = self.acts, self.asks, self.footer
        acts.looked.connect(self._show)
        acts.lost.connect(self._lost)
        acts.collected.connect(self._collected)
        acts.pictures_found.connect(lambda paths: self.side.reader.read(from_paths(list(paths))))
        acts.carried.connect(self._carried)
        self.rail.step_wanted.connect(self._step_wanted)
        self.rail.rename_wanted.connect(asks.name)
        self.hosts.host_chosen.connect(lambda _host: self._show_crossing())
        self.hosts.step_wanted.connect(asks.host)
        self.collect.chosen.connect(acts.collect)
        self.receipts.chosen.connect(acts.take_receipts)
        for panel in (self.collect, self.receipts):
            panel.unread_wanted.connect(partial(self._show_unread, panel))
        asks.files_wanted.connect(self.collect.area.ask_files)
        asks.printed.connect(
            lambda: self._tab.said.emit(_("The transfer slip was sent to the printer."))
        )
        self.crossing.open_wanted.connect(asks.file)
        self.back.slip_wanted.connect(asks.print_slip)
        self.back.answers_wanted.connect(asks.answers)
        self.side.read.connect(self._came_by_codes)
        foot.back_wanted.connect(self._back)
        foot.second_wanted.connect(self._second)
        foot.primary_wanted.connect(self._primary)

    @property
    def reading(self) -> CarryReading | None:
        """What is shown."""
        return self.acts.reading

    def open(self, batch_id: str, step: CarryStep | None = None) -> None:
        """Show a batch, at the step where one has to go on or at this one."""
        self.step = step
        self.asks.slip = None
        self.back.slip.hide()
        self.stack.show_state(Skeleton(self._theme, 12))
        self.acts.open(batch_id)

    def set_standing(self, standing: Standing) -> None:
        """Whether what is sent goes now."""
        self._standing = standing
        self._show_step()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the hosts come first."""
        super().resizeEvent(event)
        self.crossing.set_low(self.height() < LOW)

    def go(self, step: CarryStep) -> None:
        """Show another step."""
        self.step = step
        self.moved.emit(step.value)
        self._show_step()

    def _show(self, reading: CarryReading) -> None:
        if self.step is None:
            self.step = next_step(reading.batch)
        self.stack.show_content()
        self.hosts.show_batch(reading.batch)
        self.back.show_reading(reading)
        self.install.show_reading(reading)
        self.footer.show_note(saved_words(reading.batch))
        date, note = dates(reading.batch, self._clock.now())
        self.rail.show_head(
            reading.batch.name, date, note, may_rename=reading.batch.closed_at is None
        )
        self._show_step()

    def _show_step(self) -> None:
        reading, step = self.reading, self.step
        if reading is None or step is None:
            return
        self.rail.show_steps(steps(reading.batch, step))
        self.hosts.show_heading(heading(reading.batch, step, reading.outgoing))
        self.hosts.show_panel(self._panel(step))
        self._show_crossing()
        self.side.show_step(step, reading)
        found = buttons(reading.batch, step, reading.outgoing, self._standing)
        self.footer.show_actions(
            found.primary, can=found.can, second=found.second, can_second=found.can_second,
            why=found.why,
        )  # fmt: skip

    def _panel(self, step: CarryStep) -> QWidget:
        match step:
            case CarryStep.OUT:
                return self.crossing
            case CarryStep.BACK:
                return self.back
            case CarryStep.INSTALL:
                return self.install
            case CarryStep.RECEIPTS:
                return self.receipts
            case _:
                return self.collect

    def _show_crossing(self) -> None:
        reading = self.reading
        if reading is None:
            return
        host, out = self.hosts.chosen, reading.outgoing
        facts = facts_of(reading.batch, out, host.request_id if host else "")
        name = file_name(reading.batch, "requests", 0, len(out.files))
        said = f"{name}, {size_words(out.size)}" if facts else ""
        self.crossing.show_facts(said, facts, _("Nothing yet: no host is ready to go."))

    def _lost(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Back to the situation"))
        if state.secondary:
            state.secondary.clicked.connect(self.situation_wanted)
        self.stack.show_state(state)

    def _collected(self, found: Collected) -> None:
        panel = self.receipts if self.step is CarryStep.RECEIPTS else self.collect
        panel.show_collected(found)

    def _came_by_codes(self, data: bytes, _kind: str) -> None:
        name = _("QR codes")
        if self.step is CarryStep.RECEIPTS:
            self.acts.take_receipt_data(name, data)
        else:
            self.acts.collect_data(name, data)

    def _step_wanted(self, key: str) -> None:
        step = CarryStep(key)
        if step is CarryStep.SITUATION:
            self.situation_wanted.emit()
        else:
            self.go(step)

    def _back(self) -> None:
        place = _ORDER.index(self.step or CarryStep.COLLECT)
        self._step_wanted(_ORDER[max(0, place - 1)].value)

    def _primary(self) -> None:
        waits = self.footer.primary.text() == _("Ask for the answers")
        match self.step:
            case CarryStep.OUT if waits:
                self.acts.ask_answers()
            case CarryStep.OUT:
                self.acts.send()
            case CarryStep.BACK:
                self.asks.folder()
            case CarryStep.INSTALL:
                self.go(CarryStep.RECEIPTS)
            case CarryStep.RECEIPTS:
                self._close()
            case _:
                self.go(CarryStep.OUT)

    def _close(self) -> None:
        reading = self.reading
        if reading is None:
            return
        if reading.batch.closed_at is not None:
            self.acts.close(closed=False)
        elif is_over(reading.batch):
            self.acts.close()
        else:
            self.asks.close()

    def _second(self) -> None:
        match self.step:
            case CarryStep.OUT:
                self.asks.save()
            case CarryStep.BACK:
                self.acts.ask_answers()
            case CarryStep.INSTALL:
                self.install_here_wanted.emit(self.reading)
            case _:
                self.asks.expected()

    def _carried(self, slip: Path) -> None:
        self.asks.slip = slip
        self.back.slip.show()

    def _show_unread(self, panel: CollectPanel) -> None:
        self.asks.unread(panel.unread)

"""This computer as an isolated host: ask, carry out, bring, check and install, receipt."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.licenses.this_host.host import REMOVAL
from app.licenses.this_host.model import HostFacts, InstalledView, Judgement, MadeFile
from ui.jobs import Jobs
from ui.kit.panels import column, row
from ui.kit.states import StateStack, problem_state
from ui.kit.theme import Theme
from ui.licenses.activate.footer import StepFooter
from ui.licenses.activate.here_acts import Brought, HereActs
from ui.licenses.activate.here_ask import AskPane
from ui.licenses.activate.here_asks import HereAsks
from ui.licenses.activate.here_bring import BringPane
from ui.licenses.activate.here_judge import JudgePane
from ui.licenses.activate.here_out import OutPane
from ui.licenses.activate.here_receipt import ReceiptPane
from ui.licenses.activate.here_side import HereSide
from ui.licenses.activate.here_words import HereStep, buttons, steps
from ui.licenses.activate.rail import Rail
from ui.licenses.qr.sources import from_paths
from ui.licenses.tab import Tab

_ORDER = tuple(HereStep)


class HereView(QWidget):
    """The steps of one host; what counts is in the host's own folder, not here."""

    situation_wanted = Signal()
    moved = Signal(str)

    def __init__(self, theme: Theme, jobs: Jobs, clock: Clock, tab: Tab) -> None:
        super().__init__()
        self._theme = theme
        self._tab = tab
        self.step = HereStep.ASK
        self.request: MadeFile | None = None
        self.carried: MadeFile | None = None
        """The receipt or proof that is shown."""
        self.acts = HereActs(jobs, clock, tab)
        self.asks = HereAsks(theme, self.acts, self)
        self.rail = Rail(theme, _("Steps of this computer"))
        self.ask = AskPane(theme)
        self.out = OutPane(theme)
        self.bring = BringPane(theme)
        self.judge = JudgePane(theme)
        self.receipt = ReceiptPane(theme, clock.now)
        self.side = HereSide(theme, jobs)
        self.footer = StepFooter(theme)
        self._panes: dict[HereStep, QWidget] = {
            HereStep.ASK: self.ask,
            HereStep.OUT: self.out,
            HereStep.BRING: self.bring,
            HereStep.CHECK: self.judge,
            HereStep.RECEIPT: self.receipt,
        }
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._middle = QStackedWidget()
        for pane in self._panes.values():
            self._middle.addWidget(pane)
        across = row(self.rail, spacing=0)
        across.addWidget(self._middle, 1)
        across.addWidget(self.side)
        content = QWidget()
        content.setLayout(column(across, self.footer, spacing=0))
        self.stack = StateStack(self._theme, content)
        self.setLayout(column(self.stack, spacing=0))

    def _connect(self) -> None:
        acts, foot = self.acts, self.footer
        acts.facts_read.connect(self._show_facts)
        acts.facts_failed.connect(self._no_facts)
        acts.offered.connect(self.ask.show_offers)
        acts.previewed.connect(self._previewed)
        acts.preview_failed.connect(self._not_previewed)
        acts.made.connect(self._made)
        acts.brought_changed.connect(self._brought)
        acts.judged.connect(self._judged)
        acts.judging_failed.connect(self._not_judged)
        acts.installed.connect(self._installed)
        acts.receipt_made.connect(self._carry)
        acts.removed.connect(self._carry)
        acts.pictures_found.connect(lambda paths: self.side.reader.read(from_paths(list(paths))))
        self.ask.changed.connect(self.preview)
        self.ask.open_wanted.connect(lambda: self.asks.file(self.ask.text))
        self.out.open_wanted.connect(self._open_request)
        self.bring.chosen.connect(acts.bring)
        self.bring.pasted.connect(lambda data: acts.bring_data(_("clipboard"), data))
        self.bring.key_changed.connect(self._key_changed)
        self.judge.key_confirmed.connect(acts.confirm_vendor)
        self.judge.key_denied.connect(self._denied)
        self.judge.again_wanted.connect(self._again)
        self.receipt.remove_wanted.connect(self.asks.remove)
        self.receipt.proof_wanted.connect(acts.remove)
        self.side.read.connect(lambda data, _kind: acts.bring_data(_("QR codes"), data))
        self.rail.step_wanted.connect(self._step_wanted)
        foot.back_wanted.connect(self._back)
        foot.second_wanted.connect(self._second)
        foot.primary_wanted.connect(self._primary)

    def open(self, step: HereStep = HereStep.ASK) -> None:
        """Begin, or go on, at this step."""
        self.acts.look()
        self.acts.look_for_offers()
        self.go(step)

    def go(self, step: HereStep) -> None:
        """Show another step."""
        self.step = step
        self.moved.emit(step.value)
        if step is HereStep.ASK:
            self.preview()
        self._want_receipt()
        self._show_step()

    def _want_receipt(self) -> None:
        facts = self.acts.facts
        wanted = self.step is HereStep.RECEIPT and self.carried is None
        if wanted and facts is not None and any(one.request_id for one in facts.installed):
            self.acts.make_receipt()

    def bring_answers(self, files: tuple[tuple[str, bytes], ...]) -> None:
        """Answers of a batch that is carried by this very computer."""
        self.open(HereStep.BRING)
        here = Brought()
        for name, data in files:
            here = here.with_file(name, data)
        self.acts.brought = here
        self._brought(here)

    def preview(self) -> None:
        """Show what a request would contain as it stands in the form."""
        wanted = self.ask.wanted
        if wanted.complete:
            self.acts.preview(wanted)
        else:
            self.ask.show_nothing()
            self._show_footer()

    def _show_step(self) -> None:
        facts = self.acts.facts
        self.rail.show_steps(
            steps(self.step, facts, self.request, self.acts.brought, self.acts.judgement)
        )
        self._middle.setCurrentWidget(self._panes[self.step])
        self._show_side()
        self._show_footer()

    def _show_side(self) -> None:
        side = self.side
        match self.step:
            case HereStep.ASK:
                side.show_parts()
            case HereStep.OUT if self.request is not None:
                side.show_codes(self.request.data, "requests", self.request.name)
            case HereStep.BRING:
                side.show_reader()
            case HereStep.RECEIPT if self.carried is not None and self.carried.data:
                side.show_codes(self.carried.data, "receipts", self.carried.name)
            case HereStep.CHECK:
                side.show_nothing(
                    _("Nothing is written yet"),
                    _("First the answer is judged and the place is shown. The file that is there"
                      " now is kept beside the new one."),
                )  # fmt: skip
            case _:
                side.show_nothing(_("Nothing to carry yet"), "")

    def _show_footer(self) -> None:
        facts = self.acts.facts
        place = facts.folder if facts else ""
        self.footer.show_note(
            _("What this computer remembers is in {folder}.").format(folder=place)
        )
        ready = {
            HereStep.ASK: bool(self.ask.text),
            HereStep.OUT: self.request is not None,
            HereStep.BRING: self.acts.brought.answers is not None,
            HereStep.CHECK: self.judge.chosen is not None,
            HereStep.RECEIPT: self.carried is not None and bool(self.carried.data),
        }
        found = buttons(
            self.step,
            can=ready.get(self.step, False),
            comparing=self.judge.same is not None,
            proof=self.carried is not None and self.carried.name == REMOVAL,
        )
        self.footer.show_actions(found.primary, can=found.can, second=found.second, why=found.why)

    def _show_facts(self, facts: HostFacts) -> None:
        self.stack.show_content()
        self.ask.show_facts(facts)
        self.bring.show_facts(facts)
        self.receipt.show_facts(facts)
        self.side.show_facts(facts)
        self.rail.show_head(
            facts.host_name or _("This computer"),
            "",
            _("Vendor key confirmed") if facts.vendor_key else _("No vendor known yet"),
            may_rename=False,
        )
        self._want_receipt()
        self._show_step()

    def _no_facts(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(self.acts.look)
        self.stack.show_state(state)

    def _previewed(self, text: str) -> None:
        self.ask.show_preview(text)
        self._show_footer()

    def _not_previewed(self, report: ProblemReport) -> None:
        self.ask.show_problem(report)
        self._show_footer()

    def _made(self, made: MadeFile) -> None:
        self.request = made
        self.out.show_made(made)
        self.go(HereStep.OUT)

    def _brought(self, brought: Brought) -> None:
        self.bring.show_brought(brought)
        self._show_step()

    def _key_changed(self, key: str) -> None:
        self.acts.license_key = key

    def _judged(self, found: Judgement) -> None:
        self.judge.show_judgement(found)
        self._show_step()

    def _not_judged(self, report: ProblemReport) -> None:
        self.judge.show_problem(report)
        self.go(HereStep.CHECK)

    def _denied(self) -> None:
        self.acts.forget_brought()
        self.judge.show_denied()
        self._show_step()

    def _again(self) -> None:
        self.acts.forget_brought()
        self.go(HereStep.BRING)

    def _installed(self, found: InstalledView) -> None:
        self._tab.said.emit(_("Installed: {path}").format(path=found.path))
        self.acts.forget_brought()
        self.bring.key.clear()
        self.acts.license_key = ""
        self.carried = None
        self.go(HereStep.RECEIPT)

    def _carry(self, made: MadeFile) -> None:
        self.carried = made
        self._show_step()

    def _step_wanted(self, key: str) -> None:
        step = HereStep(key)
        if step is HereStep.SITUATION:
            self.situation_wanted.emit()
        else:
            self.go(step)

    def _back(self) -> None:
        place = _ORDER.index(self.step)
        self._step_wanted(_ORDER[max(0, place - 1)].value)

    def _primary(self) -> None:
        match self.step:
            case HereStep.ASK:
                self.acts.make(self.ask.wanted)
            case HereStep.OUT:
                self.asks.save(self.request)
            case HereStep.BRING:
                self.judge.show_waiting()
                self.go(HereStep.CHECK)
                self.acts.judge()
            case HereStep.CHECK:
                self._ask_install()
            case _:
                self.asks.save(self.carried)

    def _second(self) -> None:
        self.go(HereStep.BRING)

    def _ask_install(self) -> None:
        judged, place = self.judge.chosen, self.judge.place
        if judged is None:
            return
        if place or judged.target:
            self.asks.install(judged, place)
        else:
            self.judge.show_missing_place()

    def _open_request(self) -> None:
        if self.request is not None:
            self.asks.file(self.request.data.decode("utf-8", "replace"))

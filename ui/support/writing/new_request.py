"""Writing a new request: the form, beside it the support that is granted and what was found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.dates import clock_words
from app.base.errors import ProblemReport
from app.base.tasks import Progress
from app.base.text import _
from app.support.requests.model import Product, Severity
from app.support.scan.model import ScanResult
from app.support.scan.words import rule_words
from ui.kit.banners import ProblemBanner
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import SectionHeading
from ui.kit.dropping import paths_of
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.states import ProgressLine
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.support.writing.draft_work import DraftWork
from ui.support.writing.entitled import EntitlementCard
from ui.support.writing.findings import FindingsPanel
from ui.support.writing.form import RequestForm

SIDE = 360


class NewRequest(QWidget):
    """Follows a `DraftWork`; asks for nothing that is known."""

    closed = Signal()
    """Back to the list; the draft stays."""
    discard_wanted = Signal()
    target_wanted = Signal(str, object)
    """How soon an answer is owed: an order's id and a Severity."""
    order_wanted = Signal(str)
    clause_wanted = Signal(str)

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._work: DraftWork | None = None
        self._problem: ProblemBanner | None = None
        self.setAcceptDrops(True)
        self.form = RequestForm(theme, clock)
        self.entitled = EntitlementCard(theme)
        self.target = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        self._target_of: tuple[str, str] = ("", "")
        self.findings = FindingsPanel(theme)
        self.hint = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        self.progress = ProgressLine(theme, _("Looking through"))
        self.note = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self.discard = Button(theme, _("Discard draft…"), ButtonKind.QUIET)
        self.check = Button(theme, _("Check"), icon=Icon.SHIELD)
        self.send = Button(theme, _("Send request"), ButtonKind.PRIMARY, icon=Icon.PLANE)
        self.back = Button(theme, _("Back to the list"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme = self._theme
        self._pane = ScrollPane(theme, _held(theme, self.form))
        side = Panel(theme, Token.SURFACE, edges="left")
        side.setFixedWidth(SIDE)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        inner.setSpacing(Space.XS)
        inner.addWidget(SectionHeading(theme, _("Support for this")))
        inner.addWidget(self.entitled)
        inner.addWidget(self.target)
        inner.addSpacing(Space.M)
        inner.addWidget(Hairline(theme))
        inner.addSpacing(Space.XS)
        inner.addWidget(SectionHeading(theme, _("Before it leaves")))
        inner.addWidget(self.progress)
        inner.addWidget(self.hint)
        inner.addWidget(self.findings)
        inner.addStretch(1)
        self.side_pane = ScrollPane(theme, content)
        held = QVBoxLayout(side)
        held.setContentsMargins(1, 0, 0, 0)
        held.addWidget(self.side_pane)
        bar = Panel(theme, Token.SURFACE, edges="top")
        bar.setFixedHeight(Size.ACTIONS)
        actions = row(spacing=Space.S, margins=(Space.L, 1, Space.L, 0))
        actions.addWidget(self.note, 1)
        for button in (self.discard, self.back, self.check, self.send):
            actions.addWidget(button)
        bar.setLayout(actions)
        self._above = QVBoxLayout()
        self._above.setContentsMargins(Space.L, 0, Space.L, 0)
        across = QHBoxLayout()
        across.setSpacing(0)
        left = column(self._above, spacing=0)
        left.addWidget(self._pane, 1)
        across.addLayout(left, 1)
        across.addWidget(side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(across, 1)
        outer.addWidget(bar)
        self.progress.hide()

    def _connect(self) -> None:
        self.back.clicked.connect(self.closed)
        self.discard.clicked.connect(self.discard_wanted)
        self.form.edited.connect(self._edited)
        self.entitled.order_wanted.connect(self.order_wanted)
        self.entitled.clause_wanted.connect(self.clause_wanted)
        self.form.order.changed.connect(lambda _key: self._show_side())

    def follow(self, work: DraftWork) -> None:
        """Show what this work does; called once."""
        self._work = work
        work.changed.connect(self._draft_changed)
        work.files_changed.connect(self._show_files)
        work.kept.connect(self._kept)
        work.looking.connect(self._looking)
        work.progressed.connect(self._progressed)
        work.looked.connect(self._looked)
        work.failed.connect(self.show_problem)
        self.form.edited.connect(work.edited)
        self.form.sources_given.connect(work.attach)
        self.form.files.removed.connect(work.detach)
        self.form.files.stopped.connect(work.stop)
        self.form.intake.refused.connect(self.note.setText)
        self.check.clicked.connect(work.check)
        self.send.clicked.connect(work.send)
        self.progress.cancelled.connect(work.cancel)
        self.findings.redact_wanted.connect(work.redact)
        self.findings.decide_wanted.connect(work.decide)
        self.findings.remove_wanted.connect(work.remove)
        self._draft_changed()

    def offer(self, products: Sequence[Product]) -> None:
        """Show what a request can be about."""
        self.form.offer(products)

    def show_product(self, product: Product | None) -> None:
        """More is known of the product that is chosen."""
        self.form.show_product(product)
        self._show_side()

    def show_target(self, order_id: str, severity: Severity, words: str) -> None:
        """How soon a first answer is owed for this severity."""
        if (order_id, severity.value) == self._target_of:
            self.target.setText(words)
            self.target.setVisible(bool(words))

    def say(self, words: str) -> None:
        """What became of the draft."""
        self.note.setText(words)

    def show_problem(self, report: ProblemReport | None) -> None:
        """Say above the form what went wrong; None takes it back."""
        if self._problem is not None:
            self._above.removeWidget(self._problem)
            self._problem.hide()
            self._problem.deleteLater()
            self._problem = None
        self._above.setContentsMargins(
            Space.L, Space.M if report else 0, Space.L, Space.XS if report else 0
        )
        if report is not None:
            self._problem = ProblemBanner(self._theme, report)
            self._problem.closed.connect(lambda: self.show_problem(None))
            self._above.addWidget(self._problem)
        self._judge()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome everywhere on the form."""
        if paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        files = paths_of(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.form.sources_given.emit(files)

    def _draft_changed(self) -> None:
        draft = self._work.draft if self._work is not None else None
        self.form.setEnabled(draft is not None)
        if draft is not None:
            self.form.show_draft(draft)
        self._show_files()
        self._show_side()

    def _edited(self) -> None:
        self.note.setText("")
        self._show_side()

    def _kept(self) -> None:
        when = clock_words(self._clock.now())
        self.note.setText(
            _("Draft saved {time}. Leave and come back when you like.").format(time=when)
        )

    def _show_files(self) -> None:
        work = self._work
        draft = work.draft if work is not None else None
        if work is None or draft is None:
            self.form.files.show_files(())
            return
        counts = None
        if work.result is not None:
            found = [one.source for one in work.open_findings]
            counts = {file.id: found.count(file.id) for file in draft.files}
        self.form.files.show_files(draft.files, work.coming, counts)
        self._judge()

    def _show_side(self) -> None:
        self.entitled.show_entitlement(self.form.entitlement)
        self._ask_target()
        work = self._work
        if work is None or work.draft is None:
            return
        rule = rule_words(hosted=self.form.hosted)
        self.findings.show_result(work.result, work.draft, rule=rule)
        self.hint.setText(
            _("Text and files are looked through on this computer before anything leaves it."
              " Nothing that is scanned goes anywhere.") + "\n\n" + rule
        )  # fmt: skip
        self.hint.setVisible(work.result is None and not self.progress.isVisibleTo(self))
        self._judge()

    def _ask_target(self) -> None:
        """Asked anew only where order or severity are others."""
        entitled = self.form.entitlement
        order = entitled.order_id if entitled is not None and not entitled.lapsed else ""
        severity = self.form.severity.value
        if (order, severity.value) == self._target_of:
            return
        self._target_of = (order, severity.value)
        self.target.hide()
        if order:
            self.target_wanted.emit(order, severity)

    def _looking(self, on: bool) -> None:
        self.progress.setVisible(on)
        if on:
            self.progress.set_progress(0, None, "")
        self._show_side()

    def _progressed(self, progress: Progress) -> None:
        self.progress.set_progress(progress.done, progress.total, progress.phase)

    def _looked(self, _result: ScanResult) -> None:
        self.show_problem(None)
        self._show_files()
        self._show_side()
        if self._work is not None and self._work.open_findings:
            self.say(_("Not sent: something needs your decision."))

    def _judge(self) -> None:
        work = self._work
        idle = work is not None and work.draft is not None and not work.busy
        self.check.setEnabled(idle)
        self.send.setEnabled(idle and self.form.ready)
        self.discard.setEnabled(work is not None and work.draft is not None)


def _held(theme: Theme, form: RequestForm) -> QWidget:
    """The form at the start of its pane, never wider than lines are readable."""
    box = Panel(theme, Token.SURFACE)
    layout = row(spacing=0)
    layout.addWidget(form, 10)
    layout.addStretch(1)
    box.setLayout(layout)
    return box

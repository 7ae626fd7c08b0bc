"""Where a person begins: the three situations, the batches under way, requests that wait here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.activation.verdicts import Verdict
from app.base.dates import moment_words
from app.base.errors import ProblemReport
from app.base.text import _, ngettext
from app.licenses.batches.model import BatchCard
from app.licenses.this_host.model import HostFacts, InstalledView, WaitingRequest
from ui.kit.banners import ProblemBanner
from ui.kit.buttons import Button
from ui.kit.cards import Card, Entry
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.activate.choice_card import ChoiceCard

_WIDEST = 1088


class SituationPane(QWidget):
    """Three doors, and what was left half-way."""

    here_wanted = Signal()
    carry_wanted = Signal()
    answer_wanted = Signal()
    batch_wanted = Signal(str)
    installed_wanted = Signal()

    def __init__(
        self, theme: Theme, now: Callable[[], datetime], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._now = now
        self._batches: tuple[BatchCard, ...] = ()
        self._waiting: tuple[WaitingRequest, ...] = ()
        self._installed: tuple[InstalledView, ...] = ()
        self._problem: ProblemReport | None = None
        self.here = ChoiceCard(
            theme,
            Icon.DEVICE,
            _("This computer is isolated"),
            _("Make a request here, carry it to a connected computer, bring the answer back and"
              " install it. Nothing here needs a network."),
        )  # fmt: skip
        self.carry = ChoiceCard(
            theme,
            Icon.QR,
            _("I carry files for isolated computers"),
            _("Collect the requests of one or hundreds of hosts, send them together, and carry"
              " the answers and the receipts."),
        )  # fmt: skip
        self.answer = ChoiceCard(
            theme,
            Icon.DOWNLOAD,
            _("I have an answer to install"),
            _("Read an answer from a file, a picture of QR codes or the clipboard. It is judged"
              " and explained before anything is written."),
        )  # fmt: skip
        self.here.clicked.connect(self.here_wanted)
        self.carry.clicked.connect(self.carry_wanted)
        self.answer.clicked.connect(self.answer_wanted)
        self._lists = QVBoxLayout()
        self._lists.setSpacing(Space.L)
        self._shown: list[QWidget] = []
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        doors = row(self.here, self.carry, self.answer, spacing=Space.M)
        title = Label(self._theme, _("What is the situation?"), TextStyle.SECTION)
        self.words = Label(self._theme, "", TextStyle.BODY, Token.TEXT2)
        self.show_license("")
        layout = column(title, 2, self.words, Space.L, doors, spacing=0)
        layout.addSpacing(Space.XL)
        layout.addLayout(self._lists)
        layout.addStretch(1)
        inner.setLayout(layout)
        content = QWidget()
        across = row(spacing=0, margins=(Space.L, Space.L, Space.L, Space.L))
        across.addWidget(inner, 1)
        across.addStretch(0)
        content.setLayout(across)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollPane(self._theme, content, ground=Token.BG))

    def show_license(self, license_id: str) -> None:
        """Say for which license a host is to be activated; "" where none was chosen."""
        words = _("Whichever it is, you can stop at any step and go on later.")
        if license_id:
            words = _("For license {license}. You can stop at any step and go on later.")
        self.words.setText(words.format(license=license_id))

    def show_batches(self, batches: Sequence[BatchCard]) -> None:
        """Show what is under way, newest first."""
        if tuple(batches) != self._batches or self._problem is not None:
            self._batches, self._problem = tuple(batches), None
            self._fill()

    def show_facts(self, facts: HostFacts) -> None:
        """Show what this computer waits for, and what is installed on it."""
        if (facts.waiting, facts.installed) != (self._waiting, self._installed):
            self._waiting, self._installed = facts.waiting, facts.installed
            self._fill()

    def show_problem(self, report: ProblemReport) -> None:
        """The batches cannot be read; everything else can be begun all the same."""
        self._problem = report
        self._fill()

    def _fill(self) -> None:
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = []
        if self._problem is not None:
            self._add(ProblemBanner(self._theme, self._problem, closable=False))
        if self._waiting:
            self._add(self._waiting_card())
        open_ones = [one for one in self._batches if one.closed_at is None]
        closed = [one for one in self._batches if one.closed_at is not None]
        if open_ones:
            self._add(self._batch_card(_("Batches under way"), open_ones))
        if self._installed:
            self._add(self._installed_card())
        if closed:
            self._add(self._batch_card(_("Closed batches"), closed))

    def _add(self, card: QWidget) -> None:
        self._lists.addWidget(card)
        self._shown.append(card)

    def _batch_card(self, title: str, batches: Sequence[BatchCard]) -> Card:
        card = Card(self._theme, title, count=f"{len(batches):n}")
        for number, one in enumerate(batches):
            if number:
                card.add_line(inset=Space.L)
            card.add(self._batch_entry(one))
        return card

    def _batch_entry(self, one: BatchCard) -> Entry:
        done = one.hosts > 0 and one.done == one.hosts
        icon, tone = (Icon.CHECK_CIRCLE, Token.OK) if done else (Icon.STACK, Token.TEXT2)
        if one.held_back and not done:
            icon, tone = Icon.WARNING, Token.WARN
        go = Button(
            self._theme,
            _("Show") if one.closed_at else _("Resume"),
            small=True,
            name=_("Resume {name}").format(name=one.name),
        )
        go.clicked.connect(partial(self.batch_wanted.emit, one.id))
        return Entry(
            self._theme, icon, one.name, batch_words(one, self._now()), tone=tone, trailing=(go,)
        )

    def _waiting_card(self) -> Card:
        card = Card(self._theme, _("Requests of this computer that wait for their answer"))
        for number, one in enumerate(self._waiting):
            if number:
                card.add_line(inset=Space.L)
            go = Button(
                self._theme,
                _("Bring the answer"),
                small=True,
                name=_("Bring the answer to {request}").format(request=one.request_id),
            )
            go.clicked.connect(self.answer_wanted)
            title = _("{product}, license {license}").format(
                product=one.product_id, license=one.license_id
            )
            words = _("Asked as {host}").format(host=one.host_name)
            if one.created_at is not None:
                words = _("Asked {when} as {host}").format(
                    when=moment_words(one.created_at, self._now()), host=one.host_name
                )
            card.add(Entry(self._theme, Icon.CLOCK_OUTLINE, title, words, trailing=(go,)))
        return card

    def _installed_card(self) -> Card:
        card = Card(self._theme, _("Installed on this computer"))
        for number, one in enumerate(self._installed):
            if number:
                card.add_line(inset=Space.L)
            valid = one.verdict is Verdict.VALID
            go = Button(
                self._theme,
                _("Show"),
                small=True,
                name=_("Show {license}").format(license=one.license_id),
            )
            go.clicked.connect(self.installed_wanted)
            title = _("{product}, license {license}").format(
                product=one.product_id, license=one.license_id
            )
            icon, tone = (Icon.CHECK_CIRCLE, Token.OK) if valid else (Icon.OCTAGON, Token.DANGER)
            card.add(Entry(self._theme, icon, title, one.words, tone=tone, trailing=(go,)))
        return card


def batch_words(one: BatchCard, now: datetime) -> str:
    """Where a batch is: "9 hosts · 4 need you · 2 done · changed today 09:11 CET"."""
    parts = [ngettext("{count} host", "{count} hosts", one.hosts).format(count=one.hosts)]
    if one.held_back:
        parts.append(
            ngettext("{count} needs you", "{count} need you", one.held_back).format(
                count=one.held_back
            )
        )
    if one.done:
        parts.append(_("{count} done").format(count=one.done))
    parts.append(_("changed {when}").format(when=moment_words(one.changed_at, now)))
    return " · ".join(parts)

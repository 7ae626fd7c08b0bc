"""The step that asks for the facts: the questions, and beside them what will follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from app.deadlines.model import Source
from app.deadlines.words import clause_words, source_words
from app.notices.model import DraftKind
from app.notices.questions import Question
from app.notices.rules import period_words
from app.notices.wishes import LetterWishes
from app.terms.model import DocumentKind, Version
from ui.jobs import Jobs
from ui.kit.banners import ProblemBanner
from ui.kit.buttons import LinkButton
from ui.kit.cards import Card
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.notices.guide.asking import QuestionForm
from ui.notices.guide.figures import FiguresView
from ui.notices.guide.kinds import purpose
from ui.notices.words import clause_link, draft_kind_words
from ui.orders_field import Found

if TYPE_CHECKING:
    from app.services import Rooms
    from app.terms.claims import ClaimFigures
    from app.terms.own_letters import LetterBasis

_FORM, _SIDE = 480, 340
_BESIDE = 820
_ANY = 16_777_215
"""Qt's own largest width."""
_REST_MS = 400


class Asked(NamedTuple):
    """What a job brought for this step."""

    kind: DraftKind
    questions: tuple[Question, ...]
    basis: LetterBasis
    orders: tuple[Found, ...]
    versions: tuple[Version, ...]
    signer: str


class Follows(NamedTuple):
    """What follows from the answers as they stand."""

    basis: LetterBasis
    figures: ClaimFigures | None


class FactsStep(QWidget):
    """Asks, and says what each answer leads to before the letter is written."""

    clause_wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs = jobs
        self._kind = DraftKind.NON_RENEWAL
        self._parts: list[QWidget] = []
        self.title = Label(theme, "", TextStyle.SECTION, wrap=True)
        self.words = Label(theme, "", TextStyle.BODY, Token.TEXT2, wrap=True)
        self.form = QuestionForm(theme, jobs)
        self.figures = FiguresView(theme)
        self._side = QVBoxLayout()
        self._side.setSpacing(Space.L)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._reckon)
        self.form.changed.connect(self._rest.start)
        self.form.failed.connect(self.failed)
        self._lay_out()

    def _lay_out(self) -> None:
        self._left = left = QWidget()
        left.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        left.setLayout(
            column(self.title, 2, self.words, Space.L, self.form, None, spacing=0)
        )  # fmt: skip
        self._right = right = QWidget()
        aside = column(spacing=Space.L)
        aside.addLayout(self._side)
        aside.addWidget(self.figures)
        aside.addStretch(1)
        right.setLayout(aside)
        content = QWidget()
        self._across = across = QHBoxLayout(content)
        across.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        across.setSpacing(Space.XL)
        across.addWidget(left, 4)
        across.addWidget(right, 3)
        across.addStretch(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollPane(self._theme, content, ground=Token.BG))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What follows stands below the questions where there is no room beside them."""
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE
        across, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._across.setDirection(across if beside else below)
        self._left.setMaximumWidth(_FORM if beside else _ANY)
        self._right.setMaximumWidth(_SIDE if beside else _ANY)

    @property
    def kind(self) -> DraftKind:
        """Which notice it is to be."""
        return self._kind

    def ask(self, kind: DraftKind, wishes: LetterWishes) -> None:
        """Ask what a kind needs; `wishes` are answers that are known already."""
        self._kind = kind
        self.title.setText(draft_kind_words(kind))
        self.words.setText(purpose(kind))
        self._clear_side()
        self.figures.clear()
        job = self._jobs.job(
            self,
            lambda rooms, _cancel, _report: _asked(rooms, kind, wishes),
            group="letter-questions",
        )
        job.on_success(lambda found: self._show(found, wishes)).on_failure(self._fail).run()

    def _show(self, found: Asked, wishes: LetterWishes) -> None:
        if not wishes.by:
            wishes = msgspec.structs.replace(wishes, by=found.signer)
        self.form.ask(found.questions, wishes, found.orders, found.versions)
        self._show_basis(found.basis)
        self.form.focus_first()
        self._reckon()

    def _reckon(self) -> None:
        """What follows from the answers as they stand now."""
        kind, wishes = self._kind, self.form.read()
        self._jobs.job(
            self, lambda rooms, _cancel, _report: _follows(rooms, kind, wishes),
            group="letter-figures",
        ).on_success(self._show_follows).on_failure(self._fail).run()  # fmt: skip

    def _show_follows(self, found: Follows) -> None:
        self._show_basis(found.basis)
        if found.figures is None:
            self.figures.clear()
        else:
            self.figures.show_figures(found.figures.eligibility, found.figures.refunds)

    def _show_basis(self, basis: LetterBasis) -> None:
        """What it rests on, the clock that it starts, and from when it counts."""
        self._clear_side()
        card = Card(self._theme, _("What follows"))
        box = QWidget()
        box.setLayout(
            column(
                *(self._line(icon, words, source) for icon, words, source in self._said(basis)),
                spacing=Space.M,
            )
        )
        card.add_padded(box)
        self._add(card)

    def _said(self, basis: LetterBasis) -> Sequence[tuple[Icon, str, Source]]:
        found = [(Icon.TERMS, _rests_words(basis.rests), basis.rests)]
        clock = _clock_words(self._kind, basis.rests)
        if clock:
            found.append((Icon.CLOCK_OUTLINE, clock, basis.rests))
        counts = _("It counts {rule}.").format(rule=source_words(basis.counts))
        if not basis.counts.value:
            counts = _("From when it counts is not stated; receipt is the safe reading.")
        found.append((Icon.CALENDAR, counts, basis.counts))
        posting = _("The latest safe day to post it is reckoned when the letter is written.")
        found.append((Icon.NOTICES, posting, Source(origin=basis.rests.origin, value="", words="")))
        return found

    def _line(self, icon: Icon, words: str, source: Source) -> QWidget:
        box = QWidget()
        layout = column(spacing=0)
        layout.addWidget(Label(self._theme, words, wrap=True))
        said, part = clause_link(source)
        if said:
            link = LinkButton(
                self._theme, said, style=TextStyle.META_MEDIUM,
                name=_("Read {clause}").format(clause=said),
            )  # fmt: skip
            link.clicked.connect(lambda: self.clause_wanted.emit(part))
            layout.addLayout(row(link, None))
        across = row(spacing=Space.S)
        mark = StatusLabel(self._theme, icon, "", icon_tone=Token.TEXT2)
        across.addLayout(column(mark, None, spacing=0))
        across.addLayout(layout, 1)
        box.setLayout(across)
        return box

    def _fail(self, report: ProblemReport) -> None:
        self._clear_side()
        self.figures.clear()
        self._add(ProblemBanner(self._theme, report, closable=False))

    def _add(self, widget: QWidget) -> None:
        self._side.addWidget(widget)
        self._parts.append(widget)

    def _clear_side(self) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = []


def _rests_words(rests: Source) -> str:
    """What a letter rests on, or that no clause is known for it."""
    if rests.value:
        return _("Rests on: {rule}").format(rule=source_words(rests))
    if rests.clause:
        return _("Rests on {clause}, which states no period.").format(clause=clause_words(rests))
    return _("No clause is known on which it rests.")


def _clock_words(kind: DraftKind, rests: Source) -> str:
    """The clock that a kind of letter starts, "" where it starts none."""
    if not rests.value:
        return ""
    period = period_words(rests)
    match kind:
        case DraftKind.BREACH:
            return _("From then the vendor has {period} to cure.").format(period=period)
        case DraftKind.DISPUTE:
            return _("From then you consult for {period} before any proceeding.").format(
                period=period
            )
        case DraftKind.PUBLICITY:
            return _("From then the vendor has {period} to act.").format(period=period)
        case _:
            return ""


def _asked(rooms: Rooms, kind: DraftKind, wishes: LetterWishes) -> Asked:
    rows = [rooms.orders.find(number) for number in wishes.orders]
    found = rooms.orders.rows([at for at in rows if at is not None])
    versions = tuple(
        one for one in rooms.terms.versions() if one.kind is DocumentKind.END_CUSTOMER
    ) if kind is DraftKind.OBJECTION else ()  # fmt: skip
    return Asked(
        kind,
        rooms.terms.letter_questions(kind, wishes.orders),
        rooms.terms.letter_basis(kind, wishes.orders),
        tuple(Found(one.number, one.products) for one in found),
        versions,
        rooms.account.signed_in().name,
    )


def _follows(rooms: Rooms, kind: DraftKind, wishes: LetterWishes) -> Follows:
    basis = rooms.terms.letter_basis(kind, wishes.orders)
    if kind is not DraftKind.IP_CLAIM or not wishes.orders:
        return Follows(basis, None)
    return Follows(basis, rooms.terms.claim_figures(wishes.orders, wishes.claimed_on, wishes.price))

"""The step that sends: by post, as a copy by e-mail, by the portal, each with what shows it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.dates import weekday_words
from app.base.text import _
from app.deadlines.model import DeadlineEntry
from app.notices.model import NoticeDraft, Proof, Way
from ui.fates import UNDER_WAY, fate_words
from ui.kit.buttons import Button, LinkButton
from ui.kit.cards import Card
from ui.kit.dialogs import ask_save_path
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.notices.letter_head import one_line
from ui.notices.letter_standing import posting_box, sent_box

_WIDEST = 680


class LeavingStep(QWidget):
    """A card for each way; all of them may be used, and each keeps its own proof."""

    print_wanted = Signal()
    file_wanted = Signal(object)
    """The Path to write to; its ending says whether as PDF or as e-mail."""
    portal_wanted = Signal()
    proof_wanted = Signal(object)
    """Record that it left by this Way."""
    item_wanted = Signal(str)
    deadline_wanted = Signal(str)
    clause_wanted = Signal(str)

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._inner = QWidget()
        self._inner.setMaximumWidth(_WIDEST)
        self._inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._cards = QVBoxLayout(self._inner)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(Space.L)
        content = QWidget()
        across = QHBoxLayout(content)  # it knows how wide the inner part becomes, hence how high
        across.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        across.addWidget(self._inner, 1, Qt.AlignmentFlag.AlignTop)
        across.addStretch(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollPane(theme, content, ground=Token.BG))
        self.print: Button | None = None
        self.pdf: Button | None = None
        self.eml: Button | None = None
        self.portal: Button | None = None
        self.buttons: dict[Way, Button] = {}
        """What records that it left, by its way; for tests."""

    def show_letter(self, draft: NoticeDraft, follows: Sequence[DeadlineEntry]) -> None:
        """Show how a letter can leave, and how it did."""
        while (item := self._cards.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        theme = self._theme
        self.buttons = {}
        self._cards.addWidget(Label(theme, draft.title, TextStyle.SECTION, wrap=True))
        if draft.sent is not None:
            deadline, clause = self.deadline_wanted.emit, self.clause_wanted.emit
            box = sent_box(theme, draft.sent, draft.counts_words, follows, deadline, clause)
            self._cards.addWidget(box)
        elif draft.post_by is not None or draft.post_by_words:
            self._cards.addWidget(posting_box(theme, draft, self._clock.now()))
        for card in (self._post(draft), self._email(draft), self._portal(draft)):
            self._cards.addWidget(card)

    def _post(self, draft: NoticeDraft) -> Card:
        words = _("Print it, sign it, and send it to {address}. Keep the receipt.").format(
            address=one_line(draft.recipient) or _("the vendor")
        )
        self.print = paper = Button(self._theme, _("Print…"), icon=Icon.PRINTER)
        paper.clicked.connect(self.print_wanted)
        self.pdf = pdf = Button(self._theme, _("Save as PDF…"), icon=Icon.SAVE)
        pdf.clicked.connect(lambda: self._ask("pdf"))
        mark = self._mark(Way.POST, draft, _("Mark as posted…"), _("Change the proof…"))
        return self._card(_("By post"), words, draft, Way.POST, (paper, pdf, mark))

    def _email(self, draft: NoticeDraft) -> Card:
        words = _("A message with the letter as PDF, to open in your own mail program and send"
                  " to {email}.").format(email=draft.email or _("the vendor"))  # fmt: skip
        self.eml = eml = Button(self._theme, _("Save the e-mail copy…"), icon=Icon.NOTICES)
        eml.clicked.connect(lambda: self._ask("eml"))
        mark = self._mark(Way.EMAIL, draft, _("Mark as e-mailed…"), _("Change the proof…"))
        return self._card(_("Copy by e-mail"), words, draft, Way.EMAIL, (eml, mark))

    def _portal(self, draft: NoticeDraft) -> Card:
        words = _("The letter goes to the portal with its enclosures. Whether that alone is enough"
                  " follows from the terms; the post is the safe way.")  # fmt: skip
        fate = draft.fate
        self.portal = None
        parts: list[QWidget] = []
        if fate is None or fate.state in ("discarded", "refused"):
            self.portal = go = Button(self._theme, _("Send by the portal"), icon=Icon.PLANE)
            go.clicked.connect(self._send)
            parts.append(go)
        if fate is not None and fate.state in UNDER_WAY | {"refused"}:
            link = LinkButton(self._theme, _("Show in the outbox"))
            link.clicked.connect(partial(self.item_wanted.emit, fate.item))
            parts.append(link)
        return self._card(_("By the portal"), words, draft, Way.PORTAL, parts)

    def _send(self) -> None:
        if self.portal is not None:
            self.portal.setEnabled(False)
        self.portal_wanted.emit()

    def _mark(self, way: Way, draft: NoticeDraft, first: str, again: str) -> Button:
        done = any(one.way is way for one in draft.proofs)
        button = Button(self._theme, again if done else first)
        button.clicked.connect(partial(self.proof_wanted.emit, way))
        self.buttons[way] = button
        return button

    def _card(
        self, title: str, words: str, draft: NoticeDraft, way: Way, parts: Sequence[QWidget]
    ) -> Card:
        card = Card(self._theme, title)
        box = QWidget()
        lines = column(
            Label(self._theme, words, TextStyle.BODY, Token.TEXT2, wrap=True), spacing=Space.S
        )
        for one in draft.proofs:
            if one.way is way:
                lines.addWidget(self._proof(one))
        if way is Way.PORTAL and draft.fate is not None:
            lines.addWidget(self._fate(draft))
        if parts:
            lines.addLayout(row(*parts, None, spacing=Space.S, margins=(0, Space.XS, 0, 0)))
        box.setLayout(lines)
        card.add_padded(box)
        return card

    def _proof(self, proof: Proof) -> QWidget:
        box = QWidget()
        words = _("Left on {day}").format(day=weekday_words(proof.posted_on))
        status = StatusLabel(self._theme, Icon.CHECK_CIRCLE, words, icon_tone=Token.OK)
        lines = column(status, spacing=0)
        details = [
            _("Tracking number {number}").format(number=proof.tracking) if proof.tracking else "",
            _("Proof: {name}").format(name=proof.file.name) if proof.file else "",
            proof.words,
        ]
        said = " · ".join(filter(None, details)) or _("No receipt or number was kept.")
        lines.addWidget(Label(self._theme, said, TextStyle.META, Token.TEXT2, wrap=True))
        box.setLayout(lines)
        return box

    def _fate(self, draft: NoticeDraft) -> QWidget:
        fate = draft.fate
        box = QWidget()
        lines = column(spacing=0)
        if fate is not None:
            icon, word, tone = Icon.PLANE, _("On its way"), Token.ACCENT
            if fate.state == "refused":
                icon, word, tone = Icon.OCTAGON, _("Refused"), Token.DANGER
            elif fate.state == "sent":
                icon, word, tone = Icon.CHECK_CIRCLE, _("Received"), Token.OK
            elif fate.state == "discarded":
                icon, word, tone = Icon.MINUS_CIRCLE, _("Taken back"), Token.TEXT2
            lines.addWidget(StatusLabel(self._theme, icon, word, icon_tone=tone))
            said = fate_words(fate, self._clock.now())
            if fate.receipt:
                said = f"{said} {_('Receipt {number}.').format(number=fate.receipt)}"
            lines.addWidget(Label(self._theme, said, TextStyle.META, Token.TEXT2, wrap=True))
        box.setLayout(lines)
        return box

    def _ask(self, ending: str) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = Path(place or Path.home()) / f"{_('letter')}.{ending}"
        path = ask_save_path(self, _("Save the letter"), suggested, f"*.{ending}")
        if path is not None:
            self.file_wanted.emit(path)

"""The board: requests and audits with their clock, certifications in progress and finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.text import _
from app.certification.asked import Audit, Request
from app.certification.listed import Card as Certification
from app.certification.listed import Overview
from ui.certification.board.panes import BoardPane
from ui.certification.board.press_row import PressRow
from ui.certification.board.rows import WAITING, audit_row, card_row, request_row
from ui.kit.cards import Card
from ui.kit.labels import Label
from ui.kit.menus import menu
from ui.kit.panels import row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_WIDEST = 1200
_PANE_ABOVE = 840
_FEW = 6


class BoardView(QWidget):
    """Four cards; what is chosen in the first two is shown beside them."""

    begin_wanted = Signal(str)
    draft_wanted = Signal(str)
    rename_wanted = Signal(str, str)
    """Id and title of a certification."""
    discard_wanted = Signal(str, str)
    withdraw_wanted = Signal(object)
    correct_wanted = Signal(object)
    reply_wanted = Signal(str)
    letter_wanted = Signal(str)
    clause_wanted = Signal(str)
    history_wanted = Signal()

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self.overview = Overview()
        self.chosen = ""
        """"request:ID", "audit:ID", or "" for nothing."""
        self.rows: dict[str, PressRow] = {}
        self._all = False
        self.requests = Card(theme, _("Requests to certify"), count="0")
        self.audits = Card(theme, _("Announced audits"), count="0")
        self.open = Card(theme, _("In progress"), count="0")
        self.finished = Card(theme, _("Finished"), count="0")
        self.more = self.requests.add_head_action(_("Answered ones too"))
        self.more.clicked.connect(self._toggle)
        self.history = self.finished.add_head_action(_("History and differences"))
        self.history.clicked.connect(self.history_wanted)
        self.pane = BoardPane(theme)
        self.pane.hide()
        self._lay_out()
        self._follow_pane()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        cards = QVBoxLayout(inner)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(Space.L)
        for card in (self.requests, self.audits, self.open, self.finished):
            cards.addWidget(card)
        cards.addStretch(1)
        content = QWidget()
        across = QHBoxLayout(content)
        across.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        across.addWidget(inner, 1)
        across.addStretch(0)
        self.list = ScrollPane(self._theme, content, ground=Token.BG)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.pane)

    def _follow_pane(self) -> None:
        pane = self.pane
        pane.begin_wanted.connect(self.begin_wanted)
        pane.draft_wanted.connect(self.draft_wanted)
        pane.withdraw_wanted.connect(self.withdraw_wanted)
        pane.correct_wanted.connect(self.correct_wanted)
        pane.reply_wanted.connect(self.reply_wanted)
        pane.letter_wanted.connect(self.letter_wanted)
        pane.clause_wanted.connect(self.clause_wanted)
        pane.closed.connect(lambda: self.choose(""))

    @property
    def waiting(self) -> tuple[Request, ...]:
        """Requests that wait for a certification."""
        return tuple(one for one in self.overview.requests if one.state in WAITING)

    def show_overview(self, overview: Overview) -> None:
        """Show what was read; what was chosen stays chosen."""
        self.overview = overview
        self.rows = {}
        known = overview.requests if self._all or not self.waiting else self.waiting
        self.more.setVisible(len(known) < len(overview.requests) or self._all)
        self.more.set_text(_("Open ones only") if self._all else _("Answered ones too"))
        self._fill(
            self.requests,
            [self._request(one) for one in known],
            _("Nobody asks you to certify anything now."),
            len(self.waiting),
        )
        self._fill(
            self.audits,
            [self._audit(one) for one in overview.audits],
            _("No audit is announced."),
            len(overview.audits),
        )
        under_way = [one for one in overview.certifications if not one.finished]
        over = [one for one in overview.certifications if one.finished]
        self._fill(
            self.open,
            [self._card(one) for one in under_way],
            _("Nothing is in progress. Begin with a request, or rehearse without one."),
            len(under_way),
        )
        self._fill(self.finished, [self._card(one) for one in over[:_FEW]], "", len(over))
        self.finished.setVisible(bool(over))
        self.audits.setVisible(bool(overview.audits))
        self.choose(self.chosen)

    def _fill(self, card: Card, rows: Sequence[QWidget], nothing: str, count: int) -> None:
        while (item := card.body.takeAt(0)) is not None:
            widget, layout = item.widget(), item.layout()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
            elif layout is not None and (inner := layout.takeAt(0)) is not None:
                part = inner.widget()
                if part is not None:
                    part.hide()
                    part.deleteLater()
        card.count_label.setText(str(count) if count else "")
        for at, made in enumerate(rows):
            if at:
                card.add_line(inset=Space.L)
            card.add(made)
        if not rows:
            box = QWidget()
            box.setLayout(row(Label(self._theme, nothing, TextStyle.BODY, Token.TEXT2, wrap=True)))
            card.add_padded(box)

    def _request(self, one: Request) -> QWidget:
        made, button = request_row(self._theme, one, self._clock.now())
        key = f"request:{one.id}"
        made.clicked.connect(partial(self.choose, key))
        if one.drafts:
            button.clicked.connect(lambda: self.draft_wanted.emit(one.drafts[0]))
        elif one.state in WAITING:
            button.clicked.connect(lambda: self.begin_wanted.emit(one.id))
        else:
            button.clicked.connect(partial(self.choose, key))
        self.rows[key] = made
        return made

    def _audit(self, one: Audit) -> QWidget:
        made, button = audit_row(self._theme, one, self._clock.now())
        key = f"audit:{one.id}"
        made.clicked.connect(partial(self.choose, key))
        if button is not None:
            act: Callable[[], None] = (
                partial(self.letter_wanted.emit, one.reply)
                if one.reply
                else partial(self.reply_wanted.emit, one.id)
            )
            button.clicked.connect(act)
        self.rows[key] = made
        return made

    def _card(self, one: Certification) -> QWidget:
        made, button, more = card_row(self._theme, one, self._clock.now())
        for pressed in (made, button):
            pressed.clicked.connect(lambda: self.draft_wanted.emit(one.id))
        if more is not None:
            choices = menu(self._theme, more)
            if not one.read_only:
                choices.addAction(_("Rename…")).triggered.connect(
                    lambda: self.rename_wanted.emit(one.id, one.title)
                )
            choices.addAction(_("Discard…")).triggered.connect(
                lambda: self.discard_wanted.emit(one.id, one.title)
            )
            more.set_menu(choices)
        self.rows[f"draft:{one.id}"] = made
        return made

    def choose(self, key: str) -> None:
        """Show a request or an audit beside the list; "" shows none."""
        kind, _sep, rest = key.partition(":")
        found: Request | Audit | None = None
        if kind == "request":
            found = next((one for one in self.overview.requests if one.id == rest), None)
        elif kind == "audit":
            found = next((one for one in self.overview.audits if one.id == rest), None)
        self.chosen = key if found is not None else ""
        for name, made in self.rows.items():
            made.set_chosen(name == self.chosen)
        match found:
            case Request():
                self.pane.show_request(found, self.overview.certifications, self._clock.now())
            case Audit():
                self.pane.show_audit(found, self._clock.now())
        self.pane.setVisible(found is not None)
        self._fit()

    def _toggle(self) -> None:
        self._all = not self._all
        self.show_overview(self.overview)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the pane takes the place of the list."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.list.setVisible(self.width() >= _PANE_ABOVE or not self.chosen)

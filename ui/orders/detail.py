"""Everything about one order, beside the table."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLayout, QMenu, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.orders.model import OrderDetail
from ui.kit.banners import Banner, BannerTone
from ui.kit.buttons import IconButton
from ui.kit.cards import Pairs
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.menus import menu
from ui.kit.panels import Hairline, Panel, row
from ui.kit.scrolling import ScrollPane
from ui.kit.secret import SecretClipboard
from ui.kit.states import problem_state
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.orders.detail_parts import (
    chain_section,
    deliveries_section,
    lines_section,
    payments_section,
    services_section,
    suspension_notice,
)
from ui.orders.governing import Doors, deadlines_section, governing_section
from ui.orders.phrases import deadline_banner, period_words, placed_words, support_words
from ui.orders.terms_of_order import OrderTerms, next_to_cancel, still_open
from ui.orders.words import state_look


class DetailPane(Panel):
    """Shows one `OrderDetail`, built anew for each order. Esc closes it."""

    closed = Signal()
    order_wanted = Signal(str)
    """An order of the chain, by its number."""
    chain_wanted = Signal(str)
    """Show the orders of this entitlement in the table."""
    terms_wanted = Signal(str)
    """A part of the terms page."""
    deadline_wanted = Signal(str)
    attach_wanted = Signal()
    """Let a document of the person's own govern this order."""

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self._clock = clock
        self._clipboard = SecretClipboard(self)
        self._shown: OrderDetail | None = None
        self._terms: OrderTerms | None = None
        self._doors = Doors(
            self.terms_wanted.emit, self.deadline_wanted.emit, self.attach_wanted.emit
        )
        self.setMinimumWidth(Size.DETAIL)
        self.setAccessibleName(_("Order details"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._pane: QWidget | None = None

    @property
    def detail(self) -> OrderDetail | None:
        """The order that is shown."""
        return self._shown

    def clear(self) -> None:
        """Show nothing, and take a copied key back."""
        self._clipboard.take_back()
        self._shown = self._terms = None
        self._replace(None)

    def show_problem(self, report: ProblemReport) -> None:
        """Say why the order cannot be shown."""
        self._shown = self._terms = None
        self._replace(problem_state(self._theme_, report))

    @property
    def terms(self) -> OrderTerms | None:
        """What the terms say about it, once that was read."""
        return self._terms

    def show_detail(self, detail: OrderDetail) -> None:
        """Show `detail`; the same order read anew keeps the place."""
        if self._shown is not None and self._shown.row == detail.row:
            if self._shown != detail:
                self._rebuild(detail)
            return
        self._terms = None
        self._rebuild(detail)

    def show_terms(self, terms: OrderTerms) -> None:
        """Show what the terms say about the order that is shown."""
        detail = self._shown
        if detail is None or detail.id != terms.order_id or terms == self._terms:
            return
        self._terms = terms
        self._rebuild(detail)

    def _rebuild(self, detail: OrderDetail) -> None:
        same = self._shown is not None and self._shown.row == detail.row
        old = (
            self._pane.verticalScrollBar().value()
            if same and isinstance(self._pane, ScrollPane)
            else 0
        )
        had_focus = self.isAncestorOf(QGuiApplication.focusObject())  # type: ignore[arg-type]
        self._shown = detail
        pane = ScrollPane(self._theme_, self._content(detail))
        self._replace(pane)
        if old:
            pane.verticalScrollBar().setValue(old)
        if had_focus and same:
            self._close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the pane."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _replace(self, pane: QWidget | None) -> None:
        if self._pane is not None:
            self._layout.removeWidget(self._pane)
            self._pane.hide()
            self._pane.deleteLater()
        self._pane = pane
        if pane is not None:
            self._layout.addWidget(pane)

    def _content(self, detail: OrderDetail) -> QWidget:
        theme = self._theme_
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.L)
        layout.setSpacing(0)
        layout.addLayout(self._head(detail))
        layout.addWidget(Label(theme, placed_words(detail), TextStyle.META, Token.TEXT2, wrap=True))
        for banner in self._banners(detail):
            layout.addSpacing(Space.S)
            layout.addWidget(banner)
        layout.addSpacing(Space.S)
        layout.addWidget(self._pairs(detail))
        sections = [lines_section(theme, detail)]
        if self._terms is not None:
            sections.append(governing_section(theme, self._terms, detail.lines, self._doors))
            ahead = still_open(self._terms)
            if ahead:
                sections.append(deadlines_section(theme, ahead, self._doors))
        if len(detail.chain) > 1 or detail.next_renewal:
            sections.append(chain_section(theme, detail, self.order_wanted.emit))
        if any(service.storage_limit or service.storage_used for service in detail.services):
            sections.append(services_section(theme, detail.services))
        if detail.deliveries:
            sections.append(deliveries_section(theme, detail, self._clipboard))
        sections.append(payments_section(theme, detail))
        for part in sections:
            layout.addSpacing(Space.M)
            layout.addWidget(Hairline(theme))
            layout.addSpacing(Space.S - 2)
            layout.addWidget(part)
        layout.addStretch(1)
        return content

    def _head(self, detail: OrderDetail) -> QLayout:
        theme = self._theme_
        look = state_look(detail.state)
        number = Label(theme, detail.number, TextStyle.SECTION)
        status = StatusLabel(theme, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone)
        more = IconButton(theme, Icon.DOTS, _("More about this order"), small=True)
        more.set_menu(self._menu(detail, more))
        self._close = IconButton(theme, Icon.CLOSE, _("Close the details"), small=True)
        self._close.clicked.connect(self.closed)
        return row(number, status, None, more, self._close, spacing=Space.S)

    def _menu(self, detail: OrderDetail, parent: QWidget) -> QMenu:
        choices = menu(self._theme_, parent)
        copy = choices.addAction(_("Copy the order number"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(detail.number))
        chain = choices.addAction(_("Show the orders of this entitlement"))
        chain.triggered.connect(lambda: self.chain_wanted.emit(detail.entitlement_id))
        chain.setEnabled(bool(detail.entitlement_id))
        return choices

    def _banners(self, detail: OrderDetail) -> list[QWidget]:
        banners: list[QWidget] = []
        theme = self._theme_
        stops = [one.suspension for one in detail.services if one.suspension]
        banners += [suspension_notice(theme, stop) for stop in stops]
        by = detail.cancel_by
        found = next_to_cancel(self._terms) if self._terms is not None else None
        if found is not None and found.deadline.stated:
            by = found.deadline.at
        if by is not None and by > self._clock.now():
            words = deadline_banner(by)
            near = (by - self._clock.now()).days < 90
            tone = BannerTone.WARN if near else BannerTone.INFO
            banners.append(Banner(theme, tone, words, icon=Icon.CLOCK))
        return banners

    def _pairs(self, detail: OrderDetail) -> QWidget:
        pairs = Pairs(self._theme_)
        term = period_words(detail.term_start, detail.term_end)
        pairs.add(_("Term"), term or _("No end stated"))
        if detail.support:
            pairs.add(_("Support"), support_words(detail.support))
            if detail.support.partner:
                pairs.add(_("Answered by"), detail.support.partner.name)
        if detail.reseller:
            pairs.add(_("Reseller"), detail.reseller.name)
        if detail.bill_to:
            pairs.add(_("Bill to"), detail.bill_to)
        return pairs

"""The sections of the detail pane: lines, chain, deliveries, payments, hosted services."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.dates import day_words, local
from app.base.money import format_amount
from app.base.text import _
from app.orders.model import (
    Delivery,
    HostedService,
    Invoice,
    OrderDetail,
    OrderLine,
    Suspension,
)
from app.orders.words import bytes_words, scope_words
from ui.kit.banners import BannerTone, Tinted
from ui.kit.buttons import IconButton
from ui.kit.cards import SectionHeading
from ui.kit.chain import ChainState, ChainStep, RenewalChain
from ui.kit.charts import MeterRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.secret import CLEAR_MS, SecretClipboard
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import TextStyle, Token
from ui.orders.phrases import (
    chain_day,
    invoice_words,
    line_kind_words,
    line_term_words,
    masked_key,
    renewal_words,
)
from ui.orders.words import kind_look

_TOP = Qt.AlignmentFlag.AlignTop


def section(theme: Theme, title: str, *parts: QWidget, first: int = 0, spacing: int = 0) -> QWidget:
    """A heading with what belongs to it."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(SectionHeading(theme, title))
    for at, part in enumerate(parts):
        layout.addSpacing(spacing if at else first)
        layout.addWidget(part)
    return box


def suspension_notice(theme: Theme, stop: Suspension) -> QWidget:
    """Why access is suspended and what ends it, in full: nothing of it may be cut (terms §7.8)."""
    box = Tinted(theme, BannerTone.DANGER)
    since = day_words(local(stop.since))
    title = _("Suspended since {day}").format(day=since)
    words = column(Label(theme, title, TextStyle.BODY_MEDIUM), spacing=2)
    for text in (stop.cause, stop.cure):
        if text:
            words.addWidget(Label(theme, text, TextStyle.META, wrap=True))
    layout = row(spacing=8, margins=(13, 8, 13, 9))
    icon = column(2, IconLabel(theme, Icon.PROHIBIT, tone=Token.DANGER), None, spacing=0)
    layout.addLayout(icon)
    layout.addLayout(words, 1)
    box.setLayout(layout)
    box.setAccessibleName(title)
    box.setAccessibleDescription(" ".join(filter(None, (stop.cause, stop.cure))))
    return box


def lines_section(theme: Theme, detail: OrderDetail) -> QWidget:
    """What was ordered: product, scope of use, kind, term, amount."""
    title = (
        _("Lines, {currency}").format(currency=detail.currency) if detail.currency else _("Lines")
    )
    lines = (_line(theme, line, detail) for line in detail.lines)
    return section(theme, title, *lines, first=2, spacing=8)


def _line(theme: Theme, line: OrderLine, detail: OrderDetail) -> QWidget:
    look = kind_look(line.kind)
    amount = _("No charge") if line.amount is None else format_amount(line.amount)
    if line.amount is not None and line.amount.currency != detail.currency:
        amount = f"{line.amount.currency} {amount}"
    name = Label(theme, line.product_name, TextStyle.BODY_MEDIUM, elide=True)
    tone = Token.TEXT2 if line.amount is None else Token.TEXT
    figure = Label(theme, amount, TextStyle.BODY, tone)
    head = row(spacing=8)
    head.addWidget(name, 1)
    head.addWidget(figure)
    body = column(head, spacing=0)
    kind_and_term = ", ".join(filter(None, (line_kind_words(line), line_term_words(line.term))))
    for words in (scope_words(line.scope), kind_and_term):
        if words:
            body.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True))
    box = QWidget()
    layout = row(spacing=8)
    layout.addWidget(IconLabel(theme, look.icon, name=look.word), 0, _TOP)
    layout.addLayout(body, 1)
    box.setLayout(layout)
    return box


def chain_section(theme: Theme, detail: OrderDetail, go: Callable[[str], object]) -> QWidget:
    """The chain of renewals and upgrades (terms §4.1); the other orders are links."""
    chain = RenewalChain(theme, name=_("Renewal chain"))
    steps = [
        ChainStep(
            entry.number if entry.row is not None and not entry.current else "",
            entry.number,
            entry.scope_words,
            chain_day(entry),
            ChainState.HERE if entry.current else ChainState.PAST,
        )
        for entry in detail.chain
    ]
    coming = detail.next_renewal
    if coming:
        day = day_words(local(coming.at))
        steps.append(ChainStep("", _("Renewal"), renewal_words(coming), day, ChainState.NEXT))
    chain.set_steps(steps)
    chain.activated.connect(lambda number: go(number) if number else None)
    return section(theme, _("Renewal chain"), chain)


def deliveries_section(theme: Theme, detail: OrderDetail, clipboard: SecretClipboard) -> QWidget:
    """What was delivered (terms §10.1): files, keys, access."""
    rows = [_delivery(theme, delivery, clipboard) for delivery in detail.deliveries]
    return section(theme, _("Deliveries"), *rows)


def _delivery(theme: Theme, delivery: Delivery, clipboard: SecretClipboard) -> QWidget:
    if delivery.license_key:
        return KeyRow(theme, delivery.name, delivery.license_key, clipboard)
    icon = Icon.DOWNLOAD if delivery.kind == "download" else Icon.LOCK
    name = delivery.file_name or delivery.name
    when = _("Pending")
    if delivery.state != "pending" and delivery.delivered_at:
        when = day_words(local(delivery.delivered_at))
    return fact_row(theme, icon, Token.TEXT2, name, when)


def fact_row(theme: Theme, icon: Icon, tone: Token, text: str, meta: str) -> QWidget:
    """One line of facts: icon, what, and a date at the end."""
    box = QWidget()
    layout = row(IconLabel(theme, icon, tone=tone), spacing=8)
    layout.addWidget(Label(theme, text, elide=True), 1)
    layout.addWidget(Label(theme, meta, TextStyle.META, Token.TEXT2))
    box.setLayout(layout)
    box.setFixedHeight(24)
    return box


class KeyRow(QWidget):
    """A license key: hidden until asked for, hidden again after a while, copied for a while."""

    def __init__(self, theme: Theme, name: str, key: str, clipboard: SecretClipboard) -> None:
        super().__init__()
        self._key = key
        self._clipboard = clipboard
        self._text = Label(theme, "", TextStyle.MONO, elide=True)
        self._text.setAccessibleName(_("License key of {name}").format(name=name))
        self._eye = IconButton(theme, Icon.EYE, _("Reveal the license key"), small=True)
        self._copy = IconButton(
            theme, Icon.COPY, _("Copy the license key for 30 seconds"), small=True
        )
        self._copy.clicked.connect(self._put_into_clipboard)
        self._eye.clicked.connect(self._toggle)
        layout = row(IconLabel(theme, Icon.LICENSES, name=name), spacing=8)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._eye)
        layout.addWidget(self._copy)
        self.setLayout(layout)
        self.setFixedHeight(28)
        set_tip(self, name)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CLEAR_MS)
        self._timer.timeout.connect(self.hide_key)
        self._shown = False
        self.hide_key()

    def hide_key(self) -> None:
        """Show only the last characters."""
        self._shown = False
        self._timer.stop()
        self._text.setText(masked_key(self._key))
        self._eye.set_icon(Icon.EYE, _("Reveal the license key"))

    def _toggle(self) -> None:
        if self._shown:
            self.hide_key()
            return
        self._shown = True
        self._timer.start()
        self._text.setText(self._key)
        self._eye.set_icon(Icon.EYE_SLASH, _("Hide the license key"))

    def _put_into_clipboard(self) -> None:
        self._clipboard.copy(self._key)


def payments_section(theme: Theme, detail: OrderDetail) -> QWidget:
    """The invoices; where a reseller bills, that is said instead (terms §10.2)."""
    title = _("Payments")
    if detail.currency and detail.invoices:
        title = _("Payments, {currency}").format(currency=detail.currency)
    rows = [_invoice(theme, invoice, detail.currency) for invoice in detail.invoices]
    if not rows:
        words = _("No invoices")
        if detail.payment == "through_reseller" and detail.reseller:
            words = _("Billed by {reseller}").format(reseller=detail.reseller.name)
        rows = [Label(theme, words, TextStyle.BODY, Token.TEXT2)]
    return section(theme, title, *rows)


def _invoice(theme: Theme, invoice: Invoice, currency: str) -> QWidget:
    icon, tone, ink = Icon.CLOCK, Token.WARN, Token.TEXT
    if invoice.paid_at is not None:
        icon, tone = Icon.CHECK_CIRCLE, Token.OK
    elif invoice.state == "overdue":
        icon, tone, ink = Icon.OCTAGON, Token.DANGER, Token.DANGER
    amount = format_amount(invoice.amount)
    if invoice.amount.currency != currency:
        amount = f"{invoice.amount.currency} {amount}"
    box = QWidget()
    layout = row(IconLabel(theme, icon, tone=tone), spacing=8)
    words = Label(theme, invoice_words(invoice), TextStyle.BODY, ink, elide=True)
    set_tip(words, _("Invoice {number}").format(number=invoice.number))
    words.setProperty("ownTip", True)
    layout.addWidget(words, 1)
    layout.addWidget(Label(theme, amount))
    box.setLayout(layout)
    box.setFixedHeight(24)
    return box


def services_section(theme: Theme, services: tuple[HostedService, ...]) -> QWidget:
    """Storage of the hosted services, as the portal reports it (terms §7.6)."""
    rows: list[QWidget] = []
    for service in services:
        used = bytes_words(service.storage_used)
        if service.storage_limit is None:
            rows.append(fact_row(theme, Icon.CLOUD, Token.TEXT2, service.name, used))
            continue
        meter = MeterRow(theme, service.name, "")  # the heading says what is measured
        free = service.storage_limit - service.storage_used
        verdict = (
            _("{amount} free").format(amount=bytes_words(free))
            if free >= 0
            else _("{amount} over").format(amount=bytes_words(-free))
        )
        limit = service.storage_limit
        of_limit = _("of {amount}").format(amount=bytes_words(limit))
        meter.set_values(service.storage_used, limit, used, of_limit, verdict)
        rows.append(meter)
    return section(theme, _("Storage"), *rows, first=4, spacing=8)

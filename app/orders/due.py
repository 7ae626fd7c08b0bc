"""Payments that are due, from the invoices of the feed. The invoice alone says by when."""

from __future__ import annotations

from datetime import MAXYEAR

from app.base.money import Money, format_amount
from app.base.text import _
from app.deadlines.model import Deadline, DeadlineKind, Origin, Source
from app.deadlines.words import when_words
from app.orders.records import InvoiceRecord, OrderRecord


def payment_due(
    invoice_id: str, invoice: InvoiceRecord, order: OrderRecord | None, zone: str
) -> Deadline | None:
    """When an invoice is to be paid; `zone` is the vendor's. None where it has no real date.

    Paid through a reseller where the order came through one (terms §10.2).
    """
    if not 1 < invoice.due_at.year < MAXYEAR:
        return None
    number = order.number if order is not None else ""
    payee = _payee(order)
    amount = Money(invoice.amount, invoice.currency)
    when = when_words(invoice.due_at, zone)
    said = _("{amount} {currency}").format(amount=format_amount(amount), currency=invoice.currency)
    working = [_("The invoice states that it is due {when}").format(when=when)]
    if invoice.state == "overdue" and invoice.paid_at is None:
        working.append(_("The vendor reports it as overdue"))
    return Deadline(
        uid=f"{DeadlineKind.PAYMENT_DUE.value}:{invoice_id}",
        kind=DeadlineKind.PAYMENT_DUE,
        at=invoice.due_at,
        zone=zone,
        title=_("Pay invoice {number}").format(number=invoice.number),
        text=(_("{amount} to {payee}").format(amount=said, payee=payee) if payee else said),
        source=Source(
            origin=Origin.INVOICE,
            value=invoice.due_at.isoformat(),
            words=_("Invoice {number}: {when}").format(number=invoice.number, when=when),
        ),
        working=tuple(working),
        order_id=invoice.order_id,
        order_number=number,
        done=invoice.paid_at is not None or invoice.state == "paid",
    )


def _payee(order: OrderRecord | None) -> str:
    if order is None:
        return ""
    return order.reseller.name if order.reseller is not None else order.seller.name

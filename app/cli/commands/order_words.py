"""One order in words, for `counterpart orders show`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.base.dates import day_words, deadline_words
from app.base.money import Money, format_amount
from app.base.text import _
from app.cli.output import Output
from app.cli.tables import Head, pairs
from app.orders.model import OrderDetail, OrderLine
from app.orders.words import (
    bytes_words,
    kind_words,
    relation_words,
    scope_words,
    state_words,
    term_words,
)


def detail_lines(output: Output, order: OrderDetail) -> list[str]:
    """The lines that show `order`: what it is, its lines, its chain, deliveries and payments."""
    lines = pairs(
        [
            (_("Order"), order.number),
            (_("Status"), state_words(order.state)),
            (_("Kind"), kind_words(order.kind)),
            (_("Placed"), _day(order.placed_at)),
            (_("Seller"), order.seller.name),
            (_("Bought from"), order.reseller.name if order.reseller else _("Direct")),
            (_("Amount"), _amount(order.amount)),
            (_("Term"), _span(order.term_start, order.term_end)),
            (_("Cancel by"), deadline_words(order.cancel_by) if order.cancel_by else ""),
            (_("Bill to"), order.bill_to),
        ]
    )
    for title, block in _blocks(output, order):
        if block:
            lines += ["", title, *block]
    return lines


def _blocks(output: Output, order: OrderDetail) -> Iterator[tuple[str, list[str]]]:
    heads = (
        Head(_("Product"), shrinks=True),
        Head(_("Scope of use"), shrinks=True),
        Head(_("Kind")),
        Head(_("Term"), shrinks=True),
        Head(_("Amount"), end=True),
    )
    yield _("Lines"), output.table(heads, [_line(line) for line in order.lines])
    yield (
        _("Renewals and upgrades"),
        output.table(
            (Head(_("Order")), Head(""), Head(_("Starts")), Head(_("Scope"), shrinks=True)),
            [
                (
                    entry.number + (" *" if entry.current else ""),
                    relation_words(entry.relation),
                    _day(entry.starts_at),
                    entry.scope_words,
                )
                for entry in order.chain
            ],
        ),
    )
    yield (
        _("Deliveries"),
        output.table(
            (Head(_("Name"), shrinks=True), Head(_("Delivered")), Head(_("File or key"))),
            [
                (
                    delivery.name,
                    _day(delivery.delivered_at) or _("pending"),
                    delivery.license_key or delivery.file_name or "",
                )
                for delivery in order.deliveries
            ],
        ),
    )
    yield (
        _("Invoices"),
        output.table(
            (Head(_("Number")), Head(_("Due")), Head(_("Paid")), Head(_("Amount"), end=True)),
            [
                (invoice.number, _day(invoice.due_at), _day(invoice.paid_at),
                 _amount(invoice.amount))
                for invoice in order.invoices
            ],
        ),
    )  # fmt: skip
    yield _("Hosted services"), _services(order)
    if order.support:
        partner = order.support.partner
        yield (
            _("Support"),
            pairs(
                [
                    (_("Level"), order.support.level),
                    (_("Hours"), order.support.hours),
                    (_("Until"), _day(order.support.end)),
                    (_("Answered by"), partner.name if partner else ""),
                ]
            ),
        )


def _services(order: OrderDetail) -> list[str]:
    lines: list[str] = []
    for service in order.services:
        used = bytes_words(service.storage_used)
        if service.storage_limit is not None:
            used = _("{used} of {limit}").format(
                used=used, limit=bytes_words(service.storage_limit)
            )
        lines += pairs(
            [
                (_("Name"), service.name),
                (_("Storage"), used),
                (_("Suspended because"), service.suspension.cause if service.suspension else ""),
                (_("What ends it"), service.suspension.cure if service.suspension else ""),
            ]
        )
    return lines


def _line(line: OrderLine) -> tuple[str, ...]:
    return (
        line.product_name,
        scope_words(line.scope),
        kind_words(line.kind),
        f"{term_words(line.term.kind)} {_span(line.term.start, line.term.end)}".strip(),
        _amount(line.amount) or _("No charge"),
    )


def _day(instant: datetime | None) -> str:
    return day_words(instant.astimezone().date()) if instant else ""


def _span(start: datetime | None, end: datetime | None) -> str:
    if start and end:
        return _("{start} to {end}").format(start=_day(start), end=_day(end))
    return _("from {start}").format(start=_day(start)) if start else ""


def _amount(amount: Money | None) -> str:
    return f"{amount.currency} {format_amount(amount)}" if amount else ""

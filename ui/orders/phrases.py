"""What the detail of an order says, in phrases. Pure: values in, words out."""

from __future__ import annotations

from datetime import datetime

from app.base.dates import day_words, deadline_words, local, short_day
from app.base.durations import duration_words
from app.base.text import _
from app.orders.model import (
    ChainEntry,
    Invoice,
    NextRenewal,
    OrderDetail,
    OrderLine,
    SupportGrant,
    Term,
    TermKind,
)
from app.orders.words import kind_words


def placed_words(detail: OrderDetail) -> str:
    """When it was placed and whom it was bought from (terms §4.2)."""
    day = day_words(local(detail.placed_at))
    if detail.reseller:
        return _("Placed {day}, through {reseller}").format(day=day, reseller=detail.reseller.name)
    return _("Placed {day}, direct from {seller}").format(day=day, seller=detail.seller.name)


def period_words(start: datetime | None, end: datetime | None) -> str:
    """A period as the order states it; "" where it states none."""
    match start, end:
        case None, None:
            return ""
        case None, datetime():
            return _("until {end}").format(end=day_words(local(end)))
        case datetime(), None:
            return _("from {start}, no end").format(start=day_words(local(start)))
        case datetime(), datetime():
            return _("{start} to {end}").format(
                start=day_words(local(start)), end=day_words(local(end))
            )
    return ""


def support_words(support: SupportGrant) -> str:
    """The support level and what it promises, as far as the order states it (terms §8)."""
    level = support.level[:1].upper() + support.level[1:]
    if support.first_response:
        return _("{level}, reply within {time}").format(
            level=level, time=duration_words(support.first_response)
        )
    return level


def line_kind_words(line: OrderLine) -> str:
    """What kind of line it is: "Hosted, beta"."""
    words = kind_words(line.kind)
    return _("{kind}, beta").format(kind=words) if line.beta else words


def line_term_words(term: Term) -> str:
    """The term of one line, named for what it is (terms §6.1, §7.2, §8): "renews 26 Dec 2026"."""
    end = day_words(local(term.end)) if term.end else ""
    match term.kind:
        case TermKind.NONE:
            return ""
        case TermKind.PERPETUAL:
            return _("perpetual license")
        case _ if not end:
            return _("no end stated")
        case _ if term.auto_renews:
            return _("renews by itself {end}").format(end=end)
        case TermKind.LICENSE:
            return _("license to {end}").format(end=end)
        case TermKind.SUPPORT:
            return _("support to {end}").format(end=end)
        case TermKind.TRIAL:
            return _("trial to {end}").format(end=end)
        case _:
            return _("subscription to {end}").format(end=end)


def deadline_banner(cancel_by: datetime) -> str:
    """The last moment to cancel, as the order states it."""
    return _("Cancel by {when}").format(when=deadline_words(cancel_by, year=False))


def renewal_words(renewal: NextRenewal) -> str:
    """What there is to know about the renewal ahead; "" where the order states no last moment."""
    if renewal.cancel_by is None:
        return ""
    return _("Cancel by {day}").format(day=short_day(local(renewal.cancel_by)))


def chain_day(entry: ChainEntry) -> str:
    """When a chain's order began to count; where that is not known, when it was placed."""
    instant = entry.starts_at or entry.placed_at
    return day_words(local(instant)) if instant else ""


def invoice_words(invoice: Invoice) -> str:
    """How an invoice stands."""
    if invoice.paid_at is not None:
        return _("Paid {day}").format(day=day_words(local(invoice.paid_at)))
    day = day_words(local(invoice.due_at))
    if invoice.state == "overdue":
        return _("Overdue since {day}").format(day=day)
    return _("Due {day}").format(day=day)


def masked_key(key: str) -> str:
    """A license key with all but its last four characters hidden, whatever its length."""
    tail = key.replace("-", "").replace(" ", "")[-4:] if len(key) >= 12 else ""
    return f"•••• •••• •••• {tail}".rstrip()

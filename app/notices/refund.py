"""What a product that infringes is refunded: straight-line depreciation, with its working shown.

Pure. Every period and amount comes from the rule set that governs the order (§20 of the demo
terms); where it states none the answer is "not stated", never a number of ours.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import msgspec

from app.base import durations
from app.base.money import Money, format_amount, minor_digits
from app.base.text import _, ngettext
from app.deadlines.model import Source
from app.deadlines.periods import move_day
from app.deadlines.words import clause_words, day_words, not_stated, source_words


class Step(msgspec.Struct, frozen=True):
    """One line of a working: what it is, and the figure."""

    label: str
    value: str


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an order as a refund looks at it."""

    order_number: str
    product: str
    kind: str
    """software, hosted, support, training or no_charge, as orders name it."""
    price: Money | None = None
    """None: not priced by line."""
    begins: date | None = None
    """When its use began, at the vendor's place."""
    ends: date | None = None
    reseller: str = ""
    """Through whom it was bought, "" where from the vendor itself."""


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """What one line would be refunded. `amount` None: it cannot be said, and `words` say why."""

    purchase: Purchase
    amount: Money | None
    steps: tuple[Step, ...] = ()
    words: str = ""
    clause: str = ""
    """The clause that it rests on, as cited."""


class Standing(enum.StrEnum):
    """Whether the vendor has to defend against a claim."""

    AVAILABLE = "available"
    NOT_AVAILABLE = "not_available"
    CANNOT_SAY = "cannot_say"


class Eligibility(msgspec.Struct, frozen=True, kw_only=True):
    """Whether enough was paid for the indemnity, with what was counted."""

    standing: Standing
    words: str
    clause: str = ""
    steps: tuple[Step, ...] = ()


class Payments(msgspec.Struct, frozen=True, kw_only=True):
    """What was paid within the period before a claim."""

    paid: tuple[Money, ...] = ()
    """To the vendor itself, one sum a currency."""
    known: bool = True
    """Whether there are invoices at all that it could be read from."""
    through_resellers: tuple[str, ...] = ()
    """The names of resellers through whom orders were placed: paid to them, not to the vendor."""


def money_words(money: Money) -> str:
    """An amount with its currency: "120,000.00 USD"."""
    return _("{amount} {currency}").format(amount=format_amount(money), currency=money.currency)


def refund(purchase: Purchase, on: date, period: Source) -> Refund:
    """What a line of software is refunded where its use ends on `on`, by straight-line months.

    A month that has begun counts whole: the terms do not say, and that is the smaller refund. The
    result is never negative and never above the price.
    """
    clause = clause_words(period) if period.clause else ""
    cannot = _cannot(purchase, period)
    if cannot:
        return Refund(purchase=purchase, amount=None, words=cannot, clause=clause)
    price, begins = _known(purchase)
    months = _months(period.value)
    used = min(months, months_begun(begins, on))
    left = months - used
    amount = share(price, left, months)
    return Refund(
        purchase=purchase,
        amount=amount,
        clause=clause,
        steps=(
            Step(_("Price"), money_words(price)),
            Step(_("Use began"), day_words(begins)),
            Step(_("Reckoned to"), day_words(on)),
            Step(_("Depreciated over"), _months_words(months)),
            Step(_("Months used, one that has begun counts whole"), _months_words(used)),
            Step(_("Months left"), _months_words(left)),
            Step(
                _("{price} × {left} ÷ {months}").format(
                    price=format_amount(price), left=left, months=months
                ),
                money_words(amount),
            ),
        ),
    )


def share(price: Money, left: int, months: int) -> Money:
    """The part of a price that `left` of `months` months are, to the currency's smallest unit."""
    unit = Decimal(1).scaleb(-minor_digits(price.currency))
    amount = (price.amount * left / months).quantize(unit, rounding=ROUND_HALF_EVEN)
    return Money(amount, price.currency)


def months_begun(begins: date, on: date) -> int:
    """How many months have begun from `begins` to the day `on`; none where it is not begun."""
    if on < begins:
        return 0
    months = (on.year - begins.year) * 12 + on.month - begins.month
    whole = on >= move_day(begins, durations.Duration(months=months))
    return months + 1 if whole else months


def _cannot(purchase: Purchase, period: Source) -> str:
    """Why no refund can be reckoned, "" where it can."""
    if purchase.kind == "hosted":
        return _("Hosted: what was paid in advance for the time to come, not by depreciation.")
    if purchase.kind != "software":
        return _("The depreciation concerns software only.")
    if not _months(period.value):
        return _("Over how long it is depreciated: {words}.").format(words=not_stated())
    if purchase.price is None:
        return _("The order does not price this line: its refund cannot be said.")
    if purchase.begins is None:
        return _("When its use began: {words}.").format(words=not_stated())
    return ""


def _known(purchase: Purchase) -> tuple[Money, date]:
    if purchase.price is None or purchase.begins is None:
        raise ValueError("a refund needs a price and a beginning")
    return purchase.price, purchase.begins


def _months(period: str) -> int:
    """A period as whole months; 0 where it is none."""
    if not durations.is_duration(period):
        return 0
    found = durations.parse(period)
    whole = found.years * 12 + found.months
    return 0 if found.days or found.seconds else whole


def _months_words(count: int) -> str:
    return ngettext("{count} month", "{count} months", count).format(count=count)


def eligibility(payments: Payments, minimum: Source, period: Source) -> Eligibility:
    """Whether so much was paid that the indemnity is available.

    Amounts in another currency than the minimum's are not converted: then it cannot be said.
    """
    clause = clause_words(minimum) if minimum.clause else ""
    needed = amount_of(minimum.value)
    if needed is None:
        said = _("What has to be paid for it: {words}.").format(words=not_stated())
        return Eligibility(standing=Standing.CANNOT_SAY, words=said, clause=clause)
    steps = (
        Step(_("Needed"), source_words(minimum)),
        Step(_("Counted over the time before the claim"), period.words or not_stated()),
        *(Step(_("Paid to the vendor"), money_words(one)) for one in payments.paid),
        *(
            Step(_("Through a reseller, not paid to the vendor"), name)
            for name in payments.through_resellers
        ),
    )
    standing, words = _judged(payments, needed, stated=bool(period.value))
    if payments.through_resellers:
        words += " " + _("What was paid to {resellers} is not paid to the vendor.").format(
            resellers=", ".join(payments.through_resellers)
        )
    return Eligibility(standing=standing, words=words, clause=clause, steps=steps)


def amount_of(value: str) -> Money | None:
    """The money that a rule value states ("50000.00 USD"); None where it states none."""
    figure, _blank, currency = value.partition(" ")
    if not figure.replace(".", "", 1).isdigit() or len(currency) != 3 or not currency.isupper():
        return None
    return Money(Decimal(figure), currency)


def _judged(payments: Payments, needed: Money, *, stated: bool) -> tuple[Standing, str]:
    same = sum((one.amount for one in _in(payments.paid, needed.currency)), Decimal(0))
    others = [one for one in payments.paid if one.currency != needed.currency and one.amount]
    paid = Money(same, needed.currency)
    if not stated:
        return Standing.CANNOT_SAY, _(
            "Cannot say: over which time the fees are counted is not stated."
        )
    if same >= needed.amount:
        return Standing.AVAILABLE, _("Available: {paid} were paid, {needed} are needed.").format(
            paid=money_words(paid), needed=money_words(needed)
        )
    if others:
        return Standing.CANNOT_SAY, _(
            "Cannot say: {others} were paid in other currencies than the minimum of {needed}."
        ).format(others=_listed(others), needed=money_words(needed))
    if not payments.known:
        return Standing.CANNOT_SAY, _("Cannot say: no invoices are known from which to count.")
    said = _("Not available: {paid} were paid, {needed} are needed.")
    return Standing.NOT_AVAILABLE, said.format(paid=money_words(paid), needed=money_words(needed))


def _in(moneys: Iterable[Money], currency: str) -> Iterable[Money]:
    return (one for one in moneys if one.currency == currency)


def _listed(moneys: Sequence[Money]) -> str:
    return ", ".join(money_words(one) for one in moneys)

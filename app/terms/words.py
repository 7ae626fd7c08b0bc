"""The words for rule values: what each one is, what it says, and what became of it.

A name or word that this client does not know is shown as the vendor wrote it; a value that the
document does not give is "not stated", never a number of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from app.base import durations
from app.base.money import Money, format_amount
from app.base.text import N_, _, ngettext

_TITLES = {
    "changes-apply": N_("When changes apply"),
    "no-charge-changes-apply": N_("When changes apply to no-charge products"),
    "upgrade-version": N_("Version for an upgrade"),
    "precedence": N_("Precedence"),
    "reseller-scope": N_("Orders through a reseller"),
    "renewal": N_("Renewal"),
    "cancel-notice": N_("Notice to cancel a renewal"),
    "cancel-form": N_("Form of a cancellation"),
    "cancel-takes-effect": N_("When a cancellation takes effect"),
    "audit-notice": N_("Audit notice"),
    "audit-hours": N_("Audit hours"),
    "certification-period": N_("Time to certify"),
    "cure-period": N_("Cure period"),
    "consultation-period": N_("Consultation period"),
    "publicity-opt-out": N_("Publicity opt-out"),
    "data-deletion": N_("Data deletion after the term"),
    "acceptance-period": N_("Time to accept"),
    "notice-given": N_("When the vendor's notices count"),
    "own-notice-given": N_("When our notices count"),
    "post-transit": N_("Time in the post"),
    "payment-period": N_("Payment period"),
    "storage-overage-grace": N_("Grace period for storage overage"),
    "liability-period": N_("Liability period"),
    "no-charge-cap": N_("Liability cap for no-charge products"),
    "indemnity-minimum": N_("Fees needed for the indemnity"),
    "indemnity-fees-period": N_("Time over which those fees are counted"),
    "indemnity-notice": N_("Notice of a claim by others"),
    "termination-notice": N_("Termination at will"),
    "tax-exemption": N_("Tax exemption"),
    "indemnity-depreciation": N_("Depreciation for the indemnity refund"),
    "affiliate-ownership": N_("Ownership that makes an affiliate"),
    "instances-per-license": N_("Production instances per license"),
    "expedited-limit": N_("Limit for expedited arbitration"),
    "suspension-warning": N_("Warning before a suspension"),
    "renewal-reminder": N_("Renewal reminder"),
    "version-announcement": N_("Announcement of a new version"),
    "first-response-standard": N_("First reply, Standard support"),
    "first-response-premium": N_("First reply, Premium support"),
    "first-response-premium-high": N_("First reply, Premium support, high severity"),
    "first-response-premium-normal": N_("First reply, Premium support, normal severity"),
    "first-response-premium-low": N_("First reply, Premium support, low severity"),
    "support-level": N_("Level of support"),
    "support-through-partner": N_("Support through a partner"),
    "unauthorized-use-report": N_("Report of unauthorized use"),
    "sensitive-data": N_("Sensitive data in hosted services"),
    "beta-confidential": N_("Confidentiality of beta versions"),
    "request-closed-after": N_("An unanswered request is closed after"),
    "end-of-support-notice": N_("Notice before support ends"),
    "answer-to-persons": N_("Time to answer a person's request"),
    "incident-notice": N_("Time to report an incident"),
    "support-data-kept": N_("Support data is kept"),
    "usage-data-kept": N_("Usage data is kept"),
    "training-use-period": N_("Time to use a training"),
    "move-without-charge": N_("Free change of a training date"),
    "certificate-validity": N_("Validity of a certificate"),
    "evaluation-period": N_("Evaluation period"),
    "move-deactivation": N_("Time to deactivate after a move"),
    "amount": N_("Amount"),
    "cap": N_("Cap"),
    "period": N_("Period"),
}
_WORDS = {
    "next-renewal": N_("from the next renewal"),
    "at-once": N_("at once"),
    "on-acceptance": N_("on acceptance"),
    "own-date": N_("the version of its own date"),
    "automatic": N_("automatic"),
    "none": N_("none"),
    "any": N_("in any form"),
    "in-writing": N_("in writing"),
    "end-of-cycle": N_("at the end of the billing cycle"),
    "end-of-term": N_("at the end of the term"),
    "normal-business-hours": N_("during normal business hours"),
    "on-receipt": N_("on receipt"),
    "on-evidence": N_("on evidence, for later invoices"),
    "at-any-time": N_("at any time, in writing"),
    "promptly": N_("promptly, in writing"),
    "on-sending": N_("on sending"),
    "order-states-level": N_("the order states the level"),
    "partner-first": N_("the partner is asked first"),
    "not-to-be-submitted": N_("not to be submitted"),
    "until-available": N_("until the product is generally available"),
    "order-states-scope": N_("the reseller's order states the scope"),
}
_DOCUMENTS = {
    "end_customer": N_("End customer terms"),
    "support_policy": N_("Support policy"),
    "privacy_policy": N_("Privacy policy"),
    "training": N_("Training terms"),
    "product": N_("Product terms"),
    "local": N_("Opened from a file"),
}
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,15}(?:\.\d{1,4})?) ([A-Z]{3})", re.ASCII)
_PERCENT = frozenset({"affiliate-ownership"})


def rule_title(name: str) -> str:
    """What a rule value is: "Audit notice"; an unknown name with blanks for hyphens."""
    title = _TITLES.get(name)
    return _(title) if title else name.replace("-", " ").capitalize()


def document_kind_words(kind: str) -> str:
    """What a document of the terms is, by the value of its DocumentKind."""
    words = _DOCUMENTS.get(kind)
    return _(words) if words else kind


def not_stated() -> str:
    """What is said where a document gives no value; never an invented one."""
    return _("not stated")


def duration_words(value: str, unit: str = "") -> str:
    """A duration for a person: "30 days", "1 business day"; what is none comes back as it is."""
    if unit != "business-days":
        return durations.duration_words(value)
    found = durations.parts(value)
    if len(found) == 1 and found[0][0] == "days":
        return business_days_words(found[0][1])
    return durations.duration_words(value)


def business_days_words(count: int) -> str:
    """A number of business days: "5 business days"."""
    return ngettext("{count} business day", "{count} business days", count).format(count=count)


def value_words(name: str, value: str | None, unit: str = "") -> str:
    """A value for a person: "10 days", "20.00 USD", "from the next renewal", "not stated"."""
    if value is None:
        return not_stated()
    if durations.is_duration(value):
        return duration_words(value, unit)
    amount = _AMOUNT.fullmatch(value)
    if amount is not None:
        return _amount_words(amount[1], amount[2])
    if _NUMBER.fullmatch(value):
        if name in _PERCENT or unit == "percent":
            return _("{number}%").format(number=value)
        return _counted(value, unit)
    word = _WORDS.get(value)
    return _(word) if word else value.replace("-", " ") if _is_word(value) else value


def change_words(
    old: str | None, new: str | None, *, name: str = "", old_unit: str = "", new_unit: str = ""
) -> str:
    """What became of a value, the unit said once: "10 → 5 days", "not stated → 60 days"."""
    same_part = _same_part(old, new) if old_unit == new_unit else None
    before = str(same_part) if same_part is not None else value_words(name, old, old_unit)
    return _("{old} → {new}").format(old=before, new=value_words(name, new, new_unit))


def _same_part(old: str | None, new: str | None) -> int | None:
    """The count of the old duration where both are counted in one and the same part."""
    before, after = durations.parts(old or ""), durations.parts(new or "")
    if len(before) == len(after) == 1 and before[0][0] == after[0][0]:
        return before[0][1]
    return None


def _amount_words(figure: str, currency: str) -> str:
    try:
        money = Money(Decimal(figure), currency)
    except InvalidOperation:
        return f"{figure} {currency}"
    return _("{amount} {currency}").format(amount=format_amount(money), currency=currency)


def _counted(value: str, unit: str) -> str:
    say = _COUNTED.get(unit)
    if say is None or "." in value:
        return value
    return say(int(value)).format(count=value)


_COUNTED: dict[str, Callable[[int], str]] = {
    "days": lambda n: ngettext("{count} day", "{count} days", n),
    "business-days": lambda n: ngettext("{count} business day", "{count} business days", n),
    "hours": lambda n: ngettext("{count} hour", "{count} hours", n),
    "months": lambda n: ngettext("{count} month", "{count} months", n),
    "years": lambda n: ngettext("{count} year", "{count} years", n),
    "bytes": lambda n: ngettext("{count} byte", "{count} bytes", n),
}


def _is_word(value: str) -> bool:
    return value.isascii() and value.replace("-", "").isalpha() and value.islower()

"""The account as lines of the shell: registration, users, affiliates, tax, seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.base.dates import day_words, deadline_words, moment_words
from app.base.text import _
from app.cli.output import Output
from app.cli.safe import safe
from app.cli.tables import Head, pairs

if TYPE_CHECKING:
    from app.account.changing import PendingChange, Register, Seats, UserLine
    from app.account.shown import Shown


def shown_lines(shown: Shown, now: datetime) -> list[str]:
    """Registration, contacts, and changes on their way."""
    account = shown.account
    if account is None:
        return [_("Nothing is known yet: run “counterpart sync”.")]
    place = account.organization
    lines = pairs(
        [
            (_("Account"), account.name),
            (_("Legal name"), account.legal_name),
            (_("Customer number"), account.customer_number),
            (_("Street"), place.street),
            (_("City"), " ".join(filter(None, (place.postal_code, place.city)))),
            (_("Country"), place.country or account.country),
            (_("Tax id"), place.tax_id),
            (_("Confirm by"), deadline_words(account.review_by) if account.review_by else ""),
        ]
    )
    if shown.contacts:
        lines += ["", _("Contacts:")]
    for line in shown.contacts:
        one = line.contact
        reach = ", ".join(filter(None, (one.role, one.email, one.phone)))
        lines.append(safe(f"  {one.name} ({reach})"))
    if shown.changes:
        lines += ["", _("On its way:")]
        lines += [f"  {change_words(change, now)}" for change in shown.changes]
    return lines


def change_words(change: PendingChange, now: datetime) -> str:
    """A change with where it is, and why."""
    made = moment_words(change.created_at, now)
    why = f": {change.problem.title}" if change.problem is not None else ""
    return safe(f"{change.title}, {_state(change)}, {made}{why} [{change.item}]")


def user_lines(output: Output, lines: Sequence[UserLine]) -> list[str]:
    """The named users as a table."""
    heads = (
        Head(_("Name"), shrinks=True),
        Head(_("E-mail")),
        Head(_("Role")),
        Head(_("May sign in")),
        Head(_("Change")),
    )
    rows = [
        (
            line.user.name,
            line.user.email,
            line.user.role,
            _("yes") if line.user.active else _("no"),
            _state(line.change) if line.change is not None else "",
        )
        for line in lines
    ]
    return output.table(heads, rows) or [_("Nobody is named yet.")]


def register_lines(output: Output, register: Register) -> list[str]:
    """The affiliates with who counts, and the rule."""
    heads = (
        Head(_("Company"), shrinks=True),
        Head(_("Country")),
        Head(_("Owned"), end=True),
        Head(_("Its people")),
    )
    rows = [
        (
            line.affiliate.name,
            line.affiliate.country,
            _("{n} %").format(n=line.affiliate.ownership_percent),
            line.words,
        )
        for line in register.lines
    ]
    rule = f"{register.rule_words} (§{register.rule.clause})"
    return [*(output.table(heads, rows) or [_("No affiliates.")]), "", rule]


def tax_lines(shown: Shown) -> list[str]:
    """The tax exemption."""
    tax = shown.tax
    if tax is None:
        return [_("The vendor knows of no exemption.")]
    until = day_words(tax.valid_until) if tax.valid_until else _("no end stated")
    change = shown.tax_change
    state = _state(change) if change is not None else tax.state
    return pairs(
        [
            (_("Holds in"), tax.region),
            (_("Number"), tax.number),
            (_("Valid until"), until),
            (_("State"), state),
        ]
    )


def seat_lines(output: Output, seats: Sequence[Seats]) -> list[str]:
    """Named users against what orders grant."""
    heads = (
        Head(_("Product"), shrinks=True),
        Head(_("Counts")),
        Head(_("Users"), end=True),
        Head(_("Granted"), end=True),
        Head(_("Orders"), shrinks=True),
    )
    rows = [
        (
            one.product_name,
            one.metric,
            str(one.used),
            _("unlimited") if one.granted is None else str(one.granted),
            ", ".join(order.number for order in one.orders),
        )
        for one in seats
    ]
    return output.table(heads, rows) or [_("No order in force counts users.")]


def _state(change: PendingChange) -> str:
    from app.account.changing import ChangeState  # noqa: PLC0415 - not for usage and help

    match change.state:
        case ChangeState.QUEUED:
            return _("queued")
        case ChangeState.SENDING:
            return _("being sent")
        case ChangeState.WAITING:
            return _("waiting")
        case ChangeState.REFUSED:
            return _("refused")
        case ChangeState.RECEIVED:
            return _("received")

"""`counterpart account`: what the vendor knows of the customer, confirmed and changed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.text import _
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.commands.account_shown import (
    register_lines,
    seat_lines,
    shown_lines,
    tax_lines,
    user_lines,
)
from app.cli.commands.outbox import send_now
from app.cli.context import Context, usage
from app.cli.exits import ExitCode

if TYPE_CHECKING:
    from app.account.model import User
    from app.services import Rooms

_MEMBERS = ("legal-name", "street", "city", "postal-code", "country", "tax-id")


def configure(commands: Commands) -> None:
    """Add the commands."""
    account = group(commands, "account", _("your organization as the vendor knows it"))
    leaf(account, "show", _("registration, contacts, and changes on their way"), show_account)
    confirm = leaf(account, "confirm", _("say that all data are still accurate"), confirm_data)
    confirm.add_argument("--yes", action="store_true", help=_("do not ask"))
    change = leaf(account, "set", _("change the organization's data"), set_data)
    for member in _MEMBERS:
        change.add_argument(f"--{member}", metavar=_("TEXT"), help=_("as it should be"))
    users = leaf(account, "users", _("list named users, add or change one"), change_users)
    what = users.add_mutually_exclusive_group()
    what.add_argument("--add", metavar=_("E-MAIL"), help=_("add a named user"))
    what.add_argument("--change", metavar=_("E-MAIL"), help=_("change a named user"))
    users.add_argument("--name", metavar=_("NAME"), help=_("the person's name"))
    users.add_argument("--role", metavar=_("ROLE"), help=_("what the person may do"))
    users.add_argument("--active", choices=("yes", "no"), help=_("whether the person may sign in"))
    listed = leaf(account, "affiliates", _("list affiliates, put or remove one"), change_affiliates)
    which = listed.add_mutually_exclusive_group()
    which.add_argument("--put", metavar=_("COMPANY"), help=_("add a company, or change it"))
    which.add_argument("--remove", metavar=_("COMPANY"), help=_("take a company out"))
    listed.add_argument("--country", metavar=_("CC"), help=_("its country, two letters"))
    listed.add_argument(
        "--owned", metavar=_("PERCENT"), type=int, help=_("the share that you own, 0 to 100")
    )
    listed.add_argument(
        "--control", action="store_true", default=None, help=_("it counts whatever the share")
    )
    tax = leaf(account, "tax", _("show the tax exemption, or enter one"), change_tax)
    tax.add_argument("--region", metavar=_("PLACE"), help=_("where it holds, such as US-NY"))
    tax.add_argument("--number", metavar=_("NUMBER"), help=_("the certificate's number"))
    tax.add_argument("--until", metavar=_("DATE"), type=_day, help=_("its last day"))
    tax.add_argument(
        "--certificate", metavar=_("FILE"), type=Path, action="append", default=[],
        help=_("the certificate; may be given several times"),
    )  # fmt: skip
    leaf(account, "seats", _("named users against the scope of use of orders"), show_seats)


def show_account(context: Context, _arguments: Namespace) -> ExitCode:
    """Show the account."""
    with context.rooms() as rooms:
        shown = rooms.account.shown()
    now = context.clock.now()
    context.output.show({"account": shown}, lambda: shown_lines(shown, now))
    return ExitCode.OK


def confirm_data(context: Context, arguments: Namespace) -> ExitCode:
    """Say that all is still accurate, after showing what."""
    with context.rooms() as rooms:
        shown = rooms.account.shown()
    if not arguments.yes:
        if not context.interactive:
            raise usage(_("Give --yes to confirm without being asked."))
        for line in shown_lines(shown, context.clock.now()):
            context.output.note(line)
        if not context.confirm(_("Is everything still accurate?")):
            context.output.note(_("Nothing was changed."))
            return ExitCode.CANCELED
    return _queued(context, lambda rooms, subject: rooms.account.confirm(subject))


def set_data(context: Context, arguments: Namespace) -> ExitCode:
    """Change what was given, and leave the rest."""
    from app.account.changing import OrganizationWish  # noqa: PLC0415 - not for usage and help
    from app.account.service import MEMBERS  # noqa: PLC0415
    from app.account.settling import member_of  # noqa: PLC0415

    given = {name: getattr(arguments, name) for name in MEMBERS}
    if all(value is None for value in given.values()):
        raise usage(_("Nothing to change: give one of the data, such as --street."))

    def put(rooms: Rooms, subject: str) -> str:
        account = rooms.account.shown().account
        wanted = {
            name: value if value is not None else member_of(account, name) if account else ""
            for name, value in given.items()
        }
        return rooms.account.change_organization(OrganizationWish(**wanted), subject)

    return _queued(context, put)


def change_users(context: Context, arguments: Namespace) -> ExitCode:
    """List the named users, or add or change one."""
    if arguments.add is None and arguments.change is None:
        with context.rooms() as rooms:
            lines = rooms.account.shown().users
        context.output.show({"users": lines}, lambda: user_lines(context.output, lines))
        return ExitCode.OK
    return _queued(
        context,
        lambda rooms, subject: rooms.account.put_user(_wanted_user(rooms, arguments), subject),
    )


def change_affiliates(context: Context, arguments: Namespace) -> ExitCode:
    """List the affiliates with who counts, or put or remove one."""
    from app.account.model import Affiliate  # noqa: PLC0415 - not for usage and help

    with context.rooms() as rooms:
        register = rooms.account.affiliates()
    listed = {line.affiliate.name: line.affiliate for line in register.lines}
    if arguments.remove is not None:
        if listed.pop(arguments.remove, None) is None:
            raise usage(_("No company of this name is in the register."))
    elif arguments.put is not None:
        known = listed.get(arguments.put) or Affiliate(name=arguments.put)
        owned = known.ownership_percent if arguments.owned is None else arguments.owned
        listed[arguments.put] = Affiliate(
            name=arguments.put,
            country=(arguments.country or known.country).upper(),
            ownership_percent=owned,
            control=known.control if arguments.control is None else True,
        )
    else:
        context.output.show(
            {"affiliates": register}, lambda: register_lines(context.output, register)
        )
        return ExitCode.OK
    wanted = tuple(listed.values())
    return _queued(context, lambda rooms, subject: rooms.account.set_affiliates(wanted, subject))


def change_tax(context: Context, arguments: Namespace) -> ExitCode:
    """Show the exemption, or enter one with its certificate."""
    from app.account.changing import TaxWish  # noqa: PLC0415 - not for usage and help
    from app.base.tasks import no_report  # noqa: PLC0415

    given = (arguments.region, arguments.number, arguments.until, arguments.certificate)
    if not any(given):
        with context.rooms() as rooms:
            shown = rooms.account.shown()
        document = {"tax_exemption": shown.tax, "change": shown.tax_change}
        context.output.show(document, lambda: tax_lines(shown))
        return ExitCode.OK
    if not arguments.region or not arguments.number:
        raise usage(_("An exemption needs --region and --number."))
    wish = TaxWish(region=arguments.region, number=arguments.number, valid_until=arguments.until)

    def put(rooms: Rooms, subject: str) -> str:
        files = [
            rooms.files.attach(path, no_report, context.cancel) for path in arguments.certificate
        ]
        return rooms.account.set_tax(wish, subject, files=files)

    return _queued(context, put)


def show_seats(context: Context, _arguments: Namespace) -> ExitCode:
    """Show named users against what orders grant; status 6 where a product has too many."""
    with context.rooms() as rooms:
        seats = rooms.account.seats(context.cancel)
    context.output.show({"seats": seats}, lambda: seat_lines(context.output, seats))
    return ExitCode.PARTLY if any(one.over for one in seats) else ExitCode.OK


def _wanted_user(rooms: Rooms, arguments: Namespace) -> User:
    """The user as the command line wants it. Raises Usage."""
    from app.account.model import User  # noqa: PLC0415 - not for usage and help

    email = arguments.add or arguments.change
    known = next(
        (
            line.user
            for line in rooms.account.shown().users
            if line.user.email.casefold() == email.casefold()
        ),
        None,
    )
    if arguments.change is not None and known is None:
        raise usage(_("No named user has this e-mail address."))
    base = known if arguments.change is not None and known is not None else None
    made = base or User(name="", email=email, role="member")
    return msgspec.structs.replace(
        made,
        name=arguments.name if arguments.name is not None else made.name,
        role=arguments.role if arguments.role is not None else made.role,
        active=made.active if arguments.active is None else arguments.active == "yes",
    )


def _queued(context: Context, put: Callable[[Rooms, str], str]) -> ExitCode:
    """Queue a change, then send what may go; offline it stays queued and the status is 6."""
    profile = context.profile()
    with context.rooms() as rooms:
        item = put(rooms, profile.subject)
    sent = send_now(context, profile.id)
    context.output.show(
        {"item": item, "outbox": sent.document()},
        lambda: [_("Kept in the outbox: {id}").format(id=item), *sent.words()],
    )
    return sent.exit_code


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("“{text}” is no day such as 2026-11-30").format(text=text)
        ) from error

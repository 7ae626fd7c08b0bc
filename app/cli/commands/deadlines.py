"""`counterpart deadlines`: what is due, as a list, a calendar file, or one line to monitor.

With --check the exit status is what monitoring systems expect (0 fine, 1 due soon, 2 overdue, 3
not known), which differs from that of every other command.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from app.base.errors import Problem, ProblemReport
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, absolute, usage
from app.cli.exits import UNKNOWN, ExitCode
from app.cli.safe import safe
from app.cli.tables import Head
from app.deadlines.model import DeadlineEntry, DeadlineKind, DeadlineQuery, DeadlineState

if TYPE_CHECKING:
    from app.account.model import ProfileInfo

SOON_DAYS = 14
_FINE, _SOON, _OVERDUE = 0, 1, 2
"""The exit statuses of plug-ins for monitoring systems."""


class NothingSynchronized(Problem):
    """Without any data nothing can be said about deadlines."""

    code = "CP-6104"


def configure(commands: Commands) -> None:
    """Add the command."""
    parser = leaf(
        commands, "deadlines", _("deadlines, with the order line or clause each comes from"), run
    )
    parser.epilog = _(
        "With --check one line is written and the exit status is that of a monitoring plug-in, "
        "not of this program: 0 fine, 1 due soon, 2 overdue, 3 not known (no profile, the keyring "
        "or the store cannot be opened, nothing synchronized yet)."
    )
    parser.add_argument(
        "--ics", metavar=_("FILE"), type=absolute, help=_("write them as a calendar file (.ics)")
    )
    parser.add_argument(
        "--within", metavar=_("DAYS"), type=_days, help=_("only what is due within so many days")
    )
    parser.add_argument(
        "--kind", action="append", choices=[kind.value for kind in DeadlineKind],
        help=_("only this kind; may be given several times"),
    )  # fmt: skip
    parser.add_argument("--order", metavar=_("NUMBER"), help=_("only those of this order"))
    parser.add_argument("--text", metavar=_("WORDS"), help=_("only those with these words"))
    parser.add_argument(
        "--all-profiles", action="store_true", help=_("of every profile on this computer")
    )
    parser.add_argument(
        "--check", action="store_true", help=_("one line and an exit status for monitoring")
    )
    parser.add_argument(
        "--soon", metavar=_("DAYS"), type=_days, default=SOON_DAYS,
        help=_("with --check: how far ahead is soon (default: {count})").format(count=SOON_DAYS),
    )  # fmt: skip


def run(context: Context, arguments: Namespace) -> ExitCode:
    """List, export or check."""
    if arguments.check:
        if arguments.ics is not None:
            raise usage(_("--check and --ics cannot be given together."))
        return _check(context, arguments)
    entries = _entries(context, arguments)
    if arguments.ics is not None:
        return _export(context, arguments, entries)
    context.output.show(
        {"deadlines": entries}, lambda: _lines(context, entries, several=arguments.all_profiles)
    )
    return ExitCode.OK


def _check(context: Context, arguments: Namespace) -> ExitCode:
    from datetime import timedelta  # noqa: PLC0415 - only with --check

    from app.deadlines import rules  # noqa: PLC0415 - only with --check

    try:
        entries = _entries(context, arguments, must_be_synchronized=True)
    except Problem as problem:
        return _unknown(context, problem.report())
    now, soon = context.clock.now(), timedelta(days=arguments.soon)
    found = rules.check_of(
        msgspec.structs.replace(entry, state=rules.state_of(entry.deadline, now, soon))
        for entry in entries
    )
    code = {"fine": _FINE, "soon": _SOON, "overdue": _OVERDUE}[found.state.value]
    head = (_("OK"), _("WARNING"), _("CRITICAL"))[code]
    line = _("DEADLINES {state}: {words} | overdue={overdue} soon={soon}").format(
        state=head,
        words=found.words.replace("|", "/"),
        overdue=found.overdue,
        soon=found.soon,
    )
    context.output.show({"check": found, "exit": code}, lambda: [safe(line)])
    return ExitCode(code)


def _unknown(context: Context, report: ProblemReport) -> ExitCode:
    line = _("DEADLINES UNKNOWN: {title} ({code})").format(title=report.title, code=report.code)
    document = {"check": None, "exit": UNKNOWN, "problem": report}
    context.output.show(document, lambda: [safe(line.replace("|", "/"))])
    return ExitCode(UNKNOWN)


def _entries(
    context: Context, arguments: Namespace, *, must_be_synchronized: bool = False
) -> list[DeadlineEntry]:
    if arguments.all_profiles:
        profiles = list(context.office.profiles.list())
    else:
        profiles = [context.profile()]
    found: list[DeadlineEntry] = []
    for info in profiles:
        context.cancel.check()
        found += _of_profile(context, arguments, info, synchronized=must_be_synchronized)
    return sorted(found, key=lambda one: (one.deadline.at, one.deadline.uid, one.profile_id))


def _of_profile(
    context: Context, arguments: Namespace, info: ProfileInfo, *, synchronized: bool
) -> list[DeadlineEntry]:
    rooms = context.office.rooms(info.id)
    try:
        if synchronized and rooms.sync_state().synced_at is None:
            raise NothingSynchronized(
                _("Nothing is known about deadlines yet"),
                _("The profile {name} was never synchronized.").format(name=info.name),
                _("Run “counterpart sync”."),
            )
        query = DeadlineQuery(
            kinds=frozenset(DeadlineKind(kind) for kind in arguments.kind or ()),
            within_days=arguments.within,
            text=arguments.text or "",
            order_id=rooms.orders.detail(arguments.order).id if arguments.order else "",
        )
        return [
            msgspec.structs.replace(entry, profile_id=info.id, profile_name=info.name)
            for entry in rooms.deadlines.entries(query)
        ]
    finally:
        rooms.close()


def _export(context: Context, arguments: Namespace, entries: Sequence[DeadlineEntry]) -> ExitCode:
    from app.deadlines.service import write_ics  # noqa: PLC0415 - only who exports needs it

    name = "" if arguments.all_profiles else context.profile().name
    write_ics(arguments.ics, entries, context.clock, name)
    context.output.show(
        {"file": str(arguments.ics), "deadlines": len(entries)},
        lambda: [_("Written: {path}").format(path=arguments.ics)],
    )
    return ExitCode.OK


def _lines(context: Context, entries: Sequence[DeadlineEntry], *, several: bool) -> list[str]:
    from app.deadlines.words import source_words, when_words  # noqa: PLC0415 - not for --json

    if not entries:
        return [_("No deadline fits. Run “counterpart sync” to fetch what is new.")]
    heads = [
        Head(_("When")),
        Head(_("State")),
        Head(_("What"), shrinks=True),
        Head(_("Order")),
        Head(_("Rests on"), shrinks=True),
    ]
    if several:
        heads.insert(0, Head(_("Profile"), shrinks=True))
    rows = []
    for entry in entries:
        one = entry.deadline
        row = [
            when_words(one.at, one.zone),
            state_words(entry.state),
            one.title,
            one.order_number,
            source_words(one.source),
        ]
        rows.append([entry.profile_name, *row] if several else row)
    return context.output.table(heads, rows)


def state_words(state: DeadlineState) -> str:
    """How a deadline stands, for a cell."""
    match state:
        case DeadlineState.OVERDUE:
            return _("overdue")
        case DeadlineState.DUE_SOON:
            return _("due soon")
        case DeadlineState.LATER:
            return _("later")
        case DeadlineState.PAST:
            return _("past")
        case DeadlineState.DONE:
            return _("done")


def _days(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number <= 36_525:
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a number of days of 0 or more").format(text=text)
        )
    return number

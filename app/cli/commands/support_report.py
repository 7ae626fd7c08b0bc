"""`counterpart support report-unauthorized`: tell the vendor first, then lock this profile.

The report leaves before everything else. Then the tokens of this sign-in are revoked and the
profile is locked. Offline a person decides which comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import Problem, ProblemReport
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, read_text, usage
from app.cli.exits import ExitCode, exit_code_of
from app.exchange.errors import SendBusy
from app.exchange.model import OutboxState

if TYPE_CHECKING:
    from app.services import Rooms
    from app.support.requests.unauthorized import Step

_BUSY_WAIT = 0.2


def configure(support: Commands) -> None:
    """Add the command."""
    parser = leaf(
        support,
        "report-unauthorized",
        _("report that credentials may be in wrong hands, then lock this profile"),
        report,
    )
    parser.add_argument(
        "text", nargs="?", metavar=_("TEXT"), help=_("what happened; “-” reads standard input")
    )
    parser.add_argument("--file", type=Path, metavar=_("FILE"), help=_("read the text from it"))
    parser.add_argument(
        "--noticed", metavar=_("TIME"), type=_moment,
        help=_("when it was noticed, as 2026-11-21T10:48+01:00 (default: now)"),
    )  # fmt: skip
    parser.add_argument(
        "--user", action="append", default=[], metavar=_("NAME"),
        help=_("whose credentials: name, e-mail address or id; may be given several times"),
    )  # fmt: skip
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--keep-open", action="store_true", help=_("send only; do not lock this profile")
    )
    choice.add_argument(
        "--lock-first", action="store_true",
        help=_("lock even where the report cannot leave now; it leaves after the next sign-in"),
    )  # fmt: skip


def report(context: Context, arguments: Namespace) -> ExitCode:
    """Report, send, lock."""
    from app.support.requests.unauthorized import Unauthorized  # noqa: PLC0415 - rarely needed

    info, text = context.profile(), _text(context, arguments)
    with context.rooms() as rooms:
        told = Unauthorized(
            noticed_at=arguments.noticed or context.clock.now(),
            text=text,
            users=_users(rooms, arguments.user),
        )
        item = rooms.requests.report_unauthorized(told, info.subject)
        steps = rooms.requests.next_steps(item)
    problem = _deliver(context, info.id, item)
    state = context.office.state_of(info.id, item)
    sent = state is OutboxState.SENT
    locked = revoked = False
    if not arguments.keep_open and (sent or _lock_all_the_same(context, arguments)):
        revoked = context.office.lock(info.id, context.cancel)
        locked = True
    context.output.show(
        {
            "report": {"id": item, "state": state.value},
            "locked": locked,
            "revoked": revoked,
            "problem": problem,
            "next_steps": steps,
        },
        lambda: _lines(steps, problem, sent=sent, locked=locked, revoked=revoked),
    )
    if sent:
        return ExitCode.OK
    return exit_code_of(problem.code) if problem is not None else ExitCode.PARTLY


def _deliver(context: Context, profile_id: str, item: str) -> ProblemReport | None:
    """Send the report alone, before everything else; why it did not leave."""
    while True:
        try:
            context.office.send(
                profile_id, lambda _counts: None, context.cancel, hurry=True, until=item
            )
        except SendBusy:
            context.cancel.wait(_BUSY_WAIT)
            context.cancel.check()
            continue
        except Problem as error:
            return error.report()
        return None


def _lock_all_the_same(context: Context, arguments: Namespace) -> bool:
    """Whether to lock although the report has not left."""
    if arguments.lock_first:
        return True
    return context.confirm(
        _(
            "The report has not left yet. Lock this profile first? It then leaves after you sign "
            "in again."
        )
    )


def _users(rooms: Rooms, asked: Sequence[str]) -> tuple[str, ...]:
    """The ids of named users by name, address or id."""
    known = rooms.account.users()
    found: dict[str, None] = {}
    for word in asked:
        meant = [one for one in known if word.casefold() in _names(one.id, one.name, one.email)]
        if len(meant) != 1:
            raise usage(_("There is no one user “{name}”.").format(name=word))
        found[meant[0].id] = None
    return tuple(found)


def _names(*words: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)


def _lines(
    steps: Sequence[Step],
    problem: ProblemReport | None,
    *,
    sent: bool,
    locked: bool,
    revoked: bool,
) -> list[str]:
    lines = [_("The vendor has your report.") if sent else _("The report waits in the outbox.")]
    if problem is not None:
        lines.append(f"{problem.title} ({problem.code}). {problem.next_step}")
    if locked and revoked:
        lines.append(_("Your sign-in was revoked and this profile is locked."))
    elif locked:
        lines.append(
            _("This profile is locked. The portal could not be told to revoke the sign-in.")
        )
    else:
        lines.append(_("This profile is not locked."))
    lines += ["", _("What to do next:")]
    lines += [f"  [ ] {step.title}. {step.text}" for step in steps]
    return lines


def _text(context: Context, arguments: Namespace) -> str:
    if arguments.text is not None and arguments.file is not None:
        raise usage(_("Give the text once: as text, as a file, or on standard input."))
    if arguments.text is not None and arguments.text != "-":
        return str(arguments.text)
    if arguments.file is None and context.interactive:
        context.output.note(_("Write what happened, then end it with Ctrl+D:"))
    return read_text(arguments.file)


def _moment(text: str) -> datetime:
    """A moment with its zone; without one it is this computer's."""
    return datetime.fromisoformat(text).astimezone()

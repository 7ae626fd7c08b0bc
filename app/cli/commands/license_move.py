"""`counterpart license rehost`: free the instance of a machine that died, on a person's word."""

from __future__ import annotations

from app.base.dates import deadline_words
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.outbox import send_now
from app.cli.context import Context, usage
from app.cli.exits import ExitCode
from app.exchange.model import OutboxItem, OutboxState
from app.licenses.moving_model import Cause, Lost, cause_words

_CAUSES = {cause.value.replace("_", "-"): cause for cause in Cause}


def configure(licenses: Commands) -> None:
    """Add the command."""
    free = leaf(
        licenses, "rehost", _("free the instance of a machine that cannot prove a removal"), rehost
    )
    free.add_argument("machine", metavar=_("MACHINE"), help=_("its id, name or fingerprint"))
    free.add_argument(
        "--reason", required=True, choices=tuple(_CAUSES), help=_("why it cannot prove it")
    )
    free.add_argument("--statement", default="", metavar=_("TEXT"), help=_("in your own words"))
    free.add_argument("--yes", action="store_true", help=_("do not ask before it is stated"))
    free.add_argument("--later", action="store_true", help=_("queue it only; do not send now"))


def rehost(context: Context, arguments: Namespace) -> ExitCode:
    """State that the machine is lost, then send it."""
    info = context.profile()
    cause = _CAUSES[arguments.reason]
    with context.rooms() as rooms:
        moving = rooms.licenses.moving
        lost, said = moving.machine(arguments.machine), arguments.statement or moving.statement()
        for line in _shown(lost, cause, said):
            context.output.note(line)
        if not arguments.yes:
            if not context.interactive:
                raise usage(_("Give --yes to state it without being asked."))
            if not context.confirm(_("Do you state this to the vendor?")):
                context.output.note(_("Nothing was stated."))
                return ExitCode.CANCELED
        item = moving.free(lost.machine_id, cause, arguments.statement, info.subject)
    sent = None if arguments.later else send_now(context, info.id)
    with context.rooms() as rooms:
        found = rooms.outbox.get(item)
    context.output.show(
        {
            "machine": lost,
            "item": item,
            "state": found.state.value,
            "problem": found.problem,
            "outbox": sent.document() if sent else None,
        },
        lambda: [*_fate(lost, found), *(sent.words() if sent else [])],
    )
    if found.state is OutboxState.SENT or arguments.later:
        return ExitCode.OK
    return max(sent.exit_code if sent else ExitCode.OK, ExitCode.PARTLY)


def _shown(lost: Lost, cause: Cause, said: str) -> list[str]:
    since = deadline_words(lost.activated_at) if lost.activated_at else _("not stated")
    return [
        _("{name} ({id}) holds an instance of {license} since {since}.").format(
            name=lost.name, id=lost.machine_id, license=lost.license_id, since=since
        ),
        f"{cause_words(cause)}. {said}",
        _("Its license counts for it no longer; the vendor takes this a few times a year only."),
        _("A host that still runs gives it up itself: “counterpart license remove”."),
    ]


def _fate(lost: Lost, item: OutboxItem) -> list[str]:
    if item.state is OutboxState.SENT:
        return [_("The instance of {name} is free.").format(name=lost.name)]
    if item.problem is not None and item.state is OutboxState.REFUSED:
        problem = item.problem
        return [
            _("The vendor did not take it: {title}. {why}").format(
                title=problem.title, why=problem.detail or problem.explanation
            )
        ]
    return [_("It is queued and goes out with the next sending.")]

"""`counterpart outbox`: what leaves for the vendor, in which state it is, and deciding about it."""

from __future__ import annotations

from pathlib import Path

from app.base.dates import moment_words
from app.base.errors import Problem, ProblemReport
from app.base.text import _, ngettext
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.context import Context, usage
from app.cli.exits import ExitCode, exit_code_of
from app.cli.safe import safe
from app.cli.tables import Head, pairs
from app.exchange.errors import SendBusy
from app.exchange.model import OutboxCounts, OutboxState, SendResult

_BUSY_WAIT = 0.2
_OPEN = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.WAITING, OutboxState.REFUSED)


class Sent:
    """What sending did, or why it did not happen, beside what is left."""

    def __init__(
        self, result: SendResult | None, counts: OutboxCounts, problem: ProblemReport | None
    ) -> None:
        self.result = result
        self.counts = counts
        self.problem = problem

    @property
    def exit_code(self) -> ExitCode:
        """OK where nothing is left that this person's sign-in could have sent."""
        if self.problem and exit_code_of(self.problem.code) is not ExitCode.OFFLINE:
            return exit_code_of(self.problem.code)
        held = self.result.held_back if self.result else 0
        left = self.counts.unsent - held
        return ExitCode.PARTLY if left > 0 else ExitCode.OK

    def document(self) -> dict[str, object]:
        """For --json."""
        return {"result": self.result, "counts": self.counts, "problem": self.problem}

    def words(self) -> list[str]:
        """For a person."""
        lines: list[str] = []
        if self.result and self.result.sent:
            lines.append(
                ngettext("{count} item sent.", "{count} items sent.", self.result.sent).format(
                    count=self.result.sent
                )
            )
        if self.result and self.result.held_back:
            lines.append(
                ngettext(
                    "{count} item of another person waits for that person's sign-in.",
                    "{count} items of other persons wait for their sign-in.",
                    self.result.held_back,
                ).format(count=self.result.held_back)
            )
        if self.counts.refused:
            lines.append(
                ngettext(
                    "{count} item was refused.", "{count} items were refused.", self.counts.refused
                ).format(count=self.counts.refused)
            )
        waiting = self.counts.queued + self.counts.waiting + self.counts.sending
        if waiting:
            lines.append(
                ngettext(
                    "{count} item waits to be sent.", "{count} items wait to be sent.", waiting
                ).format(count=waiting)
            )
        if self.problem:
            lines.append(f"{self.problem.title} ({self.problem.code}). {self.problem.next_step}")
        return lines


def configure(commands: Commands) -> None:
    """Add the commands."""
    outbox = group(commands, "outbox", _("what leaves for the vendor"))
    listing = leaf(outbox, "list", _("list what is not sent yet"), list_items)
    listing.add_argument("--all", action="store_true", help=_("sent and discarded items as well"))
    shown = leaf(outbox, "show", _("show why an item waits, and exactly what leaves"), show_item)
    shown.add_argument("item", metavar=_("ID"), help=_("the item's id"))
    retry = leaf(outbox, "retry", _("try waiting or refused items again"), retry_items)
    retry.add_argument("item", nargs="*", metavar=_("ID"), help=_("an item's id"))
    retry.add_argument("--all", action="store_true", help=_("every waiting or refused item"))
    discard = leaf(outbox, "discard", _("give up an item that is not sent"), discard_item)
    discard.add_argument("item", metavar=_("ID"), help=_("the item's id"))
    discard.add_argument("--yes", action="store_true", help=_("do not ask"))
    export = leaf(outbox, "export", _("save what is not sent, with its files"), export_items)
    export.add_argument("file", metavar=_("FILE"), type=Path, help=_("the ZIP file to write"))
    export.add_argument("--force", action="store_true", help=_("replace the file if it is there"))
    leaf(outbox, "send", _("send what is queued or waiting, now"), send_items)


def list_items(context: Context, arguments: Namespace) -> ExitCode:
    """List the outbox."""
    with context.rooms() as rooms:
        items = rooms.outbox.items(None if arguments.all else _OPEN)
        counts = rooms.outbox.counts()
    now = context.clock.now()

    def lines() -> list[str]:
        heads = (
            Head(_("Id")),
            Head(_("Kind")),
            Head(_("State")),
            Head(_("Queued")),
            Head(_("Why"), shrinks=True),
        )
        rows = [
            (
                item.id,
                item.kind,
                state_words(item.state),
                moment_words(item.created_at, now),
                item.problem.title if item.problem else "",
            )
            for item in items
        ]
        return context.output.table(heads, rows) or [_("Nothing waits to be sent.")]

    context.output.show({"items": items, "counts": counts}, lines)
    return ExitCode.OK


def show_item(context: Context, arguments: Namespace) -> ExitCode:
    """Show one item: where it is, why, and its content as it leaves."""
    with context.rooms() as rooms:
        subject = rooms.who.signed_in().subject
        card = rooms.waiting.card(arguments.item, subject)
        content = rooms.waiting.content(arguments.item)
    now = context.clock.now()
    problem, receipt = card.problem, card.receipt

    def lines() -> list[str]:
        facts = [
            (_("What"), card.title),
            (_("Kind"), card.kind_words),
            (_("State"), state_words(card.state)),
            (_("Queued"), moment_words(card.created_at, now)),
            (_("Tries"), str(card.attempts) if card.attempts else ""),
            (_("Next try"), moment_words(card.next_at, now) if card.next_at else ""),
            (_("Follows"), f"{card.after_title} [{card.after}]" if card.after else ""),
            (_("Behind it"), str(card.followers) if card.followers else ""),
            (_("Why"), f"{problem.title} ({problem.code})" if problem else ""),
            (_("What happened"), problem.explanation if problem else ""),
            (_("What was kept"), problem.kept if problem else ""),
            (_("What to do"), problem.next_step if problem else ""),
            (_("Receipt"), receipt.id if receipt else ""),
        ]
        told = pairs(facts)
        told += ["", _("What leaves, word for word:")]
        for label, value in content:
            told.append(f"  {safe(label)}:")
            told += [f"    {safe(line)}" for line in value.splitlines() or [""]]
        return told

    body = [{"name": label, "value": value} for label, value in content]
    context.output.show({"item": card, "content": body}, lines)
    return ExitCode.OK


def export_items(context: Context, arguments: Namespace) -> ExitCode:
    """Write what is not sent into a ZIP file."""
    if arguments.file.exists() and not arguments.force:
        raise usage(_("The file is there already: give --force to replace it."))
    with context.rooms() as rooms:
        count = rooms.outbox.export_unsent(arguments.file)
    words = ngettext("{count} item saved to {file}.", "{count} items saved to {file}.", count)
    context.output.show(
        {"file": str(arguments.file), "items": count},
        lambda: [words.format(count=count, file=safe(str(arguments.file)))],
    )
    return ExitCode.OK


def retry_items(context: Context, arguments: Namespace) -> ExitCode:
    """Put items back in the queue and send."""
    if bool(arguments.item) == arguments.all:
        raise usage(_("Name the items to retry, or give --all."))
    with context.rooms() as rooms:
        chosen = arguments.item or [
            item.id for item in rooms.outbox.items((OutboxState.WAITING, OutboxState.REFUSED))
        ]
        for item in chosen:
            rooms.outbox.retry(item)
    return send_items(context, arguments)


def discard_item(context: Context, arguments: Namespace) -> ExitCode:
    """Give an item up, after asking."""
    with context.rooms() as rooms:
        item = rooms.outbox.get(arguments.item)
        if not arguments.yes:
            if not context.interactive:
                raise usage(_("Give --yes to discard without being asked."))
            question = _("Discard {kind} {id}? It will never be sent.")
            if not context.confirm(question.format(kind=item.kind, id=item.id)):
                context.output.note(_("Nothing was changed."))
                return ExitCode.CANCELED
        rooms.outbox.discard(item.id)
    context.output.show({"discarded": item.id}, lambda: [_("Discarded.")])
    return ExitCode.OK


def send_items(context: Context, _arguments: Namespace) -> ExitCode:
    """Send now."""
    sent = send_now(context, context.profile().id)
    context.output.show(
        {"outbox": sent.document()}, lambda: sent.words() or [_("Nothing waits to be sent.")]
    )
    return sent.exit_code


def send_now(context: Context, profile_id: str) -> Sent:
    """Send everything that may go, waiting for another process that sends. Raises Cancelled."""
    result: SendResult | None = None
    problem: ProblemReport | None = None
    while True:
        try:
            result = context.office.send(
                profile_id, lambda _counts: None, context.cancel, hurry=True
            )
        except SendBusy:
            # What was queued after the other's last look would stay: look again when it is done.
            context.cancel.wait(_BUSY_WAIT)
            context.cancel.check()
            continue
        except Problem as error:
            problem = error.report()
        break
    with context.rooms() as rooms:
        return Sent(result, rooms.outbox.counts(), problem)


def state_words(state: OutboxState) -> str:
    """Where an item is on its way, in a word."""
    match state:
        case OutboxState.QUEUED:
            return _("queued")
        case OutboxState.SENDING:
            return _("being sent")
        case OutboxState.WAITING:
            return _("waiting")
        case OutboxState.REFUSED:
            return _("refused")
        case OutboxState.SENT:
            return _("sent")
        case OutboxState.DISCARDED:
            return _("discarded")


def _unheard(_counts: OutboxCounts) -> None:
    """The shell shows the counts at the end."""

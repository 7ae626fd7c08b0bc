"""`counterpart feedback`: send feedback, its statement acknowledged; see what became of it."""

from __future__ import annotations

from pathlib import Path

from app.base.dates import moment_words
from app.base.text import _
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.commands.outbox import send_now, state_words
from app.cli.context import Context, NotAcknowledged, read_text, usage
from app.cli.exits import ExitCode
from app.cli.tables import Head
from app.exchange.model import OutboxState
from app.support.model import FeedbackDraft, FeedbackTopic


def configure(commands: Commands) -> None:
    """Add the commands."""
    feedback = group(commands, "feedback", _("feedback to the vendor"))
    send = leaf(feedback, "send", _("send feedback, now or when there is a network"), send_feedback)
    send.add_argument(
        "text", nargs="?", metavar=_("TEXT"), help=_("the feedback; “-” reads standard input")
    )
    send.add_argument("--file", type=Path, metavar=_("FILE"), help=_("read the feedback from it"))
    send.add_argument(
        "--topic", choices=[topic.value for topic in FeedbackTopic],
        default=FeedbackTopic.PRODUCT.value, help=_("what it is about (default: product)"),
    )  # fmt: skip
    send.add_argument("--product", metavar=_("ID"), help=_("the id of the product it is about"))
    send.add_argument(
        "--acknowledge", action="store_true",
        help=_("you read the statement that feedback is not confidential and may be used freely"),
    )  # fmt: skip
    send.add_argument("--later", action="store_true", help=_("queue it only; do not send now"))
    leaf(feedback, "list", _("list feedback and its state"), list_feedback)


def send_feedback(context: Context, arguments: Namespace) -> ExitCode:
    """Queue feedback, then send it."""
    info = context.profile()
    text = _text(context, arguments)
    with context.rooms() as rooms:
        statement = rooms.support.statement()
        _acknowledge(context, statement, given=arguments.acknowledge)
        draft = FeedbackDraft(
            topic=FeedbackTopic(arguments.topic),
            text=text,
            product_id=arguments.product,
            statement=statement,
            acknowledged=True,
        )
        item = rooms.support.send_feedback(draft, info.subject)
    if arguments.later:
        context.output.show(
            {"feedback": {"id": item, "state": "queued"}, "outbox": None},
            lambda: [_("Queued. “counterpart sync” sends it.")],
        )
        return ExitCode.OK
    sent = send_now(context, info.id)
    with context.rooms() as rooms:
        state = rooms.outbox.get(item).state

    def lines() -> list[str]:
        if state is OutboxState.SENT:
            return [_("Delivered. Thank you.")]
        return [_("Kept in the outbox: {state}.").format(state=state_words(state)), *sent.words()]

    context.output.show(
        {"feedback": {"id": item, "state": state.value}, "outbox": sent.document()}, lines
    )
    return ExitCode.OK if state is OutboxState.SENT else max(sent.exit_code, ExitCode.PARTLY)


def list_feedback(context: Context, _arguments: Namespace) -> ExitCode:
    """List feedback."""
    with context.rooms() as rooms:
        items = rooms.support.feedback()
    now = context.clock.now()
    heads = (
        Head(_("Id")),
        Head(_("Written")),
        Head(_("State")),
        Head(_("Topic")),
        Head(_("Text"), shrinks=True),
    )

    def lines() -> list[str]:
        rows = [
            (
                item.id,
                moment_words(item.created_at, now),
                state_words(OutboxState(item.state.value)),
                item.topic.value,
                item.text,
            )
            for item in items
        ]
        return context.output.table(heads, rows) or [_("No feedback yet.")]

    context.output.show({"feedback": items}, lines)
    return ExitCode.OK


def _text(context: Context, arguments: Namespace) -> str:
    given = [part for part in (arguments.text, arguments.file) if part is not None]
    if len(given) > 1:
        raise usage(_("Give the feedback once: as text, as a file, or on standard input."))
    if arguments.text is not None and arguments.text != "-":
        return str(arguments.text)
    if not given and context.interactive:
        context.output.note(_("Write your feedback, then end it with Ctrl+D:"))
    return read_text(arguments.file)


def _acknowledge(context: Context, statement: str, *, given: bool) -> None:
    if not context.output.json or not given:
        context.output.note(statement)
    if given or context.confirm(_("Do you acknowledge this?")):
        return
    raise NotAcknowledged(
        _("Nothing was sent"),
        _("Feedback is sent only when its statement is acknowledged."),
        _("Read the statement, then answer yes or give --acknowledge."),
        kept=_("Nothing was queued."),
    )

"""Writing requests from the shell: a draft, its files, what is found in it decided, then sent.

Nothing is sent while something that was found waits for a decision: the draft stays, and is sent
by `counterpart support send` with a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.dates import moment_words
from app.base.text import _
from app.cli.arguments import Namespace
from app.cli.commands.outbox import send_now, state_words
from app.cli.commands.support_words import finding_lines
from app.cli.context import Context, read_text, usage
from app.cli.exits import ExitCode
from app.cli.tables import Head
from app.exchange.model import OutboxState
from app.support.requests.model import Draft, Severity

if TYPE_CHECKING:
    from app.account.model import ProfileInfo
    from app.services import Rooms
    from app.support.scan.model import Finding, ScanResult


def new_request(context: Context, arguments: Namespace) -> ExitCode:
    """Open a request."""
    text = _text(context, arguments)
    with context.rooms() as rooms:
        product = _product(rooms, arguments.product)
        order = _order(rooms, product, arguments.order)
        draft = rooms.requests.new_draft(product_id=product, order_id=order)
        draft = msgspec.structs.replace(
            draft,
            subject=arguments.subject,
            text=text,
            severity=Severity(arguments.severity),
            business_impact=arguments.impact,
            product_version=arguments.product_version,
            license_id=arguments.license,
            machine_id=arguments.machine,
            modified=arguments.modified,
        )
        return _send(context, arguments, rooms, draft, arguments.attach)


def reply(context: Context, arguments: Namespace) -> ExitCode:
    """Write in a request."""
    only_files = bool(arguments.attach) and arguments.text is None and arguments.file is None
    text = "" if only_files else _text(context, arguments)
    with context.rooms() as rooms:
        found = rooms.requests.thread(arguments.request, newest=1).card
        draft = _fresh(rooms, found.id)
        draft = msgspec.structs.replace(draft, text=text)
        return _send(context, arguments, rooms, draft, arguments.attach)


def attach(context: Context, arguments: Namespace) -> ExitCode:
    """Send files to a request."""
    with context.rooms() as rooms:
        found = rooms.requests.thread(arguments.request, newest=1).card
        return _send(context, arguments, rooms, _fresh(rooms, found.id), arguments.files)


def send_draft(context: Context, arguments: Namespace) -> ExitCode:
    """Send a draft with the decisions that were missing."""
    with context.rooms() as rooms:
        draft = rooms.requests.draft(arguments.draft)
        return _send(context, arguments, rooms, draft, ())


def discard_draft(context: Context, arguments: Namespace) -> ExitCode:
    """Throw a draft away."""
    with context.rooms() as rooms:
        draft = rooms.requests.draft(arguments.draft)
        rooms.requests.discard_draft(draft.id)
    context.output.show({"discarded": draft.id}, lambda: [_("Discarded.")])
    return ExitCode.OK


def list_drafts(context: Context, _arguments: Namespace) -> ExitCode:
    """List drafts."""
    with context.rooms() as rooms:
        found = rooms.requests.drafts()
    now = context.clock.now()
    shown = (
        Head(_("Id")), Head(_("Changed")), Head(_("Files"), end=True),
        Head(_("Subject"), shrinks=True),
    )  # fmt: skip

    def lines() -> Sequence[str]:
        rows = [
            (
                one.id,
                moment_words(one.changed_at, now) if one.changed_at else "",
                str(len(one.files)),
                one.subject or _("Reply: {text}").format(text=one.text[:60]),
            )
            for one in found
        ]
        return context.output.table(shown, rows) or [_("No drafts.")]

    context.output.show({"drafts": found}, lines)
    return ExitCode.OK


def change(context: Context, arguments: Namespace) -> ExitCode:
    """Close, reopen or rate a request."""
    info = context.profile()
    with context.rooms() as rooms:
        room = rooms.requests
        match arguments.change:
            case "close":
                item = room.close(arguments.request, info.subject, arguments.text)
            case "reopen":
                item = room.reopen(arguments.request, info.subject, arguments.text)
            case _:
                item = room.rate(arguments.request, info.subject, arguments.rating, arguments.text)
    return finish(context, info, item, later=arguments.later)


def finish(context: Context, info: ProfileInfo, item: str, *, later: bool) -> ExitCode:
    """Send what was queued, unless it is to leave later; tell what became of it."""
    if later:
        context.output.show(
            {"item": {"id": item, "state": "queued"}, "outbox": None},
            lambda: [_("Queued. “counterpart sync” sends it.")],
        )
        return ExitCode.OK
    sent = send_now(context, info.id)
    with context.rooms() as rooms:
        state = rooms.outbox.get(item).state

    def lines() -> list[str]:
        if state is OutboxState.SENT:
            return [_("Delivered.")]
        return [_("Kept in the outbox: {state}.").format(state=state_words(state)), *sent.words()]

    context.output.show(
        {"item": {"id": item, "state": state.value}, "outbox": sent.document()}, lines
    )
    return ExitCode.OK if state is OutboxState.SENT else max(sent.exit_code, ExitCode.PARTLY)


def _send(
    context: Context, arguments: Namespace, rooms: Rooms, draft: Draft, files: Sequence[Path]
) -> ExitCode:
    """Keep the draft, attach, look through, decide as asked; then queue and send it."""
    info, room = context.profile(), rooms.requests
    draft = room.save_draft(draft)
    with context.output.progress() as report:
        for file in files:
            draft = room.attach(draft.id, file, report, context.cancel)
        if arguments.redact:
            found = room.check(draft.id, report, context.cancel)
            ids = [one.id for one in found.findings]
            draft = room.redact(draft.id, ids, report, context.cancel)
        found = room.check(draft.id, report, context.cancel)
        left = [one for one in found.findings if one.id not in draft.decided]
        if left and arguments.allow_findings:
            draft = room.decide(draft.id, [one.id for one in left], arguments.allow_findings)
            left = []
        if left:
            return _held_back(context, rooms, draft, found, left)
        reopen = bool(getattr(arguments, "reopen", False))
        item = room.send(
            draft.id, info.subject, reopen=reopen, report=report, cancel=context.cancel
        )
    return finish(context, info, item, later=arguments.later)


def _held_back(
    context: Context,
    rooms: Rooms,
    draft: Draft,
    result: ScanResult,
    left: Sequence[Finding],
) -> ExitCode:
    """Tell what was found; nothing leaves."""
    caution = rooms.requests.caution(draft.id)
    document = {
        "sent": False,
        "draft": draft.id,
        "findings": left,
        "more": result.more,
        "unscanned": result.unscanned,
    }

    def lines() -> list[str]:
        return [
            *finding_lines(result, left),
            "",
            caution,
            _("Nothing was sent. The draft {id} is kept.").format(id=draft.id),
            _("Send it with --redact to black this out, or with --allow-findings REASON:"),
            f"  counterpart support send {draft.id} --redact",
        ]

    context.output.show(document, lines)
    return ExitCode.FINDINGS


def _fresh(rooms: Rooms, request_id: str) -> Draft:
    """A draft for a reply; one that was begun in the window is not touched."""
    found = rooms.requests.new_draft(request_id=request_id)
    if found.is_empty:
        return found
    raise usage(
        _("There is a draft for this request already: {id}. Send or discard it first.").format(
            id=found.id
        )
    )


def _product(rooms: Rooms, asked: str) -> str:
    """The id of a product by its id or name."""
    if not asked:
        return ""
    known = rooms.requests.products()
    for one in known:
        if asked.casefold() in (one.id.casefold(), one.name.casefold()):
            return one.id
    names = ", ".join(one.id for one in known)
    raise usage(_("There is no product “{name}”. Known: {names}").format(name=asked, names=names))


def _order(rooms: Rooms, product: str, asked: str) -> str:
    """The id of the order that is named, else of the one that supports the product longest."""
    if asked:
        return rooms.orders.detail(asked).id
    known = rooms.requests.product(product) if product else None
    held = [one for one in known.orders if one.level and not one.lapsed] if known else []
    return held[0].order_id if held else ""


def _text(context: Context, arguments: Namespace) -> str:
    given = [part for part in (arguments.text, arguments.file) if part is not None]
    if len(given) > 1:
        raise usage(_("Give the text once: as text, as a file, or on standard input."))
    if arguments.text is not None and arguments.text != "-":
        return str(arguments.text)
    if not given and context.interactive:
        context.output.note(_("Write your text, then end it with Ctrl+D:"))
    return read_text(arguments.file)

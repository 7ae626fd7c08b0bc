"""`counterpart license exchange|return|vendor`: for isolated hosts, at a connected workstation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.activation.filing import content
from app.activation.problems import HostProblem
from app.activation.receipts import ReceiptSet
from app.activation.receipts import read_set as read_receipts
from app.activation.requests import RequestSet
from app.activation.requests import read_set as read_requests
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.license_batch_shown import carried_lines, receipt_lines
from app.cli.commands.outbox import Sent, send_now
from app.cli.context import Context
from app.cli.exits import ExitCode
from app.cli.tables import Head
from app.licenses.errors import bad_host_file
from app.licenses.model import Exchanged, HostState, VendorExport


def configure(licenses: Commands) -> None:
    """Add the commands."""
    trade = leaf(licenses, "exchange", _("get answers to requests of isolated hosts"), exchange)
    trade.add_argument(
        "requests", nargs="+", type=Path, metavar=_("REQUESTS"),
        help=_("a request file from an isolated host, or a set of them"),
    )  # fmt: skip
    trade.add_argument(
        "--out", type=Path, required=True, metavar=_("DIR"),
        help=_("where to write what is carried back"),
    )  # fmt: skip
    trade.add_argument("--later", action="store_true", help=_("queue it only; do not send now"))
    back = leaf(licenses, "return", _("give receipts of isolated hosts to the vendor"), give_back)
    back.add_argument(
        "receipts", nargs="+", type=Path, metavar=_("RECEIPTS"),
        help=_("a receipt file from an isolated host"),
    )  # fmt: skip
    back.add_argument("--later", action="store_true", help=_("queue it only; do not send now"))
    leaf(licenses, "vendor", _("show the fingerprint of the vendor's key, to compare"), show_vendor)


def exchange(context: Context, arguments: Namespace) -> ExitCode:
    """Send what was not sent yet, then write the answers there are."""
    info = context.profile()
    files = [_requests(file) for file in arguments.requests]
    sets = [found for _name, _data, found in files]
    with context.rooms() as rooms:
        rooms.licenses.note_collected(files)
        queued = rooms.licenses.exchange(sets, info.subject)
    sent = None if arguments.later else send_now(context, info.id)
    with context.rooms() as rooms:
        found = rooms.licenses.exchanged(sets)
        vendor = rooms.licenses.vendor() if found.answers else None
        written = rooms.licenses.carry(found, arguments.out) if vendor else ()
    context.output.show(
        {
            "queued": queued,
            "hosts": found.rows,
            "files": [str(file) for file in written],
            "vendor_key": vendor.fingerprint if vendor else None,
            "outbox": sent.document() if sent else None,
        },
        lambda: _exchange_lines(context, found, written, vendor, sent),
    )
    if found.complete or arguments.later:
        return ExitCode.OK
    return max(sent.exit_code if sent else ExitCode.OK, ExitCode.PARTLY)


def give_back(context: Context, arguments: Namespace) -> ExitCode:
    """Queue receipts, then send them."""
    info = context.profile()
    sets = [_receipts(file) for file in arguments.receipts]
    with context.rooms() as rooms:
        done = rooms.licenses.give_back(sets, info.subject)
    sent = None if arguments.later else send_now(context, info.id)
    with context.rooms() as rooms:
        states = {item: rooms.outbox.get(item).state.value for item in done.items}
        problems = [rooms.outbox.get(item).problem for item in done.items]

    def lines() -> list[str]:
        said = receipt_lines(done.queued, done.known)
        said += [f"{one.title}. {one.explanation}" for one in problems if one]
        return said + (sent.words() if sent else [])

    context.output.show({"queued": done.queued, "known": done.known, "items": states}, lines)
    if arguments.later or all(state == "sent" for state in states.values()):
        return ExitCode.OK
    return max(sent.exit_code if sent else ExitCode.OK, ExitCode.PARTLY)


def show_vendor(context: Context, _arguments: Namespace) -> ExitCode:
    """Show what a person at an isolated host compares."""
    with context.rooms() as rooms:
        found = rooms.licenses.vendor()
    context.output.show(
        {"vendor": found.vendor, "fingerprint": found.fingerprint},
        lambda: [f"{found.vendor}: {found.fingerprint}"],
    )
    return ExitCode.OK


def _exchange_lines(
    context: Context,
    found: Exchanged,
    files: Sequence[Path],
    vendor: VendorExport | None,
    sent: Sent | None,
) -> list[str]:
    heads = (Head(_("Host")), Head(_("License")), Head(_("State")), Head(_("Why"), shrinks=True))
    rows = [(row.host_name, row.license_id, _words(row.state), row.reason) for row in found.rows]
    lines = context.output.table(heads, rows)
    if vendor:
        lines += carried_lines(files, vendor)
    return lines + (sent.words() if sent and not found.complete else [])


def _words(state: HostState) -> str:
    match state:
        case HostState.WAITING:
            return _("waits to be answered")
        case HostState.ISSUED:
            return _("answered")
        case HostState.REFUSED:
            return _("refused")
        case HostState.STALE:
            return _("too old")
        case HostState.DUPLICATE:
            return _("twice in the set")
        case HostState.CHANGED:
            return _("changed since it was sent")


def _requests(file: Path) -> tuple[str, bytes, RequestSet]:
    try:
        data = content(file)
        return file.name, data, read_requests(data)
    except HostProblem as found:
        raise bad_host_file(file, found) from found


def _receipts(file: Path) -> ReceiptSet:
    try:
        return read_receipts(content(file))
    except HostProblem as found:
        raise bad_host_file(file, found) from found

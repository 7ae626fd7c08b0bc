"""`counterpart license batch`: hundreds of isolated hosts, from their requests to receipts."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.files import private_folder, write_bytes
from app.base.text import _, ngettext
from app.cli.arguments import Commands, Namespace, Run, group, leaf
from app.cli.commands import license_batch_shown as shown
from app.cli.commands.license_files import found_files
from app.cli.commands.outbox import Sent, send_now
from app.cli.context import Context, absolute, read_text, usage
from app.cli.exits import ExitCode
from app.licenses.batches.model import HELD_BACK, Batch

if TYPE_CHECKING:
    from app.licenses.service import LicenseService

_MODE = 0o644


def configure(licenses: Commands) -> None:
    """Add the commands."""
    batch = group(licenses, "batch", _("many isolated hosts in one set"))
    new = leaf(batch, "new", _("make an empty batch"), make)
    new.add_argument("name", metavar=_("NAME"), help=_("what it is called"))
    leaf(batch, "list", _("list batches"), list_batches)
    _one(batch, "show", _("show the hosts of a batch"), show)
    _files(batch, "add", _("take request files in"), add)
    expect = _one(batch, "expect", _("note hosts whose requests are to come"), expect_hosts)
    expect.add_argument("names", nargs="*", metavar=_("HOST"), help=_("a host's name"))
    expect.add_argument(
        "--from", dest="source", type=Path, metavar=_("FILE"),
        help=_("a file with a name a line; “-” is standard input"),
    )  # fmt: skip
    _sends(_one(batch, "send", _("send what is ready, and fetch the answers"), send))
    requests = _one(batch, "requests", _("write what is ready for another computer"), requests_out)
    answers = _one(batch, "answers", _("take in answers that another computer fetched"), take)
    answers.add_argument("file", type=Path, metavar=_("ANSWERS"), help=_("the file it wrote"))
    carry = _one(batch, "carry", _("write what goes back to the hosts"), carry_back)
    for parser in (requests, carry):
        parser.add_argument(
            "--out", type=Path, required=True, metavar=_("DIR"), help=_("the folder to write to")
        )
    _sends(_files(batch, "receipts", _("give receipts and removals to the vendor"), receipts))
    _hosts(batch, "drop", _("take hosts out of a batch"), drop)
    confirm = _hosts(batch, "confirm", _("send hosts all the same that are held back"), confirm_)
    confirm.add_argument("--all", action="store_true", help=_("all that can be confirmed"))
    close = _one(batch, "close", _("put a batch away"), close_batch)
    close.add_argument("--open", action="store_true", help=_("take it up again instead"))
    _one(batch, "remove", _("forget a batch of which nothing was sent"), remove)


def make(context: Context, arguments: Namespace) -> ExitCode:
    """Make a batch."""
    with context.rooms() as rooms:
        batch_id = rooms.licenses.new_batch(arguments.name)
    context.output.show({"batch": batch_id}, lambda: [batch_id])
    return ExitCode.OK


def list_batches(context: Context, _arguments: Namespace) -> ExitCode:
    """List batches, newest first."""
    with context.rooms() as rooms:
        cards = rooms.licenses.batches()
    context.output.show({"batches": cards}, lambda: shown.card_lines(context.output, cards))
    return ExitCode.OK


def show(context: Context, arguments: Namespace) -> ExitCode:
    """Show where each host stands. Exit code 6 where one is held back."""
    with context.rooms() as rooms:
        found = rooms.licenses.batch(shown.batch_id(rooms.licenses, arguments.batch))
    context.output.show({"batch": found}, lambda: shown.batch_lines(context.output, found))
    return _code(found)


def add(context: Context, arguments: Namespace) -> ExitCode:
    """Take requests in. Exit code 6 where a file could not be used."""
    with context.rooms() as rooms, context.output.progress() as report:
        batch_id = shown.batch_id(rooms.licenses, arguments.batch)
        files = found_files(arguments.files)
        done = rooms.licenses.collect(batch_id, files.good, report, context.cancel)
        found = rooms.licenses.batch(batch_id)
    unread = (*files.bad, *done.unread)

    def lines() -> list[str]:
        said = ngettext("{count} host added.", "{count} hosts added.", done.added)
        known = ngettext("{count} was known.", "{count} were known.", done.known)
        words = [said.format(count=done.added)]
        words += [known.format(count=done.known)] if done.known else []
        return [*words, *shown.unread_lines(unread), *shown.count_lines(found)]

    context.output.show({"added": done.added, "known": done.known, "unread": unread}, lines)
    return ExitCode.PARTLY if unread else ExitCode.OK


def expect_hosts(context: Context, arguments: Namespace) -> ExitCode:
    """Note hosts that are to come."""
    names = list(arguments.names)
    if arguments.source is not None:
        names += read_text(arguments.source).splitlines()
    if not names:
        raise usage(_("Name hosts, or give --from."))
    with context.rooms() as rooms:
        batch_id = shown.batch_id(rooms.licenses, arguments.batch)
        count = rooms.licenses.expect(batch_id, names)
    words = ngettext("{count} host noted.", "{count} hosts noted.", count).format(count=count)
    context.output.show({"expected": count}, lambda: [words])
    return ExitCode.OK


def send(context: Context, arguments: Namespace) -> ExitCode:
    """Send what is ready. Exit code 6 where hosts wait, or are held back."""
    info = context.profile()
    with context.rooms() as rooms:
        batch_id = shown.batch_id(rooms.licenses, arguments.batch)
        count = rooms.licenses.send(batch_id, info.subject)
    sent = None if arguments.later else send_now(context, info.id)
    with context.rooms() as rooms:
        found = rooms.licenses.batch(batch_id)

    def lines() -> list[str]:
        said = ngettext("{count} request queued.", "{count} requests queued.", count)
        words = [said.format(count=count), *shown.count_lines(found)]
        return [*words, *shown.held_lines(context.output, found), *(sent.words() if sent else [])]

    document = {"queued": count, "batch": found, "outbox": sent.document() if sent else None}
    context.output.show(document, lines)
    return max(_code(found), _sent_code(sent))


def requests_out(context: Context, arguments: Namespace) -> ExitCode:
    """Write request files for another computer that is connected."""
    folder = absolute(str(arguments.out))
    with context.rooms() as rooms:
        batch_id = shown.batch_id(rooms.licenses, arguments.batch)
        sets = rooms.licenses.request_sets(batch_id)
    private_folder(folder)
    files = []
    for number, data in enumerate(sets, 1):
        name = "activation-requests.json" if number == 1 else f"activation-requests-{number}.json"
        write_bytes(folder / name, data, mode=_MODE)
        files.append(str(folder / name))
    context.output.show({"files": files}, lambda: files or [_("Nothing is ready.")])
    return ExitCode.OK


def take(context: Context, arguments: Namespace) -> ExitCode:
    """Take answers in."""
    files = found_files([arguments.file])
    with context.rooms() as rooms:
        batch_id = shown.batch_id(rooms.licenses, arguments.batch)
        count = sum(rooms.licenses.take_answers(batch_id, data) for _name, data in files.good)
        found = rooms.licenses.batch(batch_id)
    said = ngettext("{count} host has news.", "{count} hosts have news.", count)
    words = [said.format(count=count), *shown.unread_lines(files.bad), *shown.count_lines(found)]
    context.output.show({"news": count, "unread": files.bad, "batch": found}, lambda: words)
    return ExitCode.PROBLEM if files.bad else ExitCode.OK


def carry_back(context: Context, arguments: Namespace) -> ExitCode:
    """Write answers, vendor file, revocations and slip."""
    with context.rooms() as rooms:
        batch_id = shown.batch_id(rooms.licenses, arguments.batch)
        files = rooms.licenses.carry_back(batch_id, absolute(str(arguments.out)))
        vendor = rooms.licenses.vendor()
    context.output.show(
        {"files": [str(file) for file in files], "vendor_key": vendor.fingerprint},
        lambda: shown.carried_lines(files, vendor),
    )
    return ExitCode.OK


def receipts(context: Context, arguments: Namespace) -> ExitCode:
    """Queue receipts and removals, then send them. Exit code 6 where a file could not be used."""
    info = context.profile()
    with context.rooms() as rooms, context.output.progress() as report:
        batch_id = shown.batch_id(rooms.licenses, arguments.batch)
        files = found_files(arguments.files)
        done = rooms.licenses.take_receipts(
            batch_id, files.good, info.subject, report, context.cancel
        )
    unread = (*files.bad, *done.unread)
    sent = None if arguments.later else send_now(context, info.id)
    with context.rooms() as rooms:
        found = rooms.licenses.batch(batch_id)

    def lines() -> list[str]:
        words = [*shown.receipt_lines(done.added, done.known), *shown.unread_lines(unread)]
        return [*words, *shown.count_lines(found), *(sent.words() if sent else [])]

    context.output.show(
        {
            "queued": done.added,
            "known": done.known,
            "unread": unread,
            "outbox": sent.document() if sent else None,
        },
        lines,
    )
    return max(ExitCode.PARTLY if unread else ExitCode.OK, _sent_code(sent))


def drop(context: Context, arguments: Namespace) -> ExitCode:
    """Take hosts out."""

    def act(licenses: LicenseService, found: Batch) -> list[str]:
        chosen = shown.host_ids(found, arguments.hosts)
        licenses.drop_hosts(found.id, chosen)
        return chosen

    return _changed(context, arguments, act)


def confirm_(context: Context, arguments: Namespace) -> ExitCode:
    """Let hosts go along that are held back."""
    if bool(arguments.hosts) == arguments.all:
        raise usage(_("Name the hosts to confirm, or give --all."))

    def act(licenses: LicenseService, found: Batch) -> list[str]:
        held = [one.id for one in found.hosts if one.standing in HELD_BACK and one.request_id]
        chosen = held if arguments.all else shown.host_ids(found, arguments.hosts)
        licenses.confirm_hosts(found.id, chosen)
        return chosen

    return _changed(context, arguments, act)


def close_batch(context: Context, arguments: Namespace) -> ExitCode:
    """Put a batch away, or take it up again."""
    with context.rooms() as rooms:
        batch_id = shown.batch_id(rooms.licenses, arguments.batch)
        rooms.licenses.close_batch(batch_id, not arguments.open)
    words = _("Taken up again.") if arguments.open else _("Closed.")
    context.output.show({"batch": batch_id, "closed": not arguments.open}, lambda: [words])
    return ExitCode.OK


def remove(context: Context, arguments: Namespace) -> ExitCode:
    """Forget a batch."""
    with context.rooms() as rooms:
        batch_id = shown.batch_id(rooms.licenses, arguments.batch)
        rooms.licenses.remove_batch(batch_id)
    context.output.show({"removed": batch_id}, lambda: [_("Removed.")])
    return ExitCode.OK


def _changed(
    context: Context, arguments: Namespace, act: Callable[[LicenseService, Batch], list[str]]
) -> ExitCode:
    """Do something with hosts of a batch, then show what came of it."""
    with context.rooms() as rooms:
        batch_id = shown.batch_id(rooms.licenses, arguments.batch)
        chosen = act(rooms.licenses, rooms.licenses.batch(batch_id))
        found = rooms.licenses.batch(batch_id)
    context.output.show({"hosts": chosen, "batch": found}, lambda: shown.count_lines(found))
    return ExitCode.OK


def _code(found: Batch) -> ExitCode:
    return ExitCode.PARTLY if found.count(*HELD_BACK) else ExitCode.OK


def _sent_code(sent: Sent | None) -> ExitCode:
    return sent.exit_code if sent else ExitCode.OK


def _one(batch: Commands, name: str, words: str, run: Run) -> ArgumentParser:
    parser = leaf(batch, name, words, run)
    parser.add_argument("batch", metavar=_("BATCH"), help=_("its name, its id or the id's end"))
    return parser


def _files(batch: Commands, name: str, words: str, run: Run) -> ArgumentParser:
    parser = _one(batch, name, words, run)
    parser.add_argument(
        "files", nargs="+", type=Path, metavar=_("FILE"),
        help=_("a file, or a folder of .json files"),
    )  # fmt: skip
    return parser


def _hosts(batch: Commands, name: str, words: str, run: Run) -> ArgumentParser:
    parser = _one(batch, name, words, run)
    parser.add_argument("hosts", nargs="*", metavar=_("HOST"), help=_("a host's name or id"))
    return parser


def _sends(parser: ArgumentParser) -> None:
    parser.add_argument("--later", action="store_true", help=_("queue it only; do not send now"))

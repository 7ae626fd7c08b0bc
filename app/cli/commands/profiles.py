"""`counterpart profiles`: the accounts on this computer, and their backups."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.account.keys import KeyLost
from app.base.dates import moment_words
from app.base.text import _
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.tables import Head

if TYPE_CHECKING:
    from app.storage.ledger import LedgerEntry


def configure(commands: Commands) -> None:
    """Add the commands."""
    profiles = group(commands, "profiles", _("the accounts on this computer"))
    leaf(profiles, "list", _("list the profiles"), list_profiles)
    use = leaf(profiles, "use", _("use a profile from now on"), use_profile)
    _name(use)
    remove = leaf(profiles, "remove", _("remove a profile and all it holds"), remove_profile)
    _name(remove)
    remove.add_argument("--yes", action="store_true", help=_("do not ask"))
    rename = leaf(profiles, "rename", _("give a profile another name"), rename_profile)
    _name(rename)
    rename.add_argument("new_name", metavar=_("NEW-NAME"), help=_("its new name"))
    backup = leaf(profiles, "backup", _("seal what you wrote into one file"), backup_profile)
    backup.add_argument("file", metavar=_("FILE"), type=absolute, help=_("the file to write"))
    _passphrase(backup)
    restore = leaf(profiles, "restore", _("bring a backup back as a profile"), restore_profile)
    restore.add_argument("file", metavar=_("FILE"), type=absolute, help=_("the backup"))
    restore.add_argument("--name", default="", metavar=_("NAME"), help=_("what to call it here"))
    _passphrase(restore)
    recover = leaf(
        profiles, "recover", _("open what you wrote with the recovery code"), recover_profile
    )
    _name(recover)
    recover.add_argument(
        "--code-file", type=Path, metavar=_("FILE"), help=_("read the code from its first line")
    )
    over = leaf(
        profiles, "start-over", _("go on without what nobody can open: no key and no code"),
        start_over,
    )  # fmt: skip
    _name(over)
    over.add_argument("--yes", action="store_true", help=_("do not ask"))


def list_profiles(context: Context, _arguments: Namespace) -> ExitCode:
    """List the profiles; the one in use is marked."""
    found = context.office.profiles.list()
    current = context.office.current(None)
    in_use = current.id if current else None

    def lines() -> list[str]:
        heads = (
            Head(""),
            Head(_("Name"), shrinks=True),
            Head(_("Vendor"), shrinks=True),
            Head(_("Account"), shrinks=True),
            Head(_("Address"), shrinks=True),
            Head(_("Id")),
        )
        rows = [
            ("*" if info.id == in_use else "", info.name, info.vendor, info.account, info.address,
             info.id)
            for info in found
        ]  # fmt: skip
        return context.output.table(heads, rows) or [_("There is no profile yet.")]

    context.output.show({"profiles": found, "current": in_use}, lines)
    return ExitCode.OK


def use_profile(context: Context, arguments: Namespace) -> ExitCode:
    """Make a profile the one that commands and the window open."""
    info = context.office.profiles.get(arguments.name)
    context.office.use(info.id)
    context.output.show(
        {"profile": info}, lambda: [_("In use from now on: {name}.").format(name=info.name)]
    )
    return ExitCode.OK


def remove_profile(context: Context, arguments: Namespace) -> ExitCode:
    """Remove a profile, after saying what would be lost."""
    info = context.office.profiles.get(arguments.name)
    if not arguments.yes:
        if not context.interactive:
            raise usage(_("Give --yes to remove without being asked."))
        question = _("Remove {name} with its orders, drafts and unsent items?")
        if not context.confirm(question.format(name=info.name)):
            context.output.note(_("Nothing was changed."))
            return ExitCode.CANCELED
    context.office.remove(info.id, context.cancel)
    context.output.show(
        {"removed": info.id}, lambda: [_("Removed: {name}.").format(name=info.name)]
    )
    return ExitCode.OK


def rename_profile(context: Context, arguments: Namespace) -> ExitCode:
    """Rename a profile."""
    info = context.office.rename(context.office.profiles.get(arguments.name).id, arguments.new_name)
    context.output.show({"profile": info}, lambda: [_("Now called {name}.").format(name=info.name)])
    return ExitCode.OK


def backup_profile(context: Context, arguments: Namespace) -> ExitCode:
    """Seal own.db of the profile into one file."""
    info = context.profile()
    passphrase = context.passphrase(arguments.passphrase_file, new=True)
    with context.output.progress() as report:
        context.office.backup(info.id, arguments.file, passphrase, report, context.cancel)
    context.output.show(
        {"profile": info.id, "file": str(arguments.file)},
        lambda: [
            _("Sealed: {path}").format(path=arguments.file),
            _("It opens only with this passphrase; nobody can replace it."),
        ],
    )
    return ExitCode.OK


def restore_profile(context: Context, arguments: Namespace) -> ExitCode:
    """Bring a sealed file back."""
    codes: list[str] = []
    passphrase = context.passphrase(arguments.passphrase_file)
    with context.output.progress() as report:
        info = context.office.restore(
            arguments.file, passphrase, arguments.name, report, context.cancel
        )

    def lines() -> list[str]:
        return [
            _("Restored as {name}.").format(name=info.name),
            _("Sign in to fetch its orders: counterpart signin {address}").format(
                address=info.address
            ),
        ]

    context.output.show({"profile": info, "recovery_code": codes[0] if codes else None}, lines)
    return ExitCode.OK


def recover_profile(context: Context, arguments: Namespace) -> ExitCode:
    """Open own.db with the recovery code and keep its key in the keyring again."""
    info = context.office.profiles.get(arguments.name)
    code = context.secret(_("Recovery code:"), arguments.code_file)
    context.office.recover(info.id, code)
    context.output.show(
        {"profile": info},
        lambda: [_("What you wrote in {name} opens again.").format(name=info.name)],
    )
    return ExitCode.OK


def start_over(context: Context, arguments: Namespace) -> ExitCode:
    """Put an own.db that opens neither by key nor by code aside, after listing what is lost."""
    info = context.office.profiles.get(arguments.name)
    try:
        context.office.keys(info.id)
    except KeyLost:
        pass
    else:
        raise usage(_("The key of {name} is there; nothing is lost.").format(name=info.name))
    lost = context.office.lost(info.id)
    if not arguments.yes:
        if not context.interactive:
            raise usage(_("Give --yes to start over without being asked."))
        for line in _lost_lines(context, lost):
            context.output.note(line)
        if not context.confirm(_("Go on without these items?")):
            context.output.note(_("Nothing was changed."))
            return ExitCode.CANCELED
    codes: list[str] = []
    context.office.start_over(info.id, codes.append)

    def lines() -> list[str]:
        return [
            *_lost_lines(context, lost),
            _("The file nobody can open was put aside, not deleted."),
            _("New recovery code (shown once, kept nowhere):"),
            *codes,
        ]

    context.output.show({"profile": info, "lost": lost, "recovery_code": codes[0]}, lines)
    return ExitCode.OK


def _lost_lines(context: Context, lost: Sequence[LedgerEntry]) -> list[str]:
    heads = (Head(_("Id")), Head(_("Kind")), Head(_("State")), Head(_("Written")))
    now = context.clock.now()
    rows = [
        (entry.id, entry.kind, entry.state, moment_words(entry.created_at, now)) for entry in lost
    ]
    return context.output.table(heads, rows) or [_("No item is lost.")]


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar=_("NAME"), help=_("the profile's name or id"))


def _passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar=_("FILE"),
        help=_("read the passphrase from its first line instead of asking"),
    )

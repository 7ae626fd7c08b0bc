"""`counterpart profiles`: the accounts on this computer, and their backups."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.base.text import _
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.tables import Head


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


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar=_("NAME"), help=_("the profile's name or id"))


def _passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar=_("FILE"),
        help=_("read the passphrase from its first line instead of asking"),
    )

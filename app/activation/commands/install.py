"""`counterpart license install`: verify an answer that was carried here, then put it in place."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from app.activation import aside, clock, filing, install, installing, responses
from app.activation.parts import Reading, read_parts
from app.activation.places import state_folder
from app.activation.problems import NotConfirmed
from app.activation.responses import Judged, Outcome
from app.activation.shell import DONE, NOT_DONE, Shell, state_option
from app.activation.state import HostState, Keeper
from app.activation.trusting import trust_options, trusting
from app.activation.vendor_file import VendorFile
from app.activation.words import _


class Row(NamedTuple):
    """What became of one answer."""

    outcome: str
    words: str
    place: str = ""
    previous: str = ""

    def document(self) -> dict[str, str | None]:
        """The row for --json."""
        return {
            "outcome": self.outcome,
            "explanation": self.words,
            "file": self.place or None,
            "previous": self.previous or None,
        }


def summary() -> str:
    """What the command does, in one sentence."""
    return _("verify an answer for this host and install its license where the product reads it")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    add = parser.add_argument
    add("response", metavar=_("RESPONSE"), help=_("the set of answers, or a license file"))
    add("--target", metavar=_("FILE"), help=_("where to put it, instead of the vendor's place"))
    add(
        "--allow-root", action="append", default=[], metavar=_("DIR"),
        help=_("a further folder under which the vendor's place may lie"),
    )  # fmt: skip
    add(
        "--license-key", action="append", default=[], metavar=_("KEY"),
        help=_("the license key that opens an encrypted file; it is not kept"),
    )  # fmt: skip
    add("--license-key-file", metavar=_("FILE"), help=_("a file that holds the license key"))
    add("--yes", action="store_true", help=_("do not ask before the file is written"))
    trust_options(parser)
    state_option(parser)


def run(arguments: argparse.Namespace, shell: Shell) -> int:
    """Install what is for this host. Status 1 where nothing is in place at the end."""
    now, readings = clock.now(), read_parts()
    with Keeper(state_folder(arguments.state)) as keeper:
        aside.settled(keeper)
        view = clock.view(now, keeper.state.marks)
        state = keeper.state._replace(marks=clock.noted(now, keeper.state.marks))
        state, vendor = trusting(state, arguments, now, shell)
        keeper.save(state)
        answers = responses.read_answers(filing.content(Path(arguments.response)))
        keys = _license_keys(arguments)
        rows = []
        for one in installing.judged(answers, state, vendor, readings, now, keys):
            state, row = _one(one, keeper.state, vendor, readings, arguments, shell)
            keeper.save(state)
            rows.append(row)
    shell.show({"answers": [row.document() for row in rows]}, _lines(rows))
    if clock.words(view):
        shell.note(clock.words(view))
    good = {"installed", Outcome.DUPLICATE.value}
    return DONE if any(row.outcome in good for row in rows) else NOT_DONE


def _one(
    one: Judged,
    state: HostState,
    vendor: VendorFile,
    readings: tuple[Reading, ...],
    arguments: argparse.Namespace,
    shell: Shell,
) -> tuple[HostState, Row]:
    """Install one answer if it may be; the state after it, and what became of it."""
    now, target = clock.now(), arguments.target or ""
    state = installing.noted(one, state, now)
    if not installing.wanted(one, state, target):
        return state, Row(one.outcome.value, one.words)
    roots = [Path(root).absolute() for root in arguments.allow_root]
    plan = installing.plan(one, vendor, readings, target, roots)
    _confirm(plan.target, one, arguments, shell)
    state, done = installing.carried_out(plan, state, now)
    words = " ".join(filter(None, (one.words, plan.notice)))
    return state, Row("installed", words, done.path, done.previous)


def _confirm(
    target: install.Target, one: Judged, arguments: argparse.Namespace, shell: Shell
) -> None:
    shell.note(one.words, _("It is to be written to {path}.").format(path=target.path))
    if target.old:
        shell.note(_("The license file that is there now is kept beside it."))
    if arguments.yes or shell.confirm(_("Install it there?")):
        return
    raise NotConfirmed(
        _("Nothing was installed"),
        _("The place was not confirmed: {path}.").format(path=target.path),
        _("Answer yes, or give --yes."),
    )


def _license_keys(arguments: argparse.Namespace) -> tuple[str, ...]:
    keys = list(arguments.license_key)
    if arguments.license_key_file:
        text = filing.content(Path(arguments.license_key_file), 100_000)
        keys += text.decode("utf-8", "replace").split()
    return tuple(keys)


def _lines(rows: list[Row]) -> list[str]:
    names = {
        "installed": _("Installed"),
        Outcome.DUPLICATE.value: _("Already installed"),
        Outcome.FOREIGN.value: _("Not for this host"),
        Outcome.STALE.value: _("Out of date"),
        Outcome.REMOVED.value: _("Removed from here since"),
        Outcome.REFUSED.value: _("Refused"),
        Outcome.INVALID.value: _("Not usable"),
    }
    lines: list[str] = []
    if rows and all(row.outcome == Outcome.FOREIGN.value for row in rows):
        lines.append(_("None of the {count} answers is for this host.").format(count=len(rows)))
        rows = rows[:1]
    for row in rows:
        lines.append(f"{names[row.outcome]}: {row.words}")
        if row.place:
            lines.append("  " + row.place)
        if row.previous:
            lines.append("  " + _("The file before it: {file}").format(file=row.previous))
    return lines or [_("The file holds no answer.")]

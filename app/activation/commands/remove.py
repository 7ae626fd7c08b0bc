"""`counterpart license remove`: take a license away from this host, and write the proof of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.activation import aside, clock, filing, receipts, removing, requests
from app.activation.called import tool
from app.activation.checking import moment
from app.activation.parts import read_parts
from app.activation.places import state_folder
from app.activation.problems import CannotWrite, NotConfirmed
from app.activation.removing import Plan
from app.activation.shell import DONE, NOT_DONE, Shell, state_option
from app.activation.state import HostState, Keeper
from app.activation.words import _


def summary() -> str:
    """What the command does, in one sentence."""
    return _("take a license away from this host and write the proof that its vendor asks for")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    add = parser.add_argument
    add(
        "license", nargs="?", default="", metavar=_("LICENSE"),
        help=_("the license, or its file (default: the only one that is installed)"),
    )  # fmt: skip
    add(
        "--out", metavar=_("FILE"), default="activation-removal.json",
        help=_("where to write the proof (default: activation-removal.json)"),
    )  # fmt: skip
    add("--keep-file", action="store_true", help=_("keep a copy of it in this host's folder"))
    add(
        "--without-proof", action="store_true",
        help=_("remove it also where this host cannot prove it"),
    )  # fmt: skip
    add("--yes", action="store_true", help=_("do not ask before the file is taken away"))
    state_option(parser)


def run(arguments: argparse.Namespace, shell: Shell) -> int:
    """Remove it, or write its proof again. Status 1 where there is no proof at the end."""
    now, readings = clock.now(), read_parts()
    with Keeper(state_folder(arguments.state)) as keeper:
        aside.settled(keeper)
        view = clock.view(now, keeper.state.marks)
        plan = removing.plan(arguments.license, keeper.state, readings)
        if plan.places:
            _confirm(plan, arguments, shell)
            removing.removed(
                plan,
                keeper,
                now,
                keep=arguments.keep_file,
                without_proof=arguments.without_proof,
            )
        state = keeper.state
        copies = removing.copies(keeper.folder) if plan.places and arguments.keep_file else None
    proofs = receipts.removals(state, plan.license_id)
    out = Path(arguments.out)
    if proofs:
        _write(out, proofs, plan, now_id=requests.new_id(now), shell=shell)
    shell.show(
        _document(plan, state, out if proofs else None, copies),
        _lines(plan, state, out if proofs else None, copies),
    )
    if clock.words(view):
        shell.note(clock.words(view))
    return DONE if proofs else NOT_DONE


def _confirm(plan: Plan, arguments: argparse.Namespace, shell: Shell) -> None:
    shell.note(
        _("The license {name} is to be removed from this host:").format(name=plan.license_id)
    )
    for one, there in zip(plan.places, plan.there):
        shell.note("  " + (one.path if there else _("{file} (not there)").format(file=one.path)))
        if one.previous:
            shell.note("  " + _("An older file stays beside it: {file}").format(file=one.previous))
    shell.note(_("The product then finds no license here; earlier answers no longer count."))
    if plan.no_proof:
        shell.note(_("There will be no proof. {why}").format(why=plan.no_proof))
    if arguments.yes or shell.confirm(_("Remove it?")):
        return
    raise NotConfirmed(
        _("Nothing was removed"),
        _("The removal was not confirmed."),
        _("Answer yes, or give --yes."),
    )


def _write(
    out: Path, proofs: list[dict[str, str]], plan: Plan, *, now_id: str, shell: Shell
) -> None:
    try:
        filing.write(out, receipts.set_of(proofs, now_id), mode=0o644)
    except CannotWrite:
        if plan.places:
            shell.note(_("The license was removed; only the proof is not written yet."))
        raise


def _document(
    plan: Plan, state: HostState, proof: Path | None, copies: Path | None
) -> dict[str, Any]:
    return {
        "license_id": plan.license_id,
        "removed": [
            {"file": one.path, "at": one.removed_at, "was": one.file}
            for one in state.removed
            if one.license_id == plan.license_id
        ],
        "again": not plan.places,
        "proof": str(proof) if proof else None,
        "copies": str(copies) if copies else None,
    }


def _lines(plan: Plan, state: HostState, proof: Path | None, copies: Path | None) -> list[str]:
    lines = [
        _("Removed {when}: {license}, {file}").format(
            when=moment(one.removed_at), license=one.license_id, file=one.path
        )
        for one in state.removed
        if one.license_id == plan.license_id
    ]
    if copies:
        lines.append(_("A copy is kept in {folder}.").format(folder=copies))
    if proof is None:
        return [*lines, _("There is no proof of it: the vendor has to be told in another way.")]
    return [
        *lines,
        _("The proof was written to {file}.").format(file=proof),
        _("It is signed by this host's key; a copy of this machine could sign it as well."),
        _("Carry it back and run: {tool} return {name}").format(
            tool="counterpart license", name=proof.name
        ),
        _("This writes it once more: {tool} remove {name}").format(
            tool=tool(), name=plan.license_id
        ),
    ]

"""`counterpart license receipt`: what this host says back about its licenses, signed by its key."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.activation import clock, filing, receipts, requests
from app.activation.places import state_folder
from app.activation.shell import DONE, Shell, state_option
from app.activation.state import load
from app.activation.words import _, ngettext


def summary() -> str:
    """What the command does, in one sentence."""
    return _("write a receipt of what is installed on this host, to be carried back")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    parser.add_argument(
        "--out", metavar=_("FILE"), default="activation-receipt.json",
        help=_("where to write the receipt (default: activation-receipt.json)"),
    )  # fmt: skip
    state_option(parser)


def run(arguments: argparse.Namespace, shell: Shell) -> int:
    """Write it. Raises NothingKnown where nothing that was asked for here is installed."""
    now = clock.now()
    state = load(state_folder(arguments.state))
    made = receipts.all_of(state, now)
    out = Path(arguments.out)
    filing.write(out, receipts.set_of(made, requests.new_id(now)), mode=0o644)
    said = ngettext(
        "The receipt for {count} license was written to {file}.",
        "The receipts for {count} licenses were written to {file}.",
        len(made),
    ).format(count=len(made), file=out)
    shell.show(
        {"file": str(out), "receipts": len(made)},
        [said, _("Carry it back and run: counterpart license return {name}").format(name=out.name)],
    )
    return DONE

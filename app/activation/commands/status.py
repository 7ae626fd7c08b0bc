"""`counterpart license status`: what is installed on this host, what it is worth, days left."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from app.activation import clock, standing
from app.activation.checking import moment
from app.activation.parts import read_parts
from app.activation.places import state_folder
from app.activation.shell import DONE, NOT_DONE, Shell, state_option
from app.activation.standing import InPlace
from app.activation.state import HostState
from app.activation.vendor_file import short_fingerprint
from app.activation.verdicts import Verdict, verdict_words
from app.activation.words import _


def summary() -> str:
    """What the command does, in one sentence."""
    return _("what is installed on this host, what it is worth and how long it lasts")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    parser.add_argument(
        "--clock-is-right", action="store_true",
        help=_("say that this computer's clock is right now, after it was wrong"),
    )  # fmt: skip
    state_option(parser)


def run(arguments: argparse.Namespace, shell: Shell) -> int:
    """Show it. Status 1 where something installed is not valid, or nothing is."""
    now, readings = clock.now(), read_parts()
    folder = state_folder(arguments.state)
    state, view = standing.remembered(folder, now, right=arguments.clock_is_right)
    at = clock.judged_at(now, state.marks)
    found = standing.standings(state, readings, at)
    shell.show(_document(found, state, view, folder, at), _words(found, state, view, folder, at))
    good = bool(found) and all(one.checked.verdict is Verdict.VALID for one in found)
    return DONE if good else NOT_DONE


def _document(
    found: tuple[InPlace, ...], state: HostState, view: clock.View, folder: Path, at: datetime
) -> dict[str, Any]:
    return {
        "state": str(folder),
        "vendor_key": (
            short_fingerprint(bytes.fromhex(state.vendor.public)) if state.vendor else None
        ),
        "clock": {"standing": view.standing.value, "explanation": clock.words(view) or None},
        "installed": [
            {
                "file": line.one.path,
                "product_id": line.one.product_id,
                "license_id": line.one.license_id,
                "request_id": line.one.request_id or None,
                "verdict": line.checked.verdict.value,
                "reasons": [reason.verdict.value for reason in line.checked.reasons],
                "explanations": [reason.words for reason in line.checked.reasons],
                "expiry": line.one.expiry or None,
                "license_expiry": line.one.license_expiry or None,
                "days_left": standing.days_left(line.ends, at),
                "changed_parts": list(line.changed),
            }
            for line in found
        ],
        "removed": [
            {
                "license_id": one.license_id,
                "product_id": one.product_id,
                "file": one.path,
                "removed_at": one.removed_at,
                "provable": not one.no_proof,
            }
            for one in standing.removed(state)
        ],
        "waiting": [one.request_id for one in standing.waiting(state)],
    }


def _words(
    lines: tuple[InPlace, ...], state: HostState, view: clock.View, folder: Path, at: datetime
) -> list[str]:
    found = [_("No license is installed on this host.")] if not lines else []
    for line in lines:
        found.append(f"{line.one.product_id}: {verdict_words(line.checked.verdict)}")
        found.append(f"  {line.one.path}")
        found += [f"  {reason.words}" for reason in line.checked.reasons]
        found.append("  " + standing.lasts(line.ends, at))
        if line.changed:
            parts = ", ".join(line.changed)
            found.append("  " + _("Changed since its request: {parts}.").format(parts=parts))
    found += [
        _("Removed {when}: {license}, {file}").format(
            when=moment(one.removed_at), license=one.license_id, file=one.path
        )
        for one in standing.removed(state)
    ]
    if standing.waiting(state):
        found.append(standing.waiting_words(state))
    if clock.words(view):
        found.append(clock.words(view))
    if state.vendor is not None:
        key = short_fingerprint(bytes.fromhex(state.vendor.public))
        found.append(_("The vendor's key: {key}").format(key=key))
    return [*found, _("This host's folder: {folder}").format(folder=folder)]

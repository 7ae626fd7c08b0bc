"""`counterpart license doctor`: what this host's fingerprint rests on, and what stands in the way.

Exit status: 0 nothing is bad, 1 something is.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import Any

from app.activation import clock
from app.activation.doctor import change as doctor_change
from app.activation.doctor import examination as doctor
from app.activation.doctor import model as doctor_model
from app.activation.doctor.examination import Finding, Level, Looked, Scenario
from app.activation.doctor.parts import part_words, stability_words
from app.activation.fingerprint import Policy
from app.activation.places import state_folder
from app.activation.shell import DONE, NOT_DONE, Shell, state_option
from app.activation.words import _, ngettext


def summary() -> str:
    """What the command does, in one sentence."""
    return _("look at fingerprint, clock, folder and licenses of this host, and say what to do")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    parser.add_argument(
        "--simulate", nargs="*", metavar=_("PART"),
        help=_("say what happens if these parts change (machine_id, system_uuid, board, cpu, "
               "disk, mac), or go away (mac:gone); without names each part and each pair"),
    )  # fmt: skip
    state_option(parser)


def run(arguments: argparse.Namespace, shell: Shell) -> int:
    """Look, and tell."""
    looked = look(arguments)
    played = simulated(looked, arguments.simulate)
    found = doctor.findings(looked)
    shell.show(document(looked, found, played), lines(looked, found, played))
    return status(found)


def look(arguments: argparse.Namespace) -> Looked:
    """What there is to be seen on this host."""
    named = arguments.state not in (None, "", os.environ.get("COUNTERPART_HOST_STATE"))
    return doctor.look(state_folder(arguments.state), clock.now(), named=named)


def simulated(looked: Looked, given: Sequence[str] | None) -> tuple[Scenario, ...]:
    """The change that was asked for: under the vendor's rule, else under each. Raises BadFile.

    `given` None: nothing was asked; empty: each part alone and each pair.
    """
    if given is None:
        return ()
    known = doctor.known_parts(looked.parts)
    policies = (looked.policy,) if looked.policy else tuple(Policy)
    if not given:
        return tuple(one for policy in policies for one in doctor.scenarios(policy, known))
    changed, gone = doctor_change.wanted(given)
    return tuple(doctor.simulate(policy, known, changed, gone) for policy in policies)


def status(found: Sequence[Finding]) -> int:
    """The exit status for these findings."""
    return NOT_DONE if doctor.worst(found) is Level.BAD else DONE


def document(
    looked: Looked, found: Sequence[Finding], played: Sequence[Scenario]
) -> dict[str, Any]:
    """All of it for --json."""
    return {
        "state": str(looked.folder),
        "worst": doctor.worst(found).value,
        "policy": looked.policy.value if looked.policy else None,
        "parts": [
            {
                "part": one.part.value,
                "known": one.known,
                "why_not": one.why or None,
                "stability": one.stability.value,
                "explanation": one.words,
            }
            for one in looked.parts
        ],
        "findings": [doctor_model.document(one) for one in found],
        "simulated": [doctor_change.document(one) for one in played],
    }


def lines(looked: Looked, found: Sequence[Finding], played: Sequence[Scenario]) -> list[str]:
    """All of it for a person."""
    shown = [_("Parts of this computer's fingerprint")]
    for one in looked.parts:
        shown.append(f"  {part_words(one.part)}: {stability_words(one.stability)}")
        shown.append(f"    {one.words}")
    shown += ["", *doctor_model.lines(found)]
    if played:
        shown += ["", _("What if")]
        shown += [f"  {one.words}" for one in played]
    return [*shown, "", total(found)]


def total(found: Sequence[Finding]) -> str:
    """How many findings want something done."""
    bad = sum(one.level is Level.BAD for one in found)
    warnings = sum(one.level is Level.WARN for one in found)
    if not bad and not warnings:
        return _("Nothing stands in the way.")
    parts = []
    if bad:
        parts.append(
            ngettext("{count} thing needs you.", "{count} things need you.", bad).format(count=bad)
        )
    if warnings:
        parts.append(
            ngettext(
                "{count} thing is worth a look.", "{count} things are worth a look.", warnings
            ).format(count=warnings)
        )
    return " ".join(parts)

"""The doctor for the window: this computer as a host, what the worker told, a report of both."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from app.activation import standing
from app.activation.commands import doctor as command_doctor
from app.activation.doctor import examination as doctor
from app.activation.doctor.change import Scenario, policy_words, simulate
from app.activation.doctor.model import Action, Area, Finding, Level, in_order
from app.activation.doctor.parts import PartState, known_parts
from app.activation.fingerprint import Policy
from app.activation.places import state_folder
from app.base.errors import ProblemReport
from app.base.findings import DoctorFinding
from app.base.text import _
from app.licenses.errors import told_as_problem


class Here(msgspec.Struct, frozen=True):
    """What was seen of this computer at `looked.at`."""

    looked: doctor.Looked
    findings: tuple[Finding, ...]

    @property
    def parts(self) -> tuple[PartState, ...]:
        """The parts of the fingerprint."""
        return self.looked.parts

    @property
    def known(self) -> Mapping[str, bool]:
        """The parts by name, and whether each is known."""
        return known_parts(self.looked.parts)

    @property
    def policy(self) -> Policy | None:
        """The vendor's rule, None where no vendor file is known here."""
        return self.looked.policy


def folder_of_host() -> Path:
    """Where the shell's commands keep what this computer remembers."""
    return state_folder(os.environ.get("COUNTERPART_HOST_STATE"))


@told_as_problem
def look_here(now: datetime, folder: Path | None = None) -> Here:
    """Look at this computer; changes nothing."""
    looked = doctor.look(folder or folder_of_host(), now, named=folder is not None)
    return Here(looked, doctor.findings(looked))


@told_as_problem
def clock_is_right(now: datetime, folder: Path | None = None) -> None:
    """Remember that a person said so. Raises the problem of a folder that cannot be written."""
    standing.remembered(folder or folder_of_host(), now, right=True)


def findings_of(told: Sequence[DoctorFinding]) -> tuple[Finding, ...]:
    """The worker's findings as values."""
    return tuple(
        Finding(
            one.id,
            Area(one.area),
            Level(one.level),
            one.title,
            one.cause,
            one.next_step,
            one.facts,
            Action(one.action),
        )
        for one in told
    )


def worker_finding(report: ProblemReport | None) -> Finding:
    """How the background worker is: None means that it answered."""
    if report is None:
        return Finding(
            "program.worker", Area.PROGRAM, Level.OK, _("The background worker answers"),
            _("It alone speaks to the keyring and to the portal."),
        )  # fmt: skip
    return Finding(
        "program.worker", Area.PROGRAM, Level.BAD, report.title,
        " ".join(part for part in (report.explanation, report.kept) if part), report.next_step,
        ((_("Code"), report.code),),
    )  # fmt: skip


def played(here: Here, changed: Sequence[str], *, gone: bool) -> tuple[Scenario, ...]:
    """What it would mean: under the vendor's rule, or under each where none is known."""
    policies = (here.policy,) if here.policy else tuple(Policy)
    return tuple(
        simulate(one, here.known, () if gone else changed, changed if gone else ())
        for one in policies
    )


def rule_words(policy: Policy) -> str:
    """A policy as a person reads it."""
    return policy_words(policy)


def report_text(here: Here | None, found: Sequence[Finding], at: datetime) -> str:
    """All of it as text for somebody else: no value of a part, no password, no home folder."""
    head = _("Examination of {when}").format(when=at.strftime("%Y-%m-%d %H:%M UTC"))
    if here is None:
        body = [f"{one.title}: {one.cause}" for one in in_order(found)]
    else:
        body = command_doctor.lines(here.looked, in_order(found), ())
    text = "\n".join((head, "", *body)) + "\n"
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text

"""The doctor of an isolated host: what a fingerprint rests on here, and what stands in the way.

Only reads: no mark, no file and no right is changed, and neither network nor keyring is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.activation import clock, vendor_file
from app.activation.doctor import clock as doctor_clock
from app.activation.doctor import computer as doctor_computer
from app.activation.doctor import folder as doctor_folder
from app.activation.doctor import licenses as doctor_licenses
from app.activation.doctor.change import Scenario, scenarios, simulate
from app.activation.doctor.computer import Computer
from app.activation.doctor.machine import id_file, surroundings
from app.activation.doctor.model import Action, Area, Finding, Level, in_order, worst
from app.activation.doctor.parts import PartState, adapters, disks, known_parts, part_states
from app.activation.faults import BadKey, Unusable
from app.activation.fingerprint import Policy
from app.activation.install import allowed_roots
from app.activation.parts import Part, Reading, read_parts
from app.activation.problems import BadFile, BadState
from app.activation.state import HostState, load
from app.activation.vendor_file import VendorFile

__all__ = [
    "Action",
    "Area",
    "Finding",
    "Level",
    "Looked",
    "PartState",
    "Policy",
    "Scenario",
    "findings",
    "known_parts",
    "look",
    "scenarios",
    "simulate",
    "worst",
]


class Looked(NamedTuple):
    """What was read of this host, once."""

    at: datetime
    root: Path
    folder: Path
    named: bool
    """Whether a person named the folder."""
    computer: Computer
    state: HostState
    problem: BadState | None
    vendor: VendorFile | None

    @property
    def policy(self) -> Policy | None:
        """The vendor's rule, None where no vendor file is known here."""
        return self.vendor.policy if self.vendor else None

    @property
    def parts(self) -> tuple[PartState, ...]:
        """The parts of the fingerprint."""
        return self.computer.parts


def look(
    folder: Path,
    now: datetime,
    *,
    named: bool = False,
    root: Path = Path("/"),
    readings: Sequence[Reading] | None = None,
) -> Looked:
    """Read this host. `root` is where its file system begins; `readings` instead of its own."""
    read = tuple(read_parts(root) if readings is None else readings)
    state, problem = _state(folder)
    return Looked(now, root, folder, named, _computer(root, read), state, problem, _vendor(state))


def findings(looked: Looked, roots: Sequence[Path] | None = None) -> tuple[Finding, ...]:
    """All that is to be said, in order. `roots`: where licenses may go, in place of the usual."""
    at = clock.judged_at(looked.at, looked.state.marks)
    seen = doctor_clock.witnesses(looked.root, looked.folder, looked.state)
    started = doctor_clock.started_at(looked.root)
    places = allowed_roots() if roots is None else roots
    return in_order(
        (
            *doctor_computer.findings(looked.computer, looked.state, looked.policy),
            *doctor_clock.findings(looked.at, looked.state.marks, seen, started),
            *doctor_folder.findings(looked.folder, looked.problem, named=looked.named),
            *doctor_licenses.findings(looked.state, looked.vendor, at, places),
        )
    )


def _computer(root: Path, readings: tuple[Reading, ...]) -> Computer:
    by_part = {one.part: one for one in readings}
    uuid = by_part.get(Part.SYSTEM_UUID)
    around, made = surroundings(root), id_file(root, uuid.value if uuid else None)
    cards = adapters(root, by_part.get(Part.MAC))
    parts = part_states(readings, around, made, cards)
    return Computer(readings, around, made, cards, disks(root), parts)


def _state(folder: Path) -> tuple[HostState, BadState | None]:
    try:
        return load(folder), None
    except BadState as problem:
        return HostState(), problem
    except (BadFile, OSError):
        return HostState(), None


def _vendor(state: HostState) -> VendorFile | None:
    if state.vendor is None:
        return None
    try:
        return vendor_file.parsed(state.vendor.payload.encode("utf-8"))
    except (Unusable, BadKey, ValueError):
        return None

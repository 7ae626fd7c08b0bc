"""Puts together what the doctor of a workstation examines, and goes on where a part is missing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from app.account.model import ProfileInfo
from app.account.portal_access import make_transport
from app.account.profiles import ProfileFolder
from app.activation.doctor.model import Area, Finding, Level, in_order
from app.base import settings as settings_file
from app.base.clock import Clock
from app.base.errors import BadSettings, ProblemReport
from app.base.paths import Folders
from app.base.settings import Settings
from app.base.tasks import CancelToken, Report
from app.base.text import _
from app.licenses.doctor.examination import Workstation
from app.licenses.doctor.examination import examine as examined
from app.vault.vault import VaultReport
from app.vault.vault import probe as probe_keyring

if TYPE_CHECKING:
    from app.account.keys import Keys
    from app.portal.transport import Transport
    from app.services.office import Office


class Patient(msgspec.Struct, frozen=True):
    """The profile that is examined; all None where there is none."""

    info: ProfileInfo | None = None
    folder: ProfileFolder | None = None
    keys: Callable[[], Keys] | None = None
    memory_note: ProblemReport | None = None


def patient_of(office: Office, name_or_id: str | None) -> Patient:
    """The profile that `Office.current` finds; the newest where the settings cannot be read."""
    try:
        info = office.current(name_or_id)
    except BadSettings:
        info = next(reversed(office.profiles.list()), None)
    if info is None:
        return Patient()
    name = info.id
    folder = office.profiles.folder(name)
    return Patient(info, folder, lambda: office.keys(name), office.memory_note(name))


def examine(
    places: Folders,
    clock: Clock,
    patient: Patient,
    *,
    probe: Callable[[], VaultReport] | None,
    transport: Callable[[], Transport] | None,
    report: Report,
    cancel: CancelToken,
    offline: bool,
) -> tuple[Finding, ...]:
    """All findings of a workstation, in order. Raises Cancelled."""
    settings, trouble = _settings(places)
    made = transport() if transport else make_transport(settings, clock)
    with contextlib.closing(made) as way:
        place = Workstation(
            settings,
            way,
            clock,
            probe or probe_keyring,
            patient.folder,
            patient.keys,
            patient.info.address if patient.info else "",
            patient.memory_note,
        )
        return in_order((*trouble, *examined(place, report, cancel, offline=offline)))


def _settings(places: Folders) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings; the defaults and a finding where they cannot be read."""
    try:
        return settings_file.load(places.config), ()
    except BadSettings as problem:
        said = " ".join(part for part in (problem.explanation, problem.kept) if part)
        found = Finding(
            "program.settings", Area.PROGRAM, Level.BAD, problem.title, said, problem.next_step,
            ((_("Code"), problem.code),),
        )  # fmt: skip
        return Settings(), (found,)

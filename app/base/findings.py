"""What a doctor's finding is on its way from the worker to the window."""

from __future__ import annotations

import msgspec


class DoctorFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the doctor looked at; words as in `app.activation.doctor.model.Finding`."""

    id: str
    area: str
    level: str
    title: str
    cause: str
    next_step: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    action: str = ""

"""What all problems of this room have in common."""

from __future__ import annotations

from app.base.errors import Problem
from app.base.text import _


class PortalProblem(Problem):
    """Base of everything that goes wrong between this computer and a portal."""

    code = "CP-3000"
    retry: bool = False

    def __init__(
        self, title: str, explanation: str, next_step: str, *, kept: str = "", detail: str = ""
    ) -> None:
        super().__init__(
            title,
            explanation,
            next_step,
            kept=kept or _("What you see was stored before; unsent items stay in your outbox."),
            detail=detail,
        )

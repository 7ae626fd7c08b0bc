"""The preview of a certification as a job, with characters that no font has told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.base.errors import ProblemReport
from app.base.tasks import CancelToken, Report
from app.documents.problems import GlyphMissing

if TYPE_CHECKING:
    from app.services import Rooms


class Unprintable(NamedTuple):
    """No font has these characters: a person chooses what is printed instead."""

    characters: tuple[str, ...]
    report: ProblemReport
    pages: tuple[bytes, ...] = ()
    """The pages all the same, with boxes where these characters stand."""


def preview(
    rooms: Rooms, draft_id: str, cancel: CancelToken, report: Report, dpi: float
) -> Sequence[bytes] | Unprintable:
    """The pages of a draft as they would be made now (PNG), at `dpi` dots an inch."""
    try:
        pages, missing = rooms.certification.preview_told(
            draft_id, report=report, cancel=cancel, resolution=dpi
        )
    except GlyphMissing as problem:
        return Unprintable(problem.characters, problem.report())
    return Unprintable(missing, GlyphMissing(missing).report(), pages) if missing else pages

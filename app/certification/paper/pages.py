"""A draft's statement on the draft's paper and for its way of signing."""

from __future__ import annotations

from datetime import datetime

from app.certification.model import Draft
from app.certification.paper import printing
from app.certification.paper.figures import instant_of
from app.certification.statement import Statement


def pdf_of(statement: Statement, draft: Draft) -> bytes:
    """The unsigned PDF; the same bytes for the same statement. Raises as `printing.pdf` does."""
    return printing.pdf(statement, paper=draft.paper, fixed=_made(statement, draft), way=draft.way)


def preview(
    statement: Statement, draft: Draft, *, resolution: float = printing.SCREEN
) -> tuple[bytes, ...]:
    """The pages as PNG. Raises BadDocument, NotCanonical."""
    return printing.pages(
        statement,
        paper=draft.paper,
        fixed=_made(statement, draft),
        way=draft.way,
        resolution=resolution,
    )


def _made(statement: Statement, draft: Draft) -> datetime:
    return instant_of(statement.made_at) or draft.saved_at

"""What was deleted where, by whom, how and when (terms §17), as a table and in a sentence."""

from __future__ import annotations

from app.certification.paper.figures import count, moment
from app.certification.paper.parts import Cell, Part, Sheet, strong, toned
from app.certification.statement import StatedDeletion, Statement


def is_all_deleted(statement: Statement) -> bool:
    """Whether every item has a date of its deletion."""
    return bool(statement.deletions) and all(one.deleted_at for one in statement.deletions)


def deletion_verdict(sheet: Sheet, statement: Statement) -> Part:
    """How many items were deleted, and how many were not."""
    words, style = sheet.words, sheet.style
    everything = len(statement.deletions)
    done = sum(1 for one in statement.deletions if one.deleted_at)
    kept = everything - done
    if not everything:
        said, tone = words("verdict_deleted_none"), "open"
    elif kept:
        said, tone = (
            words.count(
                "verdict_kept", kept, deleted=count(style, done), m=count(style, everything)
            ),
            "open",
        )
    else:
        said, tone = words.count("verdict_deleted", done), "good"
    return {"kind": "verdict", "tone": tone, "text": said, "tally": []}


def deletions(sheet: Sheet, statement: Statement) -> list[Part]:
    """The inventory."""
    if not statement.deletions:
        return []
    words = sheet.words
    head = [words(f"col_{one}") for one in ("n", "what", "place", "method", "by", "deleted")]
    rows = [_row(sheet, one) for one in statement.deletions]
    return [
        sheet.heading(words("deleted")),
        sheet.table(head, rows, (8, 0, 0, 30, 26, 33), snug=(4,)),
    ]


def _row(sheet: Sheet, one: StatedDeletion) -> list[Cell]:
    when: Cell = (
        moment(sheet.style, one.deleted_at)
        if one.deleted_at
        else toned(sheet.words("not_deleted"), "open")
    )
    what = strong(one.product, below=[sheet.words.said(one.what)], small=[one.note])
    return [count(sheet.style, one.n), what, one.place, one.method, one.by, when]

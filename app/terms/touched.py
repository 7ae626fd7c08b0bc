"""Who is touched by a new version: the order lines on which it bites, and from when."""

from __future__ import annotations

from datetime import UTC, datetime

from app.base.text import _
from app.deadlines.words import when_words
from app.storage.database import Database
from app.terms.changes import Touched
from app.terms.model import Version
from app.terms.order_names import read_names

_MOST = 1_000

_SQL = """
    SELECT g.order_row, g.line, g.version_id IS ?2 AS already, g.accepting = 1,
        CASE WHEN g.version_id IS ?2 THEN g.since ELSE g.next_at END AS at
    FROM governing g
    WHERE g.document = ?1 AND (g.ends_at IS NULL OR g.ends_at > ?4)
        AND (g.version_id IS ?2 OR g.next_version_id = ?2)
        AND (?5 = '' OR g.version_id IS NULL OR g.version_id IN (?2, ?5))
    ORDER BY already, CASE WHEN already THEN -at ELSE at END, g.order_row, g.line
    LIMIT ?3
"""


def touched(
    mirror: Database, old: Version, new: Version, zone: str, now: datetime, limit: int
) -> tuple[Touched, ...]:
    """Lines that come under `new`, those that are not yet first, by time; then the newest others.

    Of two versions of one document only what is under either of them.
    """
    beside = old.id if old.document == new.document else ""
    params = (new.document, new.id, min(limit, _MOST), int(now.timestamp()), beside)
    rows = mirror.read(_SQL, params)
    names = read_names(mirror, [int(row[0]) for row in rows])
    found: list[Touched] = []
    for row, line, already, waits, at in rows:
        order = names.get(int(row))
        if order is None or line >= len(order.lines):
            continue
        when = now if at is None else datetime.fromtimestamp(at, UTC)
        pattern = _pattern(already=bool(already), waits=bool(waits), dated=at is not None)
        found.append(
            Touched(
                order_id=order.id,
                order_number=order.number,
                product=order.lines[line],
                at=when,
                already=bool(already),
                words=pattern.format(label=new.label, when=when_words(when, zone)),
            )
        )
    return tuple(found)


def _pattern(*, already: bool, waits: bool, dated: bool) -> str:
    if already:
        return _("Under {label} since {when}") if dated else _("Under {label}")
    if waits:
        return _("Goes on under {label} once it is accepted")
    return _("Renews {when}; from then on {label} governs")

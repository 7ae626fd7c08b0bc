"""A citation that holds: document, version, date, clause, and the hash of the exact text."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.base.dates import month_name
from app.base.text import _
from app.deadlines.words import clause_name
from app.terms.model import Clause, DocumentKind, TextState, Version


def citation(version: Version, clause: Clause | None, zone: str) -> str:
    """As "Kestrane End Customer Terms, version 2026-09 (1 Sep 2026), §7.2 Renewal, SHA-256 …".

    The date is the one on which the version takes effect, in the vendor's `zone`. A text that is
    not the published one is said to be so.
    """
    at = version.effective_from or version.published_at
    local = version.kind is DocumentKind.LOCAL
    if local:
        parts = [_("{title} (file {name})").format(title=version.title, name=version.label)]
    elif at is None:
        parts = [_("{title}, version {label}").format(title=version.title, label=version.label)]
    else:
        parts = [
            _("{title}, version {label} ({day})").format(
                title=version.title, label=version.label, day=day_of(at, zone)
            )
        ]
    if clause is not None:
        parts.append(clause_words(clause))
    if version.sha256:
        parts.append(f"SHA-256 {version.sha256}")
    if version.text_state is TextState.UNTRUSTED:
        parts.append(_("text differs from this hash"))
    return _(", ").join(parts)


def clause_words(clause: Clause) -> str:
    """A clause as it is cited: "§7.2 Renewal", "General provisions"."""
    if not clause.number:
        return clause.title or clause.id
    return f"{clause_name(clause.number)} {clause.title}".strip()


def day_of(at: datetime, zone: str) -> str:
    """The day of an instant in a zone: "1 Sep 2026"."""
    try:
        day = at.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        day = at.date()
    return _("{day} {month} {year}").format(day=day.day, month=month_name(day.month), year=day.year)

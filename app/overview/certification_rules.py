"""What certifications ask of a person: an answer to the vendor's question, a look at its copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.dates import local, plain_day
from app.base.text import _
from app.overview.model import Need, NeedKind, Urgency

if TYPE_CHECKING:
    from app.certification.model import Draft, Filed


def filed_need(draft: Draft, said: Filed) -> Need:
    """A certification that the vendor questions, or has countersigned."""
    questioned = said.state == "questioned"
    title = _("“{title}” was countersigned")
    if questioned:
        title = _("The vendor questions “{title}”")
    at = said.countersigned_at or said.changed_at
    day = plain_day(local(at).date()) if at is not None else ""
    return Need(
        kind=NeedKind.CERTIFICATION,
        urgency=Urgency.SOON if questioned else Urgency.LATER,
        title=title.format(title=draft.title),
        text=said.note if questioned else _("The countersigned copy is kept with it"),
        left=_("Since {day}").format(day=day) if day else "",
        action=_("Answer…") if questioned else _("Show"),
        certification_part=f"draft:{draft.id}",
    )

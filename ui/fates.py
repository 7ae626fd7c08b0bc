"""Where something that was handed to the outbox is on its way, as every page says it."""

from __future__ import annotations

from datetime import datetime

from app.base.dates import deadline_words, moment_words
from app.base.text import _
from app.notices.model import Fate

UNDER_WAY = frozenset({"queued", "sending", "waiting"})
"""States of the outbox of what still has to leave."""


def fate_words(fate: Fate, now: datetime) -> str:
    """Where something that goes to the portal is on its way, in a sentence."""
    match fate.state:
        case "queued":
            return _("Queued: it leaves with the next synchronization.")
        case "sending":
            return _("Being sent now.")
        case "waiting" if fate.next_at is not None:
            return _("It could not be sent yet; tried again {when}.").format(
                when=moment_words(fate.next_at, now)
            )
        case "waiting":
            return _("It could not be sent yet, and is tried again by itself.")
        case "refused":
            why = fate.problem.explanation or fate.problem.title if fate.problem else ""
            return _("The portal refused it. {why}").format(why=why).strip()
        case "sent" if fate.received_at is not None:
            return _("Received by the portal {when}.").format(when=deadline_words(fate.received_at))
        case "sent":
            return _("Received by the portal.")
        case _:
            return _("It was taken back before it left.")

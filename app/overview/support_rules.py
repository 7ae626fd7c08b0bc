"""What requests for support ask of a person: an answer of one's own, or a word with the vendor."""

from __future__ import annotations

from datetime import datetime

from app.base.dates import ago_words
from app.base.text import _
from app.overview.model import Need, NeedKind, Urgency
from app.support.requests.model import RequestCard, RequestState


def request_need(card: RequestCard, now: datetime) -> Need | None:
    """A request that waits for the customer, or whose answer is overdue; None for any other.

    An overdue answer is the vendor's duty and no deadline of ours: it is shown so that somebody may
    ask for it.
    """
    if card.state is RequestState.WAITING:
        urgency, text = Urgency.SOON, _("The vendor asked you something and waits for your answer")
        left, action = _("Asked {ago}").format(ago=ago_words(card.changed_at, now)), _("Answer…")
    elif card.overdue:
        urgency, text = Urgency.LATER, card.clock_words
        left, action = _("The vendor's turn"), _("Open request")
    else:
        return None
    return Need(
        kind=NeedKind.SUPPORT,
        urgency=urgency,
        title=_("{number}: {subject}").format(number=card.number, subject=card.subject),
        text=text,
        left=left,
        action=action,
        order_number=card.order_number,
        request_id=card.id,
    )

"""Where what notices handed to the outbox is on its way."""

from __future__ import annotations

from app.exchange.errors import UnknownItem
from app.exchange.model import OutboxState
from app.exchange.outbox import Outbox
from app.notices.model import Fate

_OVER = (OutboxState.REFUSED.value, OutboxState.DISCARDED.value)


def fate_of(outbox: Outbox, item: str) -> Fate | None:
    """Where an item is; None where there is none."""
    if not item:
        return None
    try:
        found = outbox.get(item)
    except UnknownItem:
        return None
    return Fate(
        item=item,
        state=found.state.value,
        attempts=found.attempts,
        next_at=found.next_at,
        problem=found.problem,
        receipt=found.receipt.id if found.receipt is not None else "",
        received_at=found.receipt.received_at if found.receipt is not None else None,
    )


def is_under_way(fate: Fate | None) -> bool:
    """Whether something left or is about to: it was neither refused nor discarded."""
    return fate is not None and fate.state not in _OVER

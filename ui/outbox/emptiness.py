"""Why the outbox is empty, and the next step."""

from __future__ import annotations

from app.base.text import _
from app.exchange.waiting import SENT_DAYS
from ui.kit.icons import Icon
from ui.kit.states import EmptyState
from ui.kit.theme import Theme


def nothing_waits(theme: Theme, vendor: str) -> EmptyState:
    """Everything has left."""
    return EmptyState(
        theme,
        Icon.CHECK_CIRCLE_OUTLINE,
        _("Everything has left"),
        _("What you write to {vendor} is kept here first, then sent: requests, files, notices,"
          " feedback, changes of your account. Offline it waits here and leaves by itself.").format(
              vendor=vendor),
        secondary=_("Show what was sent"),
    )  # fmt: skip


def nothing_sent(theme: Theme) -> EmptyState:
    """Nothing left in the last days."""
    return EmptyState(
        theme,
        Icon.PLANE_OUTLINE,
        _("Nothing was sent lately"),
        _("What left in the last {n} days is listed here with its receipt.").format(n=SENT_DAYS),
    )

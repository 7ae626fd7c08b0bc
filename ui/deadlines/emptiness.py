"""Why there is no deadline to be seen, and the next step."""

from __future__ import annotations

from collections.abc import Callable

from app.base.text import _
from ui.kit.icons import Icon
from ui.kit.states import EmptyState, offline_state
from ui.kit.theme import Theme
from ui.page import Standing


def why_empty(
    theme: Theme, standing: Standing, act: Callable[[], object], *, filtered: bool, orders: bool
) -> EmptyState:
    """Nothing fits the filter, nothing is fetched yet, or there really is nothing."""
    if filtered:
        state = EmptyState(
            theme,
            Icon.SEARCH,
            _("No deadline fits"),
            _("No deadline of this profile fits the filter."),
            secondary=_("Clear the filter"),
        )
    elif orders:
        state = EmptyState(
            theme,
            Icon.CHECK_CIRCLE_OUTLINE,
            _("No deadlines"),
            _("No order, clause, notice or invoice of this profile leads to a date."),
        )
    elif standing.offline:
        state = offline_state(
            theme,
            _("The portal cannot be reached"),
            _("Deadlines are reckoned from your orders and their terms once they are fetched."),
            action=_("Try again"),
        )
    else:
        state = EmptyState(
            theme,
            Icon.CLOCK_OUTLINE,
            _("No deadlines yet"),
            _("Deadlines are reckoned from your orders and their terms once they are fetched."),
            secondary=_("Sync now"),
        )
    if state.secondary:
        state.secondary.clicked.connect(act)
    return state

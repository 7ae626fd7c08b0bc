"""Why the table is empty, and the next step: filtered, loading, offline, or nothing booked yet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.icons import Icon
from ui.kit.states import EmptyState, Skeleton, offline_state
from ui.kit.theme import Theme
from ui.page import Standing


def why_empty(
    theme: Theme, standing: Standing, act: Callable[[], object], *, filtered: bool
) -> QWidget:
    """The state to show; its button does `act` (clear the filter, else synchronize)."""
    if not filtered and standing.syncing:
        return Skeleton(theme, 14)
    if filtered:
        state = EmptyState(
            theme,
            Icon.SEARCH,
            _("No order matches"),
            _("Search covers numbers, products, resellers, scope of use and entitlements."),
            secondary=_("Clear the filter"),
        )
    elif standing.offline and standing.synced_at is None:
        state = offline_state(
            theme,
            _("The portal cannot be reached"),
            _("No orders were fetched yet. Once they are, they stay readable offline."),
            action=_("Try again"),
        )
    else:
        state = EmptyState(
            theme,
            Icon.ORDERS,
            _("No orders yet"),
            _("Orders appear here as soon as the vendor has booked them."),
            secondary=_("Sync now"),
        )
    if state.secondary:
        state.secondary.clicked.connect(lambda _on=False: act())
    return state

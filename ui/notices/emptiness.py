"""Why there is no notice or draft to be seen, and the next step."""

from __future__ import annotations

from app.base.text import _
from ui.kit.icons import Icon
from ui.kit.states import EmptyState, offline_state
from ui.kit.theme import Theme
from ui.page import Standing


def no_notices(theme: Theme, standing: Standing, vendor: str, *, filtered: bool) -> EmptyState:
    """Nothing fits, nothing was fetched, or the vendor sent nothing."""
    if filtered:
        return EmptyState(
            theme,
            Icon.SEARCH,
            _("No notice fits"),
            _("No notice holds these words."),
            secondary=_("Clear the filter"),
        )
    if standing.offline and standing.synced_at is None:
        return offline_state(
            theme,
            _("The portal cannot be reached"),
            _("No notices were fetched yet. Once they are, they stay readable offline."),
            action=_("Try again"),
        )
    words = _("Formal notices by {vendor} appear here with the day they count as given: renewals,"
              " changed terms, audits, breaches, suspensions.")  # fmt: skip
    return EmptyState(
        theme,
        Icon.NOTICES,
        _("No notices"),
        words.format(vendor=vendor),
        secondary=_("Sync now"),
    )


def no_drafts(theme: Theme, *, filtered: bool) -> EmptyState:
    """Nothing fits, or no letter was begun."""
    if filtered:
        return EmptyState(
            theme,
            Icon.SEARCH,
            _("No letter fits"),
            _("No letter holds these words."),
            secondary=_("Clear the filter"),
        )
    return EmptyState(
        theme,
        Icon.PENCIL,
        _("No letters"),
        _("Choose what you want to say, answer some questions, and read the letter that comes of"
          " it. A deadline to cancel leads to its letter as well."),
        primary=_("New notice…"),
        secondary=_("Show the deadlines"),
    )  # fmt: skip

"""Why there is no license or machine to be seen, and the next step."""

from __future__ import annotations

from app.base.text import _
from ui.kit.icons import Icon
from ui.kit.states import EmptyState, no_permission_state, offline_state
from ui.kit.theme import Theme
from ui.page import Standing


def no_row_fits(theme: Theme, title: str) -> EmptyState:
    """Nothing fits the filter."""
    return EmptyState(
        theme,
        Icon.SEARCH,
        title,
        _("Nothing here fits the words and chips above."),
        secondary=_("Clear the filter"),
    )


def may_not(theme: Theme) -> EmptyState:
    """Who is signed in may not see licenses."""
    return no_permission_state(
        theme,
        _("You may not see licenses"),
        _("Your user of the portal lacks the permission for licenses. Who manages the account can"
          " give it to you. Files from a medium can be read all the same."),
        action=_("Read a license file…"),
    )  # fmt: skip


def no_licenses(theme: Theme, standing: Standing, vendor: str) -> EmptyState:
    """Nothing was fetched, or nothing is licensed."""
    if standing.offline and standing.synced_at is None:
        return offline_state(
            theme,
            _("The portal cannot be reached"),
            _("No licenses were fetched yet. Once they are, they stay readable offline."),
            action=_("Try again"),
        )
    return EmptyState(
        theme,
        Icon.LICENSES,
        _("No licenses"),
        _("Licenses appear here when {vendor} has delivered the software of an order: what each"
          " one allows, how much of it is used, and until when.").format(vendor=vendor),
        secondary=_("Sync now"),
    )  # fmt: skip


def no_machines(theme: Theme, standing: Standing) -> EmptyState:
    """Nothing was fetched, or no host was activated."""
    if standing.offline and standing.synced_at is None:
        return offline_state(
            theme,
            _("The portal cannot be reached"),
            _("No machines were fetched yet. Once they are, they stay readable offline."),
            action=_("Try again"),
        )
    return EmptyState(
        theme,
        Icon.DEVICE,
        _("No machines"),
        _("A machine appears here once it holds an instance of a license, whether it is connected"
          " or isolated."),
        secondary=_("Activate a host…"),
    )  # fmt: skip

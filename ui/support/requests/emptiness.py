"""Why no request is shown: none yet, none that fits, never fetched, or not allowed."""

from __future__ import annotations

from collections.abc import Sequence

from app.base.text import _
from app.support.requests.model import Entitlement, Product
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import Entry
from ui.kit.icons import Icon
from ui.kit.states import EmptyState, no_permission_state, offline_state
from ui.kit.theme import Theme
from ui.page import Standing


def no_requests(
    theme: Theme, vendor: str, products: Sequence[Product], *, may: bool
) -> tuple[EmptyState, Button | None]:
    """There are none yet; the button among the two that runs the doctor."""
    state = EmptyState(
        theme,
        Icon.SUPPORT,
        _("No support requests yet"),
        _("Requests you send to {vendor} appear here with their answers, also while you are "
          "offline.").format(vendor=vendor),
        primary=_("New request") if may else "",
        primary_icon=Icon.PLUS,
    )  # fmt: skip
    run = Button(theme, _("Run"), ButtonKind.QUIET, small=True, name=_("Run the doctor"))
    state.add_entry(
        Entry(
            theme, Icon.DOCTOR, _("Run Doctor first"),
            _("Fingerprint, clock, proxy, keyring and certificates, in about 10 seconds"),
            trailing=(run,),
        )
    )  # fmt: skip
    granted = [one for product in products for one in product.orders if not one.lapsed]
    level = next((one for one in granted if one.level and one.partner is None), None)
    if level is not None:
        state.add_entry(_promise(theme, level))
    for product in products:
        partner = next((one.partner for one in product.orders if one.partner), None)
        if partner is not None:
            title = _("{product} is supported by {partner}").format(
                product=product.name, partner=partner.name
            )
            said = " · ".join(part for part in (partner.email, partner.phone) if part)
            state.add_entry(
                Entry(
                    theme, Icon.HANDSHAKE, title,
                    said or _("Bought through a partner: turn to them first (§8)"),
                )
            )  # fmt: skip
            break
    return state, run


def _promise(theme: Theme, one: Entitlement) -> Entry:
    title = _("What {level} support promises").format(level=one.level)
    return Entry(theme, Icon.CLOCK_OUTLINE, title, one.words)


def nothing_fits(theme: Theme) -> EmptyState:
    """Words or chips let nothing through."""
    return EmptyState(
        theme,
        Icon.SEARCH,
        _("No request fits"),
        _("Subjects and all messages were searched. Try fewer words, or another state."),
        secondary=_("Show all"),
    )


def never_fetched(theme: Theme, standing: Standing) -> EmptyState:
    """Nothing was stored yet and the portal cannot be reached."""
    words = _(
        "Your requests were not fetched yet, and the portal cannot be reached now. A new request"
        " can be written all the same: it leaves once the portal answers."
    )
    if not standing.signed_in:
        words = _("You are signed out, and your requests were not fetched yet.")
    return offline_state(theme, _("No requests here yet"), words, action=_("Try again"))


def may_not(theme: Theme, vendor: str) -> EmptyState:
    """The person may not ask for support."""
    return no_permission_state(
        theme,
        _("You may not open requests"),
        _("{vendor} lets other people of your account do so. Whoever administers the account "
          "can give you the permission.").format(vendor=vendor),
    )  # fmt: skip

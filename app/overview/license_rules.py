"""What licenses and batches of isolated hosts ask for, and their use against their scope."""

from __future__ import annotations

from app.base.text import _, ngettext
from app.licenses.batches.model import BatchCard
from app.licenses.views.model import LicenseStanding, LicenseView
from app.overview.model import Need, NeedKind, ScopeUse, Urgency

_WITHDRAWN = (LicenseStanding.SUSPENDED, LicenseStanding.REVOKED)


def license_need(view: LicenseView) -> Need | None:
    """A license that is used beyond its scope, or withdrawn while machines hold it."""
    if view.standing is LicenseStanding.OVER:
        title = _("{product} is used beyond its scope").format(product=view.product_name)
    elif view.standing in _WITHDRAWN and view.used:
        title = _("The license of {product} was withdrawn").format(product=view.product_name)
    else:
        return None
    clause = view.granted.clause
    return Need(
        kind=NeedKind.LICENSE,
        urgency=Urgency.SOON,
        title=title,
        text=view.words,
        clause=clause.number if clause is not None else "",
        version_id=clause.version_id if clause is not None else "",
        left=_("Now"),
        action=_("Show license"),
        order_number=view.order_number,
        license_part=f"licenses:{view.id}",
    )


def batch_need(card: BatchCard) -> Need | None:
    """A batch under way with hosts that somebody has to look after."""
    if card.closed_at is not None or not card.held_back:
        return None
    title = ngettext(
        "{count} host of {batch} needs you", "{count} hosts of {batch} need you", card.held_back
    )
    return Need(
        kind=NeedKind.LICENSE,
        urgency=Urgency.LATER,
        title=title.format(count=f"{card.held_back:,}", batch=card.name),
        text=_("No file yet, an id used twice, changed hardware, an old request or a refusal"),
        left=_("No date stated"),
        action=_("Open batch"),
        license_part=f"activate:{card.id}",
    )


def license_use(view: LicenseView) -> ScopeUse | None:
    """Instances of a license against its scope; None where nothing of it is used."""
    if not view.used or view.standing in (LicenseStanding.EXPIRED, LicenseStanding.REVOKED):
        return None
    limit = view.permitted
    over, at_limit = limit is not None and view.used > limit, view.used == limit
    if limit is None:
        state = _("not limited")
    elif over:
        state = _("{count} over").format(count=f"{view.used - limit:,}")
    elif at_limit:
        state = _("At limit")
    else:
        state = _("{count} free").format(count=f"{limit - view.used:,}")
    productive = view.production == view.used
    return ScopeUse(
        name=view.product_name,
        metric=_("production instances") if productive else _("instances"),
        used=view.used,
        limit=limit,
        order_row=None,
        order_number=view.order_number,
        used_words=f"{view.used:,}",
        limit_words=_("of {limit}").format(limit=f"{limit:,}") if limit is not None else "",
        state_words=state,
        over=over,
        at_limit=at_limit,
    )

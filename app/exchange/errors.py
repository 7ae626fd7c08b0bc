"""What can go wrong at the two doors, beside the portal's and the store's own problems."""

from __future__ import annotations

from app.base.errors import Problem
from app.base.text import _


class ExchangeProblem(Problem):
    """Base of the problems of feed and outbox."""

    code = "CP-4000"


class SyncBusy(ExchangeProblem):
    """Another process of this user synchronizes this profile."""

    code = "CP-4001"


class SendBusy(ExchangeProblem):
    """Another process of this user sends this profile's outbox."""

    code = "CP-4002"


class FeedBroken(ExchangeProblem):
    """The portal's feed leads nowhere: its cursor stands still or is forgotten at once."""

    code = "CP-4003"


class ItemSettled(ExchangeProblem):
    """The item is in a state in which this cannot be done to it (any more)."""

    code = "CP-4004"


class UnknownItem(ExchangeProblem):
    """There is no such item in the outbox."""

    code = "CP-4005"


def sync_busy() -> SyncBusy:
    """The lock of the feed is held elsewhere."""
    return SyncBusy(
        _("Already synchronizing"),
        _("Another window or command of this program is fetching this profile's data."),
        _("Wait until it is done; what it fetches appears here as well."),
        kept=_("Nothing was changed."),
    )


def send_busy() -> SendBusy:
    """The lock of the sender is held elsewhere."""
    return SendBusy(
        _("Already sending"),
        _("Another window or command of this program is sending this profile's items."),
        _("Wait until it is done; each item is sent once."),
        kept=_("Your items stay in the outbox."),
    )


def feed_broken(detail: str) -> FeedBroken:
    """The portal's cursors cannot be followed."""
    return FeedBroken(
        _("The portal's list of changes cannot be followed"),
        _("The portal sends the same place of the list again and again."),
        _("Try again later; if it stays so, tell the vendor."),
        kept=_("What was received so far is kept."),
        detail=detail,
    )


def item_settled(state: str) -> ItemSettled:
    """An item in `state` does not allow it."""
    return ItemSettled(
        _("This item can no longer be changed"),
        _("It is in the state “{state}”.").format(state=state),
        _("Look at the item again; write a new one if it has to be corrected."),
        kept=_("Nothing was changed."),
    )


def unknown_item(item: str) -> UnknownItem:
    """No item has the id `item`."""
    return UnknownItem(
        _("There is no such item"),
        _("The outbox has no item {item}.").format(item=item),
        _("List the outbox to see its items."),
    )

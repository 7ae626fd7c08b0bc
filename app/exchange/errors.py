"""What can go wrong at the two doors, beside the portal's and the store's own problems."""

from __future__ import annotations

import enum

from app.base.errors import Problem
from app.base.text import _
from app.portal.problem import PortalProblem


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


class CannotAttach(ExchangeProblem):
    """What was chosen cannot be attached; nothing of it was kept."""

    code = "CP-4007"


class FileChanging(ExchangeProblem):
    """A file was written to while it was being read; nothing of it was kept."""

    code = "CP-4008"


class Unaddressed(PortalProblem):
    """An item does not say which request or notice it belongs to; it was not sent."""

    code = "CP-4009"


class AttachmentDiffers(ExchangeProblem):
    """A file of the vendor's did not arrive as the portal describes it; it was not kept."""

    code = "CP-4010"


class Why(enum.Enum):
    """Why something cannot be attached."""

    LINK = "link"
    FOLDER = "folder"
    NO_FILE = "no file"
    VANISHED = "vanished"
    FORBIDDEN = "forbidden"
    TOO_LARGE = "too large"


def cannot_attach(name: str, why: Why) -> CannotAttach:
    """What is called `name` is refused."""
    explanation, next_step = _attach_words(why)
    return CannotAttach(
        _("This cannot be attached"),
        explanation.format(name=name.encode("utf-8", "replace").decode()),
        next_step,
        kept=_("What you have written is unchanged."),
        detail=why.value,
    )


def _attach_words(why: Why) -> tuple[str, str]:
    match why:
        case Why.LINK:
            return _("“{name}” is a link to another place."), _("Choose the file it leads to.")
        case Why.FOLDER:
            return _("“{name}” is a folder."), _("Attach its files, or put them into one archive.")
        case Why.NO_FILE:
            return _("“{name}” is a device or a pipe, not a file."), _("Choose a regular file.")
        case Why.VANISHED:
            return _("“{name}” is not there any more."), _("Look where it went, then try again.")
        case Why.FORBIDDEN:
            return _("You may not read “{name}”."), _("Ask for permission, or copy the file.")
        case Why.TOO_LARGE:
            return (
                _("“{name}” is larger than 4 GB."),
                _("Attach the part that matters, or ask the vendor for another way."),
            )


def file_changing(name: str) -> FileChanging:
    """The file called `name` does not hold still."""
    return FileChanging(
        _("This file is changing"),
        _("“{name}” was written to while it was being copied.").format(
            name=name.encode("utf-8", "replace").decode()
        ),
        _("Make a copy of it and attach the copy, or try again once it is finished."),
        kept=_("What you have written is unchanged."),
    )


def attachment_differs(detail: str) -> AttachmentDiffers:
    """What arrived has another size or SHA-256."""
    return AttachmentDiffers(
        _("The file did not arrive as it was sent"),
        _("What the portal delivered is not the file that it describes."),
        _("Try again; if this is said again, tell the vendor."),
        kept=_("Nothing was saved."),
        detail=detail,
    )


def unaddressed(member: str) -> Unaddressed:
    """The body lacks the `member` that its address is made with."""
    return Unaddressed(
        _("This item cannot be addressed"),
        _("It does not say what it belongs to."),
        _("Discard it, and write it again."),
        detail=member,
    )


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

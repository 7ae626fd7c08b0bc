"""What can go wrong with notices, in words."""

from __future__ import annotations

from datetime import date

from app.base.errors import Problem
from app.base.text import _
from app.deadlines.words import day_words


class UnknownDraft(Problem):
    """There is no draft with this id."""

    code = "CP-5341"


class UnknownNotice(Problem):
    """There is no notice with this id."""

    code = "CP-5342"


class EmptyLetter(Problem):
    """A letter without words."""

    code = "CP-5343"


class ImpossibleDay(Problem):
    """A letter that was sent in the future, or received before it was sent."""

    code = "CP-5344"


class AlreadySent(Problem):
    """A letter that was sent is kept as it is."""

    code = "CP-5345"


class NotSent(Problem):
    """A receipt of a letter that was not sent."""

    code = "CP-5346"


class NoOrders(Problem):
    """A notice of no renewal names no order."""

    code = "CP-5347"


class NoVersion(Problem):
    """An objection names no version of the terms."""

    code = "CP-5348"


class NotGenuine(Problem):
    """An acknowledgement of what the vendor did not sign."""

    code = "CP-5349"


class LetterTooLong(Problem):
    """A letter that is longer than the portal takes."""

    code = "CP-5350"


def unknown_draft(key: str) -> UnknownDraft:
    """No draft is kept under this id."""
    return UnknownDraft(
        _("There is no such draft"),
        _("No draft of a notice with the id {id} is stored on this computer.").format(id=key),
        _("Look at the list of drafts for those there are."),
    )


def unknown_notice(key: str) -> UnknownNotice:
    """No notice or draft is kept under this id."""
    return UnknownNotice(
        _("There is no such notice"),
        _("No notice or draft with the id {id} is stored on this computer.").format(id=key),
        _("Look at the lists of notices and drafts, or synchronize to fetch new notices."),
    )


def empty_letter() -> EmptyLetter:
    """What would be saved or exported has no words."""
    return EmptyLetter(
        _("The letter is empty"),
        _("There is no text to keep."),
        _("Write the letter, or discard the draft."),
        kept=_("The draft is kept as it was."),
    )


def day_ahead(day: date) -> ImpossibleDay:
    """A day that is still to come cannot be recorded."""
    return ImpossibleDay(
        _("That day is still to come"),
        _("{day} has not begun yet, here or at the vendor's place.").format(day=day_words(day)),
        _("Give the day on which it happened."),
        kept=_("The letter is kept as it was."),
    )


def received_before(received: date, posted: date) -> ImpossibleDay:
    """Nothing is received before it is sent."""
    return ImpossibleDay(
        _("It cannot be received before it was sent"),
        _("It was sent {posted}, and its receipt was given as {received}.").format(
            posted=day_words(posted), received=day_words(received)
        ),
        _("Check both days."),
        kept=_("The letter is kept as it was."),
    )


def already_sent(title: str) -> AlreadySent:
    """What was sent is a record, and neither changed nor deleted."""
    return AlreadySent(
        _("This letter was sent"),
        _("“{title}” is kept as it was sent, so that it can be relied on.").format(title=title),
        _("Write a new letter, or say first that this one was not sent after all."),
        kept=_("The letter is kept as it was."),
    )


def not_sent(title: str) -> NotSent:
    """Only what was sent can be received."""
    return NotSent(
        _("This letter is not marked as sent"),
        _("“{title}” is a draft.").format(title=title),
        _("Mark it as sent first, with the day on which it left."),
        kept=_("The letter is kept as it was."),
    )


def no_orders() -> NoOrders:
    """Which order is not to be renewed has to be said."""
    return NoOrders(
        _("No order is named"),
        _("A notice of no renewal names the orders that are to end."),
        _("Give the number of at least one order."),
    )


def no_version() -> NoVersion:
    """What is objected to has to be said."""
    return NoVersion(
        _("No version is named"),
        _("An objection names the version of the terms that it is against."),
        _("Choose the version."),
    )


def not_genuine(subject: str, fault: str) -> NotGenuine:
    """What is not the vendor's own is not acknowledged to it."""
    return NotGenuine(
        _("This notice is not genuine"),
        _("“{subject}” is not acknowledged. {fault}").format(subject=subject, fault=fault),
        _("Ask the vendor by another way whether it sent this notice."),
    )


def letter_too_long(length: int, most: int) -> LetterTooLong:
    """The portal takes no more than so many characters."""
    return LetterTooLong(
        _("The letter is too long"),
        _("It has {length} characters; the portal takes {most}.").format(length=length, most=most),
        _("Shorten it, or send it by post."),
        kept=_("The letter is kept as it was."),
    )

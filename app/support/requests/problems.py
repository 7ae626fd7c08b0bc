"""The known problems of support requests; each keeps what was written."""

from __future__ import annotations

from app.base.errors import Problem
from app.base.text import _, ngettext
from app.support.scan.model import Finding

LONGEST_SUBJECT = 300
LONGEST_TEXT = 100_000
"""Characters, as the contract has them."""
MOST_FILES = 50
"""So many files go with one message; more belong into an archive."""


class UnknownRequest(Problem):
    """There is no request of this id or number."""

    code = "CP-5204"


class RequestGone(Problem):
    """The vendor has deleted the request."""

    code = "CP-5205"


class RequestClosed(Problem):
    """The request is closed: it has to be reopened before anybody writes in it."""

    code = "CP-5206"


class RequestOpen(Problem):
    """The request is open, so that there is nothing to reopen."""

    code = "CP-5207"


class UnknownDraft(Problem):
    """There is no draft of this id: it was sent or discarded."""

    code = "CP-5208"


class NotCorrectable(Problem):
    """What was sent can only be tried again or discarded."""

    code = "CP-5209"


class BadRating(Problem):
    """A rating is a number from 1 to 5."""

    code = "CP-5210"


class FindingsOpen(Problem):
    """Something was found that nobody has decided about."""

    code = "CP-5211"

    findings: tuple[Finding, ...] = ()
    """Without the values that were found."""


class NothingWritten(Problem):
    """A request without subject or text, or an empty reply."""

    code = "CP-5212"


class TooLong(Problem):
    """A text that is longer than the portal takes."""

    code = "CP-5213"


class TooManyFiles(Problem):
    """More files than go with one message."""

    code = "CP-5214"


class NoReason(Problem):
    """A finding is let through only with a reason."""

    code = "CP-5215"


class DraftChanged(Problem):
    """The draft was changed elsewhere while it was looked through."""

    code = "CP-5216"


def kept_draft() -> str:
    """What is said of a draft that was not sent."""
    return _("What you wrote is kept as a draft.")


def unknown_request(asked: str) -> UnknownRequest:
    """No request is kept under this id or number."""
    return UnknownRequest(
        _("There is no such request"),
        _("No request {id} is stored on this computer.").format(id=asked),
        _("Check the number, or synchronize to fetch new requests."),
    )


def request_gone() -> RequestGone:
    """The request was deleted at the vendor's."""
    return RequestGone(
        _("The vendor has deleted this request"),
        _("Nothing can be added to it any more."),
        _("Open a new request with what you wrote, or discard it."),
        kept=kept_draft(),
    )


def request_closed() -> RequestClosed:
    """The request is closed."""
    return RequestClosed(
        _("This request is closed"),
        _("The vendor takes messages for open requests only."),
        _("Reopen it, then send; or open a new request."),
        kept=kept_draft(),
    )


def close_of_closed() -> RequestClosed:
    """Closing what is closed."""
    return RequestClosed(
        _("This request is closed already"),
        _("It was closed here or by the vendor."),
        _("Reopen it where the matter is not settled."),
    )


def request_open() -> RequestOpen:
    """Reopening what is open."""
    return RequestOpen(
        _("This request is open"),
        _("Only a closed request can be reopened."),
        _("Write a reply instead."),
    )


def unknown_draft(asked: str) -> UnknownDraft:
    """No draft is kept under this id."""
    return UnknownDraft(
        _("There is no such draft"),
        _("The draft {id} was sent or discarded, here or in another window.").format(id=asked),
        _("Look among the requests and in the outbox."),
    )


def not_correctable() -> NotCorrectable:
    """Nothing in it can be edited now."""
    return NotCorrectable(
        _("This cannot be edited"),
        _("Only a request or a message that was refused can be written anew."),
        _("Try to send it again, or discard it in the outbox."),
    )


def bad_rating(given: int) -> BadRating:
    """No such rating."""
    return BadRating(
        _("This is no rating"),
        _("A rating is a number from 1 to 5, not {given}.").format(given=given),
        _("Choose one of the five."),
    )


def findings_open(findings: tuple[Finding, ...], more: int) -> FindingsOpen:
    """Findings without a decision; it names how many, never what."""
    count = len(findings) + more
    problem = FindingsOpen(
        _("Look at what was found before you send"),
        ngettext(
            "{count} place looks like something that should not leave by accident.",
            "{count} places look like something that should not leave by accident.",
            count,
        ).format(count=f"{count:,}"),
        _("Black it out, remove the file, or give a reason for sending it all the same."),
        kept=kept_draft(),
    )
    problem.findings = findings
    return problem


def no_subject() -> NothingWritten:
    """A request that nobody could find again."""
    return NothingWritten(
        _("The request has no subject"),
        _("Its subject is what it is found by, here and at the vendor's."),
        _("Write a few words that name the matter."),
        kept=kept_draft(),
    )


def no_text() -> NothingWritten:
    """Nothing to send."""
    return NothingWritten(
        _("There is nothing to send"),
        _("No text was written."),
        _("Write what happens and what you expected."),
        kept=kept_draft(),
    )


def too_long(what: str, most: int) -> TooLong:
    """A field beyond what the portal takes."""
    return TooLong(
        _("The text is too long"),
        _("{what} may have {count:,} characters.").format(what=what, count=most),
        _("Shorten it, or attach the rest as a file."),
        kept=kept_draft(),
    )


def too_many_files() -> TooManyFiles:
    """More files than go along."""
    return TooManyFiles(
        _("These are too many files"),
        _("At most {count} files go with one message.").format(count=MOST_FILES),
        _("Put them into one archive, or send them in several messages."),
        kept=_("The files attached before are kept."),
    )


def no_reason() -> NoReason:
    """No reason was given."""
    return NoReason(
        _("A reason is missing"),
        _("What looks sensitive is sent only with a reason, which is kept here."),
        _("Write why it may leave, such as “test data”."),
        kept=kept_draft(),
    )


def draft_changed() -> DraftChanged:
    """What was looked through is not what is kept."""
    return DraftChanged(
        _("The draft was changed meanwhile"),
        _("Another window or process wrote in it while it was looked through."),
        _("Look at it, then send again."),
        kept=kept_draft(),
    )


def limits(subject: str, text: str, impact: str, version: str) -> tuple[tuple[str, str, int], ...]:
    """The texts with what they are called and how long each may be."""
    return (
        (subject, _("The subject"), LONGEST_SUBJECT),
        (text, _("The text"), LONGEST_TEXT),
        (impact, _("The business impact"), LONGEST_TEXT),
        (version, _("The version"), LONGEST_SUBJECT),
    )

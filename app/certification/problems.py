"""What can go wrong on the way to a certification, in words; nothing entered is ever lost by it."""

from __future__ import annotations

from collections.abc import Sequence

from app.base.errors import Problem
from app.base.text import _


class UnknownCertification(Problem):
    """There is no certification with this id."""

    code = "CP-5600"


class UnknownRequest(Problem):
    """There is no request to certify with this id."""

    code = "CP-5601"


class UnknownAudit(Problem):
    """There is no announcement of an audit with this id."""

    code = "CP-5602"


class RequestNotGenuine(Problem):
    """A request whose signature does not hold is not answered."""

    code = "CP-5603"


class DocumentMade(Problem):
    """The pages are frozen: what they say can be changed only once they are opened again."""

    code = "CP-5604"


class CertificationLeft(Problem):
    """A certification that left stays as it is."""

    code = "CP-5605"


class ReadOnlyCopy(Problem):
    """A copy that a colleague gave to be read."""

    code = "CP-5606"


class NotReady(Problem):
    """Something still stands in the way of making, signing or submitting it."""

    code = "CP-5607"


class OnlyRehearsed(Problem):
    """A rehearsal never leaves."""

    code = "CP-5608"


class NotOfThisDocument(Problem):
    """A signed file that does not continue the document that was made."""

    code = "CP-5609"


class NotAScan(Problem):
    """A file that is no scan of a signed document."""

    code = "CP-5610"


class WrongPeriod(Problem):
    """A period that ends before it begins, or a day that cannot be."""

    code = "CP-5611"


class NoDocument(Problem):
    """Nothing was made or signed yet."""

    code = "CP-5612"


class AnswerNeedsText(Problem):
    """An answer that has to be explained."""

    code = "CP-5613"


class UnknownPart(Problem):
    """A source, finding, question or entry that the certification does not have."""

    code = "CP-5614"


class CopyDiffers(Problem):
    """A countersigned copy that is not the document that was sent, signed further."""

    code = "CP-5615"


class ChangedMeanwhile(Problem):
    """It was changed elsewhere while a step of it was under way."""

    code = "CP-5616"


class NewerCertification(Problem):
    """A certification that a newer version of the program wrote."""

    code = "CP-5617"


def _kept() -> str:
    return _("The certification is kept as it was.")


def unknown_certification(key: str) -> UnknownCertification:
    """No certification is kept under this id."""
    return UnknownCertification(
        _("There is no such certification"),
        _("No certification with the id {id} is stored on this computer.").format(id=key),
        _("Look at the list of certifications for those there are."),
    )


def newer_certification(key: str) -> NewerCertification:
    """Its record holds what this version does not know: it is left alone."""
    return NewerCertification(
        _("This certification is of a newer version"),
        _("The certification {id} was saved by a newer version of this program.").format(id=key),
        _("Update the program on this computer, or go on where the newer version is installed."),
        kept=_kept(),
    )


def unknown_request(key: str) -> UnknownRequest:
    """No request is kept under this id."""
    return UnknownRequest(
        _("There is no such request"),
        _("No request to certify with the id {id} is stored on this computer.").format(id=key),
        _("Look at the list of requests, or synchronize to fetch new ones."),
    )


def unknown_audit(key: str) -> UnknownAudit:
    """No announcement is kept under this id."""
    return UnknownAudit(
        _("There is no such audit"),
        _("No announcement of an audit with the id {id} is stored here.").format(id=key),
        _("Look at the list of audits, or synchronize to fetch new announcements."),
    )


def request_not_genuine(fault: str) -> RequestNotGenuine:
    """What the vendor did not sign is not answered."""
    return RequestNotGenuine(
        _("This request is not genuine"),
        _("No certification is begun for it. {fault}").format(fault=fault),
        _("Ask the vendor by another way whether it sent this request."),
    )


def document_made() -> DocumentMade:
    """Its content is frozen."""
    return DocumentMade(
        _("The document is already made"),
        _("Its pages are frozen, so that a signature stands for exactly what they say."),
        _("Open it for changes first. Its signatures are dropped by that, and it is made anew."),
        kept=_kept(),
    )


def certification_left() -> CertificationLeft:
    """It is a record now."""
    return CertificationLeft(
        _("This certification has left"),
        _("What was certified to the vendor is kept exactly as it was."),
        _("Begin a new certification from this one instead."),
        kept=_kept(),
    )


def read_only_copy(by: str) -> ReadOnlyCopy:
    """It was given to be read."""
    return ReadOnlyCopy(
        _("This copy can only be read"),
        _("{name} gave it to you to be read, not changed.").format(name=by or _("A colleague")),
        _("Ask for a copy that can be edited, or begin a certification of your own."),
        kept=_kept(),
    )


def not_ready(missing: Sequence[str]) -> NotReady:
    """What is missing, a sentence each."""
    return NotReady(
        _("Something is still missing"),
        "\n".join(missing),
        _("Complete these steps, then try again."),
        kept=_kept(),
    )


def changed_meanwhile() -> ChangedMeanwhile:
    """What was being made would not say what is stored now."""
    return ChangedMeanwhile(
        _("It was changed meanwhile"),
        _("Another window or program changed this certification while this was under way."),
        _("Look at it as it is now, then do this step once more."),
        kept=_("What was entered is kept; nothing was made or sent of an older state."),
    )


def only_rehearsed() -> OnlyRehearsed:
    """A rehearsal is for practice."""
    return OnlyRehearsed(
        _("This is a rehearsal"),
        _("A rehearsal is not a certification and never leaves this computer."),
        _("Begin a certification from it: figures and answers are taken over."),
        kept=_kept(),
    )


def not_of_this_document() -> NotOfThisDocument:
    """The file signs another document."""
    return NotOfThisDocument(
        _("This is not the document that was made"),
        _("A signature is added at the end of the file; this file begins otherwise."),
        _("Sign the document as it was saved from here, without printing or editing it."),
        kept=_kept(),
    )


def not_a_scan(name: str) -> NotAScan:
    """Only PDF, PNG and JPEG show a scanned page."""
    return NotAScan(
        _("This file is no scan"),
        _("“{name}” is neither a PDF nor a PNG or JPEG picture.").format(name=name),
        _("Scan the signed pages to one of these and attach that."),
        kept=_kept(),
    )


def wrong_period() -> WrongPeriod:
    """Begin and end are the wrong way round, or lie ahead."""
    return WrongPeriod(
        _("These dates cannot be right"),
        _("A period ends after it begins, and figures are of a moment that has been."),
        _("Check the dates."),
        kept=_kept(),
    )


def no_document() -> NoDocument:
    """There is no PDF yet."""
    return NoDocument(
        _("There is no document yet"),
        _("The document of this certification was not made yet."),
        _("Complete the steps before “Review”, then make it there."),
        kept=_kept(),
    )


def answer_needs_text() -> AnswerNeedsText:
    """Such an answer is printed with its explanation."""
    return AnswerNeedsText(
        _("This answer needs an explanation"),
        _("It is printed in the certificate together with the answer."),
        _("Write in a sentence or two what the case is."),
        kept=_kept(),
    )


def unknown_part(what: str) -> UnknownPart:
    """It was removed in another window, or never was."""
    return UnknownPart(
        _("This entry is no longer there"),
        _("The certification has no entry “{what}”.").format(what=what),
        _("Look at the step again: it was changed meanwhile."),
        kept=_kept(),
    )


def copy_differs(detail: str) -> CopyDiffers:
    """It is set aside."""
    return CopyDiffers(
        _("The countersigned copy is another document"),
        _("What the portal gave does not begin with the document that was submitted."),
        _("Ask the vendor for the countersigned copy of your own document."),
        kept=_("Your certification and its receipt are kept as they were."),
        detail=detail,
    )

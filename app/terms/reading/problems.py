"""Why a file cannot be read as a text, each said with the next step."""

from __future__ import annotations

from app.base.errors import Problem
from app.base.text import _


class Unreadable(Problem):
    """A file that cannot be read as a text. Its kinds tell why."""

    code = "CP-5300"


class UnreadableEmpty(Unreadable):
    """There is nothing in it, or white space only."""

    code = "CP-5301"


class UnreadableBinary(Unreadable):
    """It is no text: an office document, a picture, a program."""

    code = "CP-5302"


class UnreadableTooLarge(Unreadable):
    """The file or its text is longer than is read."""

    code = "CP-5303"


class UnreadableScan(Unreadable):
    """A PDF whose pages are pictures, without a text layer."""

    code = "CP-5304"


class UnreadableEncrypted(Unreadable):
    """A PDF that asks for a password."""

    code = "CP-5305"


class UnreadablePdf(Unreadable):
    """A PDF that is damaged."""

    code = "CP-5306"


class UnreadableMissing(Unreadable):
    """There is no such file, or it is a folder."""

    code = "CP-5307"


def kept() -> str:
    """What every one of these problems may promise."""
    return _("The file is unchanged, and nothing was added.")


def empty() -> UnreadableEmpty:
    """There is no text in it."""
    return UnreadableEmpty(
        _("There is no text in this file"),
        _("The file is empty, or holds nothing but white space."),
        _("Choose another file, or save the document again and retry."),
        kept=kept(),
    )


def binary(what: str = "") -> UnreadableBinary:
    """It is no text; `what` names what it looks like."""
    explanation = (
        _("This looks like {what}.").format(what=what)
        if what
        else _("The file holds signs that no text has.")
    )
    return UnreadableBinary(
        _("This file is not a text"),
        explanation,
        _("Save the document as plain text, Markdown, HTML or PDF, and open that file."),
        kept=kept(),
    )


def too_large(limit: int) -> UnreadableTooLarge:
    """More than `limit` bytes or signs."""
    return UnreadableTooLarge(
        _("This file is too large"),
        _("Texts are read up to {limit} MB.").format(limit=limit // 1_000_000),
        _("Save the part that you need as a file of its own, and open that."),
        kept=kept(),
    )


def scan() -> UnreadableScan:
    """Pages without a text layer."""
    return UnreadableScan(
        _("This PDF has no text layer"),
        _("Its pages are pictures, as a scanner makes them; no text can be taken from it."),
        _("Ask for the document as text, or run a text recognition over it first."),
        kept=kept(),
    )


def encrypted() -> UnreadableEncrypted:
    """Asks for a password."""
    return UnreadableEncrypted(
        _("This PDF asks for a password"),
        _("The document is encrypted and was not opened."),
        _("Save a copy without a password in your PDF reader, and open that."),
        kept=kept(),
    )


def damaged_pdf(detail: str) -> UnreadablePdf:
    """The PDF library could not open it."""
    return UnreadablePdf(
        _("This PDF cannot be read"),
        _("The file is damaged or incomplete."),
        _("Get the document again, or save it as text, and open that."),
        kept=kept(),
        detail=detail,
    )


def missing(path: object) -> UnreadableMissing:
    """No such file."""
    return UnreadableMissing(
        _("There is no such file"),
        _("{path} does not exist, or is not a file.").format(path=path),
        _("Check the name and the folder."),
    )

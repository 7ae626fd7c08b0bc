"""What can go wrong with the terms, in words."""

from __future__ import annotations

from app.base.errors import Problem
from app.base.text import _


class UnknownVersion(Problem):
    """There is no document or version with this id or name."""

    code = "CP-5321"


class NoText(Problem):
    """The text of a version is not here."""

    code = "CP-5322"


class UnknownClause(Problem):
    """A document has no such clause."""

    code = "CP-5323"


class NotAcceptable(Problem):
    """A version cannot be accepted: its text is not here, not trusted, or has changed."""

    code = "CP-5324"


class NotALocalDocument(Problem):
    """Only a document that was opened from a file can be changed like this."""

    code = "CP-5325"


class NoSuchMatter(Problem):
    """A reminder, proposal or order that is no longer there."""

    code = "CP-5326"


def unknown_version(asked: str) -> UnknownVersion:
    """No version is kept under this id or name."""
    return UnknownVersion(
        _("There is no such document"),
        _("No document of the terms named {name} is stored on this computer.").format(name=asked),
        _("Check the name, or synchronize to fetch new documents."),
    )


def no_text(label: str) -> NoText:
    """The text of this version was never offered, or could not be fetched."""
    return NoText(
        _("The text is not on this computer"),
        _("The text of {label} was not offered by the portal, or could not be fetched yet.").format(
            label=label
        ),
        _("Synchronize, then try again."),
        kept=_("What is known about this version without its text is shown."),
    )


def unknown_clause(anchor: str, label: str) -> UnknownClause:
    """There is no clause with this anchor or number."""
    return UnknownClause(
        _("There is no such clause"),
        _("{label} has no clause {clause}.").format(label=label, clause=anchor),
        _("Look at the outline of the document for its clauses."),
    )


def not_acceptable(explanation: str) -> NotAcceptable:
    """Why nothing can be accepted now."""
    return NotAcceptable(
        _("This cannot be accepted"),
        explanation,
        _("Synchronize, read the text again, then accept it."),
        kept=_("Nothing was accepted."),
    )


def not_local(label: str) -> NotALocalDocument:
    """The vendor's documents are as they are."""
    return NotALocalDocument(
        _("This document is the vendor's"),
        _("{label} comes from the portal and cannot be changed here.").format(label=label),
        _("Open a document from a file to attach it or to confirm values of it."),
    )


def no_such_matter(explanation: str) -> NoSuchMatter:
    """What was asked for is gone."""
    return NoSuchMatter(
        _("That is no longer there"), explanation, _("Look at the page again; it is up to date.")
    )

"""What can go wrong with notices, in words."""

from __future__ import annotations

from app.base.errors import Problem
from app.base.text import _


class UnknownDraft(Problem):
    """There is no draft with this id."""

    code = "CP-5341"


class UnknownNotice(Problem):
    """There is no notice with this id."""

    code = "CP-5342"


class EmptyLetter(Problem):
    """A letter without words."""

    code = "CP-5343"


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

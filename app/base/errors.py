"""The two families of errors: a *problem* is known and tells people what to do; all else is a bug.

Every problem says what happened (`title`, `explanation`), what was kept (`kept`) and what to do
(`next_step`), in the user's language. Text from a server or a library goes into `detail` only:
it is plain text that screens keep behind "Details" and it is redacted before it is logged.
"""

from __future__ import annotations

import errno
from typing import ClassVar

import msgspec

from app.base.text import _


class ProblemReport(msgspec.Struct, frozen=True, kw_only=True):
    """A problem as a value: travels over the worker's pipe, into `--json` and onto the screen."""

    code: str
    title: str
    explanation: str
    next_step: str
    kept: str = ""
    detail: str = ""


class Problem(Exception):
    """Base of all known errors. `code` is stable ("CP-" and four digits), for people to quote.

    Hundreds by room: 10 base, 20 storage, 21 vault, 30 portal, 31 sign-in, 40 exchange,
    50 account, 51 orders, 52 support, 53 terms and notices, 54 licenses,
    55 documents, 60 worker and window, 61 shell.
    """

    code: ClassVar[str] = "CP-1000"

    def __init__(
        self, title: str, explanation: str, next_step: str, *, kept: str = "", detail: str = ""
    ) -> None:
        super().__init__(title)
        self.title = title
        self.explanation = explanation
        self.next_step = next_step
        self.kept = kept
        self.detail = detail

    def report(self) -> ProblemReport:
        """This problem as a value."""
        return ProblemReport(
            code=self.code,
            title=self.title,
            explanation=self.explanation,
            next_step=self.next_step,
            kept=self.kept,
            detail=self.detail,
        )


class Cancelled(Exception):
    """The person asked to stop. Not an error: nothing is shown but that it stopped."""


class DiskFull(Problem):
    """There is no room left where something had to be written."""

    code = "CP-1001"


class ReadOnlyPlace(Problem):
    """A file or folder cannot be written by this user."""

    code = "CP-1002"


class FileTrouble(Problem):
    """The system refused a file operation for another reason."""

    code = "CP-1003"


class BadSettings(Problem):
    """The settings file cannot be read, or holds a value that makes no sense."""

    code = "CP-1004"


def from_os_error(error: OSError, path: object) -> Problem:
    """The problem that `error` means for a person, about the file or folder `path`."""
    detail = f"{type(error).__name__} {error.errno}: {path}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            _("The disk is full"),
            _("There was no room to write {path}.").format(path=path),
            _("Free some space, then try again."),
            kept=_("What was saved before is unchanged."),
            detail=detail,
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return ReadOnlyPlace(
            _("This place cannot be written"),
            _("You may not write {path}.").format(path=path),
            _("Ask for write permission, or choose another folder."),
            kept=_("What was saved before is unchanged."),
            detail=detail,
        )
    return FileTrouble(
        _("The system refused a file operation"),
        _("Working with {path} failed.").format(path=path),
        _("Check the disk and the path, then try again."),
        kept=_("What was saved before is unchanged."),
        detail=detail,
    )

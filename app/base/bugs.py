"""Bugs: what was not foreseen becomes a redacted report that a person can read, save and send."""

from __future__ import annotations

import sys
from pathlib import Path

from app import __version__
from app.base.errors import Problem, ProblemReport
from app.base.text import _

CODE = "CP-1999"


def bug_text(error: BaseException, part: str) -> str:
    """The redacted text of a bug report: versions, system and the trace of `error`.

    `part` names the program's part that met it. Neither values of
    variables nor the name of the home folder are in it.
    """
    # Only a bug pays for these (13 ms): the worker's start does not (P1).
    import platform  # noqa: PLC0415
    import traceback  # noqa: PLC0415

    from app.base.redact import redact  # noqa: PLC0415

    head = (
        f"Counterpart {__version__}, {part}\n"
        f"Python {platform.python_version()} on {sys.platform} {platform.machine()}\n\n"
    )
    trace = redact("".join(traceback.format_exception(error)))
    return head + trace.replace(str(Path.home()), "~")


def bug_report(error: BaseException, part: str) -> ProblemReport:
    """`error` as a report: the words of a Problem, for anything else what a bug means."""
    if isinstance(error, Problem):
        return error.report()
    return ProblemReport(
        code=CODE,
        title=_("Something went wrong inside Counterpart"),
        explanation=_("An error occurred that was not foreseen. The program goes on."),
        kept=_("What was saved before is unchanged."),
        next_step=_("Try again. If it happens again, send the details to your vendor."),
        detail=bug_text(error, part),
    )


def is_bug(error: BaseException) -> bool:
    """Whether `error` belongs to the family of bugs."""
    return not isinstance(error, Problem)

"""The exit codes of the shell: documented, stable, and decided in one place."""

from __future__ import annotations

from enum import IntEnum

from app.base.text import _


class ExitCode(IntEnum):
    """What the exit status of `counterpart` means."""

    OK = 0
    PROBLEM = 1
    USAGE = 2
    SIGN_IN_NEEDED = 3
    OFFLINE = 4
    KEYRING = 5
    PARTLY = 6
    FINDINGS = 7
    CANCELED = 130


UNKNOWN = 3
"""What a plug-in for monitoring says where it cannot tell, beside 0 fine, 1 soon, 2 overdue."""


def words(code: ExitCode) -> str:
    """What `code` means, for `--help`."""
    match code:
        case ExitCode.OK:
            return _("done")
        case ExitCode.PROBLEM:
            return _("a known problem; its code and the next step are on standard error")
        case ExitCode.USAGE:
            return _("wrong usage")
        case ExitCode.SIGN_IN_NEEDED:
            return _("sign-in needed")
        case ExitCode.OFFLINE:
            return _("offline, or the portal cannot be reached")
        case ExitCode.KEYRING:
            return _("the keyring is locked, denied or absent")
        case ExitCode.PARTLY:
            return _("done in part: items were refused or wait to be sent")
        case ExitCode.FINDINGS:
            return _("held back: something was found that needs a decision before it is sent")
        case ExitCode.CANCELED:
            return _("canceled")


_SIGN_IN = frozenset({"CP-3101"})
_OFFLINE = frozenset(
    f"CP-{number}" for number in (3001, 3002, 3003, 3004, 3005, 3010, 3011, 3017, 3018)
)
_HELD_BACK = frozenset({"CP-5211", "CP-5607"})
"""Findings in a request, and what is missing of a certification."""


def exit_code_of(problem_code: str) -> ExitCode:
    """The exit code for a problem with this code ("CP-3001")."""
    if problem_code in _SIGN_IN:
        return ExitCode.SIGN_IN_NEEDED
    if problem_code in _OFFLINE:
        return ExitCode.OFFLINE
    if problem_code.startswith("CP-21"):
        return ExitCode.KEYRING
    if problem_code in _HELD_BACK:
        return ExitCode.FINDINGS
    if problem_code == "CP-6101":
        return ExitCode.USAGE
    return ExitCode.PROBLEM

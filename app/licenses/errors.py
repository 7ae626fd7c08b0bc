"""What can be wrong with files that came from isolated hosts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from app.activation.problems import HostProblem
from app.base.errors import Problem
from app.base.text import _

P = ParamSpec("P")
R = TypeVar("R")


class BadHostFile(Problem):
    """A file that no isolated host wrote, or that another version has to read."""

    code = "CP-5401"


class NoVendorFile(Problem):
    """The portal's vendor file is not here yet, or is not signed by a key that is relied on."""

    code = "CP-5402"


class UnknownBatch(Problem):
    """There is no such batch, or no such host in it."""

    code = "CP-5403"


class BatchInUse(Problem):
    """A batch of which something was sent is not removed."""

    code = "CP-5404"


class NothingToCarry(Problem):
    """No host of the batch has an answer."""

    code = "CP-5405"


class BadAnswers(Problem):
    """A file that is no set of answers."""

    code = "CP-5406"


def unknown_batch() -> UnknownBatch:
    """There is no such batch."""
    return UnknownBatch(
        _("There is no such batch"),
        _("It was removed, or belongs to another profile."),
        _("Choose another one from the list of batches."),
    )


def unknown_host() -> UnknownBatch:
    """There is no such host in the batch."""
    return UnknownBatch(
        _("There is no such host in this batch"),
        _("It was dropped meanwhile, or is in another batch."),
        _("Look at the batch again."),
    )


def batch_in_use() -> BatchInUse:
    """Something of the batch was sent."""
    return BatchInUse(
        _("This batch cannot be removed"),
        _("Requests of it were sent to the vendor; it says where their hosts stand."),
        _("Close it instead."),
        kept=_("Nothing was changed."),
    )


def nothing_to_carry() -> NothingToCarry:
    """No answer is here."""
    return NothingToCarry(
        _("There is nothing to carry back yet"),
        _("No host of this batch has an answer that can be used."),
        _("Send the batch, or look at why its hosts are held back."),
    )


def bad_answers(detail: str = "") -> BadAnswers:
    """A file is no set of answers."""
    return BadAnswers(
        _("This is not a set of answers"),
        _("It does not have the form of the file that “counterpart license exchange” writes."),
        _("Bring that file, as it was written on the connected computer."),
        kept=_("Nothing was changed."),
        detail=detail,
    )


def bad_host_file(file: Path, found: HostProblem) -> BadHostFile:
    """The problem that the portable room found with `file`."""
    return BadHostFile(
        found.title,
        _("{file}: {why}").format(file=file.name, why=found.explanation),
        found.next_step,
        kept=_("Nothing was sent."),
    )


def no_vendor_file() -> NoVendorFile:
    """None came yet."""
    return NoVendorFile(
        _("There is no vendor file here yet"),
        _("It comes with the first answers to requests of isolated hosts."),
        _("Exchange a request, or send a batch; then try again."),
    )


def bad_vendor_file(detail: str) -> NoVendorFile:
    """The one that is here cannot be carried to a host."""
    return NoVendorFile(
        _("There is no vendor file to carry along"),
        _("The portal offers none that is signed by a key this profile relies on."),
        _("Run “counterpart sync”, then try again; else ask the vendor."),
        detail=detail,
    )


class HostTrouble(Problem):
    """A problem of the portable room; each has the code that it has there."""

    code = "CP-7000"


def host_trouble(found: HostProblem) -> HostTrouble:
    """The problem that the portable room found, as one of this program's."""
    return _with_code(found.code)(found.title, found.explanation, found.next_step)


def told_as_problem(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function of the portable room raise this program's problems."""

    @functools.wraps(function)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except HostProblem as found:
            raise host_trouble(found) from found

    return told


@functools.cache
def _with_code(code: str) -> type[HostTrouble]:
    return type("HostTrouble", (HostTrouble,), {"code": code})

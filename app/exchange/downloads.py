"""Files that the vendor attached, saved where a person wants them: whole, or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import msgspec

from app.base.files import replacing
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.exchange import errors
from app.portal.errors import PortalProblem

PART = 4 * 1024 * 1024
"""Bytes asked for at a time."""

_TRIES = 3


class VendorFile(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment as the vendor's message describes it."""

    id: str
    size: int
    sha256: str


class Portal(Protocol):
    """Where attachments come from: a signed-in session."""

    def attachment(
        self, attachment_id: str, first: int, last: int, cancel: CancelToken | None = None
    ) -> bytes:
        """The bytes `first` to `last` (inclusive). Raises PortalProblem, Cancelled."""


def save(
    portal: Portal,
    wanted: VendorFile,
    path: Path,
    report: Report,
    cancel: CancelToken | None,
) -> None:
    """Write the content to `path`, in one step, once its size and SHA-256 are right.

    A part that is cut is asked for again, a few times. Raises AttachmentDiffers, PortalProblem,
    the disk's problems, Cancelled; then nothing is written.
    """
    digest = hashlib.sha256()
    with replacing(path) as sink:
        done = 0
        while done < wanted.size:
            last = min(done + PART, wanted.size) - 1
            piece = _part(portal, wanted.id, done, last, cancel)
            if len(piece) != last - done + 1:
                raise errors.attachment_differs(f"{len(piece)} bytes from {done}")
            digest.update(piece)
            sink.write(piece)
            done += len(piece)
            report(Progress(_("Saving the file"), done, wanted.size))
        if digest.hexdigest() != wanted.sha256:
            raise errors.attachment_differs("SHA-256")


def _part(
    portal: Portal, attachment_id: str, first: int, last: int, cancel: CancelToken | None
) -> bytes:
    for left in reversed(range(_TRIES)):
        try:
            return portal.attachment(attachment_id, first, last, cancel)
        except PortalProblem as problem:
            if not (problem.retry and left):
                raise
            if cancel is not None:
                cancel.wait(0.5)
                cancel.check()
    raise AssertionError("unreachable")

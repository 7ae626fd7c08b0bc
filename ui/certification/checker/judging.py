"""One document judged: its bytes are read, and looked at in a confined process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from app.base.errors import from_os_error
from app.certification.statement import Statement
from app.documents.verifying.model import Judged

_LARGEST = 64 * 1024 * 1024
"""Bytes that are read of a document: more than the examiner looks at, so that it says so."""
_LARGEST_CERTIFICATE = 1024 * 1024


class Checked(NamedTuple):
    """A document that was judged. `statement` is None where it has none that can be read."""

    path: Path
    judged: Judged
    statement: Statement | None
    evidence: Path | None = None


def checked(path: Path, trusted: Sequence[str], evidence: Path | None, now: datetime) -> Checked:
    """Judge the document at `path`; `trusted` are paths of certificates.

    Raises the problems of files that cannot be read; whatever a document holds is a verdict.
    """
    from app.certification.checking import check_certificate  # noqa: PLC0415 - when one is checked

    content = _read(path, _LARGEST)
    known = [_read(Path(one), _LARGEST_CERTIFICATE) for one in trusted]
    judged = check_certificate(content, known, now=now, evidence=evidence)
    return Checked(path, judged, _statement(judged.statement), evidence)


def _read(path: Path, most: int) -> bytes:
    """The first `most` bytes: what is longer is judged to be too large."""
    try:
        with open(path, "rb") as stream:
            return stream.read(most)
    except OSError as error:
        raise from_os_error(error, path) from error


def _statement(data: bytes | None) -> Statement | None:
    """The embedded data, where it has the known form; what is wrong with it is a check's matter."""
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=Statement)
    except msgspec.DecodeError:
        return None

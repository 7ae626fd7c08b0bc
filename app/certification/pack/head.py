"""The head of a statement: what it certifies, without the schedules that name hosts and users."""

from __future__ import annotations

from typing import Any

import msgspec

from app.certification.pack.model import HEAD_FORMAT
from app.certification.statement import StatedEvidence, StatedLine, Statement
from app.documents.canonical import canonical

_SCHEDULES = ("instances", "users", "deletions")


class StatedHead(msgspec.Struct, frozen=True):
    """What the check needs of the statement in a head."""

    lines: tuple[StatedLine, ...] = ()
    left_out: tuple[StatedLine, ...] = ()
    evidence: tuple[StatedEvidence, ...] = ()


class Head(msgspec.Struct, frozen=True):
    """A head as it is read: the figures, and how long the schedules are."""

    format: str
    counts: dict[str, int]
    statement: StatedHead


def head_of(statement: bytes) -> bytes:
    """The head of a statement (canonical JSON). Raises ValueError for what is none."""
    try:
        msgspec.json.decode(statement, type=Statement)
        whole: dict[str, Any] = msgspec.json.decode(statement)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ValueError("no statement") from error
    counts = {name: len(whole.pop(name)) for name in _SCHEDULES}
    return canonical({"format": HEAD_FORMAT, "counts": counts, "statement": whole})


def read_head(data: bytes) -> Head:
    """A head as it was written. Raises ValueError."""
    try:
        head = msgspec.json.decode(data, type=Head)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ValueError("no head") from error
    if head.format != HEAD_FORMAT:
        raise ValueError("another form")
    return head

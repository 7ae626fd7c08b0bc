"""A snapshot: rows that were true when it was made, as canonical JSON, kept like any other file.

Evidence never changes afterwards: what is counted again is this copy, by its hash.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from app.base import ids
from app.certification.around import Around
from app.certification.usage import problems
from app.certification.usage.model import LeftOut, Source, SourceKind, UsageRow
from app.portal.wire import SignedRecord

FORMAT = "counterpart-usage/1"


class Signed(msgspec.Struct, frozen=True):
    """A record that the vendor signed, whole, so that its signature can be checked again."""

    id: str
    record: SignedRecord


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a kept copy. Members are only added."""

    format: str = FORMAT
    kind: SourceKind
    title: str
    made_at: datetime
    made_by: str
    reason: str = ""
    definition: str = ""
    rows: tuple[UsageRow, ...] = ()
    signed: tuple[Signed, ...] = ()


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a source says beside its rows."""

    counted_at: datetime | None = None
    definition: str = ""
    reason: str = ""
    problems: tuple[str, ...] = ()
    signature: str = ""
    replaces: str = ""
    signed: tuple[Signed, ...] = ()


def keep(
    around: Around,
    kind: SourceKind,
    title: str,
    name: str,
    rows: Sequence[UsageRow],
    by: str,
    said: Said,
) -> Source:
    """Keep a snapshot of these rows as the file `name`. Raises the problems of disk and store."""
    from app.documents.canonical import canonical  # noqa: PLC0415 - only who keeps one (P1)

    now = around.clock.now()
    numbered = tuple(msgspec.structs.replace(row, row=number) for number, row in enumerate(rows, 1))
    content = canonical(
        Snapshot(
            kind=kind, title=title, made_at=now, made_by=by, reason=said.reason,
            definition=said.definition, rows=numbered, signed=said.signed,
        )
    )  # fmt: skip
    file = around.files.attach((name, content))
    left_out = tally(numbered)
    return Source(
        id=ids.new_id(around.clock),
        kind=kind,
        title=title,
        file=file,
        sha256=file.sha256,
        size=file.size,
        definition=said.definition,
        reason=said.reason,
        counted_at=said.counted_at or now,
        added_at=now,
        added_by=by,
        rows_read=len(numbered),
        rows_counted=len(numbered) - sum(one.rows for one in left_out),
        left_out=left_out,
        problems=said.problems,
        signature=said.signature,
        replaces=said.replaces,
    )


def rows(around: Around, source: Source) -> Iterator[UsageRow]:
    """The rows of a kept snapshot. Raises FileLost, FileAltered, WrongSource."""
    if source.file is None:
        raise problems.wrong_source(source.title)
    try:
        found = msgspec.json.decode(around.read_file(source.file.id), type=Snapshot)
    except msgspec.MsgspecError as error:
        raise problems.wrong_source(source.title) from error
    if found.format != FORMAT:
        raise problems.wrong_source(source.title)
    yield from found.rows


def tally(some: Sequence[UsageRow]) -> tuple[LeftOut, ...]:
    """How many rows do not count, by reason."""
    found: dict[str, int] = {}
    for row in some:
        if row.left_out:
            reason = row.left_out.value if isinstance(row.left_out, enum.Enum) else row.left_out
            found[reason] = found.get(reason, 0) + 1
    return tuple(LeftOut(reason, count) for reason, count in sorted(found.items()))

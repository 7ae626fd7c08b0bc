"""Files become sources, and sources become rows again: always from the kept copy."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import msgspec

from app.base import ids
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.certification.around import Around
from app.certification.usage import problems, remembering, snapshot
from app.certification.usage.counting import count
from app.certification.usage.look import Evidence
from app.certification.usage.mapped import Tally, read_rows
from app.certification.usage.model import Mapping, Source, SourceKind, Usage, UsageRow
from app.certification.usage.resolving import resolved
from app.certification.usage.rules import CountRules
from app.certification.usage.tables import open_table
from app.exchange.attachments import KeptFile


def read_file(
    around: Around,
    file: Path | KeptFile,
    mapping: Mapping,
    by: str,
    *,
    definition: str,
    as_of: datetime | None,
    replaces: str,
    report: Report,
    cancel: CancelToken | None,
) -> Source:
    """Keep a file and count its rows once; see `UsageService.read_file`."""
    kept = file if isinstance(file, KeptFile) else around.files.attach(file, report, cancel)
    try:
        with contextlib.closing(around.files.open(kept.id)) as stream:
            tally, definite, titles = _counted(stream, kept, mapping, report, cancel)
        remembering.remember(around.own, titles, mapping)
    except BaseException:
        if not isinstance(file, KeptFile):
            around.files.release([kept.id])
        raise
    now = around.clock.now()
    return Source(
        id=ids.new_id(around.clock),
        kind=SourceKind.FILE,
        title=kept.given or kept.name,
        file=kept,
        sha256=kept.sha256,
        size=kept.size,
        mapping=definite,
        definition=definition,
        counted_at=as_of or now,
        added_at=now,
        added_by=by,
        rows_read=tally.read,
        rows_counted=tally.counted,
        left_out=tally.left_out,
        problems=tally.problems,
        replaces=replaces,
    )


def _counted(
    stream: BinaryIO,
    kept: KeptFile,
    mapping: Mapping,
    report: Report,
    cancel: CancelToken | None,
) -> tuple[Tally, Mapping, tuple[str, ...]]:
    name, tally = kept.given or kept.name, Tally()
    with open_table(stream, name, mapping, cancel) as table:
        definite = resolved(table, name, mapping, cancel)
        for _rows in read_rows(table, definite, tally, cancel):
            report(Progress(_("Counting rows"), tally.read, None))
        titles = table.titles
    if not tally.read:
        raise problems.no_rows(name, definite.sheet)
    return tally, definite, titles


def rows(around: Around, source: Source, cancel: CancelToken | None = None) -> Iterator[UsageRow]:
    """The rows of a source again. Raises FileLost, FileAltered, WrongSource, Cancelled."""
    return chain.from_iterable(_batches(around, source, cancel))


def _batches(
    around: Around, source: Source, cancel: CancelToken | None
) -> Iterator[list[UsageRow]]:
    if source.kind is not SourceKind.FILE:
        yield [
            msgspec.structs.replace(row, source_id=source.id)
            for row in snapshot.rows(around, source)
        ]
        return
    if source.file is None or source.mapping is None:
        raise problems.wrong_source(source.title)
    with (
        contextlib.closing(around.files.open(source.file.id)) as stream,
        open_table(stream, source.title, source.mapping, cancel) as table,
    ):
        yield from read_rows(table, source.mapping, Tally(), cancel, source_id=source.id)


def evidence(
    around: Around,
    source: Source,
    metric: str,
    product_id: str,
    first: int,
    count: int,
    cancel: CancelToken | None,
) -> Evidence:
    """A page of the rows behind a figure, "" is any; memory does not grow with the source."""
    page: list[UsageRow] = []
    total = counted = 0
    for row in rows(around, source, cancel):
        if (metric and row.metric != metric) or (product_id and row.product_id != product_id):
            continue
        if first <= total < first + count:
            page.append(row)
        total += 1
        counted += not row.left_out
    return Evidence(rows=tuple(page), first=first, total=total, counted=counted)


def count_all(
    around: Around,
    sources: tuple[Source, ...],
    rules: CountRules,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> Usage:
    """Count sources again from their kept copies, with progress over their rows."""
    total = sum(source.rows_read for source in sources)
    done = 0

    def watched(source: Source) -> Iterator[UsageRow]:
        nonlocal done
        for some in _batches(around, source, cancel):
            done += len(some)
            report(Progress(_("Counting rows"), min(done, total), total))
            yield from some

    return count([(source, watched(source)) for source in sources], rules)

"""P18: the preview of a certificate after an edit, beside the bare warm call of the typesetter."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime

import msgspec
import typst

from app.certification.paper import printing
from app.certification.paper.certificate import certificate
from app.certification.statement import Statement
from app.documents import render
from app.documents.fonts import fonts
from app.documents.model import Paper
from tests.benchmarks.harness import Figure, lower, paired
from tests.benchmarks.world import World
from tests.support import certificates as samples

ID = "P18"
GOAL = 2.0
AT = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


def run(world: World) -> list[Figure]:
    """A usual certificate, then one with 500 hosts; each round has an edit of its own."""
    rounds = 2 if world.quick else 12
    usual = samples.statement()
    hosts = 20 if world.quick else 500
    large = samples.statement(instances=tuple(samples.instance(n) for n in range(1, hosts + 1)))
    return [
        _refreshed(usual, "a certificate of 3 pages", rounds),
        _refreshed(large, f"a certificate with {hosts} hosts", max(2, rounds // 3)),
    ]


def _refreshed(statement: Statement, what: str, rounds: int) -> Figure:
    numbers = itertools.count()

    def edited() -> Statement:
        first, *others = statement.lines
        said = f"Explanation number {next(numbers)}."
        line = msgspec.structs.replace(first, explanation=said)
        return msgspec.structs.replace(statement, lines=(line, *others))

    def ours() -> float:
        fresh = edited()
        start = time.perf_counter()
        assert printing.pages(fresh, paper=Paper.A4, fixed=AT)
        return time.perf_counter() - start

    def bare() -> float:
        data = {
            "title": "x",
            "author": "x",
            "certificates": [certificate(edited(), Paper.A4)],
            "paper": "a4",
            "language": "en",
            "fonts": ["Inter", "Noto Sans", "Noto Sans CJK JP"],
            "embedded": [],
        }
        inputs = {"data": msgspec.json.encode(data).decode()}
        source = render.template_source("certificate")
        start = time.perf_counter()
        assert typst.compile(
            source,
            format="png",
            ppi=printing.SCREEN,
            sys_inputs=inputs,
            ignore_system_fonts=True,
            font_paths=fonts(),
        )
        return time.perf_counter() - start

    ours()
    bare()
    said = f"preview of {what} after an edit / the bare typst call"
    return lower(ID, said, paired(ours, bare, rounds), GOAL, "ms", scale=1000)

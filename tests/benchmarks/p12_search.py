"""P12-search: words in 50 documents, beside the bare full-text query in a plain file.

The plain side has the same clauses in SQLite without encryption, its words looked up, ranked and
excerpted in the same way; it makes no values of what it finds.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import time

from app.storage.database import Database
from app.storage.opening import open_mirror
from app.terms import outline, reading, search
from app.terms.model import Document, DocumentKind, Version
from app.terms.store import put_clauses
from tests.benchmarks.harness import Figure, lower, paired
from tests.benchmarks.world import World
from tests.support.sources import ROOT

ID = "P12-SEARCH"
ALSO = ("P12",)
GOAL = 2.0
DOCUMENTS = 50
LIMIT = 200
SOUGHT = ("renew", "scope exceed", "liab", "customer data delet", "30 days", "zebra")


def run(world: World) -> list[Figure]:
    """Alternate the same words, once through for each side and round."""
    count = 10 if world.quick else DOCUMENTS
    texts = sorted((ROOT / "resources" / "terms").glob("*.md"))
    parsed = [outline.parse(reading.read_file(path)) for path in texts]
    versions = {
        f"terms-{number}": Version(
            id=f"terms-{number}", document=f"terms-{number}", title=f"Terms {number}",
            kind=DocumentKind.PRODUCT, label=str(number),
        )
        for number in range(count)
    }  # fmt: skip
    documents = dict(zip(versions, itertools.cycle(parsed), strict=False))
    with (
        open_mirror(world.folder / "p12-search.db", world.key) as mirror,
        contextlib.closing(sqlite3.connect(world.folder / "p12-plain.db")) as plain,
    ):
        fill(mirror, plain, documents)

        def ours() -> float:
            start = time.perf_counter()
            for words in SOUGHT:
                search.in_vendor_texts(mirror, search.words_of(words), versions, LIMIT)
            return time.perf_counter() - start

        def bare() -> float:
            start = time.perf_counter()
            for words in SOUGHT:
                plain.execute(
                    "SELECT c.document, c.id, c.number, c.title,"
                    " snippet(found, 2, '[', ']', '…', 24) FROM found"
                    " JOIN clause c ON c.rowid = found.rowid"
                    " WHERE found MATCH ? ORDER BY bm25(found, 4.0, 4.0, 1.0), c.rowid LIMIT ?",
                    (" ".join(f'"{word}"*' for word in words.split()), LIMIT),
                ).fetchall()
            return time.perf_counter() - start

        for words in SOUGHT[:-1]:
            found = search.in_vendor_texts(mirror, search.words_of(words), versions, LIMIT)
            assert found, f"nothing was found for {words!r}"
        pair = paired(ours, bare, 3 if world.quick else 30)
    what = f"{len(SOUGHT)} searches in {count} documents / the bare query in a plain file"
    return [lower("P12", what, pair, GOAL, "ms", scale=1000)]


def fill(mirror: Database, plain: sqlite3.Connection, documents: dict[str, Document]) -> None:
    """The same clauses into both files."""
    plain.execute("CREATE TABLE clause (document, id, number, title, text)")
    plain.execute("CREATE VIRTUAL TABLE found USING fts5 (number, title, text, prefix='2 3')")
    with mirror.write() as tx:
        for key, document in documents.items():
            put_clauses(tx, key, document, own=False)
        tx.execute("INSERT INTO clause_search (clause_search) VALUES ('rebuild')")
    for key, document in documents.items():
        rows = [
            (key, clause.id, clause.number, clause.title, document.own_text(clause))
            for clause in document.clauses
        ]
        plain.executemany("INSERT INTO clause VALUES (?, ?, ?, ?, ?)", rows)
    plain.execute(
        "INSERT INTO found (rowid, number, title, text)"
        " SELECT rowid, number, title, text FROM clause"
    )
    plain.commit()

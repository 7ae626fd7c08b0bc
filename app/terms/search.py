"""Finding words in all texts at once: by the full-text index, and in documents from files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

import msgspec

from app.storage.database import Database
from app.terms.answers import SearchHit
from app.terms.model import Clause, Version

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_OPEN, _CLOSE = "\x02", "\x03"
_TOKENS = 24
"""Words of a snippet."""
_AROUND = 70
"""Characters that a snippet of a local document shows on each side of the first place."""


def words_of(text: str) -> tuple[str, ...]:
    """What is looked for, each once; "7.2" is one: its parts have to stand side by side."""
    parts = (part.replace('"', " ").strip() for part in text.split())
    return tuple(dict.fromkeys(part for part in parts if _WORD.search(part)))


def folded(text: str) -> str:
    """`text` in lower case without accents, as the index keeps words."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def in_vendor_texts(
    mirror: Database,
    words: Sequence[str],
    versions: Mapping[str, Version],
    limit: int,
    *,
    every: bool = True,
) -> list[SearchHit]:
    """The clauses of the vendor's documents in which the words begin words, best first.

    `every`: all of them, else any.
    """
    wanted = list(versions)
    if not words or not wanted:
        return []
    marks = ", ".join("?" * len(wanted))
    expression = (" " if every else " OR ").join(f'"{word}"*' for word in words)
    rows = mirror.read(
        "SELECT c.document_id, c.id, c.number, c.title,"  # noqa: S608
        f" snippet(clause_search, 2, '{_OPEN}', '{_CLOSE}', '…', {_TOKENS})"
        " FROM clause_search JOIN clause c ON c.row = clause_search.rowid"
        f" WHERE clause_search MATCH ? AND c.document_id IN ({marks})"
        " ORDER BY bm25(clause_search, 4.0, 4.0, 1.0), c.row LIMIT ?",
        (expression, *wanted, limit),
    )
    return [
        _hit(versions[document], anchor, number, title, *_marked(snippet or title))
        for document, anchor, number, title, snippet in rows
    ]


def in_local_texts(
    own: Database,
    words: Sequence[str],
    versions: Mapping[str, Version],
    limit: int,
    *,
    every: bool = True,
) -> list[SearchHit]:
    """The same of documents opened from files: few, so their clauses are looked through."""
    found: list[SearchHit] = []
    fits = all if every else any
    if not words or limit <= 0:
        return found
    patterns = [_pattern(word) for word in words]
    for key, version in versions.items():
        rows = own.iterate(
            "SELECT body, text FROM local_clause WHERE document_id = ? ORDER BY position", (key,)
        )
        for body, text in rows:
            clause = msgspec.json.decode(body, type=Clause)
            everything = folded(f"{clause.number} {clause.title} {text}")
            if fits(pattern.search(everything) for pattern in patterns):
                excerpt = _excerpt(str(text) or clause.title, patterns)
                found.append(_hit(version, clause.id, clause.number, clause.title, *excerpt))
                if len(found) >= limit:
                    return found
    return found


def _pattern(word: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in _WORD.findall(folded(word)))
    return re.compile(rf"(?<![^\W_]){'[^a-z0-9]+'.join(parts)}[^\W_]*")


def _hit(
    version: Version,
    anchor: str,
    number: str,
    title: str,
    snippet: str,
    marks: tuple[tuple[int, int], ...],
) -> SearchHit:
    return SearchHit(
        version_id=version.id,
        version_label=version.label,
        title=version.title,
        clause_id=anchor,
        number=number,
        clause_title=title,
        snippet=snippet,
        marks=marks,
    )


def _marked(snippet: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A snippet of the index without its marks, on one line, and where they stood."""
    text = ""
    marks: list[tuple[int, int]] = []
    start = 0
    for piece in re.split(f"([{_OPEN}{_CLOSE}])", snippet):
        if piece == _OPEN:
            start = len(text)
        elif piece == _CLOSE:
            marks.append((start, len(text)))
        else:
            text += _on_one_line(piece, after=text[-1:])
    return text, tuple(marks)


def _on_one_line(piece: str, *, after: str) -> str:
    line = re.sub(r"\s+", " ", piece)
    return line.lstrip() if after in ("", " ") else line


def _excerpt(
    text: str, patterns: Sequence[re.Pattern[str]]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    line = re.sub(r"\s+", " ", text).strip()
    plain = folded(line)
    if len(plain) != len(line):
        # Some letters fold to several or none: their places cannot be told, the words still can.
        return line[: 2 * _AROUND], ()
    first = min((found.start() for p in patterns if (found := p.search(plain))), default=0)
    low, high = max(0, first - _AROUND), min(len(line), first + 2 * _AROUND)
    while 0 < low < first and not line[low - 1].isspace():
        low += 1
    head = "…" if low else ""
    tail = "…" if high < len(line) else ""
    marks = sorted(
        (found.start() - low + len(head), min(found.end(), high) - low + len(head))
        for pattern in patterns
        for found in pattern.finditer(plain, low, high)
    )
    return head + line[low:high] + tail, tuple(marks)

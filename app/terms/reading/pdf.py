"""The text layer of a PDF as readable text: running headers go, words cut by line ends are joined.

Only text is taken: nothing is rendered, run or fetched.
"""

from __future__ import annotations

import itertools
import re
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.base.text import _, ngettext
from app.documents import pdf_text
from app.documents.pdf_text import CUT as _CUT
from app.documents.pdf_text import Row as _Row
from app.terms.outline.lines import is_open_words
from app.terms.reading import problems
from app.terms.reading.source import HeadingHint, Source

_EDGE = 3
"""Lines at the top and at the foot of a page that may be furniture."""
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.|pg\.?)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?"
    r"(?:\s*(?:of|von|/|de|sur)\s*\d{1,4})?",
    re.IGNORECASE,
)
_CUT_WORD = re.compile(rf"(\w{{1,40}})[{_CUT}](\w{{1,40}})")
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")


def read_pdf(data: bytes, limit: int) -> Source:
    """The text of a PDF. Raises UnreadableEncrypted, UnreadablePdf, UnreadableScan, or TooLarge."""
    with _opened(data) as document:
        pages, bare = _pages(document, limit)
    if not any(row.words.strip() for rows in pages for row in rows):
        raise problems.scan()
    removed = _without_furniture(pages)
    text, hints = _joined(pages)
    if not text.strip():
        raise problems.scan()
    return Source(text=text, format="pdf", headings=hints, notes=_notes(bare, removed))


def page_texts(data: bytes, limit: int) -> Iterator[str]:
    """All text of a PDF page by page, running headers included; "" where a page has none.

    Raises UnreadableEncrypted, UnreadablePdf, or TooLarge where it is more than `limit` signs.
    """
    with _opened(data) as document:
        left = limit
        for page in pdf_text.text_pages(document):
            text = pdf_text.whole_text(page) if page is not None else ""
            left -= len(text)
            if left < 0:
                raise problems.too_large(limit)
            yield text


@contextmanager
def _opened(data: bytes) -> Iterator[pdf_text.Document]:
    try:
        with pdf_text.opened(data) as document:
            yield document
    except pdf_text.PdfEncrypted as error:
        raise problems.encrypted() from error
    except pdf_text.PdfDamaged as error:
        raise problems.damaged_pdf(str(error)) from error


def _notes(bare: int, removed: int) -> tuple[str, ...]:
    notes = []
    if bare:
        notes.append(
            ngettext(
                "{count} page has no text and was left out.",
                "{count} pages have no text and were left out.",
                bare,
            ).format(count=bare)
        )
    if removed:
        notes.append(_("Running headers, footers and page numbers were left out."))
    return tuple(notes)


def _pages(document: pdf_text.Document, limit: int) -> tuple[list[list[_Row]], int]:
    """The lines of each page, and how many pages have none."""
    pages: list[list[_Row]] = []
    bare, size = 0, 0
    for page in pdf_text.text_pages(document):
        if page is None:
            bare += 1
            continue
        rows = pdf_text.rows(page)
        size += sum(len(row.words) for row in rows)
        if size > limit:
            raise problems.too_large(limit)
        bare += not rows
        pages.append(rows)
    return pages, bare


def _without_furniture(pages: list[list[_Row]]) -> int:
    """Take running lines from the pages' edges; how many went."""
    seen: Counter[str] = Counter()
    for rows in pages:
        seen.update({_key(row.words) for row in _edges(rows)})
    often = max(2, -(-len(pages) * 3 // 10)) if len(pages) > 3 else 2
    removed = 0
    for rows in pages:
        edges = {id(row) for row in _edges(rows) if _is_furniture(row, seen, often)}
        removed += len(edges)
        rows[:] = [row for row in rows if id(row) not in edges]
    return removed


def _edges(rows: Sequence[_Row]) -> list[_Row]:
    return [*rows[:_EDGE], *rows[_EDGE:][-_EDGE:]]


def _is_furniture(row: _Row, seen: Counter[str], often: int) -> bool:
    words = row.words
    if re.fullmatch(r"(?:page|seite)\s+\d+(?:\s*(?:of|von|/)\s*\d+)?", words, re.IGNORECASE):
        return True
    if len(words) > 150 or seen[_key(words)] < often:
        return False
    if _PAGE_NUMBER.fullmatch(words):
        return True
    return sum(sign.isalpha() for sign in words) >= 4 and words[-1] not in ",;:"


def _key(words: str) -> str:
    return _DIGITS.sub("#", words)


def _joined(pages: Sequence[Sequence[_Row]]) -> tuple[str, tuple[HeadingHint, ...]]:
    pitch = _pitch(pages)
    body = _body_size(pages)
    parts: list[str] = []
    hints: list[HeadingHint] = []
    size = 0
    before: _Row | None = None
    for rows in pages:
        for at, row in enumerate(rows):
            joint = "" if before is None else _joint(before, row, pitch, new_page=at == 0)
            words = row.words
            if before is not None and before.words[-1] in _CUT and words[0].islower():
                joint = ""
            parts += [joint, words]
            size += len(joint)
            big = body > 0 and row.size >= 1.15 * body
            if (big or row.bold) and len(words) <= 110:
                hints.append(HeadingHint(size, size + len(words), 2 if big else 7, words))
            size += len(words)
            before = row
    return _uncut("".join(parts), hints)


def _uncut(text: str, hints: Sequence[HeadingHint]) -> tuple[str, tuple[HeadingHint, ...]]:
    """Join words that were cut at line ends; a hyphen stays if the word has it elsewhere."""
    words = set(re.findall(r"[\w-]+", text)) if _CUT_WORD.search(text) else set()
    shifts: list[tuple[int, int]] = []
    removed = 0

    def join(found: re.Match[str]) -> str:
        nonlocal removed
        one, other = found[1], found[2]
        if f"{one}-{other}" in words and one + other not in words:
            return f"{one}-{other}"
        removed += 1
        shifts.append((found.end(1), removed))
        return one + other

    text = _CUT_WORD.sub(join, text)
    for sign in _CUT:
        text = text.replace(sign, "-")
    if not shifts:
        return text, tuple(hints)
    places = [place for place, _count in shifts]

    def shifted(place: int) -> int:
        at = bisect_right(places, place)
        return place - (shifts[at - 1][1] if at else 0)

    return text, tuple(
        HeadingHint(shifted(hint.start), shifted(hint.end), hint.level, hint.text) for hint in hints
    )


def _joint(before: _Row, row: _Row, pitch: float, *, new_page: bool) -> str:
    if new_page:
        return "\n" if is_open_words(before.words) and row.words[0].islower() else "\n\n"
    gap = before.last_foot - row.foot
    return "\n\n" if pitch and (gap > 1.3 * pitch or gap < -0.5 * pitch) else "\n"


def _pitch(pages: Sequence[Sequence[_Row]]) -> float:
    """Points from line to line within a paragraph."""
    gaps = [
        round(one.last_foot - other.foot, 1)
        for rows in pages
        for one, other in itertools.pairwise(rows)
        if 4 < one.last_foot - other.foot < 60
    ]
    if not gaps:
        return 0.0
    counted = Counter(gaps)
    usual = [gap for gap, count in counted.items() if count >= 0.2 * max(counted.values())]
    return min(usual)


def _body_size(pages: Sequence[Sequence[_Row]]) -> float:
    sizes = [
        round(row.size, 1)
        for rows in pages
        for row in rows
        for _sign in range(len(row.words) // 20 + 1)
    ]
    return statistics.mode(sizes) if sizes else 0.0

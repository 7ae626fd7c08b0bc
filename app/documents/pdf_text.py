"""The text layer of a PDF and the files inside it. Nothing is rendered, run or fetched."""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

CUT = "\ufffe\u00ad\x02"
"""Signs that stand for a hyphen which the typesetting set at a line's end."""
_HEAVY = re.compile(rb"bold|black|heavy", re.IGNORECASE)


Document: TypeAlias = "PdfDocument"
"""An open PDF, for those who may not import the library."""


class PdfEncrypted(ValueError):
    """It opens with a password only."""


class PdfDamaged(ValueError):
    """It is no PDF, or damaged."""


class Row(msgspec.Struct, gc=False):
    """A line of a page. `foot` is in points from the page's foot, 0 where it is not known."""

    words: str
    foot: float = 0.0
    last_foot: float = 0.0
    """Where its last letter stands: a word cut at a line's end takes two lines."""
    size: float = 0.0
    bold: bool = False


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[PdfDocument]:
    """A document, closed at the block's end. Raises PdfEncrypted, PdfDamaged."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise PdfEncrypted(str(error)) from error
        raise PdfDamaged(str(error)) from error
    try:
        yield document
    finally:
        document.close()


def text_pages(document: PdfDocument) -> Iterator[PdfTextPage | None]:
    """The text of each page, None where a page cannot be read. Each is closed by the next."""
    import pypdfium2

    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            yield None
            continue
        text_page = page.get_textpage()
        try:
            yield text_page
        finally:
            text_page.close()
            page.close()


def whole_text(page: PdfTextPage) -> str:
    """All text of a page in the order in which it was set."""
    return str(page.get_text_range()) if page.count_chars() > 0 else ""


def width(page: PdfTextPage) -> float:
    """How wide the paper is, in points."""
    return float(page.page.get_width())


def rows(page: PdfTextPage) -> list[Row]:
    """The lines of a page in the order in which they were set, with place and weight."""
    count = page.count_chars()
    if count <= 0:
        return []
    text: str = page.get_text_range(0, count)
    exact = len(text) == count
    found: list[Row] = []
    at = 0
    for raw in text.split("\n"):
        words = raw.strip("\r\n \t\0")
        if words:
            lead = raw.index(words[0])
            row = Row("".join(sign for sign in words if sign >= " " or sign in CUT))
            if exact:
                _look(page, row, at + lead, at + lead + len(words) - 1)
            found.append(row)
        at += len(raw) + 1
    return found


def attachments(document: PdfDocument, most: int) -> list[tuple[str, bytes]]:
    """Name and content of each file inside. Raises PdfDamaged beyond `most` bytes in all."""
    found = []
    for index in range(document.count_attachments()):
        one = document.get_attachment(index)
        content = bytes(one.get_data())
        most -= len(content)
        if most < 0:
            raise PdfDamaged("the files inside are too large")
        found.append((str(one.get_name()), content))
    return found


def _look(page: PdfTextPage, row: Row, first: int, last: int) -> None:
    """Where a line stands, how large and how heavy its letters are."""
    from pypdfium2 import raw

    row.foot, row.last_foot = _foot(page, first), _foot(page, last)
    row.size = float(raw.FPDFText_GetFontSize(page, first))
    row.bold = _is_bold(page, first) and _is_bold(page, last)


def _foot(page: PdfTextPage, at: int) -> float:
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    return y.value if raw.FPDFText_GetCharOrigin(page, at, x, y) else 0.0


def _is_bold(page: PdfTextPage, at: int) -> bool:
    from pypdfium2 import raw

    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    size = raw.FPDFText_GetFontInfo(page, at, name, 128, flags)
    if size and _HEAVY.search(name.raw[: min(size, 128)]):
        return True
    return int(raw.FPDFText_GetFontWeight(page, at)) >= 600

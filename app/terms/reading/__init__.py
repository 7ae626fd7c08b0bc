"""A file or the bytes of one, read as a text: plain, Markdown, HTML, or the text layer of a PDF.

Nothing is fetched, nothing in the file is run; what was noticed on the way is told in notes.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec

from app.base.errors import from_os_error
from app.terms.reading import problems
from app.terms.reading.encoding import decode
from app.terms.reading.problems import (
    Unreadable,
    UnreadableBinary,
    UnreadableEmpty,
    UnreadableEncrypted,
    UnreadableMissing,
    UnreadablePdf,
    UnreadableScan,
    UnreadableTooLarge,
)
from app.terms.reading.source import RUN_IN, Format, HeadingHint, Source

__all__ = [
    "LONGEST_FILE", "LONGEST_TEXT", "RUN_IN", "Format", "HeadingHint", "Source", "Unreadable",
    "UnreadableBinary", "UnreadableEmpty", "UnreadableEncrypted", "UnreadableMissing",
    "UnreadablePdf", "UnreadableScan", "UnreadableTooLarge", "read_bytes", "read_file",
]  # fmt: skip

LONGEST_FILE = 50_000_000
"""Bytes of a file that is still read."""
LONGEST_TEXT = 20_000_000
"""Signs of a text that is still read."""

_ENDINGS: dict[str, Format] = {
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown",
    ".htm": "html", ".html": "html", ".xhtml": "html", ".pdf": "pdf",
    ".txt": "plain", ".text": "plain",
}  # fmt: skip
_TYPES: dict[str, Format] = {
    "text/markdown": "markdown", "text/html": "html", "application/xhtml+xml": "html",
    "application/pdf": "pdf", "text/plain": "plain",
}  # fmt: skip
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--|<!doctype\s+html|<html|<head|<body)", re.I
)
_MARKDOWN = re.compile(r"^#{1,6} \S", re.MULTILINE)


def read_file(path: Path) -> Source:
    """The text of the file at `path`. Raises an Unreadable problem, or what an OSError means."""
    try:
        if not path.is_file():
            raise problems.missing(path)
        with open(path, "rb") as stream:
            data = stream.read(LONGEST_FILE + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError):
            raise from_os_error(error, path) from error
        raise problems.missing(path) from error
    return read_bytes(data, name=path.name)


def read_bytes(data: bytes, *, name: str = "", media_type: str = "") -> Source:
    """The text of `data`, of which `name` and `media_type` may tell the format.

    Raises an Unreadable problem: empty, binary, too large, a PDF that is a scan, encrypted or
    damaged.
    """
    if len(data) > LONGEST_FILE:
        raise problems.too_large(LONGEST_FILE)
    if not data.strip():
        raise problems.empty()
    sha256 = hashlib.sha256(data).hexdigest()
    told = _TYPES.get(media_type.split(";", maxsplit=1)[0].strip().lower()) or _ENDINGS.get(
        Path(name).suffix.lower()
    )
    if data[:1024].lstrip().startswith(b"%PDF-"):
        from app.terms.reading.pdf import read_pdf  # noqa: PLC0415 - only where it is one

        source = read_pdf(data, LONGEST_TEXT)
        encoding, notes = "utf-8", source.notes
    else:
        if told == "pdf":
            raise problems.damaged_pdf("no %PDF- at the start")
        text, encoding, notes = decode(data)
        if len(text) > LONGEST_TEXT:
            raise problems.too_large(LONGEST_TEXT)
        source = _formed(text, told or _sniffed(text))
        notes += source.notes
    if not source.text.strip():
        raise problems.empty()
    return msgspec.structs.replace(source, encoding=encoding, notes=notes, sha256=sha256, name=name)


def _formed(text: str, form: Format) -> Source:
    match form:
        case "html":
            from app.terms.reading.html import read_html  # noqa: PLC0415 - only where it is one

            return read_html(text)
        case "markdown":
            from app.terms.reading.markdown import read_markdown  # noqa: PLC0415 - 60 ms

            return read_markdown(text)
        case _:
            return Source(text=text)


def _sniffed(text: str) -> Format:
    """The format of a text that nothing is told about."""
    if _HTML.match(text):
        return "html"
    return "markdown" if len(_MARKDOWN.findall(text[:200_000])) > 1 else "plain"

"""A PDF with a text layer, written here: pages of lines, each with a size and a weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A line of a page; `gap` points below the line before."""

    words: str
    gap: float = 14
    size: float = 11
    bold: bool = False
    x: float = 72


def pdf(pages: Sequence[Sequence[Text | str]]) -> bytes:
    """The bytes of a PDF with these pages. Letters are those of WinAnsi."""
    objects: list[bytes] = [b"", b""]  # catalog and pages, filled below
    fonts = []
    for name in (b"Helvetica", b"Helvetica-Bold"):
        objects.append(
            b"<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont /" + name + b" >>"
        )
        fonts.append(len(objects))
    kids = []
    for lines in pages:
        stream = _stream(lines)
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F0 %d 0 R /F1 %d 0 R >> >> >>" % (content, *fonts)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [" + b" ".join(kids) + b"] /Count %d >>" % len(kids)
    return _file(objects)


def _stream(lines: Sequence[Text | str]) -> bytes:
    y = 800.0
    parts = [b"BT"]
    for line in lines:
        text = Text(line) if isinstance(line, str) else line
        y -= text.gap
        words = text.words.encode("cp1252", "replace")
        for sign in (b"\\", b"(", b")"):
            words = words.replace(sign, b"\\" + sign)
        parts.append(
            b"/F%d %.1f Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj" % (text.bold, text.size, text.x, y, words)
        )
    return b"\n".join([*parts, b"ET"])


def _file(objects: Sequence[bytes]) -> bytes:
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, len(body),
    )  # fmt: skip

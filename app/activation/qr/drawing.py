"""QR codes drawn: as modules for a window, as printable sheets, as signs for a terminal.

Dark is always drawn on white with the four modules of quiet zone that ISO/IEC 18004 asks for; in a
terminal two, where room is short and the ground is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple
from xml.sax.saxutils import escape

import segno

from app.activation.qr.bundle import kind_words
from app.activation.qr.frames import short_hash_of
from app.activation.qr.parts import Head
from app.activation.report import plain
from app.activation.words import _

Modules = tuple[tuple[bool, ...], ...]
QUIET = 4
"""Modules of white round a code."""

# Parts look random, so any mask is as good as another; trying all eight takes six times as long.
_MASK = 3
_COLUMNS, _ROWS = 2, 3
_MARGIN, _HEADER, _FOOTER, _CAPTION = 120, 270, 90, 70
# Without a width Qt draws a line of one module round each shape when it prints.
_NO_LINE = 'stroke="none" stroke-width="0"'
_FONT = 'font-family="Inter, Segoe UI, Helvetica, Arial, sans-serif"'


class Paper(Enum):
    """Sizes of paper: width and height in tenths of a millimeter."""

    A4 = (2100, 2970)
    LETTER = (2159, 2794)


class Caption(NamedTuple):
    """What stands on a sheet beside the codes."""

    title: str
    made: datetime


def modules(text: str, error: str = "m") -> Modules:
    """The rows of a code without its quiet zone, True is dark; `error` is a level, l to h."""
    code = segno.make_qr(text, error=error, mask=_MASK)
    return tuple(tuple(map(bool, row)) for row in code.matrix)


def code_svg(text: str) -> str:
    """One code as a picture that can be enlarged at will, a module is 8 px."""
    rows = modules(text)
    side = len(rows) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side * 8}" height="{side * 8}"'
        f' viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path fill="#000" d="{_path(rows)}"/></svg>\n'
    )


def sheets(
    texts: Sequence[str], head: Head, caption: Caption, paper: Paper = Paper.A4
) -> tuple[str, ...]:
    """Pages to print as SVG, six codes on each, said on every page what they are."""
    most = _COLUMNS * _ROWS
    pages = [texts[at : at + most] for at in range(0, len(texts), most)]
    return tuple(
        _page(page, number, len(pages), head, caption, paper)
        for number, page in enumerate(pages, 1)
    )


def html(pages: Sequence[str], title: str, paper: Paper = Paper.A4) -> str:
    """The pages as one document that any browser prints, a page each; it loads nothing."""
    width, height = (f"{tenths / 10:g}mm" for tenths in paper.value)
    style = (
        f"@page{{size:{width} {height};margin:0}}body{{margin:0;background:#fff}}"
        f"svg{{display:block;width:{width};height:{height};break-after:page}}"
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escape(plain(title))}</title><style>{style}</style></head><body>\n"
        + "".join(pages)
        + "</body></html>\n"
    )


def terminal(rows: Modules, *, colored: bool, blocks: bool = True) -> tuple[str, ...]:
    """Lines for a terminal. `colored` sets black on white whatever its colors are.

    Without color the ground is taken to be dark. `blocks` puts two rows on a line; without it a
    module is two signs of ASCII, for terminals that show nothing else.
    """
    framed = _framed(rows, 2)
    if not blocks:
        shown = [["  " if dark else "##" for dark in row] for row in framed]
        return tuple("".join(row) for row in shown)
    if len(framed) % 2:
        framed.append([False] * len(framed))
    signs = " ▄▀█"
    lines = []
    for top, bottom in zip(framed[::2], framed[1::2]):
        pairs = ((one == colored) * 2 + (other == colored) for one, other in zip(top, bottom))
        line = "".join(signs[pair] for pair in pairs)
        lines.append(f"\x1b[30;107m{line}\x1b[0m" if colored else line)
    return tuple(lines)


def terminal_payload(columns: int, lines: int, *, blocks: bool = True) -> int:
    """Bytes of a file that fit into a code shown on so many columns and lines; 0 where none do.

    Codes on a terminal have error correction level L: a screen has no creases.
    """
    side = min(columns, lines * 2) if blocks else min(columns // 2, lines)
    version = min((side - 4 - 17) // 4, len(_DIGITS_L))
    if version < 1:
        return 0
    body = _bytes_in(_DIGITS_L[version - 1] - 6)
    return max(0, body - 30)


# Digits that a code of version 1, 2, … holds at level L (ISO/IEC 18004, table 7).
_DIGITS_L = (
    41, 77, 127, 187, 255, 322, 370, 461, 552, 652, 772, 883, 1022, 1101, 1250, 1408, 1548,
)  # fmt: skip


def _bytes_in(digits: int) -> int:
    """Bytes whose largest number has at most so many digits."""
    return ((10**digits - 1).bit_length() - 1) // 8 if digits > 0 else 0


def _framed(rows: Modules, quiet: int) -> list[list[bool]]:
    side = [False] * quiet
    blank = [False] * (len(rows) + 2 * quiet)
    return [
        *(list(blank) for _row in range(quiet)),
        *([*side, *row, *side] for row in rows),
        *(list(blank) for _row in range(quiet)),
    ]


def _path(rows: Modules) -> str:
    """The dark modules as runs, moved in by the quiet zone."""
    found = []
    for y, row in enumerate(rows, QUIET):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                found.append(f"M{x + QUIET} {y}h{width}v1h-{width}z")
            x += width + 1
    return "".join(found)


def _page(
    texts: Sequence[str], page: int, pages: int, head: Head, caption: Caption, paper: Paper
) -> str:
    width, height = paper.value
    column = (width - 2 * _MARGIN) // _COLUMNS
    row = (height - 2 * _MARGIN - _HEADER - _FOOTER) // _ROWS
    side = min(column, row - _CAPTION) // 10 * 10
    first = (page - 1) * _COLUMNS * _ROWS + 1
    cells = []
    for place, text in enumerate(texts):
        left = _MARGIN + place % _COLUMNS * column + (column - side) // 2
        top = _MARGIN + _HEADER + place // _COLUMNS * row
        words = _("Part {number} of {total}").format(number=first + place, total=head.total)
        cells.append(_cell(text, left, top, side))
        words += f"  ·  {short_hash_of(head.set_id)}"
        cells.append(_text(words, left + side // 2, top + side + 32, 34, "middle"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width / 10:g}mm"'
        f' height="{height / 10:g}mm" viewBox="0 0 {width} {height}">'
        f'<path fill="#fff" {_NO_LINE} d="M0 0h{width}v{height}h-{width}z"/>'
        + "".join(_header(head, caption, width))
        + "".join(cells)
        + "".join(_footer(page, pages, width, height))
        + "</svg>\n"
    )


def _cell(text: str, left: int, top: int, side: int) -> str:
    rows = modules(text)
    unit = side / (len(rows) + 2 * QUIET)
    return (
        f'<path transform="translate({left} {top}) scale({unit:.5f})" fill="#000" {_NO_LINE}'
        f' shape-rendering="crispEdges" d="{_path(rows)}"/>'
    )


def _header(head: Head, caption: Caption, width: int) -> list[str]:
    facts = "  ·  ".join(
        [
            kind_words(head.kind),
            _("{size:,} bytes").format(size=head.length),
            caption.made.strftime("%Y-%m-%d %H:%M UTC"),
        ]
    )
    shown = _("Set hash {digits}").format(digits=short_hash_of(head.set_id))
    how = _(
        "Photos: “counterpart license qr-read PHOTOS --out FILE”."
        " Scanner: “counterpart license qr --read”."
    )
    return [
        _text(_shortened(caption.title, 56), _MARGIN, _MARGIN + 50, 54, bold=True),
        _text(shown, width - _MARGIN, _MARGIN + 50, 44, "end", bold=True),
        _text(facts, _MARGIN, _MARGIN + 112, 34),
        _text(how, _MARGIN, _MARGIN + 164, 34),
        f'<path fill="#888" {_NO_LINE} d="M{_MARGIN} {_MARGIN + 200}h{width - 2 * _MARGIN}v2h-'
        f'{width - 2 * _MARGIN}z"/>',
    ]


def _footer(page: int, pages: int, width: int, height: int) -> list[str]:
    base = height - _MARGIN
    shown = _("Page {number} of {total}").format(number=page, total=pages)
    words = _("The set hash begins the file's SHA-256. Compare it by eye on both sides.")
    return [_text(words, _MARGIN, base, 30), _text(shown, width - _MARGIN, base, 30, "end")]


def _text(
    words: str, x: int, y: int, size: int, anchor: str = "start", *, bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" {_FONT}{weight} text-anchor="{anchor}"'
        f' fill="#000">{escape(plain(words))}</text>'
    )


def _shortened(text: str, most: int) -> str:
    """A long name without its middle: its end tells more than what stands before it."""
    return text if len(text) <= most else f"{text[: most - 21]}…{text[-20:]}"

"""The parts that a page is put together from, as the template certificate.typ takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.certification.paper.figures import Style
from app.certification.paper.fitting import cut, fitted, swapped, width
from app.documents.model import Paper

Part = dict[str, object]
Cell = str | dict[str, object]
_TEXT = 9.0
_SMALL = 7.8
_GUTTER = 2.0
_LOW = 30
"""Lines of a row that is still kept on one page; a page of A4 has about 55 of them."""
_SHORT, _SHORT_LINES = 60, 10
"""Signs and pieces of a cell that need no counting: no column is narrower than 8 mm."""


class Sheet:
    """What is the same for every part of one document: its style, its room, its replacements."""

    def __init__(self, style: Style, replaced: Mapping[str, str]) -> None:
        self.style = style
        self.words = style.words
        self.room = 170.0 if style.paper is Paper.A4 else 215.9 - 2 * 20.32
        self._replaced = replaced

    def text(self, text: str, room: float | None = None, size: float = 9.5) -> str:
        """A text as it is printed in `room` millimeters, the whole width where none is given."""
        return fitted(swapped(text, self._replaced), self.room if room is None else room, size)

    def line(self, text: str, room: float, size: float) -> str:
        """A text as it is printed on one line, cut where it is longer."""
        return cut(swapped(text, self._replaced), room, size)

    def heading(self, text: str, level: int = 2, *, fresh: bool = False) -> Part:
        """A heading; `fresh` begins a page."""
        return {"kind": "heading", "text": self.text(text), "level": level, "fresh": fresh}

    def paragraph(self, text: str, *, size: float = 9.5) -> Part:
        """A paragraph over the whole width."""
        return {"kind": "text", "text": self.text(text, size=size), "size": size}

    def remark(self, text: str, *, leads: bool = False) -> Part:
        """A quiet paragraph; one that `leads` stays on the page of what follows."""
        return {**self.paragraph(text), "muted": True, "leads": leads}

    def bullets(self, lines: Sequence[str]) -> Part:
        """A list."""
        return {"kind": "list", "lines": [self.text(one, self.room - 6) for one in lines]}

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        widths: Sequence[float],
        right: Sequence[int] = (),
        snug: Sequence[int] = (),
        size: float = _TEXT,
    ) -> Part:
        """A table with a head that is repeated on each page; a width of 0 takes what is left.

        Columns on the `right` hold figures: they grow to hold the widest, as far as there is room.
        `snug` ones are no wider than what is in them.
        """
        chosen = self._widths(rows, widths, right)
        for at in snug:
            said = (_said(row[at]) for row in rows)
            need = max([width(head[at], _SMALL), *(width(one, size) for one in said)]) + _GUTTER
            chosen[at] = min(chosen[at], need)
        rest = (self.room - sum(chosen)) / max(1, sum(1 for one in chosen if not one))
        rooms = [(one or rest) - (_GUTTER if at else 0) for at, one in enumerate(chosen)]
        fitting = [
            [self._cell(one, room, size) for one, room in zip(row, rooms, strict=True)]
            for row in rows
        ]
        return {
            "kind": "table",
            "head": [self.text(one, room, _SMALL) for one, room in zip(head, rooms, strict=True)],
            "rows": fitting,
            "whole": [_is_low(row, rooms) for row in fitting],
            "widths": chosen,
            "right": list(right),
            "size": size,
        }

    def _cell(self, cell: Cell, room: float, size: float) -> Cell:
        if isinstance(cell, str):
            return self.text(cell, room, size)
        fitting = dict(cell)
        fitting["t"] = self.text(str(cell["t"]), room * 0.96, size)
        for name, points in (("b", size), ("s", _SMALL)):
            lines = cell.get(name, ())
            if isinstance(lines, Sequence) and lines:
                fitting[name] = [self.text(str(one), room, points) for one in lines]
        return fitting

    def _widths(
        self, rows: Sequence[Sequence[Cell]], widths: Sequence[float], right: Sequence[int]
    ) -> list[float]:
        chosen = list(widths)
        spare = self.room - sum(widths) - 34
        for at in right:
            need = max((width(_said(row[at]), _TEXT) for row in rows), default=0) + _GUTTER
            more = max(0.0, min(need - chosen[at], spare, 14))
            chosen[at] += more
            spare -= more
        return chosen


def _is_low(row: Sequence[Cell], rooms: Sequence[float]) -> bool:
    """Whether a row is surely lower than a page, so that it can be kept on one."""
    for cell, room in zip(row, rooms, strict=True):
        pieces = _pieces(cell)
        if sum(map(len, pieces)) < _SHORT and len(pieces) < _SHORT_LINES:
            continue
        lines = [line for piece in pieces for line in piece.split("\n")]
        if sum(1 + int(1.15 * width(line, _TEXT) / room) for line in lines) > _LOW:
            return False
    return True


def _pieces(cell: Cell) -> list[str]:
    if isinstance(cell, str):
        return [cell]
    pieces = [str(cell["t"])]
    for name in ("b", "s"):
        more = cell.get(name, ())
        if isinstance(more, Sequence):
            pieces += [str(one) for one in more]
    return pieces


def _said(cell: Cell) -> str:
    return cell if isinstance(cell, str) else str(cell["t"])


def strong(
    text: str, *, below: Sequence[str] = (), small: Sequence[str] = (), code: str = ""
) -> Cell:
    """A cell with an emphasized first line, lines of text and small lines below it, and a hash."""
    return {
        "t": text,
        "strong": True,
        "code": code,
        "b": [one for one in below if one],
        "s": [one for one in small if one],
    }


def toned(text: str, tone: str) -> Cell:
    """A cell whose text says good, bad or open in words and in its tone."""
    return {"t": text, "tone": tone}


def quiet(text: str, small: Sequence[str]) -> Cell:
    """A cell with small lines below it."""
    return {"t": text, "s": [one for one in small if one]}


def coded(text: str, code: str) -> Cell:
    """A cell with a hash below it."""
    return {"t": text, "code": code}

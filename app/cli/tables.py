"""Tables for a terminal: as wide as they may be, stacked where they do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.cli.safe import padded, safe, shortened, width

_GAP = 2
_LEAST = 6


class Head(NamedTuple):
    """A column: its title, whether figures stand at its end, and whether it may be shortened."""

    title: str
    end: bool = False
    shrinks: bool = False


def table(heads: Sequence[Head], rows: Sequence[Sequence[str]], columns: int | None) -> list[str]:
    """The lines of a table at most `columns` wide (None: as wide as it wants, for a pipe)."""
    cells = [[safe(cell) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [
        max(width(head.title), *(width(row[at]) for row in cells)) for at, head in enumerate(heads)
    ]
    if columns is not None and not _shrink(heads, widths, columns):
        return list(_stacked(heads, cells, columns))
    lines = [[head.title for head in heads], *cells]
    return [_line(heads, line, widths) for line in lines]


def pairs(entries: Sequence[tuple[str, str]]) -> list[str]:
    """Lines of names and values; entries without a value are left out."""
    shown = [(name, safe(value)) for name, value in entries if value]
    room = max((width(name) for name, _value in shown), default=0)
    return [f"{padded(name, room)}  {value}".rstrip() for name, value in shown]


def _line(heads: Sequence[Head], cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = (
        padded(shortened(cell, room), room, end=head.end)
        for head, cell, room in zip(heads, cells, widths, strict=True)
    )
    return (" " * _GAP).join(parts).rstrip()


def _shrink(heads: Sequence[Head], widths: list[int], columns: int) -> bool:
    """Take from the widest column that may shrink until the table fits; False where it cannot."""
    while sum(widths) + _GAP * (len(widths) - 1) > columns:
        candidates = [at for at, head in enumerate(heads) if head.shrinks and widths[at] > _LEAST]
        if not candidates:
            return False
        widest = max(candidates, key=lambda at: widths[at])
        widths[widest] -= 1
    return True


def _stacked(heads: Sequence[Head], cells: Sequence[Sequence[str]], columns: int) -> Iterator[str]:
    room = max(width(head.title) for head in heads)
    for number, row in enumerate(cells):
        if number:
            yield ""
        for head, cell in zip(heads, row, strict=True):
            if cell:
                yield shortened(f"{padded(head.title, room)}  {cell}", max(columns, room + _LEAST))

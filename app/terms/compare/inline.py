"""Both versions of a clause in one run of text: removed words before those in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.terms.changes import Mark, Piece
from app.terms.compare.words import TOKEN, words_of

_BLANK = Piece(" ")


def inline(old: Sequence[Piece], new: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of both sides in one order; what is the same is written as in the new version."""
    made: list[Piece] = []
    for piece, blank_before, blank_after in _merged(old, new):
        owed = blank_before and made and not made[-1].text[-1:].isspace()
        owed = owed or (bool(made) and _collide(made[-1], piece))
        if owed and not piece.text[:1].isspace():
            made.append(_BLANK)
        made.append(piece)
        if blank_after:
            made.append(_BLANK)
    return tuple(_tidy(made))


def _collide(before: Piece, piece: Piece) -> bool:
    """A removed word directly before the added one in its place."""
    replaced = before.mark is Mark.REMOVED and piece.mark is Mark.ADDED
    return replaced and before.text[-1:].isalnum() and piece.text[:1].isalnum()


def _merged(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[tuple[Piece, bool, bool]]:
    """Each piece, and whether a removed one had white space before and behind it."""
    removed = list(_removed(old))
    passed = 0
    for piece in new:
        if piece.mark is not Mark.SAME:
            while removed and removed[0][0] <= passed:
                yield removed.pop(0)[1:]
            yield piece, False, False
            continue
        starts = [match.start() for match in TOKEN.finditer(piece.text)]
        done = 0
        while removed and removed[0][0] < passed + len(starts):
            at = starts[removed[0][0] - passed]
            if done < at:
                yield Piece(piece.text[done:at]), False, False
            done = at
            yield removed.pop(0)[1:]
        if done < len(piece.text):
            yield Piece(piece.text[done:]), False, False
        passed += len(starts)
    for left in removed:
        yield left[1:]


def _removed(old: Sequence[Piece]) -> Iterator[tuple[int, Piece, bool, bool]]:
    """Removed pieces: behind how many common words, the piece, white space before and behind."""
    passed = 0
    for at, piece in enumerate(old):
        if piece.mark is Mark.SAME:
            passed += len(words_of(piece.text))
            continue
        before = at > 0 and old[at - 1].text[-1:].isspace()
        behind = at + 1 < len(old) and old[at + 1].text[:1].isspace()
        yield passed, piece, before, behind


def _tidy(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """No blank where white space stands already, none at the end."""
    for at, piece in enumerate(pieces):
        if piece is _BLANK:
            follows = pieces[at + 1].text[:1] if at + 1 < len(pieces) else " "
            if follows.isspace():
                continue
        yield piece


class Place(NamedTuple):
    """One place where two texts differ: start and end in each, counted in characters.

    Where a side has no marked words there, both are the point where the other's would stand.
    """

    old: tuple[int, int]
    new: tuple[int, int]


def places(old: Sequence[Piece], new: Sequence[Piece]) -> tuple[Place, ...]:
    """Where the two sides of a clause differ, in the order of the text."""
    mine, mine_starts = _marked(old)
    theirs, their_starts = _marked(new)
    return tuple(
        Place(mine.get(at) or _point(mine_starts, at), theirs.get(at) or _point(their_starts, at))
        for at in sorted({*mine, *theirs})
    )


def _marked(pieces: Sequence[Piece]) -> tuple[dict[int, tuple[int, int]], list[int]]:
    """Marked pieces by how many common words are before them; where common words begin and end."""
    found: dict[int, tuple[int, int]] = {}
    starts: list[int] = []
    done = 0
    for piece in pieces:
        end = done + len(piece.text)
        if piece.mark is Mark.SAME:
            starts += (done + match.start() for match in TOKEN.finditer(piece.text))
        else:
            found[len(starts)] = (done, end)
        done = end
    return found, [*starts, done]


def _point(starts: Sequence[int], at: int) -> tuple[int, int]:
    return starts[at], starts[at]

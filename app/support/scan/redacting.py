"""Blacks out findings in place: the same length, the same encoding, nothing else changed.

JSON stays JSON: a mask has no sign that a string of it may not hold, and a bare number becomes
another number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from app.base.tasks import CancelToken
from app.support.scan.kinds import SAMPLE
from app.support.scan.model import Finding
from app.support.scan.pieces import SIZE, pieces, wide_encoding
from app.support.scan.rules import detector

BLACK = "█"
PLAIN = "X"
_NUMBER = re.compile(r"[0-9.+-]+")


def redact_text(text: str, findings: Iterable[Finding]) -> str:
    """`text` with each finding covered by as many "█"; only those of this text are looked at."""
    json = _is_json(text[:200])
    parts: list[str] = []
    at = 0
    for start, end in spans(findings):
        end = min(end, len(text))
        if start >= end:
            continue
        number = json and _is_bare(text[start - 1 : start] if start else "")
        parts += [text[at:start], _mask(text[start:end], BLACK, number=number)]
        at = end
    return "".join((*parts, text[at:]))


def redact_stream(open: Callable[[], BinaryIO], findings: Iterable[Finding]) -> Iterator[bytes]:  # noqa: A002
    """The content of a file with each finding covered by as many "X", in the file's encoding.

    Give the findings of this file alone; those that are not `redactable` are passed over. Needs
    constant memory. Raises what the stream's reads raise.
    """
    with open() as stream:
        sample = stream.read(SAMPLE)
        stream.seek(0)
        encoding, mark = wide_encoding(sample)
        head = sample[mark : mark + 400].decode(encoding or "latin-1", "replace")
        yield from _covered(stream, spans(findings), encoding or "latin-1", json=_is_json(head))


def cover_all(text: str, cancel: CancelToken | None = None) -> tuple[str, int]:
    """`text` with all that any rule finds covered by "█", and how many places. Raises Cancelled."""
    data = text.encode("utf-8", "surrogatepass")
    found: list[tuple[int, int]] = []
    for piece in pieces(data[at : at + SIZE] for at in range(0, len(data), SIZE)):
        hits = detector().hits(piece.data, tick=cancel.check if cancel else _nothing)
        found += [
            (piece.offset + hit.start, piece.offset + hit.end)
            for hit in hits
            if piece.low <= hit.start < piece.high
        ]
    parts: list[str] = []
    at = 0
    for start, end in found:
        start = max(start, at)
        covered = data[start:end].decode("utf-8", "surrogatepass")
        kept = data[at:start].decode("utf-8", "surrogatepass")
        parts += [kept, _mask(covered, BLACK, number=False)]
        at = max(at, end)
    parts.append(data[at:].decode("utf-8", "surrogatepass"))
    return "".join(parts), len(found)


def _nothing() -> None:
    """For who does not want to stop."""


def spans(findings: Iterable[Finding]) -> list[tuple[int, int]]:
    """Where the redactable ones stand, in order, each place once."""
    result: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for one in findings if one.redactable):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif start < end:
            result.append((start, end))
    return result


def _covered(
    stream: BinaryIO, places: list[tuple[int, int]], encoding: str, *, json: bool
) -> Iterator[bytes]:
    at = 0
    before = b""
    unit = len("x".encode(encoding))
    for start, end in places:
        while at < start and (data := stream.read(min(SIZE, start - at))):
            at += len(data)
            before = data[-unit:]
            yield data
        covered = stream.read(end - start)
        at += len(covered)
        number = json and _is_bare(before.decode(encoding, "replace"))
        text = covered.decode(encoding, "surrogatepass" if unit > 1 else "strict")
        yield _mask(text, PLAIN, number=number, unit=unit).encode(encoding)
        before = b""
    while data := stream.read(SIZE):
        yield data


def _mask(text: str, sign: str, *, number: bool, unit: int = 0) -> str:
    """As long as `text` (in UTF-16 as many units); ends of lines stay."""
    if number and _NUMBER.fullmatch(text):
        return "0." + "0" * (len(text) - 2) if len(text) > 2 else "0"
    return "".join(
        one if one in "\r\n" else sign * (2 if unit == 2 and one > "\uffff" else 1) for one in text
    )


def _is_json(head: str) -> bool:
    return head.lstrip("\ufeff\ufffd \t\r\n")[:1] in {"{", "["}


def _is_bare(before: str) -> bool:
    """Whether what follows is a value without quotes."""
    return before in {":", ",", "[", " ", "\t", "\n"}

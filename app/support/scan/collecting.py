"""Hits made findings: their line, their id, and the line around them with all of it masked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from app.base.tasks import CancelToken
from app.support.scan import words
from app.support.scan.looking import Column, Detector, Hit
from app.support.scan.model import Finding, ScanResult, Unscanned, What
from app.support.scan.pieces import Measure, cut_of, pieces
from app.support.scan.rule import Why

MOST = 2000
"""Findings that are listed; more are counted."""
UNSCANNED_MOST = 200
"""Notes of what could not be looked into; one more says that there are more."""
_EXCERPT = 120
_AROUND = 200
_MASK = "████"
_COLUMNS = (".csv", ".tsv", ".tab", ".psv")
_HEADER = 4096


def _nothing() -> None:
    """For who does not want to stop."""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: its name and how its places are told."""

    name: str
    measure: Measure = len
    offset: int = 0
    """Where its first byte is, in its own measure."""
    page: int = 0
    """Of a PDF, from 1."""
    redactable: bool = True


class Collector:
    """Takes in what was found in one text or file, its members included."""

    def __init__(self, detector: Detector, source: str, cancel: CancelToken | None = None) -> None:
        self._detector = detector
        self._tick = cancel.check if cancel else _nothing
        self._source = source
        self._findings: list[Finding] = []
        self._unscanned: list[Unscanned] = []
        self._more = 0
        self._scanned = 0
        self._seen: Counter[bytes] = Counter()

    def result(self) -> ScanResult:
        """All of it."""
        return ScanResult(
            findings=tuple(self._findings),
            unscanned=tuple(self._unscanned),
            more=self._more,
            scanned_bytes=self._scanned,
        )

    def unscanned(self, name: str, reason: str) -> None:
        """Note what could not be looked into."""
        if len(self._unscanned) < UNSCANNED_MOST:
            self._unscanned.append(Unscanned(self._source, name, reason))
        elif len(self._unscanned) == UNSCANNED_MOST:
            self._unscanned.append(Unscanned(self._source, "", words.more_unscanned()))

    def store_of_keys(self, name: str, rule: str) -> None:
        """Note a file that as a whole is a store of keys."""
        finding = Finding(
            id=self._id(name, rule, b""), what=What.PRIVATE_KEY, rule=words.rule_name(rule),
            reason=words.why_words(Why.STORE), source=self._source, name=name, line=0, place="",
            excerpt="", start=0, end=0, redactable=False,
        )  # fmt: skip
        self._findings.append(finding)

    def look(self, chunks: Iterable[bytes], content: Content) -> None:
        """Look through all of `chunks`, which are UTF-8 or another spelling with ASCII in it."""
        line, ended = 1, 0
        columns: tuple[Column, ...] | None = None
        for piece in pieces(chunks, content.measure, content.offset):
            data, low, high = piece.data, piece.low, piece.high
            if columns is None:
                columns = self._columns(data, content.name)
            hits = self._detector.hits(data, columns, self._tick)
            at, place = 0, piece.offset
            counted = low
            ended = max(0, ended)
            for number, hit in enumerate(hits):
                start = max(hit.start, ended)
                if not low <= hit.start < high or start >= hit.end:
                    continue
                ended = hit.end
                line += data.count(b"\n", counted, start)
                place += content.measure(data[at:start])
                at, counted = start, start
                length = content.measure(data[start : hit.end])
                self._add(content, data, hits, number, line, (place, place + length))
            line += data.count(b"\n", counted, high)
            self._scanned += high - low
            ended -= cut_of(data, high)

    def _columns(self, data: bytes, name: str) -> tuple[Column, ...]:
        if not name.lower().endswith(_COLUMNS):
            return ()
        return self._detector.columns(data[:_HEADER].partition(b"\n")[0])

    def _add(
        self, content: Content, data: bytes, hits: Sequence[Hit], number: int, line: int,
        place: tuple[int, int],
    ) -> None:  # fmt: skip
        if len(self._findings) >= MOST:
            self._more += 1
            return
        hit = hits[number]
        rule = hit.rule
        self._findings.append(
            Finding(
                id=self._id(content.name, rule.name, data[hit.start : hit.end]),
                what=rule.what,
                rule=words.rule_name(rule.name),
                reason=words.why_words(rule.why),
                source=self._source,
                name=content.name,
                line=line,
                place=self._place(content, line),
                excerpt=excerpt(data, hits, number),
                start=place[0],
                end=place[1],
                redactable=content.redactable,
            )
        )

    def _place(self, content: Content, line: int) -> str:
        if content.page:
            return words.page_place(content.page)
        if self._source or not content.name:
            return words.line_place(line)
        return content.name if line == 1 else words.field_place(content.name, line)

    def _id(self, name: str, rule: str, value: bytes) -> str:
        """The same while the value stays the n-th of its kind, wherever text before it goes."""
        digest = hashlib.sha256("\0".join((self._source, name, rule, "")).encode() + value).digest()
        self._seen[digest] += 1
        number = self._seen[digest].to_bytes(4, "big")
        return hashlib.sha256(digest + number).hexdigest()[:20]


def excerpt(data: bytes, hits: Sequence[Hit], number: int) -> str:
    """The line around a hit, at most 120 characters, without the value of any hit in it."""
    hit = hits[number]
    low = max(data.rfind(b"\n", 0, hit.start) + 1, hit.start - _AROUND)
    high = data.find(b"\n", hit.end, hit.end + _AROUND)
    high = min(len(data), hit.end + _AROUND) if high < 0 else high
    near = _near(hits, number, low, high)
    values = {_words(data[one.start : one.end]) for one in near}
    values |= {part for value in values for part in value.split() if len(part) > 5}
    lead, tail = "", ""
    at = low
    for one in near:
        if one.start > at:
            gap = _words(data[at : one.start])
            lead, tail = (lead, tail + gap) if tail else (lead + gap, tail)
        if one is hit:
            tail = _MASK
        elif tail:
            tail += _MASK
        else:
            lead += _MASK
        at = max(at, one.end)
    tail += _words(data[at:high])
    for value in sorted(values, key=len, reverse=True):
        if len(value) > 3:
            lead, tail = lead.replace(value, _MASK), tail.replace(value, _MASK)
    return _cut(lead, tail)


def _near(hits: Sequence[Hit], number: int, low: int, high: int) -> list[Hit]:
    first, last = number, number + 1
    while first > 0 and hits[first - 1].end > low:
        first -= 1
    while last < len(hits) and hits[last].start < high:
        last += 1
    return list(hits[first:last])


def _cut(lead: str, tail: str) -> str:
    """Both sides shortened to fit, the mask in the middle kept."""
    lead, tail = lead.lstrip(), tail.rstrip()
    room = _EXCERPT - len(_MASK)
    before = min(len(lead), max(room - (len(tail) - len(_MASK)), room // 2))
    if before < len(lead):
        lead = "…" + lead[len(lead) - before + 1 :]
    room = _EXCERPT - len(lead)
    if len(tail) > room:
        tail = tail[: room - 1] + "…"
    return lead + tail


def _words(data: bytes) -> str:
    """`data` to be shown: no sign that moves, hides or turns the others."""
    text = data.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else " " for sign in text)

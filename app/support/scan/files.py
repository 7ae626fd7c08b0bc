"""A file or archive looked into: text as it comes, members one after the other, pages of a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from app.base.errors import Problem
from app.base.tasks import CancelToken
from app.support.scan import words
from app.support.scan.collecting import Collector, Content
from app.support.scan.kinds import SAMPLE, Kind, is_tar, kind_of
from app.support.scan.pieces import SIZE, as_utf8, measure_of, wide_encoding
from app.support.scan.unpacking import (
    DAMAGED,
    MEMBERS,
    TOTAL,
    Bomb,
    Budget,
    Forward,
    Member,
    TooMuch,
    gunzip,
    tar_members,
    zip_members,
)
from app.support.scan.watched import Oversized, Watched
from app.terms.reading import LONGEST_FILE, LONGEST_TEXT
from app.terms.reading.pdf import page_texts

_NESTED = frozenset((Kind.ZIP, Kind.GZIP, Kind.TAR, Kind.OTHER_ARCHIVE))
_LONGEST_NAME = 200


def look_into(
    collector: Collector, stream: Watched, name: str, cancel: CancelToken | None = None
) -> None:
    """Look through the file in `stream`. Raises Cancelled and what the stream's reads raise."""
    name = shown_name(name)
    sample = stream.read(SAMPLE)
    stream.seek(0)
    kind, form = kind_of(sample, name)
    looker = _Looker(collector, cancel)
    match kind:
        case Kind.TEXT:
            looker.text(_chunks(stream), sample, name, redactable=True)
        case Kind.ZIP:
            looker.members(name, zip_members(stream, Budget()))
        case Kind.GZIP:
            looker.packed(name, stream)
        case Kind.TAR:
            budget = Budget(max(TOTAL, stream.size))
            looker.members(name, tar_members(stream, budget))
        case _:
            looker.other(kind, form, _chunks(stream), name)


def shown_name(name: str) -> str:
    """A name as it may be shown: no sign that moves, hides or turns the others, bounded."""
    name = "".join(sign if sign.isprintable() else "�" for sign in name)
    if len(name) > _LONGEST_NAME:
        half = _LONGEST_NAME // 2
        name = f"{name[:half]}…{name[1 - half :]}"
    return name


def _chunks(stream: Watched) -> Iterator[bytes]:
    while data := stream.read(SIZE):
        yield data


class _Looker:
    def __init__(self, collector: Collector, cancel: CancelToken | None) -> None:
        self._collector = collector
        self._cancel = cancel

    def text(self, chunks: Iterable[bytes], sample: bytes, name: str, *, redactable: bool) -> None:
        """Content that is text, in whatever encoding."""
        encoding, mark = wide_encoding(sample)
        if encoding:
            chunks = as_utf8(chunks, encoding, mark)
        self._collector.look(
            self._checked(chunks),
            Content(
                name=name, measure=measure_of(encoding), offset=mark, redactable=redactable
            ),
        )  # fmt: skip

    def other(self, kind: Kind, form: str, chunks: Iterable[bytes], name: str) -> None:
        """What is neither text nor an archive that is opened."""
        match kind:
            case Kind.PDF:
                self._pdf(chunks, name)
            case Kind.KEY_STORE:
                self._collector.store_of_keys(name, form)
            case Kind.OTHER_ARCHIVE:
                self._collector.unscanned(name, words.packed(form))
            case _:
                self._collector.unscanned(name, words.binary())

    def packed(self, name: str, stream: Watched) -> None:
        """A .gz: a tar, or one file."""
        try:
            unpacked = gunzip(stream, Budget())
            first = next(unpacked, b"")
            while len(first) < SAMPLE and (more := next(unpacked, b"")):
                first += more
        except TooMuch:
            self._collector.unscanned(name, words.too_much(TOTAL))
            return
        except Bomb:
            self._collector.unscanned(name, words.bomb())
            return
        except DAMAGED:
            # What came before the damage may be short: it is looked at by itself.
            stream.seek(0)
            self._member(name, Member(name, lambda: gunzip(stream, Budget())))
            return
        whole = chain((first,), unpacked)
        if is_tar(first):
            self.members(name, tar_members(Forward(whole), None), one_stream=True)
        else:
            self._member(name, Member(name, lambda: whole))

    def members(self, name: str, members: Iterator[Member], *, one_stream: bool = False) -> None:
        """The files of an archive; in one packed as a whole none is read behind a bomb."""
        count = 0
        try:
            for member in members:
                if count == MEMBERS:
                    self._collector.unscanned(name, words.many_more(MEMBERS))
                    return
                count += 1
                self._check()
                if not self._member(f"{name}/{shown_name(member.name)}", member) and one_stream:
                    return
        except TooMuch:
            self._collector.unscanned(name, words.too_much(TOTAL))
        except Bomb:
            self._collector.unscanned(name, words.bomb())
        except Oversized:
            self._collector.unscanned(name, words.long_list())
        except DAMAGED:
            self._collector.unscanned(name, words.damaged())

    def _member(self, name: str, member: Member) -> bool:
        """Look into a member; whether it could be read to its end."""
        if member.read is None:
            encrypted = member.reason == "encrypted"
            reason = words.encrypted() if encrypted else words.packed(member.reason)
            self._collector.unscanned(name, reason)
            return True
        try:
            chunks = member.read()
            first = next(chunks, b"")
            sample = first[:SAMPLE]
            kind, form = kind_of(sample, name)
            if kind in _NESTED:
                self._collector.unscanned(name, words.nested())
            elif kind is Kind.TEXT:
                self.text(chain((first,), chunks), sample, name, redactable=False)
            else:
                self.other(kind, form, chain((first,), chunks), name)
        except Bomb:
            self._collector.unscanned(name, words.bomb())
        except DAMAGED:
            self._collector.unscanned(name, words.damaged())
        else:
            return True
        return False

    def _pdf(self, chunks: Iterable[bytes], name: str) -> None:
        parts, size = [], 0
        for chunk in self._checked(chunks):
            parts.append(chunk)
            size += len(chunk)
            if size > LONGEST_FILE:
                self._collector.unscanned(name, words.too_large(LONGEST_FILE))
                return
        data = b"".join(parts)
        bare = 0
        try:
            for number, text in enumerate(page_texts(data, LONGEST_TEXT), 1):
                self._check()
                bare += not text.strip()
                self._collector.look(
                    (text.encode("utf-8", "replace"),),
                    Content(name=name, page=number, redactable=False),
                )
        except Problem as problem:
            self._collector.unscanned(name, words.unreadable(problem.title))
        if bare:
            self._collector.unscanned(name, words.bare_pages(bare))

    def _checked(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._check()
            yield chunk

    def _check(self) -> None:
        if self._cancel:
            self._cancel.check()

"""Rows of a pack: an open part, and a hidden part behind a salted hash that binds it.

    hidden_sha256 = SHA-256 of {"hidden", "salt"};  leaf = SHA-256 of {"hidden_sha256", "open"}

all as canonical JSON (RFC 8785). The leaf is the same whether the hidden part is shown or not.
Salts are drawn from a key of the certification: who has only hashes cannot try names.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from app.certification.model import Deletion
from app.certification.pack.model import HiddenPart, OpenPart, RowLine
from app.certification.scope.units import normalized
from app.certification.usage.model import UsageRow

KEY_SIZE = 32


class _Hidden(msgspec.Struct, frozen=True):
    hidden: HiddenPart
    salt: str


class _Leaf(msgspec.Struct, frozen=True):
    hidden_sha256: str
    open: OpenPart


class Root:
    """The hash over all rows, in their order."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.rows = 0
        self.redacted = 0

    def add(self, line: RowLine) -> None:
        """Take a row in."""
        self._digest.update(leaf(line))
        self.rows += 1
        self.redacted += line.hidden is None

    def value(self) -> str:
        """What it comes to so far, hexadecimal."""
        return self._digest.hexdigest()


def usage_lines(rows: Iterable[UsageRow], refs: Mapping[str, str], key: bytes) -> Iterator[RowLine]:
    """Counted rows as lines of a pack. `refs` names sources as the certificate does."""
    for place, row in enumerate(rows):
        yield RowLine(
            open=OpenPart(
                product_id=row.product_id,
                metric=row.metric,
                quantity=f"{row.quantity:f}",
                unit=row.unit,
                environment=row.environment.value,
                belongs=row.belongs.value,
                source=refs.get(row.source_id, ""),
                row=row.row,
            ),
            hidden=HiddenPart(
                name=row.name, company=row.company, place=row.place, fingerprint=row.fingerprint
            ),
            salt=salt_of(key, f"row {place}"),
        )


def deletion_lines(deletions: Iterable[Deletion], key: bytes) -> Iterator[RowLine]:
    """What was deleted as lines of a pack; where and by whom is the hidden part."""
    for place, one in enumerate(deletions):
        yield RowLine(
            open=OpenPart(
                kind="deletion", product_id=one.product_id, metric=one.what, row=place + 1
            ),
            hidden=HiddenPart(name=one.place, company=one.by, place=one.method),
            salt=salt_of(key, f"row {place}"),
        )


def redacted(line: RowLine) -> RowLine:
    """The line without its hidden part."""
    return RowLine(open=line.open, hidden_sha256=hidden_sha256(line))


def folded(name: str) -> str:
    """A name as it is looked for: case, spaces and ways to write a letter make no difference."""
    return normalized(unicodedata.normalize("NFKC", name))


def names(line: RowLine, hosts: frozenset[str]) -> frozenset[str]:
    """Which of these names (folded) a line is about, or names beside others.

    "ham-1" is found in "ham-1.example.com" and in "behind ham-1", not in "ham-10".
    """
    if line.hidden is None or not hosts:
        return frozenset()
    hidden = line.hidden
    said = folded(" \n ".join((hidden.name, hidden.company, hidden.place, hidden.fingerprint)))
    if not _pattern(hosts).search(said):
        return frozenset()
    return frozenset(one for one in hosts if _pattern(frozenset((one,))).search(said))


@functools.lru_cache(maxsize=1024)
def _pattern(hosts: frozenset[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(hosts))) + r")(?![\w-])")


def mentioned(data: bytes, hosts: Collection[str]) -> set[str]:
    """Which of these names (folded) stand anywhere in the texts of a JSON document."""
    if not hosts:
        return set()
    found: set[str] = set()
    waiting: list[object] = [msgspec.json.decode(data)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            text = folded(value)
            found.update(one for one in hosts if one in text)
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
    return found


def hidden_sha256(line: RowLine) -> str:
    """The hash that stands for the hidden part."""
    if line.hidden is None:
        return line.hidden_sha256
    return hashlib.sha256(_written(_Hidden(line.hidden, line.salt))).hexdigest()


def leaf(line: RowLine) -> bytes:
    """The hash of a row, 32 bytes, the same with and without its hidden part."""
    return hashlib.sha256(_written(_Leaf(hidden_sha256(line), line.open))).digest()


def encoded(line: RowLine) -> bytes:
    """The line as it is written."""
    return _written(line) + b"\n"


def decoded(data: bytes) -> RowLine:
    """A line as it was written. Raises ValueError for what is none."""
    try:
        line = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ValueError("no row") from error
    if (line.hidden is None) is (line.hidden_sha256 == ""):
        raise ValueError("a row is either shown or hidden")
    return line


def salt_of(key: bytes, name: str) -> str:
    """The salt of a row or a file: 16 bytes as hexadecimal text."""
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:32]


def _written(value: RowLine | _Hidden | _Leaf) -> bytes:
    """Canonical JSON of texts and small whole numbers.

    Of these this writer makes what RFC 8785 asks for, many times as fast as the general one; a test
    compares the two.
    """
    return _ENCODER.encode(value)


_DECODER = msgspec.json.Decoder(RowLine)
_ENCODER = msgspec.json.Encoder(order="sorted")
"""Neither has a state of its own."""

"""How genuine input is spoiled: bytes, lines, JSON, base64, one after the other, by one dice."""

from __future__ import annotations

import base64
import copy
import json
import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

WORDS = (
    b"-----BEGIN LICENSE FILE-----", b"-----END MACHINE FILE-----", b"-----BEGIN PUBLIC KEY-----",
    b"key/", b"..", b".", b"==", b"=", b'"', b"\\", b"\\u", b"\\ud800", b"{", b"}", b"[", b"]",
    b"[[[[[[[[", b"null", b"NaN", b"Infinity", b"-", b"1e999", b"9" * 500, b"\0", b"\xff", b"\r\n",
    b"\n",
    b"\xef\xbb\xbf", b"\xe2\x80\xae", b"none", b"base64+", b"aes-256-gcm+ed25519", b"+rsa-sha256",
    b" ",
    b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59Z", b"+23:59", b"../../etc/cron.d/x", b"/",
    b"26868", b"268682", b"]Q3",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**63, 10**390, 1.5, -0.0, "", "x", "\0", "\U0001f600", "a" * 5000,
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999+23:59", "2026-02-30T00:00:00Z", [], {},
    [[]], [None], {"": None}, {"a": {"b": []}}, ["x"] * 200, "../../etc/passwd", "%s%n{0}{x.y}",
    "AA", "AAA=", "A" * 43, "0" * 64, "f" * 64,
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
)  # fmt: skip


class Dice:
    """Where all chance comes from; the same seed spoils in the same way."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def any_of(self, of: Sequence[T]) -> T:
        return of[self.random.randrange(len(of))]

    def upto(self, most: int) -> int:
        return self.random.randrange(most + 1)

    def once_in(self, times: int) -> bool:
        return self.random.randrange(times) == 0


def spoiled(data: bytes, dice: Dice, others: Sequence[bytes] = ()) -> bytes:
    """`data` after one to eight changes to its bytes."""
    for _round in range(1 + dice.upto(7) // (1 + dice.upto(4))):
        data = dice.any_of(_BYTES)(data, dice)
        if others and dice.once_in(12):
            other = dice.any_of(others)
            cut = dice.upto(len(other))
            data = data[: dice.upto(len(data))] + other[cut:]
    return data


def changed(value: Any, dice: Dice) -> Any:
    """A JSON value with one to four of its parts replaced, dropped, doubled or moved."""
    value = json.loads(json.dumps(value))
    for _round in range(1 + dice.upto(3)):
        places: list[tuple[Any, Any]] = []
        _walk(value, places)
        if not places:
            return _value(dice)
        holder, key = dice.any_of(places)
        match dice.upto(7):
            case 0 if isinstance(holder, dict):
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[dice.any_of(("x", "", "license_key", "meta", "\0"))] = _value(dice)
            case 2 if isinstance(holder, list):
                holder.append(holder[key])
            case 3 if isinstance(holder[key], str):
                text = holder[key].encode("utf-8", "replace")
                holder[key] = spoiled(text, dice).decode("latin-1")
            case 4:
                other, name = dice.any_of(places)
                copied = json.dumps(other.get(name) if isinstance(other, dict) else None)
                holder[key] = json.loads(copied) if len(copied) < 100_000 else None
            case _:
                holder[key] = _value(dice)
    return value


def as_json(value: Any, dice: Dice) -> bytes:
    """JSON text of a value, now and then in a form that should not be."""
    text = json.dumps(value, ensure_ascii=dice.once_in(2), indent=1 if dice.once_in(4) else None)
    data = text.encode("utf-8", "replace")
    match dice.upto(24):
        case 0:
            return data.replace(b"{", b'{"a":1,"a":2,', 1)
        case 1:
            return data + data
        case 2:
            return b"\xef\xbb\xbf" + data
        case 3:
            return data.decode().encode("utf-16")
        case 4:
            return data.replace(b'":', b'":' + b"[" * 70, 1)
    return data


def _value(dice: Dice) -> Any:
    return copy.deepcopy(dice.any_of(VALUES))


def _walk(value: Any, places: list[tuple[Any, Any]]) -> None:
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            places.append((value, key))
            _walk(value[key], places)


def _flip(data: bytes, dice: Dice) -> bytes:
    if not data:
        return b"\0"
    place = dice.upto(len(data) - 1)
    return data[:place] + bytes([data[place] ^ 1 << dice.upto(7)]) + data[place + 1 :]


def _drop(data: bytes, dice: Dice) -> bytes:
    place = dice.upto(len(data))
    return data[:place] + data[place + dice.upto(1 + len(data) // 4) :]


def _cut(data: bytes, dice: Dice) -> bytes:
    return data[: dice.upto(len(data))]


def _double(data: bytes, dice: Dice) -> bytes:
    place = dice.upto(len(data))
    piece = data[place : place + dice.upto(200)]
    return data[:place] + piece * (1 + dice.upto(3)) + data[place:]


def _insert(data: bytes, dice: Dice) -> bytes:
    place = dice.upto(len(data))
    return data[:place] + dice.any_of(WORDS) * (1 + dice.upto(2)) + data[place:]


def _over(data: bytes, dice: Dice) -> bytes:
    place, word = dice.upto(len(data)), dice.any_of(WORDS)
    return data[:place] + word + data[place + len(word) :]


def _lines(data: bytes, dice: Dice) -> bytes:
    lines = data.split(b"\n")
    dice.random.shuffle(lines)
    return b"\n".join(lines) if dice.once_in(3) else data.replace(b"\n", b"\r\n", dice.upto(3))


def _inside(data: bytes, dice: Dice) -> bytes:
    """Spoil what a run of base64 stands for."""
    words = [word for word in data.split(b'"') if len(word) > 20]
    if not words:
        return _flip(data, dice)
    word = dice.any_of(words)
    try:
        inner = base64.b64decode(word + b"===")
    except ValueError:
        return _flip(data, dice)
    return data.replace(word, base64.b64encode(_flip(inner, dice)).rstrip(b"="), 1)


_BYTES: tuple[Callable[[bytes, Dice], bytes], ...] = (
    _flip, _flip, _drop, _cut, _double, _insert, _insert, _over, _lines, _inside
)  # fmt: skip

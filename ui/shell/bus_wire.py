"""The bytes of D-Bus that notifications need: messages with strings, numbers, lists and hints.

PySide hands every integer to D-Bus as a signed one, while notifications take unsigned ones, and
servers refuse what is not of the type they announced; so messages are written here. Pure.
Source: D-Bus Specification 0.43, "Message Protocol" and "Marshaling".
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

Value: TypeAlias = str | int | Sequence[str] | Mapping[str, str | int]
CALL, RETURN, ERROR, SIGNAL = 1, 2, 3, 4
_LARGEST = 4 * 1024 * 1024
"""Bytes of a message that is read; the protocol allows more, notifications never need it."""
_PATH, _INTERFACE, _MEMBER, _REPLY, _DESTINATION, _SENDER, _SIGNATURE = 1, 2, 3, 5, 6, 7, 8
_FIXED = {"u": "I", "i": "i", "b": "I"}


class BadMessage(ValueError):
    """Bytes that are no message of the bus, or none that is understood here."""


class Message(NamedTuple):
    """A message that was read."""

    kind: int
    serial: int
    reply_to: int = 0
    interface: str = ""
    member: str = ""
    sender: str = ""
    body: tuple[str | int | tuple[str, ...], ...] = ()
    """Its leading values, as far as they are strings, numbers or lists of strings."""


class _Writer:
    def __init__(self) -> None:
        self.data = bytearray()

    def pad(self, to: int) -> None:
        self.data += bytes(-len(self.data) % to)

    def put(self, signature: str, value: Value) -> None:
        match signature:
            case "u" | "i" | "b":
                self.pad(4)
                self.data += struct.pack("<" + _FIXED[signature], value)
            case "y":
                self.data += struct.pack("<B", value)
            case "g":
                raw = str(value).encode("ascii")
                self.data += bytes((len(raw),)) + raw + b"\0"
            case "as" if isinstance(value, Sequence):
                self._array(4, [("s", one) for one in value])
            case "a{sv}" if isinstance(value, Mapping):
                self._hints(value)
            case "s" | "o":
                raw = str(value).replace("\0", "").encode("utf-8", "replace")
                self.pad(4)
                self.data += struct.pack("<I", len(raw)) + raw + b"\0"
            case _:
                raise BadMessage(f"cannot write {signature}")

    def _array(self, align: int, items: Sequence[tuple[str, Value]]) -> None:
        start = self._open_array(align)
        for signature, value in items:
            self.put(signature, value)
        self._close_array(start)

    def _hints(self, hints: Mapping[str, str | int]) -> None:
        """A dictionary of variants: text as a string, a number as a byte."""
        start = self._open_array(8)
        for name, value in hints.items():
            self.pad(8)
            self.put("s", name)
            self.variant("s" if isinstance(value, str) else "y", value)
        self._close_array(start)

    def variant(self, signature: str, value: Value) -> None:
        self.put("g", signature)
        self.put(signature, value)

    def _open_array(self, align: int) -> tuple[int, int]:
        self.pad(4)
        at = len(self.data)
        self.data += bytes(4)
        self.pad(align)
        return at, len(self.data)

    def _close_array(self, place: tuple[int, int]) -> None:
        at, start = place
        struct.pack_into("<I", self.data, at, len(self.data) - start)

    def fields(self, fields: Sequence[tuple[int, str, str]]) -> None:
        start = self._open_array(8)
        for code, signature, value in fields:
            self.pad(8)
            self.data.append(code)
            self.variant(signature, value)
        self._close_array(start)


def call(
    serial: int, place: tuple[str, str, str], member: str, signature: str, values: Sequence[Value]
) -> bytes:
    """The bytes of a call of `member`; `place` is service, path and interface."""
    service, path, interface = place
    body = _Writer()
    for part, value in zip(split(signature), values, strict=True):
        body.put(part, value)
    head = _Writer()
    head.data += struct.pack("<cBBBII", b"l", CALL, 0, 1, len(body.data), serial)
    fields = [
        (_PATH, "o", path),
        (_INTERFACE, "s", interface),
        (_MEMBER, "s", member),
        (_DESTINATION, "s", service),
    ]
    head.fields([*fields, (_SIGNATURE, "g", signature)] if signature else fields)
    head.pad(8)
    return bytes(head.data + body.data)


def split(signature: str) -> tuple[str, ...]:
    """A signature in its single types. Raises BadMessage for what is not written or read here."""
    found, rest = [], signature
    while rest:
        part = next((one for one in ("a{sv}", "as", *"usibyog") if rest.startswith(one)), "")
        if not part:
            raise BadMessage(f"type {rest}")
        found.append(part)
        rest = rest[len(part) :]
    return tuple(found)


def take(buffer: bytearray) -> Message | None:
    """Take the first whole message from what was received; None while there is none.

    Raises BadMessage; nothing after it can be relied on.
    """
    if len(buffer) < 16:
        return None
    order = {ord("l"): "<", ord("B"): ">"}.get(buffer[0])
    if order is None:
        raise BadMessage("byte order")
    length, serial, fields = struct.unpack_from(order + "III", buffer, 4)
    start = 16 + fields + (-fields % 8)
    if start + length > _LARGEST:
        raise BadMessage("too large")
    if len(buffer) < start + length:
        return None
    raw = bytes(buffer[: start + length])
    del buffer[: start + length]
    try:
        return _Reader(raw, order).message(raw[1], serial, 16 + fields, start)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise BadMessage(str(error)) from error


class _Reader:
    def __init__(self, raw: bytes, order: str) -> None:
        self._raw = raw
        self._order = order
        self._at = 16

    def message(self, kind: int, serial: int, end: int, start: int) -> Message:
        head: dict[int, str | int | tuple[str, ...]] = {}
        while self._at < end:
            self._pad(8)
            code = self._raw[self._at]
            self._at += 1
            head[code] = self._read(str(self._read("g")))
        self._at = start
        body: list[str | int | tuple[str, ...]] = []
        rest = str(head.get(_SIGNATURE, ""))
        while rest:
            part = next((one for one in ("as", *"usibyog") if rest.startswith(one)), "")
            if not part:
                break
            body.append(self._read(part))
            rest = rest[len(part) :]
        reply = head.get(_REPLY, 0)
        return Message(
            kind,
            serial,
            reply if isinstance(reply, int) else 0,
            str(head.get(_INTERFACE, "")),
            str(head.get(_MEMBER, "")),
            str(head.get(_SENDER, "")),
            tuple(body),
        )

    def _pad(self, to: int) -> None:
        self._at += -self._at % to

    def _read(self, signature: str) -> str | int | tuple[str, ...]:
        match signature:
            case "u" | "i" | "b":
                self._pad(4)
                (number,) = struct.unpack_from(self._order + _FIXED[signature], self._raw, self._at)
                self._at += 4
                return int(number)
            case "y":
                self._at += 1
                return self._raw[self._at - 1]
            case "s" | "o":
                return self._text(int(str(self._read("u"))))
            case "g":
                self._at += 1
                return self._text(self._raw[self._at - 1])
            case "as":
                end = int(str(self._read("u"))) + self._at
                found = []
                while self._at < end:
                    found.append(str(self._read("s")))
                return tuple(found)
            case _:
                raise BadMessage(f"type {signature}")

    def _text(self, length: int) -> str:
        raw = self._raw[self._at : self._at + length]
        if len(raw) != length:
            raise BadMessage("cut off")
        self._at += length + 1
        return raw.decode("utf-8")

"""The bytes of D-Bus: read as another implementation writes them, and written as it reads them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.shell import bus_wire
from ui.shell.bus_wire import BadMessage

PLACE = ("org.example.Service", "/org/example/Object", "org.example.Interface")


def read_by_jeepney(raw: bytes) -> Any:
    from jeepney.low_level import Parser

    [message] = Parser().feed(raw)
    return message


@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
    number=st.integers(0, 2**32 - 1),
    words=st.lists(st.text("aé通", max_size=5), max_size=4),
    level=st.integers(0, 255),
)
def test_what_is_written_is_read_by_another_implementation(
    text: str, number: int, words: list[str], level: int
) -> None:
    raw = bus_wire.call(
        7, PLACE, "Do", "susasa{sv}i", (text, number, text, words, {"a": level, "b": text}, -1)
    )
    message = read_by_jeepney(raw)
    assert message.body == (text, number, text, words, {"a": ("y", level), "b": ("s", text)}, -1)
    assert message.header.serial == 7


@given(
    signature=st.sampled_from(["us", "uu", "u", "as", "sua{sv}", ""]),
    number=st.integers(0, 2**32 - 1),
)
def test_what_another_implementation_writes_is_read(signature: str, number: int) -> None:
    from jeepney import DBusAddress, Endianness, new_signal

    values = {"us": (number, "é"), "uu": (number, 3), "u": (number,), "as": (["x", ""],),
              "sua{sv}": ("s", number, {"k": ("u", 4)}), "": ()}  # fmt: skip
    emitter = DBusAddress(PLACE[1], interface=PLACE[2])
    message = new_signal(emitter, "Told", signature or None, values[signature])
    for order in (Endianness.little, Endianness.big):
        message.header.endianness = order
        buffer = bytearray(message.serialise(serial=9))
        half = bytearray(buffer[:20])
        assert bus_wire.take(half) is None
        found = bus_wire.take(buffer)
        assert found is not None
        assert not buffer
        assert (found.kind, found.member, found.interface) == (bus_wire.SIGNAL, "Told", PLACE[2])
        plain = tuple(tuple(v) if isinstance(v, list) else v for v in values[signature])
        assert found.body == plain[: len(found.body)]
        assert len(found.body) == (2 if "a{" in signature else len(plain))


@given(raw=st.binary(min_size=16, max_size=200))
def test_bytes_that_are_no_message_are_refused_or_waited_on(raw: bytes) -> None:
    try:
        bus_wire.take(bytearray(b"l" + raw))
    except BadMessage:
        return


def test_a_type_that_is_not_known_here_is_refused() -> None:
    with pytest.raises(BadMessage):
        bus_wire.call(1, PLACE, "Do", "(ss)", ("x",))

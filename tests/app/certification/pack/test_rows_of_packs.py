"""Rows of packs: written as RFC 8785 asks, bound by salted hashes, never readable once redacted."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.certification.pack import rows
from app.certification.pack.model import HiddenPart, OpenPart, RowLine
from app.documents.canonical import canonical

_TEXT = st.text(max_size=12) | st.sampled_from(
    ["\x00\x1f\x7f", '"\\/\b\f\n\r\t', "\u2028\u2029", "\ud7ff\ue000", "😀ü\u00ad", "<>&'"]
)
_LINES = st.builds(
    RowLine,
    open=st.builds(OpenPart, product_id=_TEXT, metric=_TEXT, quantity=_TEXT, unit=_TEXT,
                   environment=_TEXT, belongs=_TEXT, source=_TEXT, row=st.integers(0, 2**31)),
    hidden=st.builds(HiddenPart, name=_TEXT, company=_TEXT, place=_TEXT, fingerprint=_TEXT),
    salt=st.text("0123456789abcdef", min_size=1, max_size=32),
)  # fmt: skip


@settings(max_examples=settings().max_examples // 3)
@given(_LINES)
def test_rows_and_their_hashes_are_those_of_the_general_writer(line: RowLine) -> None:
    assert rows.encoded(line) == canonical(line) + b"\n"
    bound = {"hidden": line.hidden, "salt": line.salt}
    hidden = hashlib.sha256(canonical(bound)).hexdigest()
    assert rows.hidden_sha256(line) == hidden
    leaf = {"hidden_sha256": hidden, "open": line.open}
    assert rows.leaf(line) == hashlib.sha256(canonical(leaf)).digest()


@settings(max_examples=settings().max_examples // 3)
@given(_LINES)
def test_a_redacted_row_has_the_same_leaf_and_is_read_back(line: RowLine) -> None:
    hidden = rows.redacted(line)
    assert hidden.hidden is None
    assert rows.leaf(hidden) == rows.leaf(line)
    assert rows.decoded(rows.encoded(hidden)) == hidden
    assert rows.decoded(rows.encoded(line)) == line
    assert rows.redacted(hidden) == hidden


@settings(max_examples=settings().max_examples // 3)
@given(_LINES, _LINES)
def test_rows_that_differ_have_different_leaves(one: RowLine, other: RowLine) -> None:
    assert (rows.leaf(one) == rows.leaf(other)) is (one == other)


@pytest.mark.parametrize("written", ["HAM-conn-ü", "ham-conn-u\u0308", "ham-conn-\uff55\u0308"])
def test_a_name_is_found_however_it_is_written(written: str) -> None:
    host = rows.folded("ham-conn-ü")
    line = RowLine(open=OpenPart(product_id="relay"), hidden=HiddenPart(name=written), salt="0")
    assert rows.names(line, frozenset([host])) == {host}
    told = canonical({"a": [{f"moved from  {written}": 1}, "\t"], "b": {"c": "nothing"}})
    assert rows.mentioned(told, [host, "elsewhere"]) == {host}
    spaced = canonical({"note": "host\t one\nmoved"})
    assert rows.mentioned(spaced, [rows.folded("Host One")]) == {"host one"}


def test_a_name_is_found_beside_others_and_not_within_a_longer_one() -> None:
    hosts = frozenset({"ham-1", "ham-1.example.com", "hamburg"})
    for hidden, found in (
        (HiddenPart(name="ham-1.example.com"), {"ham-1", "ham-1.example.com"}),
        (HiddenPart(name="ham-2", place="behind HAM-1, Hamburg"), {"ham-1", "hamburg"}),
        (HiddenPart(name="x", company="Hamburg (works)"), {"hamburg"}),
        (HiddenPart(name="ham-10", place="hamburger"), set()),
        (HiddenPart(name="old-ham-1"), set()),
    ):
        line = RowLine(open=OpenPart(product_id="relay"), hidden=hidden, salt="0")
        assert rows.names(line, hosts) == found


def test_salts_of_rows_and_keys_differ() -> None:
    key = bytes(32)
    assert rows.salt_of(key, "row 1") != rows.salt_of(key, "row 2")
    assert rows.salt_of(key, "row 1") != rows.salt_of(bytes(31) + b"\1", "row 1")


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"open":{"product_id":"a"}}', b"\xff"])
def test_what_is_no_row_is_told(data: bytes) -> None:
    with pytest.raises(ValueError, match="row"):
        rows.decoded(data)

"""Blacking out: the length, the encoding and the form of the file stay, the value goes."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.support.scan.pieces import SIZE
from app.support.scan.redacting import cover_all, redact_stream, redact_text
from app.support.scan.scanner import scan_file, scan_text
from tests.support.sensitive import Planted, luhn, planted

_ALL = planted()
_FLAT = [one for one in _ALL if "\n" not in one.line]
_ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"]


def _redacted(content: bytes, name: str = "a.log") -> bytes:
    findings = scan_file(lambda: io.BytesIO(content), name, "f").findings
    return b"".join(redact_stream(lambda: io.BytesIO(content), findings))


def _left(content: bytes, name: str = "a.log") -> list[str]:
    return [f.excerpt for f in scan_file(lambda: io.BytesIO(content), name, "f").findings]


@pytest.mark.parametrize("one", _ALL, ids=[one.name for one in _ALL])
def test_what_was_blacked_out_is_neither_there_nor_found_again(one: Planted) -> None:
    before = f"Grüße 😀 {one.line} und mehr"
    after = redact_text(before, scan_text(before).findings)
    assert one.value not in after
    assert len(after) == len(before)
    assert (after[:8], after[-8:]) == (before[:8], before[-8:])
    assert not scan_text(after).findings
    content = before.encode()
    assert one.value.encode() not in (made := _redacted(content))
    assert len(made) == len(content)
    assert _left(made) == []


@pytest.mark.parametrize("encoding", _ENCODINGS)
def test_a_file_keeps_its_encoding_and_all_that_was_not_found(encoding: str) -> None:
    text = "Grüße 😀\r\n" + "\r\n".join(one.line for one in _FLAT) + "\r\nEnde ✓"
    content = text.encode(encoding)
    made = _redacted(content)
    assert len(made) == len(content)
    after = made.decode(encoding)
    assert after.count("\r\n") == text.count("\r\n")
    assert (after[:9], after[-6:]) == (text[:9], text[-6:])
    assert not [one.name for one in _FLAT if one.value in after]
    assert _left(made) == []


_WORDS = st.text(max_size=12)
_VALUES = st.one_of(
    _WORDS,
    st.sampled_from([one.line for one in _ALL]),
    st.sampled_from([one.value for one in _ALL]).map(lambda value: f"\n{value}\u00e9"),
    st.sampled_from([int(luhn("492900000000000")), int(luhn("37828224631000"))]),
    st.sampled_from([17, -1, 1.5, None, True]),
)
_JSON = st.recursive(
    _VALUES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(_WORDS, st.sampled_from(["password", "ssn"])), inner, max_size=4),
    ),
    max_leaves=8,
)


_CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=10),
    st.sampled_from([one.line for one in _FLAT]),
)


def _shape(value: Any) -> Any:
    match value:
        case dict():
            return [_shape(one) for one in value.values()]
        case list():
            return [_shape(one) for one in value]
        case bool() | None:
            return value
        case int() | float():
            return 0
        case _:
            return ""


@settings(max_examples=80, deadline=None)
@given(value=st.one_of(st.dictionaries(_WORDS, _JSON, max_size=5), st.lists(_JSON)),
       ascii=st.booleans(), indent=st.sampled_from([None, 1]))  # fmt: skip
def test_json_stays_json_of_the_same_shape(value: Any, ascii: bool, indent: int | None) -> None:  # noqa: A002
    text = json.dumps(value, ensure_ascii=ascii, indent=indent)
    content = text.encode("utf-8", "surrogatepass")
    made = _redacted(content, "a.json")
    assert len(made) == len(content)
    unlike = json.loads(made.decode("utf-8", "surrogatepass"))
    assert len(_flat(_shape(unlike))) == len(_flat(_shape(value))) or isinstance(value, dict)
    json.loads(redact_text(text, scan_text(text).findings))


def _flat(value: Any) -> list[Any]:
    return [one for part in value for one in _flat(part)] if isinstance(value, list) else [value]


def test_a_bare_number_in_json_becomes_another_number() -> None:
    card = luhn("492900000000000")
    content = f'{{"card": {card}, "list": [{card}], "n": 1}}'.encode()
    assert json.loads(_redacted(content, "a.json")) == {"card": 0, "list": [0], "n": 1}
    text = content.decode()
    assert json.loads(redact_text(text, scan_text(text).findings))["card"] == 0


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(_CELLS, min_size=2, max_size=4), max_size=5))
def test_a_table_keeps_its_rows_and_cells(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    made = _redacted(stream.getvalue().encode(), "a.csv").decode()
    again = list(csv.reader(io.StringIO(made)))
    assert [len(row) for row in again] == [len(row) for row in rows]


def test_findings_that_are_left_out_stay_as_they_are() -> None:
    text = "mail jane@example.com or joan@example.com"
    first, _second = scan_text(text).findings
    assert redact_text(text, [first]) == "mail ████████████████ or joan@example.com"


def test_what_stands_in_an_archive_is_not_blacked_out_in_place() -> None:
    content = gzip.compress(b"mail jane@example.com")
    assert _redacted(content, "a.gz") == content


def test_findings_far_apart_are_blacked_out_in_constant_memory() -> None:
    filler = (b"." * 99 + b"\n") * (SIZE // 100)
    content = b"a@example.com\n" + filler + b"b@example.com\n" + filler + b"c@example.com"
    made = _redacted(content)
    assert len(made) == len(content)
    assert b"@example" not in made


def test_findings_of_a_text_that_became_shorter_do_no_harm() -> None:
    found = scan_text("some text and jane@example.com").findings
    assert redact_text("some text and j", found) == "some text and █"
    assert b"".join(redact_stream(lambda: io.BytesIO(b"short"), found)) == b"short"


def test_all_is_covered_at_once_however_much_there_is() -> None:
    text = "\n".join(f"user{number}@example.com é" for number in range(3000))
    covered, count = cover_all(text)
    assert count == 3000
    assert "@" not in covered
    assert len(covered) == len(text)

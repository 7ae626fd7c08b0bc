"""Canonical JSON: the vectors of RFC 8785, exact decimals, and what cannot be written exactly."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.canonical import NotCanonical, canonical, fingerprint

VECTORS = Path(__file__).parents[4] / "shared" / "vectors" / "jcs"
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


class Row(msgspec.Struct):
    """Keys out of order, a Decimal and an instant."""

    z: Decimal
    a: datetime


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the published vectors are not on this computer")
def test_the_published_vectors_come_out_byte_for_byte() -> None:
    inputs = sorted((VECTORS / "input").glob("*.json"))
    assert len(inputs) == 6
    for file in inputs:
        wanted = (VECTORS / "output" / file.name).read_bytes().strip()
        assert canonical(json.loads(file.read_text("utf-8"))) == wanted, file.name


@given(values)
def test_what_is_read_back_is_the_same_and_is_written_the_same(value: object) -> None:
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


def test_decimals_are_texts_and_keys_are_sorted() -> None:
    row = Row(z=Decimal("0.10"), a=datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    assert canonical(row) == b'{"a":"2026-11-23T09:30:00Z","z":"0.10"}'
    assert fingerprint(row) == hashlib.sha256(canonical(row)).hexdigest()


@pytest.mark.parametrize("value", ["\ud800", 2**53, float("inf"), float("nan"), {"\udfff": 1}])
def test_what_json_cannot_hold_exactly_is_a_problem(value: object) -> None:
    with pytest.raises(NotCanonical) as caught:
        canonical({"value": value})
    assert caught.value.code == "CP-5503"
    assert caught.value.next_step

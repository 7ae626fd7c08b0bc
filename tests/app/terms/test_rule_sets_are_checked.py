"""Rule sets: those of the demo are sound; what does not fit is refused with its place."""

from __future__ import annotations

import contextlib
import importlib.resources
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terms import ruleset, words
from app.terms.model import RulesState
from app.terms.ruleset import BadRuleSet
from tests.support.rules_world import sha, version

GOOD = {
    "terms_document_id": "terms-1",
    "text_sha256": sha("terms-1"),
    "values": [
        {"name": "audit-notice", "clause": "14.2", "value": "P10D"},
        {"name": "notice-given", "clause": "(b)", "value": "P1D", "unit": "business-days"},
        {"name": "cancel-notice", "clause": "7.2.3", "value": None},
        {"name": "something-of-theirs", "clause": "1", "value": "their word"},
    ],
}


def body(**more: object) -> bytes:
    return json.dumps(GOOD | more).encode()


def one(**more: object) -> bytes:
    return body(values=[{"name": "audit-notice", "clause": "14.2", "value": "P10D"} | more])


def test_a_sound_rule_set_is_read_with_what_is_not_stated() -> None:
    found = ruleset.read(body())
    notice, cancel = found.get("audit-notice"), found.get("cancel-notice")
    assert notice is not None
    assert (notice.clause, notice.value, notice.unit) == ("14.2", "P10D", "")
    assert cancel is not None
    assert cancel.value is None
    assert found.get("nothing") is None


def test_the_rule_sets_of_the_demo_are_sound_and_have_words() -> None:
    folder = importlib.resources.files("resources") / "terms"
    read = 0
    for entry in folder.iterdir():
        if entry.name.endswith(".rules.json"):
            found = ruleset.read(entry.read_bytes())
            assert found.values
            for value in found.values:
                assert words.rule_title(value.name)
                assert words.value_words(value.name, value.value, value.unit)
            read += 1
    assert read >= 7


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[]", "the whole"),
        (body(values="none"), "values"),
        (body(text_sha256="abc"), "text_sha256"),
        (body(terms_document_id=""), "terms_document_id"),
        (one(value="ten days"), "values[0].value"),
        (one(value=10), "values[0].value"),
        (one(name="Audit Notice"), "values[0].name"),
        (one(clause=""), "values[0].clause"),
        (b"[" * 100_000, "JSON"),
        (b'"' + b"x" * 1_000_001 + b'"', "larger"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(content: bytes, place: str) -> None:
    with pytest.raises(BadRuleSet) as refused:
        ruleset.read(content)
    assert refused.value.faults
    assert any(place in fault for fault in refused.value.faults)


def test_all_faults_are_named_but_not_without_end() -> None:
    many = [{"name": "X", "clause": "1", "value": None} for _ in range(50)]
    with pytest.raises(BadRuleSet) as refused:
        ruleset.read(body(values=many))
    assert 20 <= len(refused.value.faults) <= 21
    assert "more" in refused.value.faults[-1]


def test_a_value_that_is_given_twice_is_refused() -> None:
    with pytest.raises(BadRuleSet) as refused:
        ruleset.read(body(values=[GOOD["values"][0], GOOD["values"][0]]))
    assert "twice" in refused.value.faults[0]


def test_a_rule_set_counts_for_its_version_and_its_text_alone() -> None:
    mine = version("terms-1", "2025-03-01")
    assert ruleset.state(body(), mine) is RulesState.VALID
    assert ruleset.state(body(), version("terms-2", "2025-03-01")) is RulesState.INVALID
    other = version("terms-1", "2025-03-01", sha256="0" * 64)
    assert ruleset.state(body(), other) is RulesState.OTHER_TEXT
    assert ruleset.state(b"{}", mine) is RulesState.INVALID
    assert ruleset.state(None, mine) is RulesState.MISSING
    assert ruleset.state(None, mine, offered=False) is RulesState.NOT_OFFERED


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    with pytest.raises(BadRuleSet):
        ruleset.read(content)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
        max_leaves=8,
    )
)
def test_no_json_raises_anything_else(values: object) -> None:
    with contextlib.suppress(BadRuleSet):
        assert ruleset.read(body(values=values)).values == ()


@pytest.mark.parametrize(
    ("name", "value", "unit", "said"),
    [
        ("audit-notice", "P10D", "", "10 days"),
        ("notice-given", "P1D", "business-days", "1 business day"),
        ("cancel-notice", None, "", "not stated"),
        ("no-charge-cap", "20.00 USD", "", "20.00 USD"),
        ("indemnity-minimum", "50000.00 USD", "", "50,000.00 USD"),
        ("affiliate-ownership", "50", "", "50%"),
        ("instances-per-license", "1", "", "1"),
        ("grace", "3", "days", "3 days"),
        ("changes-apply", "next-renewal", "", "from the next renewal"),
        ("cancel-form", "in-writing", "", "in writing"),
        ("theirs", "some-word", "", "some word"),
        ("theirs", "Some Sentence.", "", "Some Sentence."),
    ],
)
def test_values_are_said_in_words(name: str, value: str | None, unit: str, said: str) -> None:
    assert words.value_words(name, value, unit) == said


def test_changes_say_the_unit_once() -> None:
    assert words.change_words("P10D", "P5D") == "10 → 5 days"
    assert words.change_words("P1D", "P5D") == "1 → 5 days"
    assert words.change_words("P1M", "P30D") == "1 month → 30 days"
    assert words.change_words(None, "P60D") == "not stated → 60 days"
    assert words.change_words("P45D", None) == "45 days → not stated"
    assert words.change_words("P1D", "P5D", new_unit="business-days") == "1 day → 5 business days"
    assert words.change_words("any", "in-writing") == "in any form → in writing"


def test_unknown_names_are_shown_as_the_vendor_wrote_them() -> None:
    assert words.rule_title("audit-notice") == "Audit notice"
    assert words.rule_title("helicopter-notice") == "Helicopter notice"

"""Words of documents: every language has every word, and figures are written as it writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.certification.asked import Kind
from app.certification.attest.questions import questions
from app.certification.paper.figures import (
    Style,
    day,
    instant_of,
    moment,
    number,
    period,
    size,
    zone_of,
)
from app.certification.paper.fitting import BREAK, cut, fitted, swapped, width
from app.certification.paper.wording import LANGUAGES, words
from app.certification.reconcile.model import Resolution, Result
from app.certification.scope.entitled import NO_CHARGE
from app.certification.scope.facts import TermsFacts
from app.certification.usage.look import Reason
from app.certification.usage.model import Belongs, SourceKind
from app.documents.model import Paper

BERLIN = ZoneInfo("Europe/Berlin")


def style(language: str, paper: Paper = Paper.A4) -> Style:
    return Style(words(language), BERLIN, paper)


def leaves(table: Mapping[str, object], path: str = "") -> Iterator[tuple[str, str]]:
    for key, one in table.items():
        if isinstance(one, Mapping):
            yield from leaves(one, f"{path}{key}/")
        elif isinstance(one, str):
            yield path + key, one


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_each_language_has_each_word_with_the_same_places(language: str) -> None:
    english, other = dict(leaves(words("en").table)), dict(leaves(words(language).table))
    for key, text in english.items():
        if key.startswith("said/") or (language == "ja" and key.endswith("/one")):
            continue
        assert other[key] or not text.strip(), key
        if key not in ("day", "day_us"):
            assert set(re.findall(r"{\w+}", other[key])) == set(re.findall(r"{\w+}", text)), key
    extra = {key for key in other if not key.startswith("said/")} - set(english)
    assert extra == set()
    assert len(words(language).names("months")) == 12


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_attested_statement_and_reason_is_said_in_each_language(language: str) -> None:
    said = words(language)
    asked = [
        one.statement
        for kind in Kind
        for one in questions(kind, TermsFacts(), software=True, hosted=True, no_charge=True)
    ]
    assert len(asked) > 12
    assert [text for text in (*asked, *Reason) if said.said(text) == text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_that_is_printed_has_a_word(language: str) -> None:
    table = words(language).table
    assert set(table["results"]) == set(Result)
    assert set(table["tally"]) >= set(Result)
    assert set(table["resolutions"]) == set(Resolution)
    assert set(table["kinds"]) == set(SourceKind)
    assert set(table["belongings"]) == set(Belongs)


def test_metrics_without_charge_are_told_apart_in_each_language() -> None:
    shown = {words(one).metric(f"named users{end}") for one in LANGUAGES for end in ("", NO_CHARGE)}
    assert len(shown) == 2 * len(LANGUAGES)
    assert words("de").metric("flux units") == "flux units"
    assert words("de").metric(f"flux units{NO_CHARGE}") == "flux units, kostenlos"


@pytest.mark.parametrize("tag", ["de-CH", "DE", "de_AT"])
def test_a_language_of_a_country_is_that_language(tag: str) -> None:
    assert words(tag).language == "de"


@pytest.mark.parametrize("tag", ["", "xx", "../en", "zh"])
def test_any_other_language_is_printed_in_english(tag: str) -> None:
    assert words(tag).language == "en"


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "1234567.50", "1,234,567.5"), ("de", "1234567.5", "1.234.567,5"),
        ("fr", "1234567.5", "1\u202f234\u202f567,5"), ("ja", "1234", "1,234"),
        ("en", "-18.75", "\u221218.75"), ("en", "12", "+12"), ("en", "0", "0"),
        ("en", "-0", "0"), ("en", "1e3", "+1,000"), ("en", "about ten", "about ten"),
        ("en", "NaN", "NaN"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_language_does(language: str, text: str, shown: str) -> None:
    assert number(style(language), text, signed="1234" not in text) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_its_value(value: object) -> None:
    shown = number(style("en"), f"{value:f}")
    back = shown.replace(",", "").replace("\u2212", "-")
    assert type(value)(back) == value


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "1 November 2026, 18:05 CET"), ("de", "1. November 2026, 18:05 Uhr CET"),
        ("fr", "1er novembre 2026 à 18:05 CET"), ("ja", "2026年11月1日 18:05 CET"),
    ],
)  # fmt: skip
def test_instants_are_in_words_with_their_zone(language: str, shown: str) -> None:
    said = moment(style(language), "2026-11-01T17:05:00Z")
    assert said.replace("\xa0", " ") == shown


def test_american_paper_has_american_dates() -> None:
    instant = datetime(2026, 11, 23, tzinfo=UTC)
    assert day(style("en", Paper.US_LETTER), instant) == "November 23, 2026"
    assert day(style("de", Paper.US_LETTER), instant) == "23. November 2026"


def test_a_period_of_whole_days_ends_on_its_last_day() -> None:
    en = style("en")
    assert (
        period(en, "2025-12-31T23:00:00Z", "2026-11-23T23:00:00Z").replace("\xa0", " ")
        == "1 January 2026 to 23 November 2026"
    )
    assert "00:30" in period(en, "2025-12-31T23:30:00Z", "2026-11-23T23:00:00Z")
    assert period(en, None, None) == ""
    assert period(en, "2025-12-31T23:00:00Z", None).startswith("from ")
    assert period(en, None, "2025-12-31T23:00:00Z").startswith("until ")


def test_zones_are_named_and_what_is_no_zone_is_utc() -> None:
    tehran = Style(words("en"), zone_of("Asia/Tehran"))
    assert moment(tehran, "2026-11-01T17:05:00Z").endswith("UTC+03:30")
    assert zone_of("Not/AZone") is UTC
    assert zone_of("") is UTC
    assert zone_of("/etc/passwd") is UTC
    assert moment(style("en"), "some day") == "some day"
    assert instant_of("2026-11-01") == datetime(2026, 11, 1, tzinfo=UTC)
    assert size(style("de"), 38_412) == "38.412 Bytes"
    assert size(style("en"), 1) == "1 byte"


@given(st.text(min_size=1, max_size=300), st.floats(8, 170))
def test_fitting_adds_nothing_but_places_to_break(text: str, room: float) -> None:
    text = text.replace(BREAK, "")
    assert fitted(text, room).replace(BREAK, "") == text


def test_words_break_at_their_joints_first_and_only_where_they_must() -> None:
    host = "ham-conn-001.prod.example.net"
    assert fitted(host, 60) == host
    assert fitted(host, 35) == host.replace("-", f"-{BREAK}").replace(".", f".{BREAK}")
    assert fitted("W" * 40, 20) == BREAK.join("W" * 40)
    assert fitted("e\u0301" * 40, 20).count(BREAK) == 39
    assert fitted("契約条件および利用範囲に従った製品の利用", 20).count(BREAK) == 0
    assert width(cut("W" * 300, 80, 8), 8) <= 80
    assert cut("short", 80, 8) == "short"


def test_characters_are_replaced_as_a_person_chose_the_longest_first() -> None:
    assert swapped("a\u2603b", {"\u2603": "snow", "a\u2603": "cold"}) == "coldb"
    assert swapped("abc", {}) == "abc"
    assert swapped("abc", {"": "x"}) == "abc"
    assert swapped("abab", {"a": "b", "b": "a"}) == "baba"

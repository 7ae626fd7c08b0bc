"""Counting is pure: order does not matter, evidence lowers no figure silently, sums are exact."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.certification.usage.counting import count
from app.certification.usage.look import Reason
from app.certification.usage.model import (
    Belongs,
    Count,
    Environment,
    Source,
    SourceKind,
    Usage,
    UsageRow,
)
from app.certification.usage.rules import CountRules
from app.certification.usage.units import EXACT
from tests.support.usage_desk import GATEWAY, at, row, source

Pair = tuple[Source, Sequence[UsageRow]]
NOTHING = CountRules()
FEW = settings(max_examples=max(25, settings().max_examples // 5))
RULES = CountRules(
    own_names=frozenset({"brennholt se"}),
    companies={"nord gmbh": True, "süd ag": False, "ost kg": None},
    units={(GATEWAY, "storage"): "TB"},
)


def only(usage: Usage) -> Count:
    (found,) = usage.counts
    return found


quantities = st.decimals(0, 10**14, allow_nan=False, allow_infinity=False, places=6)
rows = st.builds(
    UsageRow,
    product_id=st.sampled_from([GATEWAY, "strata-cloud"]),
    metric=st.sampled_from(["production instances", "storage"]),
    name=st.sampled_from(
        ["", "gw-1", "GW-1", "gw-1.corp", "gw-2", "Ä-3", "mara@brennholt.example"]
    ),
    quantity=quantities,
    unit=st.sampled_from(["", "TB", "GB", "GiB", "B"]),
    belongs=st.sampled_from(list(Belongs)),
    company=st.sampled_from(["", "Nord GmbH", "Süd AG", "Ost KG", "West"]),
    fingerprint=st.sampled_from(["", "", "f1", "f2"]),
    row=st.integers(2, 9),
    left_out=st.sampled_from(["", "", "", Reason.NOT_ACTIVE.value, Reason.TOTAL.value]),
)


@st.composite
def pairs(draw: st.DrawFn) -> list[Pair]:
    found = []
    for key in draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=4)):
        some = draw(st.lists(rows, max_size=6, unique_by=lambda one: one.row))
        kind = draw(st.sampled_from(list(SourceKind)))
        found.append((source(key, kind=kind), some))
    return found


@FEW
@given(pairs(), st.randoms(use_true_random=False))
def test_the_order_of_sources_does_not_matter(found: list[Pair], dice: random.Random):
    counted = count(found, RULES)
    mixed = list(found)
    dice.shuffle(mixed)
    assert count(mixed, RULES) == counted


@FEW
@given(pairs())
def test_every_figure_is_the_sum_of_its_rows_and_of_what_its_sources_give(found: list[Pair]):
    usage = count(found, RULES)
    traced = {(one.product_id, one.metric): Decimal(0) for one in usage.counts}
    with localcontext(EXACT):
        for one in usage.rows:
            traced[one.product_id, one.metric] += one.quantity
        for figure in usage.counts:
            assert figure.quantity == traced[figure.product_id, figure.metric]
            assert figure.quantity == sum(one.quantity for one in figure.contributions)
            assert figure.quantity == sum(figure.by_belonging.values())
    assert list(usage.rows) == sorted(usage.rows, key=lambda one: (one.product_id, one.metric))


@FEW
@given(pairs())
def test_a_further_source_never_lowers_a_figure(found: list[Pair]):
    fixed = msgspec.structs.replace(
        RULES, units={(p, m): "TB" for p in (GATEWAY, "strata-cloud")
                      for m in ("storage", "production instances")}
    )  # fmt: skip
    steps = [count(found[:size], fixed) for size in range(len(found) + 1)]
    for before, after in pairwise(steps):
        now = {(one.product_id, one.metric): one.quantity for one in after.counts}
        for one in before.counts:
            assert now[one.product_id, one.metric] >= one.quantity


@FEW
@given(pairs())
def test_a_source_given_twice_counts_once(found: list[Pair]):
    assert count([*found, *found], RULES) == count(found, RULES)


@settings(max_examples=20)
@given(st.lists(quantities, min_size=1, max_size=50))
def test_decimals_are_added_exactly(some: list[Decimal]):
    found = count([(source(), [row(f"h{n}", str(q)) for n, q in enumerate(some)])], NOTHING)
    cents = sum(int(one * 10**6) for one in some)
    assert only(found).quantity * 10**6 == cents


def test_one_host_in_two_sources_counts_once_and_is_said():
    usage = count([(source("a"), [row("gw-1")]), (source("b"), [row("GW-1"), row("gw-2", row=3)])],
                  NOTHING)  # fmt: skip
    figure = only(usage)
    assert figure.quantity == 2
    (duplicate,) = figure.duplicates
    assert (duplicate.name, duplicate.source_ids, duplicate.rows) == ("gw-1", ("a", "b"), (2, 2))
    assert [(one.source_id, one.rows, one.duplicates) for one in figure.contributions] == [
        ("a", 1, 0), ("b", 1, 1)
    ]  # fmt: skip
    assert not figure.conflicts


def test_of_different_figures_the_highest_counts_and_both_are_said():
    usage = count([(source("a"), [row("t", 5)]), (source("b"), [row("t", 7)])], NOTHING)
    figure = only(usage)
    assert figure.quantity == 7
    assert figure.conflicts == ("t: 5 in a.csv, row 2, 7 in b.csv, row 2; the highest counts",)


def test_figures_of_several_days_are_one_thing_at_its_peak():
    days = [row("t", n, row=n, counted_at=at(f"2026-11-0{n}T00:00:00Z")) for n in (3, 9, 5)]
    figure = only(count([(source(), days)], NOTHING))
    assert figure.quantity == 9
    assert not figure.conflicts


def test_two_machines_with_one_name_are_two():
    some = [row("localhost", row=2, fingerprint="f1"), row("localhost", row=3, fingerprint="f2")]
    figure = only(count([(source("a"), some), (source("b"), [row("localhost")])], NOTHING))
    assert figure.quantity == 2
    assert [one.duplicates for one in figure.contributions] == [0, 1]


def test_one_machine_with_two_names_is_asked_about():
    some = [row("old", row=2, fingerprint="f1"), row("new", row=3, fingerprint="f1")]
    figure = only(count([(source(), some)], NOTHING))
    assert figure.quantity == 2
    assert "new, old have one fingerprint" in figure.conflicts[0]


def test_a_host_with_and_without_its_domain_is_asked_about():
    figure = only(count([(source("a"), [row("gw-1")]), (source("b"), [row("gw-1.corp")])], NOTHING))
    assert figure.quantity == 2
    assert "with and without" in figure.conflicts[0]


def test_rows_without_a_name_count_each_but_not_twice_in_copies_of_one_file():
    some = [row("", 5, row=2), row("", 5, row=3)]
    one, copy = source("a"), source("b", sha256=source("a").sha256)
    assert only(count([(one, some)], NOTHING)).quantity == 10
    assert only(count([(one, some), (copy, some)], NOTHING)).quantity == 10


def test_no_row_is_no_figure_but_deactivated_ones_are_a_zero():
    assert count([(source(), [])], NOTHING).counts == ()
    off = [row("gw-1", left_out=Reason.NOT_ACTIVE.value)]
    figure = only(count([(source(), off)], NOTHING))
    assert (figure.quantity, figure.by_belonging) == (0, {})
    totals = [row("Total", left_out=Reason.TOTAL.value)]
    assert count([(source(), totals)], NOTHING).counts == ()


def test_a_zero_that_a_source_says_is_a_figure():
    assert only(count([(source(), [row("", 0)])], NOTHING)).quantity == 0


def test_contradicting_environments_and_states_are_said():
    other = row("gw-1", environment=Environment.OTHER, left_out=Reason.NOT_PRODUCTION.value)
    gone = row("gw-1", left_out=Reason.NOT_ACTIVE.value)
    for one, words in ((other, "no production instance in b.csv"), (gone, "not active in b.csv")):
        figure = only(count([(source("a"), [row("gw-1")]), (source("b"), [one])], NOTHING))
        assert figure.quantity == 1
        assert words in figure.conflicts[0]


def test_a_host_that_was_set_up_anew_is_no_contradiction():
    again = [row("gw-1", row=2, left_out=Reason.NOT_ACTIVE.value), row("gw-1", row=3)]
    assert only(count([(source(), again)], NOTHING)).conflicts == ()


def test_a_report_and_single_users_are_added_and_asked_about():
    usage = count(
        [(source("a", kind=SourceKind.REPORT), [row("tenant", 231)]), (source("b"), [row("mara")])],
        NOTHING,
    )
    figure = only(usage)
    assert figure.quantity == 232
    assert "both may count the same use" in figure.conflicts[0]


@pytest.mark.parametrize(
    ("belongs", "company", "found"),
    [
        (Belongs.OWN, "", Belongs.OWN),
        (Belongs.OWN, "Brennholt  SE", Belongs.OWN),
        (Belongs.OWN, "NORD GmbH", Belongs.AFFILIATE),
        (Belongs.AFFILIATE, "Süd AG", Belongs.OUTSIDE),
        (Belongs.AFFILIATE, "Ost KG", Belongs.UNKNOWN),
        (Belongs.AFFILIATE, "West", Belongs.UNKNOWN),
        (Belongs.CONTRACTOR, "West", Belongs.CONTRACTOR),
        (Belongs.PROVIDER, "West", Belongs.PROVIDER),
        (Belongs.OUTSIDE, "", Belongs.OUTSIDE),
    ],
)
def test_whose_a_user_is_follows_the_register(belongs: Belongs, company: str, found: Belongs):
    usage = count([(source(), [row("mara", belongs=belongs, company=company)])], RULES)
    figure = only(usage)
    assert figure.by_belonging == {found: 1}
    assert usage.rows[0].belongs is found
    assert bool(figure.conflicts) is (found is Belongs.UNKNOWN)


def test_what_one_source_says_is_unauthorized_stays_so():
    ours, theirs = row("mara"), row("mara", belongs=Belongs.AFFILIATE, company="Süd AG")
    usage = count([(source("a"), [ours]), (source("b"), [theirs])], RULES)
    assert only(usage).by_belonging == {Belongs.OUTSIDE: 1}


def test_rows_outside_the_period_are_left_out():
    rules = CountRules(
        period_start=at("2026-01-01T00:00:00Z"), period_end=at("2027-01-01T00:00:00Z")
    )
    days = ("2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")
    some = [row(f"gw-{n}", row=n, counted_at=at(day)) for n, day in enumerate(days, 1)]
    some.append(row("gw-4", row=4))
    assert [one.name for one in count([(source(), some)], rules).rows] == ["gw-2", "gw-4"]


def test_capacity_is_added_in_the_unit_of_the_order():
    some = [
        row("a", "500", unit="GB", metric="storage"),
        row("b", "1", unit="TB", metric="storage"),
        row("c", "1", unit="GiB", metric="storage"),
        row("d", "2", unit="", metric="storage"),
    ]
    figure = only(count([(source(), some)], RULES))
    assert (figure.quantity, figure.unit) == (Decimal("3.501073741824"), "TB")
    assert figure.conflicts == ()


def test_a_unit_that_is_no_capacity_is_asked_about():
    some = [row("a", 3, unit="users", metric="storage")]
    figure = only(count([(source(), some)], RULES))
    assert "“users”" in figure.conflicts[0]


def test_many_contradictions_are_said_in_a_few_sentences():
    some = [row(f"h{n}", 1) for n in range(50)]
    others = [row(f"h{n}", 2) for n in range(50)]
    figure = only(count([(source("a"), some), (source("b"), others)], NOTHING))
    assert figure.quantity == 100
    assert len(figure.conflicts) == 21
    assert figure.conflicts[-1] == "and 30 more like these"

"""The comparison: cases by hand, and the rules that no set of figures may break."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.certification.model import Answered
from app.certification.reconcile.model import FindingKind, Reconciliation, Resolution, Result
from app.certification.reconcile.options import previewed
from app.certification.reconcile.rules import reconcile
from app.certification.usage.counting import CountRules, count
from app.certification.usage.model import (
    Belongs,
    Contribution,
    Duplicate,
    Source,
    SourceKind,
    Usage,
    UsageRow,
)
from tests.support.scoped_orders import NOW, counted, entitled, stated_line, statement


def compared(entitlements: object, *counts: object, **more: object) -> Reconciliation:
    some = entitlements if isinstance(entitlements, (list, tuple)) else [entitlements]
    return reconcile(some, Usage(tuple(counts)), **more)  # type: ignore[arg-type]


def kinds(found: Reconciliation) -> list[FindingKind]:
    return [one.kind for one in found.findings]


def source(problems: tuple[str, ...] = (), key: str = "src-1") -> Source:
    return Source(
        id=key, kind=SourceKind.FILE, title="users.csv", counted_at=NOW, added_at=NOW,
        added_by="Dana Weber", problems=problems,
    )  # fmt: skip


def answer(found: Reconciliation, resolution: Resolution, text: str = "because") -> Answered:
    return Answered(finding_id=found.findings[0].id, resolution=resolution, text=text,
                    by="Dana Weber", at=NOW)  # fmt: skip


@pytest.mark.parametrize(
    ("permitted", "used", "result", "difference"),
    [
        (500, 512, Result.OVER, 12),
        (250, 218, Result.WITHIN, -32),
        (6, 6, Result.WITHIN, 0),
        (0, 0, Result.WITHIN, 0),
        (0, 1, Result.OVER, 1),
        ("2.5", "2.50000000000000000000000000000000001", Result.OVER,
         "0.00000000000000000000000000000000001"),
    ],
)  # fmt: skip
def test_use_is_within_up_to_what_is_permitted_and_over_beyond(
    permitted: object, used: object, result: Result, difference: object
) -> None:
    found = compared(entitled(permitted), counted(used)).lines[0]
    assert found.result is result
    assert found.difference == Decimal(difference)


def test_without_evidence_a_figure_is_missing_and_not_zero() -> None:
    found = compared(entitled(5))
    assert found.lines[0].used is None
    assert found.lines[0].result is Result.MISSING
    assert kinds(found) == [FindingKind.MISSING]
    assert found.findings[0].blocks


def test_a_zero_that_a_source_states_is_a_figure() -> None:
    found = compared(entitled(5), counted(0))
    assert found.lines[0].result is Result.WITHIN
    assert found.findings == ()


def test_unlimited_use_needs_no_figure() -> None:
    assert compared(entitled(None)).lines[0].result is Result.UNLIMITED
    assert compared(entitled(None)).findings == ()
    assert compared(entitled(None), counted(9)).lines[0].used == 9


def test_what_nobody_states_is_not_certified_as_within() -> None:
    found = compared(entitled(None, stated=False), counted(9))
    assert found.lines[0].result is Result.NOT_STATED
    assert found.lines[0].difference is None
    assert kinds(found) == [FindingKind.NOT_STATED]


def test_use_of_a_product_that_no_order_grants_is_over_scope() -> None:
    found = compared(entitled(5), counted(5), counted(3, product="edge"),
                     product_names={"edge": "Relay, edge"})  # fmt: skip
    strange = found.lines[1]
    assert strange.entitlement.product_name == "Relay, edge"
    assert (strange.used, strange.entitlement.permitted, strange.result) == (3, 0, Result.OVER)
    assert kinds(found) == [FindingKind.UNKNOWN_PRODUCT]


def test_a_measure_that_no_order_states_of_a_product_that_was_ordered_is_not_stated() -> None:
    found = compared(entitled(5), counted(5), counted(8, metric="test instances"))
    assert [one.result for one in found.lines] == [Result.WITHIN, Result.NOT_STATED]


def test_any_use_after_the_end_is_over_scope() -> None:
    ended = entitled(0, ended=True)
    found = compared(ended, counted(1), counted(2, metric="test instances"))
    assert [one.result for one in found.lines] == [Result.OVER, Result.OVER]
    assert "after the end" in found.findings[0].title
    assert all(option.resolution is not Resolution.BUY for option in found.findings[0].options)


def test_what_is_left_out_has_no_line_and_no_finding_and_its_use_is_not_unknown() -> None:
    found = compared(entitled(5), counted(9), excluded=["relay/production instances"])
    assert found == Reconciliation()


def test_what_a_request_does_not_ask_about_is_left_aside() -> None:
    edge = entitled(1, product="edge")
    other = counted(2, product="edge", metric="test instances")
    found = compared(entitled(5), counted(5), counted(9, product="edge"), other, beyond=[edge])
    assert [one.entitlement.id for one in found.lines] == ["relay/production instances"]
    assert found.findings == ()


def test_sizes_are_compared_in_the_unit_of_the_order() -> None:
    permits = entitled(2, metric="storage", unit="TB")
    found = compared(permits, counted("1900", metric="storage", unit="GB"))
    assert found.lines[0].used == Decimal("1.9")
    assert found.lines[0].result is Result.WITHIN
    over = compared(permits, counted("2000000000001", metric="storage", unit="B"))
    assert over.lines[0].difference == Decimal("1E-12")


def test_a_figure_in_a_unit_that_cannot_be_compared_is_never_within_scope() -> None:
    permits = entitled(2, metric="storage", unit="TB")
    found = compared(permits, counted(1, metric="storage", unit="TB"),
                     counted(5, metric="storage", unit="buckets"))  # fmt: skip
    assert found.lines[0].result is Result.MISSING
    assert {FindingKind.CONFLICT, FindingKind.MISSING} == set(kinds(found))
    assert all(one.blocks for one in found.findings)


def test_use_of_what_was_only_granted_without_charge_needs_no_addition_to_its_name() -> None:
    trial = entitled(25, metric="named users (no charge)", unit="users")
    found = compared(trial, counted(7, metric="Named users", unit="users"))
    assert found.lines[0].used == 7


def test_paid_and_free_use_are_kept_apart_where_both_were_granted() -> None:
    paid, trial = entitled(6), entitled(1, metric="production instances (no charge)")
    found = compared([paid, trial], counted(7))
    lines = {one.entitlement.metric: one for one in found.lines}
    assert lines["production instances"].result is Result.OVER
    assert lines["production instances (no charge)"].result is Result.MISSING


def test_exceedance_offers_ways_out_and_says_what_would_be_certified() -> None:
    found = compared([entitled(500), entitled(10, product="edge")], counted(512),
                     counted(3, product="edge"))  # fmt: skip
    over = found.findings[0]
    assert over.title == "12 production instances more than permitted"
    by_way = {option.resolution: option for option in over.options}
    assert list(by_way) == [Resolution.CORRECTED, Resolution.EXPLAINED, Resolution.REDUCE,
                            Resolution.REASSIGN, Resolution.BUY]  # fmt: skip
    assert by_way[Resolution.REDUCE].needed == 12
    assert by_way[Resolution.REASSIGN].needed == 7
    assert "Edge (7 left)" in by_way[Resolution.REASSIGN].preview
    assert "used 512, permitted 500" in by_way[Resolution.BUY].preview
    assert "used 512, permitted 512" in by_way[Resolution.BUY].preview
    after = previewed(found.lines[1], by_way[Resolution.BUY])
    assert (after.result, after.entitlement.permitted) == (Result.WITHIN, 512)
    assert previewed(found.lines[1], by_way[Resolution.REDUCE]).used == 500
    assert previewed(found.lines[1], by_way[Resolution.REASSIGN]).result is Result.OVER
    assert previewed(found.lines[1], by_way[Resolution.EXPLAINED]) == found.lines[1]


@pytest.mark.parametrize("way", [Resolution.EXPLAINED, Resolution.BUY, Resolution.REDUCE])
def test_an_answer_never_makes_what_is_over_scope_look_within(way: Resolution) -> None:
    before = compared(entitled(5), counted(9))
    found = compared(entitled(5), counted(9), answered=[answer(before, way)])
    assert found.lines[0].result is Result.OVER
    assert found.open_findings == ()
    assert found.findings[0].answered_by == "Dana Weber"


def test_an_answer_to_four_over_does_not_silence_five_over() -> None:
    given = answer(compared(entitled(5), counted(9)), Resolution.EXPLAINED)
    assert compared(entitled(5), counted(10), answered=[given]).open_findings != ()


def test_what_is_said_to_be_corrected_and_is_still_found_stays_open() -> None:
    given = answer(compared(entitled(5), counted(9)), Resolution.CORRECTED)
    found = compared(entitled(5), counted(9), answered=[given])
    assert found.open_findings[0].answer == "because"
    assert compared(entitled(5), counted(5), answered=[given]).findings == ()


def test_the_last_of_several_answers_counts_whatever_their_order() -> None:
    before = compared(entitled(5), counted(9))
    first = answer(before, Resolution.EXPLAINED)
    last = replace(first, resolution=Resolution.BUY, at=datetime(2026, 11, 24, tzinfo=UTC))
    for answers in ([first, last], [last, first]):
        found = compared(entitled(5), counted(9), answered=answers)
        assert found.findings[0].resolution is Resolution.BUY


def test_the_last_certificate_stands_beside_the_figures() -> None:
    before = statement(stated_line("5", "8", metric="Production instances"))
    found = compared(entitled(6), counted(6), before=before).lines[0]
    assert (found.before, found.before_permitted) == (5, 8)
    odd = statement(stated_line("many", "NaN"))
    assert compared(entitled(6), counted(6), before=odd).lines[0].before is None


def test_duplicates_conflicts_and_use_by_others_are_found_and_do_not_block() -> None:
    count_ = counted(
        4,
        duplicates=(Duplicate("ham-01", ("src-1", "src-2"), (2, 7)),),
        conflicts=("ham-02 is productive in users.csv only",),
        by_belonging={Belongs.OWN: Decimal(1), Belongs.OUTSIDE: Decimal(2),
                      Belongs.UNKNOWN: Decimal(1)},
    )  # fmt: skip
    found = compared(entitled(5), count_)
    assert sorted(kinds(found)) == ["conflict", "duplicate", "outside"]
    assert not any(one.blocks for one in found.findings)
    assert len({one.id for one in found.findings}) == 3
    assert found.lines[0].result is Result.WITHIN


def test_rows_that_could_not_be_read_hold_everything_up_until_they_are_answered() -> None:
    bad = source(("Row 7: “many” is no number", "Row 9: “?” is no number"))
    found = compared(entitled(5), counted(5), sources=[bad, source(key="src-2")])
    assert kinds(found) == [FindingKind.UNREAD]
    assert found.findings[0].blocks
    assert "2 places in users.csv" in found.findings[0].title
    done = compared(entitled(5), counted(5), sources=[bad],
                    answered=[answer(found, Resolution.EXPLAINED)])  # fmt: skip
    assert done.open_findings == ()


def test_every_finding_has_ways_out_each_with_its_preview() -> None:
    found = compared(
        [entitled(5), entitled(3, product="edge"), entitled(None, product="addons", stated=False)],
        counted(9, duplicates=(Duplicate("a", ("s",), (1,)),), conflicts=("c",)),
        counted(1, product="other"),
        sources=[source(("Row 1",))],
    )
    assert len({one.id for one in found.findings}) == len(found.findings) == 7
    for finding in found.findings:
        assert finding.options
        assert all(option.title and option.preview for option in finding.options)


_FIGURES = st.decimals(0, 10**9, places=3) | st.integers(0, 300).map(Decimal)
_METRICS = st.sampled_from(["production instances", "named users", "storage"])
_PRODUCTS = st.sampled_from(["relay", "edge", "cloud"])
_ENTITLED = st.lists(
    st.builds(
        entitled, st.none() | st.integers(0, 400), product=_PRODUCTS, metric=_METRICS,
        unit=st.sampled_from(["", "users", "TB"]), stated=st.booleans(), ended=st.booleans(),
    ).map(lambda one: replace(one, permitted=Decimal(0), stated=True) if one.ended else one),
    max_size=6, unique_by=lambda one: one.id,
)  # fmt: skip
_COUNTS = st.lists(
    st.builds(counted, _FIGURES, product=_PRODUCTS, metric=_METRICS,
              unit=st.sampled_from(["", "users", "TB", "GB"])),
    max_size=8,
)  # fmt: skip


@settings(max_examples=settings().max_examples // 3)
@given(_ENTITLED, _COUNTS)
def test_more_than_permitted_is_never_certified_as_within_scope(
    permits: list, counts: list
) -> None:
    found = reconcile(permits, Usage(tuple(counts)))
    for one in found.lines:
        if one.result is not Result.WITHIN:
            continue
        assert one.used is not None
        assert one.entitlement.permitted is not None
        assert one.used <= one.entitlement.permitted
        assert one.difference == one.used - one.entitlement.permitted
        assert one.source_ids


@settings(max_examples=settings().max_examples // 3)
@given(_ENTITLED, _COUNTS, st.randoms())
def test_no_order_of_entitlements_or_counts_matters(
    permits: list, counts: list, dice: object
) -> None:
    mixed, turned = list(permits), list(counts)
    dice.shuffle(mixed)
    dice.shuffle(turned)
    assert reconcile(mixed, Usage(tuple(turned))) == reconcile(permits, Usage(tuple(counts)))


@settings(max_examples=settings().max_examples // 3)
@given(_ENTITLED, _COUNTS)
def test_every_count_stands_in_one_line_or_is_said_not_to_be_comparable(
    permits: list, counts: list
) -> None:
    found = reconcile(permits, Usage(tuple(counts)))
    said = sum(one.title == "The figure is in another unit" for one in found.findings)
    in_lines = {(one.entitlement.product_id, one.entitlement.metric) for one in found.lines}
    assert {(one.product_id, one.metric) for one in counts} <= in_lines
    if not said:
        for one in found.lines:
            if one.used is not None and one.entitlement.unit in ("", "users"):
                place = (one.entitlement.product_id, one.entitlement.metric)
                traced = [
                    c for c in counts
                    if (c.product_id, c.metric) == place
                    and (one.entitlement.orders or c.unit == one.entitlement.unit)
                ]  # fmt: skip
                assert one.used == sum(c.quantity for c in traced)


@settings(max_examples=settings().max_examples // 3)
@given(_ENTITLED, _COUNTS, _COUNTS)
def test_adding_evidence_never_lowers_a_figure_silently(
    permits: list, counts: list, more: list
) -> None:
    before = {one.entitlement.id: one for one in reconcile(permits, Usage(tuple(counts))).lines}
    after = reconcile(permits, Usage((*counts, *more)))
    said = {one.entitlement_id for one in after.findings if one.blocks}
    now = {one.entitlement.id: one for one in after.lines}
    for key, line in before.items():
        assert key in now
        if line.used is not None and key not in said:
            assert now[key].used is not None
            assert now[key].used >= line.used


@settings(max_examples=settings().max_examples // 3)
@given(_ENTITLED, _COUNTS)
def test_no_answer_whatever_changes_a_figure_or_a_result(permits: list, counts: list) -> None:
    usage = Usage(tuple(counts))
    plain = reconcile(permits, usage)
    answers = [
        Answered(finding_id=one.id, resolution=way, text="x", by="d", at=NOW)
        for one in plain.findings
        for way in (one.options[-1].resolution,)
    ]
    answered = reconcile(permits, usage, answered=answers)
    assert answered.lines == plain.lines
    assert len(answered.findings) == len(plain.findings)


_ROWS = st.builds(
    UsageRow,
    product_id=st.just("relay"),
    metric=st.just("production instances"),
    name=st.sampled_from([f"ham-{n:02}" for n in range(12)]),
    quantity=st.just(Decimal(1)),
    belongs=st.sampled_from([Belongs.OWN, Belongs.CONTRACTOR]),
)


@settings(max_examples=settings().max_examples // 3)
@given(st.lists(st.lists(_ROWS, max_size=8), min_size=1, max_size=4), st.randoms())
def test_from_rows_to_lines_no_order_of_sources_matters_and_totals_are_their_rows(
    files: list, dice: object
) -> None:
    pairs = [(source(key=f"src-{n}"), rows) for n, rows in enumerate(files)]
    turned = list(pairs)
    dice.shuffle(turned)
    usage = count(pairs, CountRules())
    found = reconcile([entitled(6)], usage)
    assert reconcile([entitled(6)], count(turned, CountRules())) == found
    line = found.lines[0]
    names = {row.name for rows in files for row in rows}
    if not names:
        assert line.result is Result.MISSING
    else:
        assert line.used == len(names) == sum(row.quantity for row in usage.rows)
        assert (line.result is Result.OVER) is (len(names) > 6)


def test_a_figure_names_the_sources_it_comes_from() -> None:
    made = counted(5)
    both = replace(made, contributions=(Contribution("b", Decimal(2), 2),
                                        Contribution("a", Decimal(3), 3)))  # fmt: skip
    assert compared(entitled(5), both).lines[0].source_ids == ("a", "b")

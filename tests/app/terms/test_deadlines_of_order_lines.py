"""Deadlines of order lines: order line over terms, "not stated" kept, what a renewal moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineKind, Origin
from app.deadlines.periods import end_of_day, local_day
from app.orders.due import payment_due
from app.orders.model import TermKind
from app.orders.records import (
    InvoiceRecord,
    LineRecord,
    OrderRecord,
    ResellerRecord,
    SupportRecord,
)
from app.terms.due import Engine, line_deadlines
from app.terms.model import RuleSet, RulesState, TextState
from tests.support.rules_world import RENEWAL_RULES, day, line_record, order, rule_set, version

AMSTERDAM = "Europe/Amsterdam"
NL = BusinessCalendar("NL", zone=AMSTERDAM)
OLD = version("2025-03", "2025-03-01")
NEW = version("2026-09", "2026-09-01")
BOTH = (OLD, NEW)
BEFORE = RENEWAL_RULES | {"cancel-notice": None, "cancel-form": "any", "data-deletion": None}
AFTER = RENEWAL_RULES | {
    "cancel-notice": "P60D",
    "cancel-form": "in-writing",
    "data-deletion": "P45D",
}
SETS = {"2025-03": rule_set("2025-03", BEFORE), "2026-09": rule_set("2026-09", AFTER)}
END = end_of_day(date(2027, 8, 31), AMSTERDAM)


def deadlines(
    *lines: LineRecord,
    placed: str = "2026-01-15",
    sets: dict[str, RuleSet] | None = None,
    **more: object,
) -> dict[DeadlineKind, Deadline]:
    record = order(*lines, placed=placed, **more)
    found = line_deadlines("ord-1", record, BOTH, SETS if sets is None else sets, AMSTERDAM, NL)
    assert len({one.uid for one in found}) == len(found)
    return {one.kind: one for one in found}


def test_the_order_lines_own_moment_goes_before_the_terms() -> None:
    own = end_of_day(date(2027, 8, 1), AMSTERDAM)
    found = deadlines(line_record(END, cancel_by=own), placed="2026-10-01")[DeadlineKind.CANCEL_BY]
    assert found.at == own
    assert found.source.origin is Origin.ORDER_LINE
    assert found.source.version_id == ""
    assert found.stated
    assert found.acts
    assert "order line states" in found.working[0]


def test_without_one_the_notice_of_the_governing_version_counts_back_from_the_end() -> None:
    found = deadlines(line_record(END), placed="2026-10-01")[DeadlineKind.CANCEL_BY]
    assert found.at == end_of_day(date(2027, 7, 2), AMSTERDAM)
    assert found.source.origin is Origin.TERMS
    assert (found.source.version_id, found.source.clause) == ("2026-09", "c.cancel-notice")
    assert found.source.value == "P60D"
    assert found.source.words == "60 days before the term ends"
    assert found.zone == AMSTERDAM
    assert any("Tue 31 Aug 2027, 23:59 CEST" in step for step in found.working)


def test_where_nothing_is_stated_the_end_is_the_last_safe_moment_and_it_says_so() -> None:
    found = deadlines(line_record(END))[DeadlineKind.CANCEL_BY]
    assert found.at == END
    assert not found.stated
    assert found.source.value == ""
    assert found.source.words == "not stated"
    assert found.source.clause == "c.cancel-notice"
    assert any("last safe moment" in step for step in found.working)


def test_what_the_next_renewal_moves_is_named_with_its_version() -> None:
    found = deadlines(line_record(END))[DeadlineKind.CANCEL_BY]
    assert found.changed_by == "2026-09: 60 days, in writing"
    assert deadlines(line_record(END), placed="2026-10-01")[DeadlineKind.CANCEL_BY].changed_by == ""


def test_a_written_cancellation_has_a_latest_safe_day_to_post_it() -> None:
    found = deadlines(line_record(END), placed="2026-10-01")
    by, post = found[DeadlineKind.CANCEL_BY], found[DeadlineKind.POST_BY]
    assert post.at < by.at
    assert local_day(post.at, AMSTERDAM) == date(2027, 6, 25)
    assert any("habit" in step for step in post.working)
    assert DeadlineKind.POST_BY not in deadlines(line_record(END))


@pytest.mark.parametrize(
    ("kind", "term_kind", "expected"),
    [
        ("software", TermKind.LICENSE, DeadlineKind.LICENSE_END),
        ("hosted", TermKind.SUBSCRIPTION, DeadlineKind.SUBSCRIPTION_END),
        ("support", TermKind.SUPPORT, DeadlineKind.SUPPORT_END),
        ("no_charge", TermKind.TRIAL, DeadlineKind.TRIAL_END),
    ],
)
def test_each_kind_of_term_has_its_end(
    kind: str, term_kind: TermKind, expected: DeadlineKind
) -> None:
    found = deadlines(line_record(END, kind=kind, term_kind=term_kind, renews=False))[expected]
    assert found.at == END
    assert not found.acts
    assert found.source.origin is Origin.ORDER_LINE
    assert (found.order_id, found.order_number, found.line_id) == ("ord-1", "KO-1", "lin-1")


def test_the_support_of_an_order_ends_even_without_a_line_for_it() -> None:
    support = SupportRecord("Premium", end=END)
    found = deadlines(line_record(None, renews=False), support=support)
    assert found[DeadlineKind.SUPPORT_END].at == END
    assert "Premium" in found[DeadlineKind.SUPPORT_END].text


def test_data_of_a_hosted_line_is_deleted_some_time_after_a_term_that_ends_for_good() -> None:
    ending = line_record(END, renews=False)
    stated = deadlines(ending, placed="2026-10-01")[DeadlineKind.DATA_DELETION]
    assert stated.at == end_of_day(date(2027, 10, 15), AMSTERDAM)
    assert stated.source.clause == "c.data-deletion"
    silent = deadlines(ending)[DeadlineKind.DATA_DELETION]
    assert silent.at == END
    assert not silent.stated
    assert "not stated" in silent.text
    assert DeadlineKind.DATA_DELETION not in deadlines(line_record(END))
    software = line_record(END, renews=False, kind="software", term_kind=TermKind.LICENSE)
    assert DeadlineKind.DATA_DELETION not in deadlines(software)


def test_what_was_canceled_or_goes_on_under_another_order_asks_for_no_decision() -> None:
    engine = Engine(BOTH, SETS, AMSTERDAM, NL)
    record = order(line_record(END), placed="2026-10-01")
    going_on = {one.kind: one for one in engine.deadlines("ord-1", record, continued=True)}
    assert set(going_on) == {DeadlineKind.SUBSCRIPTION_END}
    assert going_on[DeadlineKind.SUBSCRIPTION_END].done
    over = deadlines(line_record(END), placed="2026-10-01", status="cancelled")
    assert set(over) == {DeadlineKind.SUBSCRIPTION_END, DeadlineKind.DATA_DELETION}


def test_lines_without_an_end_have_no_deadline() -> None:
    perpetual = line_record(None, term_kind=TermKind.PERPETUAL, renews=False)
    assert deadlines(perpetual) == {}
    forever = line_record(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert deadlines(forever) == {}


def test_business_days_of_notice_are_counted_back_at_the_vendors_place() -> None:
    values = tuple(
        one
        if one.name != "cancel-notice"
        else type(one)(name=one.name, clause=one.clause, value="P10D", unit="business-days")
        for one in SETS["2026-09"].values
    )
    sets = SETS | {"2026-09": RuleSet("2026-09", SETS["2026-09"].text_sha256, values)}
    found = deadlines(line_record(END), placed="2026-10-01", sets=sets)[DeadlineKind.CANCEL_BY]
    assert found.at == end_of_day(date(2027, 8, 17), AMSTERDAM)
    assert found.source.words == "10 business days before the term ends"


def test_a_text_or_rules_that_cannot_be_relied_on_lend_no_period() -> None:
    for spoiled in (
        version("2026-09", "2026-09-01", text_state=TextState.UNTRUSTED),
        version("2026-09", "2026-09-01", rules_state=RulesState.INVALID),
    ):
        record = order(line_record(END), placed="2026-10-01")
        found = line_deadlines("ord-1", record, (spoiled,), SETS, AMSTERDAM, NL)
        (by,) = [one for one in found if one.kind is DeadlineKind.CANCEL_BY]
        assert not by.stated
        assert by.at == END


def test_a_term_across_the_change_of_the_clock_keeps_its_hour_on_the_wall() -> None:
    end = end_of_day(date(2027, 4, 30), AMSTERDAM)
    found = deadlines(line_record(end), placed="2026-10-01")[DeadlineKind.CANCEL_BY]
    assert found.at == end_of_day(date(2027, 3, 1), AMSTERDAM)


def test_identifiers_stay_whatever_the_date_becomes() -> None:
    before = deadlines(line_record(END), placed="2026-10-01")
    after = deadlines(line_record(END + timedelta(days=365)), placed="2026-10-01")
    assert {one.uid for one in before.values()} == {one.uid for one in after.values()}


def test_an_invoice_says_by_when_it_is_to_be_paid_and_to_whom() -> None:
    due = end_of_day(date(2026, 12, 5), AMSTERDAM)
    invoice = InvoiceRecord("ord-1", "R-7", Decimal("1200.50"), "EUR", due, "open")
    found = payment_due("inv-1", invoice, order(line_record(END)), AMSTERDAM)
    assert found is not None
    assert (found.at, found.kind, found.acts) == (due, DeadlineKind.PAYMENT_DUE, True)
    assert found.source.origin is Origin.INVOICE
    assert found.text == "1,200.50 EUR to Kestrane"
    through = order(line_record(END), reseller=ResellerRecord("northquay", "Northquay"))
    by_reseller = payment_due("inv-1", invoice, through, AMSTERDAM)
    assert by_reseller is not None
    assert by_reseller.text.endswith("to Northquay")
    paid = InvoiceRecord("ord-1", "R-7", Decimal(5), "EUR", due, "paid", due)
    done = payment_due("inv-1", paid, None, AMSTERDAM)
    assert done is not None
    assert done.done
    never = datetime(9999, 12, 31, tzinfo=UTC)
    endless = InvoiceRecord("ord-1", "R-7", Decimal(5), "EUR", never, "open")
    assert payment_due("inv-1", endless, None, AMSTERDAM) is None


ends = st.none() | st.integers(-900, 1200).map(lambda n: day("2026-06-01") + timedelta(days=n))
records = st.builds(
    line_record,
    ends,
    kind=st.sampled_from(["software", "hosted", "support", "training", "no_charge"]),
    term_kind=st.sampled_from(TermKind),
    renews=st.booleans(),
    cancel_by=ends,
)
orders = st.builds(
    lambda lines, placed, status, named: order(
        *(replace_id(one, place) for place, one in enumerate(lines)),
        placed=placed,
        status=status,
        terms_document_id=named,
    ),
    st.lists(records, min_size=1, max_size=3),
    st.integers(-900, 300).map(lambda n: day("2026-06-01") + timedelta(days=n)),
    st.sampled_from(["active", "suspended", "completed", "cancelled"]),
    st.sampled_from(["", "2025-03", "2026-09", "elsewhere"]),
)


def replace_id(record: LineRecord, place: int) -> LineRecord:
    return line_record(
        record.term.end,
        key=f"lin-{place}",
        kind=record.kind,
        term_kind=record.term.kind,
        renews=record.term.auto_renews,
        cancel_by=record.term.cancel_by,
    )


@given(st.lists(orders, min_size=1, max_size=4))
def test_an_engine_for_many_orders_says_the_same_as_one_for_each(
    records: list[OrderRecord],
) -> None:
    engine = Engine(BOTH, SETS, AMSTERDAM, NL)
    for number, record in enumerate(records):
        alone = line_deadlines(f"ord-{number}", record, BOTH, SETS, AMSTERDAM, NL)
        assert engine.deadlines(f"ord-{number}", record) == alone


@given(orders)
def test_every_deadline_has_hour_zone_source_and_working(record: OrderRecord) -> None:
    found = line_deadlines("ord-1", record, BOTH, SETS, AMSTERDAM, NL)
    assert len({one.uid for one in found}) == len(found)
    for one in found:
        assert one.at.tzinfo is not None
        assert one.zone == AMSTERDAM
        assert one.title
        assert one.source.words
        assert one.working
        assert one.order_number == "KO-1"
        if not one.stated:
            assert one.source.value == ""
        if one.kind is DeadlineKind.POST_BY:
            assert NL.is_business_day(local_day(one.at, AMSTERDAM))


@given(orders)
def test_a_cancellation_is_never_due_after_the_term_unless_the_order_says_so(
    record: OrderRecord,
) -> None:
    ends_by_line = {line.id: line.term.end for line in record.lines}
    for one in line_deadlines("ord-1", record, BOTH, SETS, AMSTERDAM, NL):
        if one.kind is DeadlineKind.CANCEL_BY and one.source.origin is Origin.TERMS:
            end = ends_by_line[one.line_id]
            assert end is not None
            assert one.at <= end

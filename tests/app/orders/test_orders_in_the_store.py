"""The orders table over a real encrypted mirror: applying, finding, sorting, opening."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.errors import Cancelled
from app.base.money import Money
from app.base.tasks import CancelToken, no_report
from app.orders.apply import OrdersApplier, move_states_on
from app.orders.detail import UnknownOrder, UnreadableOrder
from app.orders.model import OrderColumn, OrderKind, OrderQuery, OrderState
from app.orders.parts import PartsApplier
from app.orders.search import index_words, match_expression, query_words
from app.orders.service import OrderService
from app.portal.wire import Change
from app.storage.database import Database
from tests.support.orders_feed import (
    NOW,
    FixedClock,
    change,
    deletion,
    line,
    many_orders,
    mirror_with,
    order,
    wire_time,
)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """4,000 orders; read only by the tests that share it."""
    with mirror_with(tmp_path_factory.mktemp("big"), many_orders(4000), FixedClock()) as db:
        yield db


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def small(tmp_path: Path, clock: FixedClock) -> Iterator[Database]:
    with mirror_with(tmp_path, [], clock) as db:
        yield db


def apply(db: Database, clock: FixedClock, *changes: Change, generation: int = 1) -> list[str]:
    with db.write() as tx:
        broken = OrdersApplier(clock).apply(tx, changes, generation)
    return [one.id for one in broken]


def numbers(db: Database, clock: FixedClock, **query: object) -> list[str]:
    service = OrderService(db, clock)
    asked = OrderQuery(**query)  # type: ignore[arg-type]
    rows = service.first_rows(asked)
    assert [row.row for row in rows] == list(service.ranks(asked))[:128]
    return [row.number for row in rows]


def test_a_row_says_what_the_order_says(small: Database, clock: FixedClock) -> None:
    cloud = line(term={"end": "2026-12-26T23:59:59Z", "cancel_by": "2026-12-01T22:59:59Z"})
    lines = [cloud, line("Strata Connector", "software", term={"end": "2027-06-01T00:00:00Z"})]
    reseller = {"id": "res-1", "name": "Northquay"}
    data = order(lines=lines, reseller=reseller, currency="JPY", amount="6800000")
    assert apply(small, clock, change("ord-1", data)) == []
    [row] = OrderService(small, clock).first_rows(OrderQuery())
    assert (row.number, row.products, row.kind) == (
        "KO-20417", "Strata Cloud +1", OrderKind.MIXED,
    )  # fmt: skip
    assert (row.bought_from, row.state) == ("Northquay", OrderState.DUE_SOON)
    assert row.amount == Money(Decimal(6_800_000), "JPY")
    assert row.term_end is not None
    assert wire_time(row.term_end) == "2026-12-26T23:59:59Z"


def test_newer_versions_replace_older_ones_and_deletions_remove(
    small: Database, clock: FixedClock
) -> None:
    apply(small, clock, change("a", order("KO-1"), version=5))
    apply(small, clock, change("a", order("KO-OLD"), version=4))
    assert numbers(small, clock) == ["KO-1"]
    apply(
        small, clock, change("a", order("KO-2"), version=6), change("a", order("KO-3"), version=7)
    )
    assert numbers(small, clock) == ["KO-3"]
    assert numbers(small, clock, text="ko-3") == ["KO-3"]
    assert numbers(small, clock, text="ko-1") == []
    apply(small, clock, deletion("a", version=6))
    assert numbers(small, clock) == ["KO-3"]
    apply(small, clock, deletion("a", version=8), change("b", order("KO-9"), version=9))
    assert numbers(small, clock) == ["KO-9"]
    assert numbers(small, clock, text="ko-3") == []


def test_an_order_that_comes_and_goes_within_one_page_is_gone(
    small: Database, clock: FixedClock
) -> None:
    page = [change("a", order("KO-1")), deletion("a"), change("a", order("KO-2"), version=3)]
    apply(small, clock, *page)
    assert numbers(small, clock) == ["KO-2"]


def test_what_a_snapshot_does_not_name_is_swept(small: Database, clock: FixedClock) -> None:
    apply(small, clock, change("a", order("KO-1")), change("b", order("KO-2")))
    apply(small, clock, change("b", order("KO-2")), generation=2)
    with small.write() as tx:
        assert OrdersApplier(clock).sweep(tx, 2) == 1
    assert numbers(small, clock) == ["KO-2"]
    assert numbers(small, clock, text="ko-1") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": []},
        {"amount": "a lot"},
        {"amount": "NaN"},
        {"amount": "1E+999999"},
        {"amount": "0.001"},
        {"currency": "dollars"},
        {"placed_at": "2025-12-18T10:00:00"},
        {"status": "unheard of"},
        {"chain": None},
        {"number": 7},
    ],
    ids=str,
)
def test_a_broken_order_is_returned_and_the_rest_applied(
    small: Database, clock: FixedClock, changes: dict[str, object]
) -> None:
    good = change("good", order("KO-1"))
    assert apply(small, clock, change("bad", order(**changes)), good) == ["bad"]  # type: ignore[arg-type]
    assert numbers(small, clock) == ["KO-1"]


def test_unknown_members_survive_in_the_record(small: Database, clock: FixedClock) -> None:
    apply(small, clock, change("a", order(newer={"than": "this"})))
    [(body,)] = small.read("SELECT body FROM order_body")
    assert json.loads(body)["newer"] == {"than": "this"}


def test_states_move_on_with_time_and_nothing_is_written_before(
    small: Database, clock: FixedClock
) -> None:
    ends = NOW + timedelta(days=40)
    apply(small, clock, change("a", order(lines=[line(term={"end": wire_time(ends)})])))
    before = small.total_changes
    assert move_states_on(small, clock.now()) == 0
    assert small.total_changes == before
    expected = [(11, OrderState.DUE_SOON), (39, OrderState.DUE_SOON), (40, OrderState.ENDED)]
    for days, state in expected:
        move_states_on(small, NOW + timedelta(days=days))
        [row] = OrderService(small, clock).first_rows(OrderQuery())
        assert row.state is state
    assert move_states_on(small, NOW + timedelta(days=400)) == 0


@pytest.mark.parametrize("column", list(OrderColumn))
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", ["", "be", "strata", "ko-2", "3 tb", "zz", "okeanos quarry"])
def test_every_way_to_the_rows_gives_the_same_rows(
    big: Database, column: OrderColumn, descending: bool, text: str
) -> None:
    clock = FixedClock()
    service = OrderService(big, clock)
    query = OrderQuery(text=text, sort=column, descending=descending)
    first = [row.row for row in service.first_rows(query)]
    every = service.ranks(query)
    assert list(every[:128]) == first
    assert [row.row for row in service.first_rows(query)] == first
    turned = OrderQuery(text=text, sort=column, descending=not descending)
    assert list(service.ranks(turned)) == list(reversed(every))
    words = query_words(text)
    expected = {
        row
        for row, search in big.read("SELECT row, search FROM orders")
        if all(f" {word}" in search for word in words)
    }
    assert set(every) == expected


def test_chips_and_text_together_narrow_alike_on_every_way(big: Database) -> None:
    clock = FixedClock()
    for text in ("", "be", "sable tern", "ko-21"):
        for column in (OrderColumn.AMOUNT, OrderColumn.PLACED, OrderColumn.STATUS):
            query = OrderQuery(
                text=text,
                kinds=frozenset({OrderKind.HOSTED, OrderKind.MIXED}),
                states=frozenset({OrderState.ACTIVE, OrderState.UNPAID}),
                ends_within_days=300,
                sort=column,
            )
            service = OrderService(big, clock)
            every = service.ranks(query)
            assert [row.row for row in service.first_rows(query)] == list(every[:128])
            for row in service.rows(every):
                assert row.kind in query.kinds
                assert row.state in query.states
                assert row.term_end is not None
                assert timedelta(0) < row.term_end - NOW <= timedelta(days=300)


def test_totals_are_one_sum_a_currency(big: Database) -> None:
    service = OrderService(big, FixedClock())
    for text in ("", "beacon"):
        query = OrderQuery(text=text)
        expected: dict[str, Decimal] = {}
        for row in service.rows(service.ranks(query)):
            if row.amount is not None:
                currency = row.amount.currency
                expected[currency] = expected.get(currency, Decimal(0)) + row.amount.amount
        assert {m.currency: m.amount for m in service.totals(query)} == expected
        assert len(expected) == 3


def test_facets_count_every_order_once(big: Database) -> None:
    facets = OrderService(big, FixedClock()).facets()
    assert sum(facets.kinds.values()) == sum(facets.states.values()) == 4000


def test_a_canceled_ranking_stops(big: Database) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        OrderService(big, FixedClock()).ranks(OrderQuery(text="be"), cancel)


def test_during_the_first_load_orders_can_be_looked_at_already(
    tmp_path: Path, clock: FixedClock
) -> None:
    with mirror_with(tmp_path, [], clock) as db:
        with db.write() as tx:
            tx.execute("UPDATE feed_state SET first_load = 1")
            for column in OrderColumn:
                tx.execute(f"DROP INDEX orders_by_{column.value}")
        apply(db, clock, *many_orders(300))
        assert len(numbers(db, clock, sort=OrderColumn.AMOUNT)) == 128
        found = numbers(db, clock, text="beacon", sort=OrderColumn.NUMBER)
        service = OrderService(db, clock)
        assert service.count() == 300
        totals = service.totals(OrderQuery(text="beacon"))
        OrdersApplier(clock).settle(db, first_load=True, report=no_report, cancel=None)
        OrdersApplier(clock).settle(db, first_load=True, report=no_report, cancel=None)
        with db.write() as tx:
            tx.execute("UPDATE feed_state SET first_load = 0")
        assert numbers(db, clock, text="beacon", sort=OrderColumn.NUMBER) == found
        assert set(service.totals(OrderQuery(text="beacon"))) == set(totals)


@given(st.text(max_size=80))
@settings(max_examples=200)
def test_anything_may_be_typed_into_the_filter(big: Database, text: str) -> None:
    service = OrderService(big, FixedClock())
    rows = service.first_rows(OrderQuery(text=text))
    if not query_words(text):
        assert len(rows) == 128


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4))
def test_an_order_is_found_by_any_beginning_of_any_of_its_words(texts: list[str]) -> None:
    search = index_words(texts)
    for text in texts:
        for word in query_words(text):
            assert f" {word}" in search or len(word) > 60
            assert '"' not in word
    assert match_expression(query_words(" ".join(texts))).count('"') % 2 == 0


@pytest.mark.parametrize("typed", ["KO-204", "ko-20417", "ko204", "20417", "KO 20417", "kö-20417"])
def test_numbers_are_found_as_people_type_them(
    small: Database, clock: FixedClock, typed: str
) -> None:
    other = order("KO-30000", lines=[line(scope=[])])
    apply(small, clock, change("a", order("KO-20417")), change("b", other))
    assert numbers(small, clock, text=typed) == ["KO-20417"]


def test_accents_case_and_width_make_no_difference(small: Database, clock: FixedClock) -> None:
    apply(small, clock, change("a", order(lines=[line("Übersicht Straße ＡＢＣ ストラタ")])))
    for typed in ("ubersicht", "ÜBER", "strasse", "abc", "ストラ"):
        assert len(numbers(small, clock, text=typed)) == 1, typed


def test_the_detail_has_everything(small: Database, clock: FixedClock) -> None:
    partner = {"name": "Northquay", "email": "help@nq.example", "phone": "1"}
    support = {"level": "Premium", "first_response": "PT1H", "partner": partner}
    renewing = line(term={"end": "2026-12-26T23:59:59Z", "cancel_by": "2026-11-26T22:59:59Z"})
    chain = {"entitlement_id": "ent-1", "relation": "renewal", "previous": "ord-1"}
    first = order("KO-1", placed_at="2024-12-18T10:00:00Z")
    second = order("KO-2", chain=chain, support=support, lines=[renewing])
    apply(small, clock, change("ord-2", second), change("ord-1", first))
    parts = {
        "delivery": {"order_id": "ord-2", "name": "key", "kind": "license_key",
                     "license_key": "AAAA-SECRET", "to": ["a@b.example"]},
        "invoice": {"order_id": "ord-2", "number": "KS-1", "amount": "100.00", "currency": "USD",
                    "due_at": "2026-01-01T00:00:00Z", "paid_at": None, "state": "overdue"},
        "service": {"order_id": "ord-2", "name": "Strata Cloud EU", "state": "suspended",
                    "suspension": {"cause": "unpaid", "since": "2026-11-01T00:00:00Z",
                                   "cure": "pay"}, "storage_used": 5, "storage_limit": 10},
    }  # fmt: skip
    for kind, data in parts.items():
        with small.write() as tx:
            assert PartsApplier(kind).apply(tx, [change(f"{kind}-1", data, kind=kind)], 1) == []
    detail = OrderService(small, clock).detail("ko-2")
    assert [entry.number for entry in detail.chain] == ["KO-1", "KO-2"]
    assert [entry.current for entry in detail.chain] == [False, True]
    assert detail.next_renewal is not None
    assert detail.cancel_by is not None
    assert detail.support is not None
    assert detail.support.partner is not None
    assert detail.deliveries[0].license_key == "AAAA-SECRET"
    assert "SECRET" not in repr(detail)
    assert detail.invoices[0].amount == Money(Decimal(100), "USD")
    assert detail.services[0].suspension is not None
    assert detail.lines[0].amount == Money(Decimal(100), "USD")
    assert OrderService(small, clock).detail("ord-2").row == detail.row


def test_a_part_that_the_table_does_not_need_may_be_broken(
    small: Database, clock: FixedClock
) -> None:
    apply(small, clock, change("a", order(seller={"name": 5})))
    assert numbers(small, clock) == ["KO-20417"]
    with pytest.raises(UnreadableOrder):
        OrderService(small, clock).detail("KO-20417")
    with pytest.raises(UnknownOrder):
        OrderService(small, clock).detail("KO-0")


def test_a_broken_part_of_an_order_is_returned(small: Database) -> None:
    bad = change("x", {"order_id": 5}, kind="delivery")
    with small.write() as tx:
        [broken] = PartsApplier("delivery").apply(tx, [bad], 1)
    assert broken.id == "x"
    assert msgspec.json.decode(broken.body) == {"order_id": 5}


def test_rows_that_come_meanwhile_do_not_disturb_a_remembered_order(
    tmp_path: Path, clock: FixedClock
) -> None:
    with mirror_with(tmp_path, many_orders(2500), clock) as db:
        service = OrderService(db, clock)
        query = OrderQuery(text="ko", sort=OrderColumn.AMOUNT)
        service.ranks(query)
        top = order("KO-999999", currency="ZWL", amount="900000")
        apply(db, clock, change("new", top))
        assert service.first_rows(query)[0].number == "KO-999999"
        assert len(service.ranks(query)) == 2501

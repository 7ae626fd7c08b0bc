"""Where an order stands: total, stable until the stated instant, and never an invented date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.durations import duration_words
from app.orders import rules
from app.orders.model import ChainEntry, OrderKind, OrderState, Relation, Scope, Term, TermKind
from app.orders.words import bytes_words, scope_words

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)

instants = st.integers(-800, 800).map(lambda hours: NOW + timedelta(hours=hours * 12))
ends = st.none() | instants
terms = st.builds(
    Term, kind=st.sampled_from(TermKind), end=ends, auto_renews=st.booleans(), cancel_by=ends
)
statuses = st.sampled_from(["active", "suspended", "completed", "cancelled"])
payments = st.sampled_from(["paid", "due", "overdue", "through_reseller", "none"])


def term(days: float | None, kind: TermKind = TermKind.SUBSCRIPTION, **more: object) -> Term:
    end = None if days is None else NOW + timedelta(days=days)
    return Term(kind=kind, end=end, **more)  # type: ignore[arg-type]


def state(*lines: Term, status: str = "active", payment: str = "paid") -> OrderState:
    return rules.state_of(status, payment, lines, NOW)


def test_states_in_the_order_of_what_presses_most() -> None:
    far, near, past = term(400), term(10), term(-1)
    assert state(far) is OrderState.ACTIVE
    assert state(near) is OrderState.DUE_SOON
    assert state(past) is OrderState.ENDED
    assert state(past, far) is OrderState.ACTIVE
    assert state(far, status="cancelled", payment="overdue") is OrderState.CANCELLED
    assert state(far, status="suspended", payment="overdue") is OrderState.SUSPENDED
    assert state(past, status="suspended") is OrderState.ENDED
    assert state(past, payment="overdue") is OrderState.UNPAID
    assert state(term(10, TermKind.TRIAL)) is OrderState.TRIAL
    assert state(term(-1, TermKind.TRIAL)) is OrderState.ENDED
    assert state(term(None, TermKind.PERPETUAL), past) is OrderState.ACTIVE
    assert state(term(None, TermKind.NONE), status="completed") is OrderState.DONE
    assert state(term(None, TermKind.NONE)) is OrderState.ACTIVE


def test_a_renewing_term_is_due_at_the_moment_the_order_states() -> None:
    stated = term(60, auto_renews=True, cancel_by=NOW + 5 * DAY)
    assert state(stated) is OrderState.DUE_SOON
    missed = term(20, auto_renews=True, cancel_by=NOW - DAY)
    assert state(missed) is OrderState.ACTIVE
    not_stated = term(20, auto_renews=True)
    assert state(not_stated) is OrderState.DUE_SOON
    renewal = rules.next_renewal([not_stated], NOW)
    assert renewal is not None
    assert renewal.cancel_by is None


@given(statuses, payments, st.lists(terms, max_size=4))
def test_a_standing_holds_until_the_instant_it_names(
    status: str, payment: str, lines: list[Term]
) -> None:
    before = rules.standing(status, payment, lines, NOW)
    until = before.until
    later = [NOW + timedelta(days=days) for days in (1, 10, 40, 300, 900)]
    if until is not None:
        assert until > NOW
        later = [NOW + (until - NOW) * share for share in (0.1, 0.5, 0.999)]
    for instant in later:
        after = rules.standing(status, payment, lines, instant)
        assert (after.state, after.term_end, after.cancel_by) == (
            before.state, before.term_end, before.cancel_by,
        )  # fmt: skip


@given(statuses, payments, st.lists(terms, max_size=4))
def test_every_shown_date_is_one_that_the_order_states(
    status: str, payment: str, lines: list[Term]
) -> None:
    found = rules.standing(status, payment, lines, NOW)
    assert found.term_end is None or found.term_end in {line.end for line in lines}
    assert found.cancel_by is None or found.cancel_by in {line.cancel_by for line in lines}
    assert found.state in OrderState


@given(st.lists(terms, max_size=4), st.integers(0, 400))
def test_ends_within_is_what_the_calendar_says(lines: list[Term], days: int) -> None:
    end = rules.standing("active", "paid", lines, NOW).term_end
    expected = end is not None and timedelta(0) < end - NOW <= timedelta(days=days)
    assert rules.ends_within(end, days, NOW) is expected


def test_support_beside_a_product_does_not_make_an_order_mixed() -> None:
    software, hosted, support = OrderKind.SOFTWARE, OrderKind.HOSTED, OrderKind.SUPPORT
    assert rules.kind_of([software, support]) is software
    assert rules.kind_of([support]) is support
    assert rules.kind_of([software, hosted]) is OrderKind.MIXED
    with pytest.raises(ValueError, match="line"):
        rules.kind_of([])


def test_products_are_the_first_and_how_many_more() -> None:
    assert rules.products_of(["Strata Cloud"]) == "Strata Cloud"
    assert rules.products_of(["Strata Cloud", "Strata Connector"]) == "Strata Cloud +1"
    assert rules.products_of(["Strata Cloud", "Strata Cloud"]) == "Strata Cloud"


def entry(key: str, day: int) -> ChainEntry:
    return ChainEntry(
        order_id=key, row=None, number=key, relation=Relation.RENEWAL,
        placed_at=NOW + day * DAY, starts_at=None, scope_words="", state=None, current=False,
    )  # fmt: skip


links = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.sampled_from("abcdefz"))


@given(st.permutations([entry(key, day) for day, key in enumerate("abcdef")]), links)
def test_a_chain_shows_each_order_once_whatever_the_orders_claim(
    entries: list[ChainEntry], previous: dict[str, str | None]
) -> None:
    ordered = rules.chain_in_order(entries, previous)
    assert sorted(one.order_id for one in ordered) == list("abcdef")
    assert ordered == rules.chain_in_order(list(reversed(entries)), previous)


def test_a_chain_follows_what_orders_name_before_their_dates() -> None:
    entries = [entry("late", 1), entry("first", 2), entry("middle", 3)]
    ordered = rules.chain_in_order(entries, {"late": "middle", "middle": "first"})
    assert [one.order_id for one in ordered] == ["first", "middle", "late"]


def test_words_for_scope_durations_and_sizes() -> None:
    scope = [Scope("named users", 250, "users", "users"), Scope("storage", 2, "TB", "capacity")]
    assert scope_words(scope) == "250 named users, 2 TB storage"
    assert scope_words([Scope("named users", 1, "users")]) == "1 named user"
    assert scope_words([Scope("named users", None, "users")]) == "unlimited named users"
    assert scope_words([Scope("monitored hosts", 1200, "hosts")]) == "1,200 monitored hosts"
    assert scope_words([]) == ""
    assert duration_words("PT1H") == "1 hour"
    assert duration_words("P1DT4H") == "1 day 4 hours"
    assert duration_words("soon") == "soon"
    assert bytes_words(1_500_000_000) == "1.5 GB"
    assert bytes_words(41_000_000_000_000) == "41 TB"


@given(st.text())
def test_any_text_passes_through_the_duration_words(text: str) -> None:
    assert isinstance(duration_words(text), str)

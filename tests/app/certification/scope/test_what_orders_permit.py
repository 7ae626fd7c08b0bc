"""What orders permit at an instant: cases calculated by hand, and rules for any orders."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.certification.scope.entitled import entitlements
from app.certification.scope.facts import TermsFacts
from app.orders.model import OrderKind, Relation, TermKind
from tests.support.scoped_orders import (
    NOW,
    YEAR,
    copies,
    day,
    facts,
    instances,
    line,
    order,
    permitted,
    storage,
    users,
)

INSTANCES = "relay/production instances"


def figure(found: dict, key: str = INSTANCES) -> Decimal | None:
    return found[key].permitted


def test_lines_of_one_product_and_metric_add_up_over_orders() -> None:
    one = order("KO-1", line(instances(6)), line(instances(2)))
    two = order("KO-2", line(instances(3)), placed="2026-02-01")
    found = permitted(one, two)
    assert figure(found) == 11
    assert found[INSTANCES].orders == ("KO-1", "KO-2")
    assert [step.quantity for step in found[INSTANCES].working] == [6, 2, 3]


def test_a_renewal_continues_and_does_not_add_even_where_terms_overlap() -> None:
    base = order("KO-1", line(instances(9), start="2025-01-01", end="2026-12-31"),
                 placed="2025-01-01", chain="c")  # fmt: skip
    renewal = order("KO-2", line(instances(6), start="2026-11-01", end="2027-12-31"),
                    placed="2026-10-20", chain="c",
                    relation=Relation.RENEWAL, previous="KO-1")  # fmt: skip
    found = permitted(base, renewal)
    assert figure(found) == 6
    assert found[INSTANCES].orders == ("KO-2",)
    assert "KO-2 renewed it" in found[INSTANCES].working[0].words


def test_a_renewal_that_has_not_begun_leaves_what_holds() -> None:
    base = order("KO-1", line(instances(9)), placed="2025-01-01", chain="c")
    renewal = order("KO-2", line(instances(6), start="2027-01-01", end="2028-01-01"),
                    placed="2026-10-20", chain="c",
                    relation=Relation.RENEWAL, previous="KO-1")  # fmt: skip
    found = permitted(base, renewal)
    assert figure(found) == 9
    assert "begins 1 Jan 2027" in found[INSTANCES].working[1].words


def test_a_renewal_leaves_the_expansion_of_what_it_renews_where_it_names_the_base() -> None:
    base = order("KO-1", line(instances(30)), placed="2026-01-01", chain="c")
    more = order("KO-2", line(instances(10)), placed="2026-02-01", chain="c",
                 relation=Relation.EXPANSION, previous="KO-1")  # fmt: skip
    again = order("KO-3", line(instances(30), start="2026-10-01"), placed="2026-09-01", chain="c",
                  relation=Relation.RENEWAL, previous="KO-1")  # fmt: skip
    assert figure(permitted(base, more)) == 40
    assert figure(permitted(base, more, again)) == 40


def test_a_renewal_of_the_expansion_covers_base_and_expansion() -> None:
    base = order("KO-1", line(users(150), product="cloud"), chain="c")
    more = order("KO-2", line(users(50), product="cloud"), chain="c", placed="2026-02-01",
                 relation=Relation.EXPANSION, previous="KO-1")  # fmt: skip
    again = order("KO-3", line(users(200), product="cloud", start="2026-10-01"), chain="c",
                  placed="2026-09-01", relation=Relation.RENEWAL, previous="KO-2")  # fmt: skip
    assert figure(permitted(base, more, again), "cloud/named users") == 200


def test_a_renewal_that_names_nothing_continues_all_earlier_ones_of_its_chain() -> None:
    base = order("KO-1", line(instances(4)), placed="2025-12-01", chain="c")
    again = order("KO-2", line(instances(5)), placed="2026-02-01", chain="c",
                  relation=Relation.RENEWAL)  # fmt: skip
    stranger = order("KO-3", line(instances(1)), placed="2025-11-01", chain="d")
    assert figure(permitted(base, again, stranger)) == 6


def test_a_renewal_keeps_a_product_it_does_not_renew_until_its_own_end() -> None:
    base = order("KO-1", line(instances(4)), line(users(10), product="cloud",
                 kind=OrderKind.HOSTED), chain="c")  # fmt: skip
    again = order("KO-2", line(instances(5)), placed="2026-02-01", chain="c",
                  relation=Relation.RENEWAL, previous="KO-1")  # fmt: skip
    found = permitted(base, again)
    assert figure(found) == 5
    assert figure(found, "cloud/named users") == 10


def test_orders_that_name_each_other_in_a_circle_do_no_harm() -> None:
    one = order("KO-1", line(instances(4)), chain="c", relation=Relation.RENEWAL, previous="KO-2")
    two = order("KO-2", line(instances(5)), chain="c", relation=Relation.RENEWAL, previous="KO-1",
                placed="2026-02-01")  # fmt: skip
    found = permitted(one, two)
    assert found[INSTANCES].ended
    assert figure(found) == 0


def test_an_upgrade_takes_the_place_of_the_line_it_names_and_of_no_other() -> None:
    base = order("KO-1", line(instances(4), product="relay"),
                 line(instances(2), product="edge"))  # fmt: skip
    upgrade = order("KO-2", line(instances(4), product="relay-eu", upgrades="lin-KO-1-1"),
                    placed="2026-03-01", relation=Relation.UPGRADE, previous="KO-1")  # fmt: skip
    found = permitted(base, upgrade)
    assert figure(found, "relay-eu/production instances") == 4
    assert figure(found, "edge/production instances") == 2
    assert found[INSTANCES].ended
    assert figure(found) == 0
    assert "KO-2 upgraded it" in found[INSTANCES].working[0].words


def test_an_upgrade_that_ended_does_not_bring_back_what_it_replaced() -> None:
    base = order("KO-1", line(instances(4), end=None, term=TermKind.PERPETUAL))
    upgrade = order("KO-2", line(instances(8), end="2026-06-01", upgrades="lin-KO-1-1"),
                    relation=Relation.UPGRADE, placed="2026-01-02")  # fmt: skip
    assert figure(permitted(base, upgrade)) == 0


def test_a_canceled_upgrade_leaves_what_it_would_have_replaced() -> None:
    base = order("KO-1", line(instances(4)))
    upgrade = order("KO-2", line(instances(8), upgrades="lin-KO-1-1"), relation=Relation.UPGRADE,
                    cancelled=True)  # fmt: skip
    assert figure(permitted(base, upgrade)) == 4


def test_an_upgrade_that_names_no_line_replaces_the_whole_order_before_it() -> None:
    base = order("KO-1", line(instances(4)), chain="c")
    upgrade = order("KO-2", line(instances(4), product="relay-eu"), chain="c", previous="KO-1",
                    relation=Relation.UPGRADE, placed="2026-03-01")  # fmt: skip
    found = permitted(base, upgrade)
    assert figure(found) == 0
    assert figure(found, "relay-eu/production instances") == 4


def test_canceled_orders_and_ended_terms_grant_nothing() -> None:
    gone = order("KO-1", line(instances(4)), cancelled=True)
    over = order("KO-2", line(instances(3), end="2026-11-22"))
    holds = order("KO-3", line(instances(2)))
    assert figure(permitted(gone, over, holds)) == 2
    assert permitted(gone) == {}


def test_a_term_ends_at_its_last_instant() -> None:
    over = order("KO-1", line(instances(3), end="2026-11-23"))
    found = entitlements([over], facts(over), day("2026-11-23"))
    assert found == ()
    before = entitlements([over], facts(over), day("2026-11-22"))
    assert before[0].permitted == 3


def test_what_ended_within_the_period_is_shown_and_permits_nothing() -> None:
    over = order("KO-1", line(instances(3), end="2026-06-01"))
    assert permitted(over) == {}
    found = permitted(over, period=YEAR)[INSTANCES]
    assert found.ended
    assert found.permitted == 0
    assert "ended 1 Jun 2026" in found.working[0].words


def test_an_order_that_a_request_names_is_shown_although_it_ended_long_ago() -> None:
    over = order("KO-1", line(instances(3), end="2022-06-01", start="2021-06-01"))
    found = permitted(over, only=("KO-1",))[INSTANCES]
    assert found.ended
    assert found.orders == ("KO-1",)


def test_a_canceled_order_that_a_request_names_is_shown_and_permits_nothing() -> None:
    gone = order("KO-1", line(instances(3), end="2022-06-01", start="2021-06-01"), cancelled=True)
    found = permitted(gone, only=("KO-1",))[INSTANCES]
    assert found.ended
    assert (found.permitted, found.orders) == (0, ("KO-1",))
    assert "canceled" in found.working[0].words
    holds = order("KO-2", line(instances(2)))
    both = permitted(gone, holds, only=("KO-1",))[INSTANCES]
    assert (both.permitted, both.ended, both.orders) == (2, False, ("KO-2",))
    assert [step.quantity for step in both.working] == [0, 2]


def test_an_entitlement_is_taken_whole_where_a_request_names_one_of_its_orders() -> None:
    one = order("KO-1", line(instances(30)))
    two = order("KO-2", line(instances(10)))
    other = order("KO-3", line(users(5), product="cloud"))
    found = permitted(one, two, other, only=("KO-2",))
    assert list(found) == [INSTANCES]
    assert figure(found) == 40


def test_trials_and_betas_are_shown_apart() -> None:
    paid = order("KO-1", line(instances(6)))
    trial = order("KO-2", line(instances(1), kind=OrderKind.NO_CHARGE, term=TermKind.TRIAL))
    beta = order("KO-3", line(instances(2), beta=True))
    found = permitted(paid, trial, beta)
    assert figure(found) == 6
    assert figure(found, f"{INSTANCES} (no charge)") == 3
    assert found[f"{INSTANCES} (no charge)"].metric == "production instances (no charge)"


def test_an_evaluation_without_productive_work_permits_other_instances_only() -> None:
    trial = order("KO-1", line(instances(1), kind=OrderKind.NO_CHARGE, production=0))
    found = permitted(trial)
    assert figure(found, "relay/production instances (no charge)") == 0
    assert figure(found, "relay/non-production instances (no charge)") == 1


def test_unlimited_is_unlimited_whatever_else_is_ordered() -> None:
    found = permitted(order("KO-1", line(users(None), users(5), product="cloud")))
    assert found["cloud/named users"].permitted is None
    assert found["cloud/named users"].stated


def test_a_silent_software_line_allows_what_the_terms_say_for_each_license() -> None:
    found = permitted(order("KO-1", line(copies(12), product="addons")))
    made = found["addons/production instances"]
    assert made.permitted == 12
    assert made.clause is not None
    assert made.clause.number == "6.2.1"
    assert made.working[0].clause == made.clause
    assert found["addons/copies"].permitted == 12


def test_the_number_of_the_terms_is_multiplied_and_comes_from_the_rule_set() -> None:
    one = order("KO-1", line(copies(3)))
    assert figure(permitted(one, each="2")) == 6
    assert figure(permitted(order("KO-1", line()), each="2")) == 2


def test_where_order_and_terms_are_silent_it_is_not_stated_and_never_invented() -> None:
    found = permitted(order("KO-1", line()), each=None)[INSTANCES]
    assert not found.stated
    assert found.permitted is None
    without = entitlements([order("KO-1", line())], TermsFacts(), NOW)
    assert not without[0].stated


def test_a_figure_of_the_order_goes_before_the_terms() -> None:
    found = permitted(order("KO-1", line(users(40), production=3)), each="9")
    assert figure(found) == 3
    assert figure(found, "relay/named users") == 40


def test_test_instances_that_an_order_states_are_a_measure_of_their_own() -> None:
    found = permitted(order("KO-1", line(instances(4), instances(8, "non-production instances"))))
    assert figure(found) == 4
    assert figure(found, "relay/non-production instances") == 8


def test_the_terms_do_not_add_to_instances_that_an_order_states_without_saying_which() -> None:
    found = permitted(order("KO-1", line(instances(30, "instances"))))
    assert list(found) == ["relay/instances"]


def test_hosted_services_have_no_instances() -> None:
    found = permitted(order("KO-1", line(users(5), product="cloud", kind=OrderKind.HOSTED)))
    assert list(found) == ["cloud/named users"]
    assert not found["cloud/named users"].software


def test_a_hosted_line_without_scope_is_not_stated() -> None:
    found = permitted(order("KO-1", line(product="cloud", kind=OrderKind.HOSTED)))["cloud/use"]
    assert not found.stated


def test_support_and_training_grant_nothing_that_is_counted() -> None:
    support = line(users(3), kind=OrderKind.SUPPORT)
    training = line(users(8), kind=OrderKind.TRAINING)
    assert permitted(order("KO-1", support, training)) == {}


def test_storage_in_several_units_adds_up_exactly() -> None:
    found = permitted(
        order("KO-1", line(storage(2), product="archive", kind=OrderKind.HOSTED)),
        order("KO-2", line(storage(500, "GB"), product="archive", kind=OrderKind.HOSTED)),
    )["archive/storage"]
    assert found.unit == "TB"
    assert found.permitted == Decimal("2.5")


def test_a_resellers_order_states_the_scope_and_the_clause_says_so() -> None:
    found = permitted(order("KO-1", line(instances(30)), reseller="Northquay"))[INSTANCES]
    assert "Northquay" in found.working[0].words
    assert found.working[0].clause is not None
    assert found.working[0].clause.number == "4.2.1"


def test_spelling_of_a_metric_makes_no_second_entitlement() -> None:
    found = permitted(
        order("KO-1", line(instances(3, "Production  Instances"))),
        order("KO-2", line(instances(4))),
    )
    assert figure(found) == 7


def test_a_measure_that_a_renewal_no_longer_states_has_not_ended() -> None:
    base = order("KO-1", line(users(5), storage(2), product="cloud", kind=OrderKind.HOSTED),
                 chain="c")  # fmt: skip
    again = order("KO-2", line(users(7), product="cloud", kind=OrderKind.HOSTED), chain="c",
                  relation=Relation.RENEWAL, previous="KO-1", placed="2026-03-01")  # fmt: skip
    assert list(permitted(base, again)) == ["cloud/named users"]


_LINES = st.builds(
    line,
    st.builds(instances, st.integers(0, 50) | st.none()),
    product=st.sampled_from(["relay", "edge"]),
    start=st.sampled_from(["2025-01-01", "2026-01-01", "2027-01-01"]),
    end=st.sampled_from(["2026-06-01", "2027-06-01", None]),
    production=st.none() | st.integers(0, 50),
)
_ORDERS = st.lists(
    st.tuples(
        st.lists(_LINES, min_size=1, max_size=3),
        st.sampled_from(list(Relation)),
        st.integers(0, 5),
        st.booleans(),
    ),
    max_size=6,
).map(
    lambda drawn: [
        order(f"KO-{n}", *lines, relation=relation, previous=f"KO-{before}", chain="c",
              cancelled=cancelled, placed=f"2025-0{n + 1}-01")
        for n, (lines, relation, before, cancelled) in enumerate(drawn)
    ]
)  # fmt: skip


@settings(max_examples=settings().max_examples // 3)
@given(_ORDERS, st.randoms())
def test_the_order_of_orders_makes_no_difference(orders: list, dice: object) -> None:
    mixed = list(orders)
    dice.shuffle(mixed)
    terms = facts(*orders)
    assert entitlements(mixed, terms, NOW, YEAR) == entitlements(orders, terms, NOW, YEAR)


@settings(max_examples=settings().max_examples // 3)
@given(_ORDERS)
def test_what_is_permitted_is_the_sum_of_its_working(orders: list) -> None:
    for one in entitlements(orders, facts(*orders), NOW, YEAR):
        steps = [step.quantity for step in one.working]
        if one.permitted is None:
            assert None in steps
        else:
            assert sum(steps) == one.permitted


@settings(max_examples=settings().max_examples // 3)
@given(_ORDERS)
def test_a_canceled_order_never_adds(orders: list) -> None:
    terms = facts(*orders)
    more = [
        replace(one, cancelled=True, id=f"{one.id}x", number=f"{one.number}x") for one in orders
    ]
    before = {one.id: one.permitted for one in entitlements(orders, terms, NOW)}
    after = {one.id: one.permitted for one in entitlements([*orders, *more], terms, NOW)}
    assert after == before

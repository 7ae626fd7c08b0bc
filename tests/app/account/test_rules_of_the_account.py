"""The rules of the account: what may be sent, who is an affiliate, how seats are summed."""

from __future__ import annotations

from datetime import date

import pytest

from app.account import rules
from app.account.changing import Counted, Ownership, SeatOrder, TaxWish
from app.account.model import Affiliate, Contact, User

FIFTY = Ownership(percent=50, clause="5.2")


@pytest.mark.parametrize(
    ("share", "control", "rule", "counted"),
    [
        (50, False, FIFTY, Counted.OWNERSHIP),
        (49, False, FIFTY, Counted.BELOW),
        (49, True, FIFTY, Counted.LEGAL_MAXIMUM),
        (0, True, FIFTY, Counted.CONTROL),
        (80, True, FIFTY, Counted.CONTROL),
        (100, False, Ownership(), Counted.NOT_STATED),
        (10, True, Ownership(), Counted.CONTROL),
        (34, False, Ownership(percent=34), Counted.OWNERSHIP),
    ],
)
def test_a_company_counts_by_the_share_that_the_agreement_states(
    share: int, control: bool, rule: Ownership, counted: Counted
) -> None:
    one = Affiliate(name="A", country="DE", ownership_percent=share, control=control)
    assert rules.affiliate_line(one, rule).counted is counted


def grant(number: str, quantity: int | None, metric: str = "named users") -> rules.Grant:
    return rules.Grant(("p", "Strata"), metric, "users", SeatOrder(number, quantity))


def test_orders_are_summed_only_where_they_count_the_same() -> None:
    found = rules.seats_of(
        [grant("KO-1", 10), grant("KO-2", 5), grant("KO-3", 7, "concurrent users")], used=12
    )
    assert [(one.metric, one.granted, one.over) for one in found] == [
        ("concurrent users", 7, 5),
        ("named users", 15, 0),
    ]


def test_unlimited_once_is_unlimited_in_all() -> None:
    [one] = rules.seats_of([grant("KO-1", 10), grant("KO-2", None)], used=99)
    assert one.granted is None
    assert one.over == 0
    assert [order.number for order in one.orders] == ["KO-1", "KO-2"]


def test_a_line_has_no_control_characters_and_no_half_characters() -> None:
    assert rules.tidy(" a\x00b\nc\ud800 ") == "a b c\ufffd"


@pytest.mark.parametrize(
    ("user", "wrong"),
    [
        (User(name="", email="a@b.example", role="member"), {"name"}),
        (User(name="A", email="a b@c", role="member"), {"email"}),
        (User(name="A", email="TAKEN@b.example", role=""), {"email", "role"}),
        (User(name="A" * 301, email="a@b.example", role="member"), {"name"}),
        (User(name="A", email="a@b.example", role="member"), set()),
    ],
)
def test_a_user_is_a_person_of_its_own(user: User, wrong: set[str]) -> None:
    others = [User(id="1", name="T", email="taken@b.example", role="member")]
    assert set(rules.check_user(user, others)) == wrong


def test_a_contact_can_be_reached() -> None:
    assert set(rules.check_contact(Contact(name="A", role="legal"))) == {"email"}
    assert rules.check_contact(Contact(name="A", role="legal", phone="1")) == {}


def test_a_certificate_that_is_over_is_not_sent() -> None:
    wish = TaxWish(region="DE", number="1", valid_until=date(2026, 1, 1))
    assert set(rules.check_tax(wish, date(2026, 1, 2))) == {"valid_until"}
    assert rules.check_tax(wish, date(2026, 1, 1)) == {}

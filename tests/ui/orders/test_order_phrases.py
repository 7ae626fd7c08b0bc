"""What the detail of an order says, in phrases; nothing is invented where the order is silent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.orders.model import NextRenewal, SupportGrant, Term, TermKind
from ui.orders.phrases import (
    line_term_words,
    masked_key,
    period_words,
    renewal_words,
    support_words,
)

START = datetime(2025, 12, 27, 12, tzinfo=UTC)
END = datetime(2026, 12, 26, 12, tzinfo=UTC)


def test_a_period_is_said_as_far_as_it_is_stated() -> None:
    assert period_words(START, END) == "27 Dec 2025 to 26 Dec 2026"
    assert period_words(START, None) == "from 27 Dec 2025, no end"
    assert period_words(None, END) == "until 26 Dec 2026"
    assert period_words(None, None) == ""


@pytest.mark.parametrize(
    ("kind", "renews", "words"),
    [
        (TermKind.SUBSCRIPTION, True, "renews by itself 26 Dec 2026"),
        (TermKind.SUBSCRIPTION, False, "subscription to 26 Dec 2026"),
        (TermKind.LICENSE, False, "license to 26 Dec 2026"),
        (TermKind.SUPPORT, False, "support to 26 Dec 2026"),
        (TermKind.TRIAL, False, "trial to 26 Dec 2026"),
        (TermKind.PERPETUAL, False, "perpetual license"),
        (TermKind.NONE, False, ""),
    ],
)
def test_a_term_is_named_for_what_it_is(kind: TermKind, renews: bool, words: str) -> None:
    assert line_term_words(Term(kind=kind, start=START, end=END, auto_renews=renews)) == words


def test_no_last_moment_to_cancel_is_invented() -> None:
    assert renewal_words(NextRenewal(END, None)) == ""
    assert renewal_words(NextRenewal(END, END)) == "Cancel by 26 Dec"


def test_support_promises_only_what_the_order_states() -> None:
    assert support_words(SupportGrant(level="premium", first_response="PT1H")) == (
        "Premium, reply within 1 hour"
    )
    assert support_words(SupportGrant(level="standard")) == "Standard"


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("AB12-CD34-EF56-7QF2", "•••• •••• •••• 7QF2"),
        ("SHORT", "•••• •••• ••••"),
        ("", "•••• •••• ••••"),
    ],
)
def test_a_masked_key_gives_at_most_its_last_four_characters_away(key: str, shown: str) -> None:
    assert masked_key(key) == shown

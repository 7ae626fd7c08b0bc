"""The footer says in words how the profile stands, and long work says how long it will take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.base.messages import OutboxTally
from app.base.tasks import Progress
from ui.page import Standing
from ui.shell.words import left_seconds, progress_words, span_words, sync_words

NOW = datetime(2026, 11, 24, 9, 4, tzinfo=UTC)


def standing(minutes: float, **more: bool) -> Standing:
    return Standing(synced_at=NOW - timedelta(minutes=minutes), **more)


def test_a_fresh_profile_says_how_long_ago_it_synced() -> None:
    assert sync_words(standing(2), OutboxTally(), NOW) == "Synced 2 minutes ago"


def test_what_still_has_to_leave_is_counted() -> None:
    tally = OutboxTally(queued=1, refused=2)
    assert (
        sync_words(standing(2), tally, NOW) == "Synced 2 minutes ago, 1 waiting to send, 2 refused"
    )
    assert sync_words(standing(0), OutboxTally(sending=1), NOW) == "Synced just now, 1 being sent"


def test_delivered_items_are_not_counted() -> None:
    assert sync_words(standing(2), OutboxTally(sent=9), NOW) == "Synced 2 minutes ago"


def test_offline_names_the_moment_of_the_last_success() -> None:
    assert sync_words(standing(33, offline=True), OutboxTally(), NOW).startswith(
        "Last synced today "
    )


def test_a_profile_that_never_synced_says_so() -> None:
    assert sync_words(Standing(), OutboxTally(), NOW) == "Not synchronized yet"
    assert sync_words(Standing(syncing=True), OutboxTally(), NOW) == "Synchronizing"


def test_an_estimate_waits_until_it_means_something() -> None:
    assert left_seconds(Progress("orders", 1, 1000), 0.2) is None
    assert left_seconds(Progress("orders", 1000, 1000), 9) is None
    assert left_seconds(Progress("orders", 250, 1000), 10) == 30


def test_progress_has_a_count_and_an_estimate() -> None:
    assert (
        progress_words(Progress("orders", 2500, 10_000), 10) == "2,500 of 10,000, about 30 s left"
    )
    assert progress_words(Progress("orders", 5), 10) == "5"
    assert progress_words(Progress("orders", 0), 10) == ""


def test_estimates_are_rounded_so_that_they_do_not_flicker() -> None:
    assert [span_words(s) for s in (0.2, 7, 32, 200, 9000)] == [
        "1 s",
        "7 s",
        "30 s",
        "3 min",
        "2 h",
    ]

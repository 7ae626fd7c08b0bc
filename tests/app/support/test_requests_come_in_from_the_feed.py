"""Requests and messages of the feed: any order, deleted, swept, moved, found by their words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.support.requests import searching
from app.support.requests.model import RequestState, Severity, Side
from app.support.requests.problems import RequestGone, UnknownRequest
from tests.support.request_feed import RequestDesk, message, record, request


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RequestDesk]:
    with RequestDesk(tmp_path) as made:
        yield made


def shown(desk: RequestDesk) -> list[tuple[str, int]]:
    return [(card.id, card.messages) for card in desk.requests.requests()]


def test_a_message_may_come_before_its_request(desk: RequestDesk) -> None:
    desk.feed(record("message", "m-1", message("req-1", 5)))
    assert desk.requests.requests() == ()
    assert desk.requests.requests("log") == ()
    with pytest.raises(UnknownRequest):
        desk.requests.thread("req-1")
    desk.feed(record("support_request", "req-1", request()))
    assert shown(desk) == [("req-1", 1)]
    assert [one.text for one in desk.requests.thread("KR-1").messages] == ["Please send the log."]
    assert [card.found for card in desk.requests.requests("LOG")] == ["Please send the log."]


def test_a_later_version_takes_the_place_of_an_earlier_one_and_never_the_other_way(
    desk: RequestDesk,
) -> None:
    desk.feed(record("support_request", "req-1", request(state="answered"), 3))
    desk.feed(record("support_request", "req-1", request(state="open"), 2))
    desk.feed(record("message", "m-1", message(text="first wording"), 1))
    desk.feed(record("message", "m-1", message(text="second wording"), 2))
    [card] = desk.requests.requests("wording")
    assert card.state is RequestState.ANSWERED
    assert (card.messages, card.found) == (1, "second wording")
    assert desk.requests.requests("first") == ()


def test_a_message_can_move_to_another_request(desk: RequestDesk) -> None:
    desk.feed(
        record("support_request", "req-1", request()),
        record("support_request", "req-2", request(number="KR-2")),
        record("message", "m-1", message("req-1", 5), 1),
    )
    desk.feed(record("message", "m-1", message("req-2", 9), 2))
    assert dict(shown(desk)) == {"req-1": 0, "req-2": 1}


def test_what_the_vendor_deletes_is_gone_and_is_said_to_be(desk: RequestDesk) -> None:
    desk.feed(
        record("support_request", "req-1", request()),
        record("message", "m-1", message(minutes=1)),
        record("message", "m-2", message(minutes=2)),
    )
    desk.feed(record("message", "m-1", None, 2))
    assert shown(desk) == [("req-1", 1)]
    desk.feed(record("support_request", "req-1", None, 2))
    assert shown(desk) == []
    with pytest.raises(RequestGone):
        desk.requests.thread("req-1")


def test_a_snapshot_sweeps_what_it_does_not_name(desk: RequestDesk) -> None:
    kept, gone = request(), request(number="KR-2")
    desk.feed(
        record("support_request", "req-1", kept),
        record("support_request", "req-2", gone),
        record("message", "m-1", message("req-1")),
        record("message", "m-2", message("req-2")),
    )
    desk.feed(
        record("support_request", "req-1", kept), record("message", "m-1", message()), generation=2
    )
    assert desk.sweep(2) == 2
    assert shown(desk) == [("req-1", 1)]
    assert desk.mirror.read("SELECT request_id FROM thread") == [("req-1",)]


def test_what_an_older_program_kept_raw_is_taken_over_once(desk: RequestDesk) -> None:
    with desk.mirror.write() as tx:
        for one in (
            record("message", "m-1", message()),
            record("support_request", "req-1", request(), 4),
        ):
            tx.execute(
                "INSERT INTO record VALUES (?, ?, ?, 1, ?)",
                (one.kind, one.id, one.version, bytes(one.data)),
            )
    desk.settle()
    assert shown(desk) == [("req-1", 1)]
    assert desk.mirror.read("SELECT id FROM record") == []
    before = desk.mirror.total_changes
    desk.settle()
    assert desk.mirror.total_changes == before


def test_a_broken_record_is_set_aside_and_the_rest_goes_on(desk: RequestDesk) -> None:
    aside = desk.feed(
        record("support_request", "req-1", request(rating=9)),
        record("support_request", "req-2", request(opened_at="yesterday")),
        record("message", "m-1", ["no", "object"]),
        record("message", "m-2", message(sent_at="2026-11-20T08:00:00")),
        record("support_request", "req-3", request()),
    )
    assert sorted(aside) == ["m-1", "m-2", "req-1", "req-2"]
    assert shown(desk) == [("req-3", 0)]


def test_words_that_are_not_known_here_are_taken_for_the_plainest(desk: RequestDesk) -> None:
    desk.feed(
        record("support_request", "req-1", request(state="escalated", severity="apocalyptic")),
        record("message", "m-1", message(author_side="robot")),
    )
    thread = desk.requests.thread("req-1")
    assert (thread.card.state, thread.card.severity) == (RequestState.OPEN, Severity.NORMAL)
    assert thread.messages[0].side is Side.VENDOR


def test_html_and_control_characters_of_an_answer_stay_as_they_came(desk: RequestDesk) -> None:
    text = "<b>bold</b> &amp; <script>alert(1)</script>\x00\x1b[31m\u202eevil"
    desk.feed(
        record("support_request", "req-1", request(subject=text)),
        record("message", "m-1", message(text=text, author=text)),
    )
    thread = desk.requests.thread("req-1")
    assert thread.card.subject == text
    assert (thread.messages[0].text, thread.messages[0].author) == (text, text)
    assert [card.id for card in desk.requests.requests("script alert")] == ["req-1"]


def test_pages_of_a_thread_join_without_gap_or_repetition(desk: RequestDesk) -> None:
    desk.feed(record("support_request", "req-1", request()))
    # Several of the same instant: the order is still one.
    desk.feed_all(
        record("message", f"m-{n:03}", message(minutes=n // 3, text=str(n))) for n in range(101)
    )
    thread = desk.requests.thread("req-1", newest=10)
    assert thread.earlier == 91
    read = list(thread.messages)
    while older := desk.requests.earlier("req-1", read[0].id, 17):
        read = [*older, *read]
    assert [one.text for one in read] == [str(n) for n in range(101)]


def test_a_request_is_unread_until_it_is_looked_at_and_again_after_an_answer(
    desk: RequestDesk,
) -> None:
    desk.feed(
        record("support_request", "req-1", request(state="answered")),
        record("message", "m-1", message(minutes=5)),
    )
    assert desk.requests.counts().unread == 1
    desk.requests.mark_seen("req-1")
    before = desk.own.total_changes
    desk.requests.mark_seen("req-1")
    assert desk.own.total_changes == before
    assert [card.unread for card in desk.requests.requests()] == [False]
    desk.feed(record("message", "m-2", message(minutes=9, author_side="customer")))
    assert desk.requests.counts().unread == 0
    desk.feed(record("message", "m-3", message(minutes=12, author_side="partner")))
    assert desk.requests.counts().unread == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("certificate", True),
        ("CERTIF", True),
        ("müll", True),
        ("mull", True),
        ("tificate", False),
        ("log upload", True),
        ("log ulm", True),
        ("log nowhere", False),
        ("証明書", True),
        ("明書", True),
        ("書明", False),
        ("ｇｗ-ｕｌｍ", True),
        ('"', True),
        ("NEAR(log upload)", False),
        ("* OR *", False),
        ("", True),
    ],
)
def test_every_word_is_found_whichever_message_it_stands_in(
    desk: RequestDesk, asked: str, found: bool
) -> None:
    desk.feed(
        record("support_request", "req-1", request(subject="gw-ulm-03 drops sessions")),
        record("message", "m-1", message(text="The certificate of Müller was renewed. 証明書です")),
        record("message", "m-2", message(minutes=1, text="See the log from the upload.")),
    )
    assert bool(desk.requests.requests(asked)) is found


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_text_is_found_by_each_of_its_own_words(text: str, other: str) -> None:
    said = searching.index_text([text, other])
    for word in searching.query_words(text):
        assert searching.holds(said, word)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4), st.booleans()), max_size=20))
def test_counts_of_threads_are_those_of_their_messages(
    desk: RequestDesk, steps: list[tuple[int, int, bool]]
) -> None:
    for place, (key, version, deleted) in enumerate(steps):
        data = None if deleted else message(f"req-{place % 3}", place)
        desk.feed(record("message", f"m-{key}", data, version))
    kept = desk.mirror.read("SELECT request_id, messages, last_at FROM thread ORDER BY 1")
    real = desk.mirror.read(
        "SELECT request_id, count(*), max(sent_at) FROM message GROUP BY request_id ORDER BY 1"
    )
    assert kept == real
    words = desk.mirror.read("SELECT rowid FROM message_search WHERE message_search MATCH 'log'")
    assert sorted(words) == desk.mirror.read("SELECT row FROM message ORDER BY row")

"""Outbox and sender: one durable step, exactly one delivery, every outcome visible."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from app.base.errors import Cancelled, Problem
from app.base.tasks import CancelToken
from app.exchange.errors import ItemSettled, SendBusy, UnknownItem
from app.exchange.model import OutboxCounts, OutboxState, SendResult
from app.exchange.sender import Route, Sender
from app.portal.errors import (
    Conflict,
    NotPermitted,
    Refused,
    ServerFault,
    SignInNeeded,
    Throttled,
    TimedOut,
    Unreachable,
)
from app.storage.errors import StoreProblem
from app.storage.ledger import Ledger
from tests.support.stores import HandClock, KeyedPortal, Stores, put


class Desk:
    """An own.db with its outbox, a portal and the sender between them."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.stores = Stores(folder, self.clock)
        self.own = self.stores.own()
        self.outbox = self.stores.outbox(self.own)
        self.portal = KeyedPortal(self.clock)

    def sender(self) -> Sender:
        """A sender as a process makes it."""
        return Sender(
            self.own,
            self.portal,
            {"feedback": Route("/v1/feedback")},
            self.stores.send_lock,
            self.clock,
            ledger=self.stores.ledger,
            dice=lambda: 1.0,
        )

    def put(self, text: str = "hello", subject: str = "anna", **more: str) -> str:
        """Queue a feedback."""
        return put(self.outbox, self.own, text, subject, **more)

    def state(self, item: str) -> OutboxState:
        """The state of an item."""
        return self.outbox.get(item).state


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with nothing on it."""
    made = Desk(tmp_path)
    yield made
    made.own.close()


def test_items_go_in_order_once_and_their_receipts_are_kept(desk: Desk) -> None:
    items = [desk.put(f"text {n}") for n in range(3)]
    seen: list[OutboxCounts] = []
    result = desk.sender().send_all("anna", on_change=seen.append)
    assert result == SendResult(sent=3)
    assert desk.portal.arrived == items
    assert desk.portal.bodies[items[0]] == desk.outbox.payload(items[0])
    kept = desk.outbox.get(items[0])
    assert kept.receipt is not None
    assert (kept.receipt.client_id, kept.receipt.id, kept.attempts) == (items[0], "F-1", 1)
    assert OutboxCounts(queued=2, sending=1) in seen
    assert seen[-1] == desk.outbox.counts() == OutboxCounts(sent=3)
    assert desk.sender().send_all("anna") == SendResult()
    assert [entry.state for entry in Ledger(desk.stores.ledger).entries().values()] == ["sent"] * 3


def test_record_and_event_come_together_or_not_at_all(desk: Desk) -> None:
    with pytest.raises(StoreProblem), desk.own.write() as tx:
        _half(desk, tx)
    assert desk.outbox.items() == ()
    assert desk.own.read("SELECT * FROM feedback") == []
    assert Ledger(desk.stores.ledger).entries() == {}


def _half(desk: Desk, tx: object) -> None:
    from app.storage import errors
    from app.storage.database import Transaction

    assert isinstance(tx, Transaction)
    desk.outbox.put(tx, "feedback", b"{}", "anna")
    raise errors.full(desk.stores.own_path)


@pytest.mark.parametrize(
    "problem", [Unreachable("x"), TimedOut("x"), Throttled("x", retry_after=120.0)]
)
def test_offline_everything_waits_and_goes_when_its_time_has_come(
    desk: Desk, problem: Problem
) -> None:
    items = [desk.put(), desk.put()]
    desk.portal.fail = lambda _key: problem
    assert desk.sender().send_all("anna") == SendResult(waiting=2)
    first, second = (desk.outbox.get(item) for item in items)
    assert first.problem == problem.report()
    assert first.next_at == second.next_at
    assert (first.attempts, second.attempts) == (1, 0)
    desk.portal.fail = lambda _key: None
    assert desk.sender().send_all("anna") == SendResult()
    throttled = isinstance(problem, Throttled)
    hurried = desk.sender().send_all("anna", hurry=True)
    assert hurried == (SendResult() if throttled else SendResult(sent=2))
    desk.clock.time += timedelta(seconds=119)
    desk.sender().send_all("anna")
    desk.clock.time += timedelta(seconds=60)
    desk.sender().send_all("anna")
    assert desk.portal.arrived == items


def test_waiting_doubles_up_to_an_hour_and_survives_a_clock_set_back(desk: Desk) -> None:
    item = desk.put()
    desk.portal.fail = lambda _key: ServerFault("x")
    waits = []
    for _attempt in range(12):
        desk.sender().send_all("anna")
        found = desk.outbox.get(item)
        assert found.next_at is not None
        waits.append(round((found.next_at - desk.clock.now()).total_seconds()))
        desk.clock.time = found.next_at
    assert waits[:4] == [15, 30, 60, 120]
    assert max(waits) == waits[-1] == 3600
    desk.clock.time -= timedelta(days=2)
    desk.portal.fail = lambda _key: None
    assert desk.sender().send_all("anna").sent == 1


def test_one_items_fault_of_the_server_does_not_hold_up_the_others(desk: Desk) -> None:
    bad, good = desk.put(), desk.put()
    desk.portal.fail = lambda key: ServerFault("x") if key == bad else None
    assert desk.sender().send_all("anna") == SendResult(sent=1, waiting=1)
    assert desk.portal.arrived == [good]


def test_a_refused_item_keeps_the_reason_and_its_correction_is_a_new_item(desk: Desk) -> None:
    first = desk.put()
    answer = desk.put(after=first)
    desk.portal.fail = lambda _key: Refused("x", detail="too long")
    assert desk.sender().send_all("anna") == SendResult(refused=1, blocked=1)
    kept = desk.outbox.get(first)
    assert kept.problem is not None
    assert kept.problem.detail == "too long"
    desk.portal.fail = lambda _key: None
    assert desk.sender().send_all("anna") == SendResult(blocked=1)
    new = desk.outbox.edit(first, b'{"text":"shorter"}')
    assert new != first
    assert desk.state(first) is OutboxState.DISCARDED
    assert desk.outbox.get(answer).after == new
    assert desk.sender().send_all("anna").sent == 2 or desk.sender().send_all("anna").sent == 1
    assert desk.portal.arrived == [new, answer]
    with pytest.raises(ItemSettled):
        desk.outbox.edit(new, b"{}")


def test_a_person_may_retry_or_discard_but_not_what_is_settled(desk: Desk) -> None:
    item, other = desk.put(), desk.put()
    follower = desk.put(after=other)
    desk.portal.fail = lambda _key: NotPermitted("x")
    desk.sender().send_all("anna")
    desk.outbox.retry(item)
    desk.outbox.discard(other)
    assert desk.state(follower) is OutboxState.REFUSED
    desk.portal.fail = lambda _key: None
    desk.sender().send_all("anna")
    assert desk.portal.arrived == [item]
    for act in (desk.outbox.retry, desk.outbox.discard):
        with pytest.raises(ItemSettled):
            act(item)
        with pytest.raises(UnknownItem):
            act("nothing")


def test_a_lost_reply_is_settled_by_the_same_key(desk: Desk) -> None:
    item = desk.put()
    desk.portal.fail_after = lambda _key: TimedOut("x")
    for _attempt in range(4):
        desk.sender().send_all("anna", hurry=True)
    desk.portal.fail_after = lambda _key: None
    assert desk.sender().send_all("anna", hurry=True).sent == 1
    assert desk.portal.arrived == [item]


@pytest.mark.parametrize("days", [86, 91, 400, -3])
def test_an_item_that_may_outlive_its_key_is_looked_up_first(desk: Desk, days: int) -> None:
    arrived, fresh = desk.put(), desk.put()
    desk.portal.fail_after = lambda _key: TimedOut("x")
    desk.sender().send_all("anna")
    desk.portal.fail_after = lambda _key: None
    desk.clock.time += timedelta(days=days)
    desk.sender().send_all("anna", hurry=True)
    assert desk.portal.lookups[:2] == [arrived, fresh]
    assert desk.portal.arrived == [arrived, fresh]
    assert desk.outbox.counts().sent == 2


def test_another_subjects_items_are_held_back_and_said(desk: Desk) -> None:
    item = desk.put(subject="anna")
    assert desk.sender().send_all("ben") == SendResult(held_back=1)
    assert desk.portal.arrived == []
    assert desk.state(item) is OutboxState.QUEUED
    assert desk.sender().send_all("anna") == SendResult(sent=1)


def test_a_sign_in_that_ended_leaves_the_item_queued(desk: Desk) -> None:
    item = desk.put()
    desk.portal.fail = lambda _key: SignInNeeded("x")
    with pytest.raises(SignInNeeded):
        desk.sender().send_all("anna")
    assert desk.outbox.get(item).attempts == 0
    assert desk.state(item) is OutboxState.QUEUED


def test_cancelling_while_a_reply_is_awaited_loses_and_doubles_nothing(desk: Desk) -> None:
    items = [desk.put(), desk.put()]
    token = CancelToken()

    def cancel(_key: str) -> BaseException:
        token.cancel()
        return Cancelled()

    desk.portal.fail_after = cancel
    with pytest.raises(Cancelled):
        desk.sender().send_all("anna", token)
    assert desk.outbox.counts() == OutboxCounts(queued=2)
    desk.portal.fail_after = lambda _key: None
    desk.sender().send_all("anna")
    assert desk.portal.arrived == items


@pytest.mark.parametrize("code", ["in_progress", "already_there"])
def test_a_conflict_is_settled_by_looking_the_item_up(desk: Desk, code: str) -> None:
    item = desk.put()
    desk.portal.fail_after = lambda _key: TimedOut("x")
    desk.sender().send_all("anna")
    desk.portal.fail = lambda _key: Conflict("x", problem_code=code)
    result = desk.sender().send_all("anna", hurry=True)
    assert result == (SendResult(waiting=1) if code == "in_progress" else SendResult(sent=1))
    assert desk.portal.arrived == [item]


def test_a_conflict_over_an_item_the_portal_does_not_have_is_refused(desk: Desk) -> None:
    item = desk.put()
    desk.portal.fail = lambda _key: Conflict("x", problem_code="other")
    assert desk.sender().send_all("anna") == SendResult(refused=1)
    assert desk.state(item) is OutboxState.REFUSED


def test_only_the_holder_of_the_lock_resets_what_was_being_sent(desk: Desk) -> None:
    item = desk.put()
    inside, go_on = threading.Event(), threading.Event()
    failures: list[BaseException] = []

    def slow(_key: str) -> None:
        inside.set()
        go_on.wait(30)

    desk.portal.fail = slow

    def other_process() -> None:
        try:
            with desk.stores.own() as own:
                Sender(
                    own,
                    desk.portal,
                    {"feedback": Route("/v1/feedback")},
                    desk.stores.send_lock,
                    desk.clock,
                    ledger=desk.stores.ledger,
                ).send_all("anna")
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=other_process)
    thread.start()
    assert inside.wait(30)
    with pytest.raises(SendBusy):
        desk.sender().send_all("anna")
    assert desk.state(item) is OutboxState.SENDING
    with pytest.raises(ItemSettled):
        desk.outbox.discard(item)
    go_on.set()
    thread.join()
    assert failures == []
    assert desk.portal.arrived == [item]
    with desk.own.write() as tx:
        tx.execute("UPDATE outbox SET state = 'sending'")
    desk.portal.fail = lambda _key: None
    assert desk.sender().send_all("anna").sent == 1
    assert desk.portal.arrived == [item]


def test_a_receipt_for_another_item_is_not_believed(desk: Desk) -> None:
    item = desk.put()
    good = desk.portal.submit

    def wrong(path: str, body: bytes, key: str, cancel: CancelToken | None = None) -> object:
        return msgspec.structs.replace(good(path, body, key, cancel), client_id="other")

    desk.portal.submit = wrong  # type: ignore[method-assign,assignment]
    assert desk.sender().send_all("anna") == SendResult(waiting=1)
    assert desk.state(item) is OutboxState.WAITING


def test_an_item_without_a_route_stays_where_it_is(desk: Desk) -> None:
    with desk.own.write() as tx:
        item = desk.outbox.put(tx, "from the future", b"{}", "anna")
    assert desk.sender().send_all("anna") == SendResult(blocked=1)
    assert desk.state(item) is OutboxState.QUEUED

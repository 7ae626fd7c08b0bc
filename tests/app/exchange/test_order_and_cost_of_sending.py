"""What leaves first, what waits for what, and that the cost grows with the items and no faster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.exchange.errors import ItemSettled, UnknownItem
from app.exchange.model import OutboxCounts, OutboxState
from app.exchange.outbox import Outbox
from app.exchange.routes import LARGE, URGENT, Route
from app.exchange.sender import Sender
from app.portal.errors import Refused, ServerFault, Unreachable
from app.storage.database import Database
from tests.support.stores import HandClock, KeyedPortal, Stores

ROUTES = {
    "urgent": Route("/urgent", URGENT),
    "small": Route("/small"),
    "large": Route("/large", LARGE),
    "message": Route("/requests/{request_id}/messages"),
}


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(tmp_path, HandClock())


@pytest.fixture
def own(stores: Stores) -> Iterator[Database]:
    with stores.own() as own:
        yield own


@pytest.fixture
def outbox(stores: Stores, own: Database) -> Outbox:
    return stores.outbox(own)


@pytest.fixture
def portal(stores: Stores) -> KeyedPortal:
    return KeyedPortal(stores.clock)


def put(
    own: Database,
    outbox: Outbox,
    kind: str = "small",
    after: str | None = None,
    payload: bytes = b"{}",
) -> str:
    with own.write() as tx:
        return outbox.put(tx, kind, payload, "anna", after=after)


def sender(stores: Stores, own: Database, portal: KeyedPortal) -> Sender:
    return Sender(
        own,
        portal,
        ROUTES,
        stores.send_lock,
        stores.clock,
        ledger=stores.ledger,
        dice=lambda: 0.5,
    )


def test_urgent_goes_first_and_large_last_else_as_it_was_put(
    stores: Stores, own: Database, outbox: Outbox, portal: KeyedPortal
) -> None:
    kinds = ["large", "small", "urgent", "large", "small", "urgent"]
    items = [put(own, outbox, kind) for kind in kinds]
    sender(stores, own, portal).send_all("anna")
    assert portal.arrived == [items[n] for n in (2, 5, 1, 4, 0, 3)]


def test_what_follows_waits_whatever_its_rank_and_goes_once_it_may(
    stores: Stores, own: Database, outbox: Outbox, portal: KeyedPortal
) -> None:
    large = put(own, outbox, "large")
    small = put(own, outbox, "small", after=large)
    urgent = put(own, outbox, "urgent", after=small)
    other = put(own, outbox, "large")
    result = sender(stores, own, portal).send_all("anna")
    assert portal.arrived == [large, small, urgent, other]
    assert (result.sent, result.blocked) == (4, 0)


def test_what_is_put_while_sending_goes_in_its_turn(
    stores: Stores, own: Database, outbox: Outbox, portal: KeyedPortal
) -> None:
    first = put(own, outbox, "small")
    second = put(own, outbox, "large")
    added: list[str] = []

    def meanwhile(_key: str) -> None:
        if not added:
            with stores.own() as window:
                added.append(put(window, stores.outbox(window), "large"))
                added.append(put(window, stores.outbox(window), "urgent"))

    portal.fail_after = meanwhile
    sender(stores, own, portal).send_all("anna")
    assert portal.arrived == [first, added[1], second, added[0]]


def test_until_an_item_only_it_and_what_it_follows_leave(
    stores: Stores, own: Database, outbox: Outbox, portal: KeyedPortal
) -> None:
    put(own, outbox, "urgent")
    before = put(own, outbox, "small")
    wanted = put(own, outbox, "small", after=before)
    assert sender(stores, own, portal).send_all("anna", until=wanted).sent == 2
    assert portal.arrived == [before, wanted]


def test_a_path_is_filled_from_the_body_and_an_unaddressed_item_is_refused(
    stores: Stores, own: Database, outbox: Outbox, portal: KeyedPortal
) -> None:
    assert ROUTES["message"].to(b'{"request_id":"a/../b ?#"}') == (
        "/requests/a%2F..%2Fb%20%3F%23/messages"
    )
    bodies = [b'{"request_id":""}', b'{"request_id":".."}', b"{}", b'{"request_id":7}', b"\xff"]
    items = [put(own, outbox, "message", payload=body) for body in bodies]
    fine = put(own, outbox, "message", payload=b'{"request_id":"R-1"}')
    result = sender(stores, own, portal).send_all("anna")
    assert (result.refused, result.sent) == (5, 1)
    assert portal.arrived == [fine]
    problem = outbox.get(items[0]).problem
    assert problem is not None
    assert problem.code == "CP-4009"


def test_held_by_names_the_nearest_refused_item_before(
    stores: Stores, own: Database, outbox: Outbox, portal: KeyedPortal
) -> None:
    first = put(own, outbox)
    second = put(own, outbox, after=first)
    third = put(own, outbox, after=second)
    assert outbox.held_by(third) is None
    portal.fail = lambda key: Refused() if key == first else None
    sender(stores, own, portal).send_all("anna")
    for item in (second, third):
        held = outbox.held_by(item)
        assert held is not None
        assert held.id == first
    assert outbox.held_by(first) is None


def test_only_what_was_never_tried_is_rewritten(
    stores: Stores, own: Database, outbox: Outbox, portal: KeyedPortal
) -> None:
    item, other = put(own, outbox), put(own, outbox)
    with own.write() as tx:
        outbox.rewrite(tx, other, b'{"a":1}', after=item)
    assert (outbox.payload(other), outbox.get(other).after) == (b'{"a":1}', item)
    with own.write() as tx:
        outbox.rewrite(tx, other, b'{"a":2}')
    assert outbox.get(other).after == item
    with pytest.raises(UnknownItem), own.write() as tx:
        outbox.rewrite(tx, other, b"{}", after="nothing")
    portal.fail = lambda _key: ServerFault()
    sender(stores, own, portal).send_all("anna")
    outbox.retry(item)
    with pytest.raises(ItemSettled), own.write() as tx:
        outbox.rewrite(tx, item, b"{}")
    with pytest.raises(UnknownItem), own.write() as tx:
        outbox.rewrite(tx, "nothing", b"{}")


def test_counts_told_while_sending_are_right_whoever_changes_what(
    stores: Stores, own: Database, outbox: Outbox, portal: KeyedPortal
) -> None:
    for _number in range(4):
        put(own, outbox)
    refused = put(own, outbox)
    told: list[OutboxCounts] = []

    def meanwhile(key: str) -> BaseException | None:
        if key == refused:
            return Refused()
        with stores.own() as window:
            put(window, stores.outbox(window), "large") if len(portal.arrived) == 2 else None
        return None

    portal.fail = meanwhile

    def hear(counts: OutboxCounts) -> None:
        told.append(counts)
        assert counts == outbox.counts()

    sender(stores, own, portal).send_all("anna", on_change=hear)
    assert (told[-1].sent, told[-1].refused, told[-1].queued) == (5, 1, 0)


def test_an_unreachable_portal_puts_everything_off_at_once(
    stores: Stores, own: Database, outbox: Outbox, portal: KeyedPortal
) -> None:
    items = [put(own, outbox, kind) for kind in ("large", "small", "urgent")]
    follower = put(own, outbox, after=items[0])
    portal.fail = lambda _key: Unreachable()
    assert sender(stores, own, portal).send_all("anna").waiting == 4
    states = {item.id: item.state for item in outbox.items()}
    assert [states[item] for item in (*items, follower)] == [OutboxState.WAITING] * 4


def test_ten_times_as_many_items_cost_ten_times_as_much(tmp_path: Path) -> None:
    few, many = (_steps(tmp_path / f"{count}", count) for count in (60, 600))
    assert many < few * 10 * 1.3


def _steps(folder: Path, count: int) -> int:
    """Steps of the store's machine, in hundreds, that sending `count` items takes."""
    folder.mkdir()
    stores = Stores(folder, HandClock())
    with stores.own() as own:
        outbox = stores.outbox(own)
        with own.write() as tx:
            for _number in range(count):
                outbox.put(tx, "small", b"{}", "anna")
        taken = [0]

        def step() -> bool:
            taken[0] += 1
            return False

        own._connection.set_progress_handler(step, 100)
        sender(stores, own, KeyedPortal(stores.clock)).send_all("anna")
        own._connection.set_progress_handler(None, 0)
        assert outbox.counts().sent == count
    return taken[0]

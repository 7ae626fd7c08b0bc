"""Threats 10 and 17 from end to end: replies cut anywhere, and a cursor that the portal forgot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import Problem
from app.exchange.model import OutboxState
from app.orders.model import OrderQuery
from app.support.model import FeedbackDraft
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer

POINTS = 200
REPLY_BYTES = 520
"""About the length of a reply to feedback, head and body; a cut beyond its end cuts nothing."""


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=120) as server:
        yield server


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    made = Desk(home / "desk")
    yield made
    made.office.close()


def restart(desk: Desk) -> None:
    """End the program and start it again over the same files and keyring."""
    desk.office.close()
    desk.office = desk.opened()


def content(desk: Desk, profile_id: str) -> tuple[int, str]:
    """The number of orders and a digest of all their records, as a reader sees them."""
    rooms = desk.office.rooms(profile_id)
    try:
        found = hashlib.sha256()
        for row in rooms.orders.rows(rooms.orders.ranks(OrderQuery())):
            found.update(repr(row).encode())
        return rooms.orders.count(), found.hexdigest()
    finally:
        rooms.close()


def test_a_reply_lost_at_any_of_many_points_makes_exactly_one_of_each(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    texts = []
    for point in range(POINTS):
        rooms = desk.office.rooms(info.id)
        try:
            draft = FeedbackDraft(
                text=f"cut {point}", statement=rooms.support.statement(), acknowledged=True
            )
            item = rooms.support.send_feedback(draft, info.subject)
        finally:
            rooms.close()
        texts.append(draft.text)
        sandbox.fault("cut", at=point * REPLY_BYTES // POINTS, path="/v1/feedback", times=1)
        desk.office.send(info.id, hurry=True)
        restart(desk)
        sandbox.faults()
        desk.office.send(info.id, hurry=True)
        rooms = desk.office.rooms(info.id)
        try:
            assert rooms.outbox.get(item).state is OutboxState.SENT
        finally:
            rooms.close()
    arrived = sorted(entry["body"]["text"] for entry in sandbox.submissions())
    assert arrived == sorted(texts)


def test_a_page_cut_at_any_point_leaves_the_orders_as_they_were(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id)
    before = content(desk, info.id)
    tokens = sandbox.sign_in()
    page = sandbox.get("/v1/changes?limit=2000", tokens).json()["changes"]
    order = next(change for change in page if change["kind"] == "order")
    sandbox.mutate("put", kind="order", id=order["id"], data=order["data"] | {"amount": "1.00"})
    for at in range(1, 400, 40):
        sandbox.fault("cut_body", at=at, path="/v1/changes", times=0)
        with pytest.raises(Problem):
            desk.office.synchronize(info.id)
        assert content(desk, info.id) == before
        sandbox.faults()
    desk.office.synchronize(info.id)
    assert content(desk, info.id) != before


def test_a_cursor_the_portal_forgot_fetches_all_anew_and_keeps_what_the_person_made(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id)
    count, before = content(desk, info.id)
    rooms = desk.office.rooms(info.id)
    try:
        draft = FeedbackDraft(
            text="still here", statement=rooms.support.statement(), acknowledged=True
        )
        item = rooms.support.send_feedback(draft, info.subject)
    finally:
        rooms.close()
    tokens = sandbox.sign_in()
    page = sandbox.get("/v1/changes?limit=2000", tokens).json()["changes"]
    gone = next(change for change in page if change["kind"] == "order")
    sandbox.mutate("delete", kind="order", id=gone["id"])
    sandbox.mutate("forget_cursors")
    result = desk.office.synchronize(info.id)
    assert result.snapshot
    assert content(desk, info.id)[0] == count - 1
    assert content(desk, info.id)[1] != before
    rooms = desk.office.rooms(info.id)
    try:
        assert rooms.outbox.get(item).state is OutboxState.QUEUED
    finally:
        rooms.close()

"""Feedback: acknowledged first, durable at once, the same text back from the portal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.exchange.errors import ItemSettled
from app.exchange.model import OutboxState
from app.services.rooms import Rooms
from app.support.model import FeedbackDraft, FeedbackState, FeedbackTopic
from app.support.service import LONGEST_TEXT, NotAcknowledged, NothingWritten, TextTooLong
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer

NAUGHTY = Path(__file__).parents[4] / "shared" / "vectors" / "blns" / "blns.json"


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=12) as server:
        yield server


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    made = Desk(home / "desk")
    yield made
    made.office.close()


@pytest.fixture
def rooms(desk: Desk, sandbox: SandboxServer) -> Iterator[Rooms]:
    info = desk.sign_in(sandbox)
    opened = desk.office.rooms(info.id)
    yield opened
    opened.close()


def agreed(rooms: Rooms, text: str, **more: object) -> FeedbackDraft:
    statement = rooms.support.statement()
    return FeedbackDraft(text=text, statement=statement, acknowledged=True, **more)  # type: ignore[arg-type]


def test_nothing_leaves_without_the_acknowledgement(rooms: Rooms) -> None:
    draft = agreed(rooms, "Faster, please")
    refused = [
        (msgspec.structs.replace(draft, acknowledged=False), NotAcknowledged),
        (msgspec.structs.replace(draft, statement="an older statement"), NotAcknowledged),
        (msgspec.structs.replace(draft, text=" \n\t"), NothingWritten),
        (msgspec.structs.replace(draft, text="x" * (LONGEST_TEXT + 1)), TextTooLong),
    ]
    for bad, problem in refused:
        with pytest.raises(problem) as caught:
            rooms.support.send_feedback(bad, "usr-dana")
        assert caught.value.next_step
    assert rooms.support.feedback() == ()
    assert rooms.outbox.items() == ()


def test_the_statement_says_that_feedback_is_free_to_be_used(rooms: Rooms) -> None:
    assert "confidential" in rooms.support.statement()


def test_a_draft_is_kept_without_its_acknowledgement_until_it_is_sent(rooms: Rooms) -> None:
    draft = agreed(rooms, "Half a thou", topic=FeedbackTopic.CLIENT)
    rooms.support.save_draft(draft)
    kept = rooms.support.load_draft()
    assert kept is not None
    assert (kept.text, kept.topic, kept.acknowledged) == (draft.text, draft.topic, False)
    rooms.support.send_feedback(draft, "usr-dana")
    assert rooms.support.load_draft() is None
    rooms.support.save_draft(draft)
    rooms.support.discard_draft()
    assert rooms.support.load_draft() is None


def test_record_and_item_share_one_transaction(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_more: object) -> str:
        raise sqlite3.OperationalError("no")

    draft = agreed(rooms, "All or nothing")
    rooms.support.save_draft(draft)
    monkeypatch.setattr(rooms.outbox, "put", fails)
    with pytest.raises(sqlite3.OperationalError):
        rooms.support.send_feedback(draft, "usr-dana")
    assert rooms.support.feedback() == ()
    assert rooms.support.load_draft() is not None


def test_a_refused_item_is_corrected_under_a_new_id(
    rooms: Rooms, desk: Desk, sandbox: SandboxServer
) -> None:
    [info] = desk.office.profiles.list()
    item = rooms.support.send_feedback(agreed(rooms, "First try"), info.subject)
    sandbox.fault("status", status=422, path="/v1/feedback", times=1)
    assert desk.office.send(info.id).refused == 1
    [shown] = rooms.support.feedback()
    assert shown.state is FeedbackState.REFUSED
    assert shown.problem is not None
    need = rooms.overview.overview().needs
    assert any(one.outbox_id == item for one in need)
    new = rooms.support.correct(item, agreed(rooms, "Second try"), info.subject)
    assert new != item
    with pytest.raises(ItemSettled):
        rooms.support.correct(item, agreed(rooms, "Third try"), info.subject)
    assert len(rooms.support.feedback()) == 2
    assert desk.office.send(info.id).sent == 1
    assert rooms.outbox.get(item).state is OutboxState.DISCARDED
    [kept] = sandbox.submissions()
    assert kept["body"]["text"] == "Second try"


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the shared test vectors are not beside this tree")
def test_every_naughty_string_comes_back_as_it_was_written(
    rooms: Rooms, desk: Desk, sandbox: SandboxServer
) -> None:
    strings: list[str] = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    assert len(strings) >= 515
    [info] = desk.office.profiles.list()
    written = {}
    for text in strings:
        draft = agreed(rooms, text)
        if draft.is_empty:
            with pytest.raises(NothingWritten):
                rooms.support.send_feedback(draft, info.subject)
            draft = agreed(rooms, f"[{text}]")
        rooms.support.save_draft(draft)
        kept = rooms.support.load_draft()
        assert kept is not None
        assert kept.text == draft.text
        written[rooms.support.send_feedback(draft, info.subject)] = draft.text
    assert {item.id: item.text for item in rooms.support.feedback()} == written
    assert desk.office.send(info.id).sent == len(written)
    arrived = {kept["client_id"]: kept["body"]["text"] for kept in sandbox.submissions()}
    assert arrived == written
    assert all(item.state is FeedbackState.SENT for item in rooms.support.feedback())

"""Feedback about an answer of support, and on a beta: the reminder, the receipt that is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.overview.model import NeedKind, Urgency
from app.services.rooms import Rooms
from app.support.model import FeedbackDraft, FeedbackState, FeedbackTopic
from app.support.service import LONGEST_TEXT, TextTooLong
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=60, agent_seconds=None) as server:
        yield server


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sandbox: SandboxServer) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("desk"))
    info = made.sign_in(sandbox)
    made.office.synchronize(info.id)
    yield made
    made.office.close()


@pytest.fixture
def rooms(desk: Desk) -> Iterator[Rooms]:
    [info] = desk.office.profiles.list()
    opened = desk.office.rooms(info.id)
    yield opened
    opened.close()


def product(rooms: Rooms, name: str) -> str:
    return next(one.id for one in rooms.support.products() if one.name == name)


def test_a_beta_is_confidential_and_the_clause_is_cited(rooms: Rooms) -> None:
    said = rooms.support.beta_reminder(product(rooms, "Pulse Analytics beta"))
    assert "confidential" in said
    assert "§11.3" in said
    assert rooms.support.beta_reminder(product(rooms, "Relay Gateway")) == ""
    assert rooms.support.beta_reminder("no-such-product") == ""
    assert rooms.support.beta_reminder(None) == ""


def test_feedback_about_an_answer_names_it_and_keeps_the_portals_receipt(
    rooms: Rooms, desk: Desk, sandbox: SandboxServer
) -> None:
    answer = rooms.requests.thread("KR-5081").messages[-1].id
    draft = FeedbackDraft(
        topic=FeedbackTopic.SUPPORT, text="That helped at once.", answer_of=answer,
        statement=rooms.support.statement(), acknowledged=True,
    )  # fmt: skip
    [info] = desk.office.profiles.list()
    rooms.support.save_draft(draft)
    kept = rooms.support.load_draft()
    assert kept is not None
    assert (kept.answer_of, kept.topic) == (answer, FeedbackTopic.SUPPORT)
    item = rooms.support.send_feedback(draft, info.subject)
    desk.office.send(info.id)
    [shown] = rooms.support.feedback()
    assert (shown.state, shown.answer_of, shown.page) == (FeedbackState.SENT, answer, None)
    assert shown.receipt_id
    assert shown.received_at is not None
    body = next(one["body"] for one in sandbox.submissions() if one["client_id"] == item)
    assert (body["topic"], body["page"]) == ("support", f"support/answer/{answer}")


def test_the_longest_feedback_is_what_the_portal_takes(
    rooms: Rooms, desk: Desk, sandbox: SandboxServer
) -> None:
    [info] = desk.office.profiles.list()
    statement = rooms.support.statement()
    draft = FeedbackDraft(text="x" * LONGEST_TEXT, statement=statement, acknowledged=True)
    rooms.support.send_feedback(draft, info.subject)
    assert desk.office.send(info.id).refused == 0
    longer = FeedbackDraft(text="x" * (LONGEST_TEXT + 1), statement=statement, acknowledged=True)
    with pytest.raises(TextTooLong):
        rooms.support.send_feedback(longer, info.subject)


def test_requests_that_wait_for_somebody_are_on_the_overview(rooms: Rooms) -> None:
    needs = {one.request_id: one for one in rooms.overview.overview().needs if one.request_id}
    assert sorted(needs) == ["req-5086", "req-5093"]
    waiting, overdue = needs["req-5086"], needs["req-5093"]
    assert (waiting.kind, waiting.urgency) == (NeedKind.SUPPORT, Urgency.SOON)
    assert waiting.title.startswith("KR-5086: ")
    # The vendor's duty is no deadline of the customer's: it never stands among the pressing ones.
    assert (overdue.kind, overdue.urgency) == (NeedKind.SUPPORT, Urgency.LATER)
    assert overdue.text.startswith("Answer overdue by ")
    assert "5093" not in str([one.deadline.title for one in rooms.deadlines.entries()])

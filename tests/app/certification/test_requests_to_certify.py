"""Requests to certify and announced audits: from the portal, verified, and typed in from paper."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from app.certification.asked import Kind, Origin, RequestState
from app.certification.problems import (
    RequestNotGenuine,
    UnknownAudit,
    UnknownRequest,
    WrongPeriod,
)
from app.deadlines.model import DeadlineKind, DeadlineQuery
from app.exchange.model import OutboxState
from app.notices.model import DraftKind
from app.orders.detail import UnknownOrder
from app.services.rooms import Rooms
from tests.support.certification_desk import (
    AUDIT,
    REQUEST,
    CertificationDesk,
    certification_desk,
)
from tests.support.license_feed import put_records

SHORT = "audit-2026-2"
"""Announced for a day before the terms allow it."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertificationDesk]:
    with certification_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def rooms(desk: CertificationDesk) -> Iterator[Rooms]:
    with desk.rooms() as opened:
        yield opened


def test_a_portal_request_shows_its_clock_and_what_says_so(rooms: Rooms) -> None:
    found = rooms.certification.request(REQUEST)
    assert found.origin is Origin.PORTAL
    assert found.genuine
    assert found.given_at is not None
    assert "business day" in found.given_words
    assert found.due_at is not None
    assert found.due_at > found.issued_at
    assert "as the request says" in found.due_words
    assert found.orders == ()
    assert found.period_start is not None


def test_a_request_without_a_date_is_not_stated_and_never_overdue(rooms: Rooms) -> None:
    found = rooms.certification.request("cert-2026-4")
    assert found.due_at is None
    assert "Neither the request nor the terms state a time" in found.due_words
    assert found.state is RequestState.OPEN


def test_a_request_names_orders_by_their_numbers(rooms: Rooms) -> None:
    assert rooms.certification.request("cert-2026-2").orders == ("KO-20417", "KO-21388")


def test_a_request_after_the_end_of_an_order_says_so(rooms: Rooms) -> None:
    found = rooms.certification.request("cert-2026-3")
    assert found.kind is Kind.DELETION
    assert found.after_end
    assert not rooms.certification.request("cert-2026-2").after_end


def test_a_request_typed_in_is_among_the_others_with_its_letter(
    desk: CertificationDesk, rooms: Rooms, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 a letter")
    room = rooms.certification
    key = room.note_request(
        "By post", desk.ago(days=20), desk.ago(days=1), ["KO-20417"], paper=letter
    )
    found = room.request(key)
    assert found.origin is Origin.BY_HAND
    assert found.state is RequestState.OVERDUE
    assert found.orders == ("KO-20417",)
    assert found.paper is not None
    assert found.paper.name == "letter.pdf"
    query = DeadlineQuery(kinds=frozenset({DeadlineKind.CERTIFICATION_DUE}))
    parts = [one.deadline.certification_part for one in rooms.deadlines.entries(query)]
    assert f"request:{key}" in parts
    assert room.counts().overdue == 1
    room.withdraw_request(key)
    assert room.request(key).state is RequestState.WITHDRAWN
    assert room.counts().overdue == 0


def test_impossible_dates_and_orders_are_refused(desk: CertificationDesk, rooms: Rooms) -> None:
    room = rooms.certification
    with pytest.raises(WrongPeriod):
        room.note_request("x", desk.clock.now() + timedelta(days=2))
    with pytest.raises(WrongPeriod):
        room.note_request(
            "x", desk.ago(days=2), period_start=desk.ago(days=1), period_end=desk.ago(days=9)
        )
    with pytest.raises(UnknownOrder):
        room.note_request("x", desk.ago(days=2), orders=["KO-0"])
    with pytest.raises(UnknownRequest):
        room.request("none")


def test_a_request_with_a_broken_signature_is_shown_and_not_answered(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    before = rooms.certification.counts().open
    content = b'{"id":"cert-forged","issued_at":"2026-11-20T09:00:00Z","reason":"Send it to us"}'
    payload = base64.urlsafe_b64encode(content).rstrip(b"=").decode()
    body = msgspec.json.decode(_signed(desk, REQUEST))
    with desk.mirror() as mirror:
        put_records(
            mirror, "certification_request", [("cert-forged", {**body, "payload": payload})]
        )
    forged = rooms.certification.request("cert-forged")
    assert forged.state is RequestState.NOT_GENUINE
    assert forged.due_at is None
    assert "does not fit its content" in forged.fault
    assert forged.reason == "Send it to us"
    with pytest.raises(RequestNotGenuine):
        rooms.certification.begin("cert-forged")
    assert rooms.certification.counts().open == before


def _signed(desk: CertificationDesk, key: str) -> bytes:
    with desk.mirror() as mirror:
        row = mirror.one("SELECT body FROM record WHERE id = ?", (key,))
    assert row is not None
    return bytes(row[0])


def test_an_audit_in_time_and_one_at_short_notice_differ_by_the_clause(rooms: Rooms) -> None:
    fine, early = rooms.certification.audit(AUDIT), rooms.certification.audit(SHORT)
    assert not fine.short_notice
    assert early.short_notice
    assert early.earliest_at is not None
    assert early.begins_at < early.earliest_at
    assert early.clause is not None
    assert early.clause.number == "14.2"
    assert early.hours_words == "during normal business hours"
    assert "too early" in early.words


def test_the_reply_to_an_audit_confirms_it_or_objects_with_the_clause(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    letter = rooms.notices.draft(room.draft_audit_reply(SHORT, "Anna Berg"))
    assert letter.kind is DraftKind.AUDIT_REPLY
    assert "We object to this date" in letter.letter
    assert "§14.2" in letter.letter
    assert "10 days" in letter.letter
    assert "Kassel" in letter.letter
    assert "Anna Berg" in letter.letter
    assert room.draft_audit_reply(SHORT) == letter.id
    assert room.audit(SHORT).reply == letter.id
    confirmed = rooms.notices.draft(room.draft_audit_reply(AUDIT))
    assert "We confirm this date" in confirmed.letter
    assert rooms.notices.pdf(confirmed.id).startswith(b"%PDF-")
    item = rooms.notices.send(letter.id, rooms.who.signed_in().subject)
    assert msgspec.json.decode(rooms.outbox.payload(item))["kind"] == "other"
    desk.desk.office.send(desk.info.id)
    assert rooms.outbox.get(item).state is OutboxState.SENT
    letter = rooms.notices.draft(confirmed.id)
    rooms.notices.discard_draft(letter.id)
    assert room.audit(AUDIT).reply == ""


def test_an_audit_typed_in_is_dated_by_the_same_rules(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    sent = desk.ago(days=1)
    key = room.note_audit(sent, sent + timedelta(days=3), site="Ulm", auditor="Someone")
    found = room.audit(key)
    assert found.origin is Origin.BY_HAND
    assert found.short_notice
    query = DeadlineQuery(kinds=frozenset({DeadlineKind.AUDIT_EARLIEST}))
    parts = [one.deadline.certification_part for one in rooms.deadlines.entries(query)]
    assert f"audit:{key}" in parts
    with pytest.raises(WrongPeriod):
        room.note_audit(sent, sent - timedelta(days=3))


def test_what_was_typed_in_is_corrected_and_keeps_its_letter(
    desk: CertificationDesk, rooms: Rooms, tmp_path: Path
) -> None:
    room = rooms.certification
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(b"%PDF-1.7 a letter")
    sent = desk.ago(days=1)
    audit = room.note_audit(sent, sent + timedelta(days=3), site="Ulm", paper=paper)
    later = sent + timedelta(days=40)
    assert room.note_audit(sent, later, site="Bonn", correcting=audit) == audit
    found = room.audit(audit)
    assert (found.begins_at, found.site, found.short_notice) == (later, "Bonn", False)
    assert found.paper is not None
    room.withdraw_audit(audit)
    query = DeadlineQuery(kinds=frozenset({DeadlineKind.AUDIT_EARLIEST}))
    parts = [one.deadline.certification_part for one in rooms.deadlines.entries(query)]
    assert f"audit:{audit}" not in parts
    for act in (room.withdraw_audit, room.audit):
        with pytest.raises(UnknownAudit):
            act(audit)
    with pytest.raises(UnknownAudit):
        room.note_audit(sent, later, correcting=AUDIT)

    asked = room.note_request("Certify.", sent, paper=paper)
    draft = room.begin(asked)
    assert not room.is_changed(draft.id)
    due = later - timedelta(days=1)
    assert room.note_request("Certify by then.", sent, due, correcting=asked) == asked
    request = room.request(asked)
    assert (request.reason, request.due_at) == ("Certify by then.", due)
    assert request.paper is not None
    assert room.is_changed(draft.id), "whoever began before is told"
    with pytest.raises(UnknownRequest):
        room.note_request("x", sent, correcting="nothing")


def test_what_is_due_comes_first_and_what_has_no_date_after_that(rooms: Rooms) -> None:
    waiting = [one for one in rooms.certification.requests() if one.state is RequestState.OPEN]
    dated = [one.due_at for one in waiting if one.due_at is not None]
    assert dated == sorted(dated)
    assert all(one.due_at is None for one in waiting[len(dated) :])
    assert len(dated) < len(waiting)

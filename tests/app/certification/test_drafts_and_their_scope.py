"""Drafts are kept at every step; a request or terms that change meanwhile are said, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from app.certification.asked import Kind, Origin, RequestState
from app.certification.drafts import KIND
from app.certification.model import Draft, Excluded, Signatory, Step
from app.certification.problems import (
    AnswerNeedsText,
    NewerCertification,
    ReadOnlyCopy,
    UnknownCertification,
    WrongPeriod,
)
from app.documents.model import Paper
from app.services.rooms import Rooms
from tests.support.certification_desk import (
    REQUEST,
    SIGNATORY,
    CertificationDesk,
    certification_desk,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertificationDesk]:
    with certification_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def rooms(desk: CertificationDesk) -> Iterator[Rooms]:
    with desk.rooms() as opened:
        yield opened


def _asked(desk: CertificationDesk, key: str, **more: object) -> None:
    desk.sandbox.mutate("new_request", id=key, **more)
    desk.sync()


def test_a_draft_takes_over_what_the_request_asks_for(rooms: Rooms) -> None:
    room = rooms.certification
    asked = room.request("cert-2026-2")
    draft = room.begin(asked.id)
    assert draft.origin is Origin.PORTAL
    assert draft.orders == asked.orders
    assert (draft.period_start, draft.period_end) == (asked.period_start, asked.period_end)
    assert draft.as_of == asked.period_end
    assert draft.signatory.name
    assert room.request(asked.id).drafts == (draft.id,)
    room.discard(draft.id)
    with pytest.raises(UnknownCertification):
        room.draft(draft.id)


def test_the_figures_of_a_running_period_are_as_of_now(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    draft = rooms.certification.begin(REQUEST)
    assert draft.period_end is not None
    assert draft.as_of <= desk.clock.now() < draft.period_end


def test_a_draft_is_left_and_resumed_at_its_step(desk: CertificationDesk) -> None:
    with desk.rooms() as rooms:
        draft = rooms.certification.begin(REQUEST)
        rooms.certification.go(draft.id, Step.ATTEST)
        other = rooms.certification.begin(REQUEST)
    with desk.rooms() as rooms:
        assert rooms.certification.draft(draft.id).step is Step.ATTEST
        assert rooms.certification.draft(other.id).step is Step.REQUEST
        assert {draft.id, other.id} <= {one.id for one in rooms.certification.drafts()}


def test_going_to_the_step_where_one_is_writes_nothing(rooms: Rooms) -> None:
    room = rooms.certification
    draft = room.begin(REQUEST)
    saved = room.go(draft.id, Step.SCOPE).saved_at
    assert room.go(draft.id, Step.SCOPE).saved_at == saved


def test_two_windows_never_undo_each_others_steps(desk: CertificationDesk) -> None:
    with desk.rooms() as one, desk.rooms() as other:
        draft = one.certification.begin(REQUEST)
        one.certification.set_signatory(draft.id, SIGNATORY)
        other.certification.set_document(draft.id, paper=Paper.US_LETTER, language="de")
        one.certification.go(draft.id, Step.SIGN)
        found = other.certification.draft(draft.id)
    assert found.signatory == SIGNATORY
    assert (found.paper, found.language, found.step) == (Paper.US_LETTER, "de", Step.SIGN)


def test_the_terms_of_every_covered_order_are_pinned_when_the_scope_is_confirmed(
    rooms: Rooms,
) -> None:
    room = rooms.certification
    draft = room.confirm_scope(room.begin("cert-2026-2").id)
    pinned = {order for one in draft.terms for order in one.orders}
    assert {"KO-20417", "KO-21388"} <= pinned
    assert all(one.sha256 for one in draft.terms)
    assert "Kestrane End Customer Terms, 2025-03" in {one.label for one in draft.terms}
    assert room.is_changed(draft.id) == ()
    assert room.set_scope(draft.id, orders=["KO-20417"]).scope_confirmed_at is None


def test_what_is_left_out_needs_a_reason_and_dates_make_sense(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    draft = room.begin(REQUEST)
    entitlement = room.entitlements(draft.id)[0].id
    with pytest.raises(AnswerNeedsText):
        room.set_scope(draft.id, excluded=[Excluded(entitlement, " ")])
    with pytest.raises(WrongPeriod):
        room.set_scope(draft.id, period_start=desk.clock.now(), period_end=desk.ago(days=1))
    with pytest.raises(WrongPeriod):
        room.set_scope(draft.id, as_of=desk.ago(days=-1))
    kept = room.set_scope(draft.id, excluded=[Excluded(entitlement, "Sold with the site in Ulm")])
    assert kept.excluded[0].reason == "Sold with the site in Ulm"


def test_figures_of_a_moment_before_the_period_are_noticed(rooms: Rooms) -> None:
    room = rooms.certification
    draft = room.confirm_scope(room.begin("cert-2026-2").id)
    assert draft.period_start is not None
    room.set_scope(draft.id, as_of=draft.period_start - timedelta(days=1))
    [scope] = [one for one in room.steps(draft.id) if one.step is Step.SCOPE]
    assert "before the period" in scope.missing[0]


def test_a_request_changed_mid_draft_is_said_and_taken_over_by_a_step(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    _asked(desk, "cert-changing", orders=["ord-20417"])
    draft = room.confirm_scope(room.begin("cert-changing").id)
    room.set_signatory(draft.id, SIGNATORY)
    desk.sandbox.mutate("change_request", id="cert-changing", due_at="2027-01-15T22:59:59Z")
    desk.sync()
    assert any("is due" in one for one in room.is_changed(draft.id))
    states = {one.step: one for one in room.steps(draft.id)}
    assert states[Step.REQUEST].missing == room.is_changed(draft.id)
    after = room.acknowledge_change(draft.id)
    assert room.is_changed(draft.id) == ()
    assert after.signatory == SIGNATORY
    assert after.scope_confirmed_at is None
    assert after.asked is not None
    assert after.asked.due_at is not None


def test_a_request_withdrawn_mid_draft_leaves_the_draft_whole(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    for deleted in (False, True):
        key = f"cert-withdrawn-{deleted}"
        _asked(desk, key)
        draft = room.begin(key)
        room.set_signatory(draft.id, SIGNATORY)
        desk.sandbox.mutate("withdraw_request", id=key, deleted=deleted)
        desk.sync()
        assert room.request(key).state is RequestState.WITHDRAWN
        assert room.is_changed(draft.id) == ("The vendor has withdrawn the request",)
        after = room.acknowledge_change(draft.id)
        assert after.origin is Origin.OWN
        assert after.signatory == SIGNATORY
        assert room.is_changed(draft.id) == ()


def test_terms_changed_mid_draft_are_said_with_the_orders(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    draft = room.confirm_scope(room.begin("cert-2026-2").id)
    _meddle(desk, draft.id)
    [said] = room.is_changed(draft.id)
    assert "KO-20417" in said
    room.acknowledge_change(draft.id)
    assert room.is_changed(draft.id) == ()


def test_a_rehearsal_needs_no_request_and_is_named_as_one(rooms: Rooms) -> None:
    draft = rooms.certification.begin(rehearsal=True)
    assert draft.rehearsal
    assert draft.title.startswith("Rehearsal")
    assert draft.request_id == ""
    assert rooms.certification.begin(kind=Kind.DELETION).title.startswith("Deletion")


def test_from_the_last_one_scope_and_signatory_are_taken_over_and_answers_are_not(
    rooms: Rooms,
) -> None:
    room = rooms.certification
    first = room.begin("cert-2026-2")
    room.set_signatory(first.id, SIGNATORY, Signatory(name="Jonas Kern"))
    question = room.questions(first.id)[0]
    first = room.attest(first.id, question.id, question.good)
    new = room.begin(from_draft=first.id)
    assert new.before == first.id
    assert room.earlier(new.id) == first
    assert room.earlier(first.id) is None
    assert new.orders == first.orders
    assert new.signatory == SIGNATORY
    assert new.countersignatory is not None
    assert new.attestations == ()
    assert new.scope_confirmed_at is None


def test_a_copy_that_was_given_to_be_read_cannot_be_changed(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    draft = room.begin(REQUEST)
    _store(desk, msgspec.structs.replace(draft, read_only=True, handed_by="Jonas Kern"))
    with pytest.raises(ReadOnlyCopy) as caught:
        room.set_signatory(draft.id, SIGNATORY)
    assert "Jonas Kern" in caught.value.explanation
    assert room.go(draft.id, Step.REVIEW).step is Step.REQUEST
    left = msgspec.structs.replace(room.draft(draft.id), item="an item of another computer")
    _store(desk, left)
    assert room.card(draft.id).finished
    assert draft.id in {one.id for one in room.history()}
    room.discard(draft.id)
    assert draft.id not in {one.id for one in room.drafts()}


def test_a_record_of_a_newer_program_is_left_alone_and_hides_no_other(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    draft = rooms.certification.begin(REQUEST)
    body = msgspec.json.encode({"id": "newer", "kind": "a kind of tomorrow"})
    later = msgspec.json.encode({**msgspec.to_builtins(draft), "id": "later", "needs": 2, "new": 1})
    with desk.own() as own, own.write() as tx:
        for key, record in (("newer", body), ("later", later)):
            tx.execute("INSERT INTO noted (kind, id, body) VALUES (?, ?, ?)", (KIND, key, record))
    for key in ("newer", "later"):
        for act in (rooms.certification.draft, rooms.certification.steps,
                    rooms.certification.discard, rooms.certification.reopen):  # fmt: skip
            with pytest.raises(NewerCertification, match="newer version"):
                act(key)
    assert draft.id in {one.id for one in rooms.certification.drafts()}
    rooms.certification.overview()
    desk.sync()
    with desk.own() as own:
        kept = own.read(
            "SELECT body FROM noted WHERE kind = ? AND id IN ('newer', 'later')", (KIND,)
        )
        assert {record for (record,) in kept} == {body, later}


def _meddle(desk: CertificationDesk, draft_id: str) -> None:
    """As if KO-20417 had been governed by another text when the scope was confirmed."""
    with desk.rooms() as rooms:
        draft = rooms.certification.draft(draft_id)
    terms = tuple(
        msgspec.structs.replace(one, sha256="0" * 64)
        if "KO-20417" in one.orders and one.version_id.startswith("terms-")
        else one
        for one in draft.terms
    )
    _store(desk, msgspec.structs.replace(draft, terms=terms))


def _store(desk: CertificationDesk, draft: Draft) -> None:
    with desk.own() as own, own.write() as tx:
        tx.execute(
            "UPDATE noted SET body = ? WHERE kind = ? AND id = ?",
            (msgspec.json.encode(draft), KIND, draft.id),
        )

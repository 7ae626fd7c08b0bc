"""Figures with evidence, findings with answers, statements attested: what the rail says of each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from app.certification.asked import Kind
from app.certification.model import Draft, Excluded, Reply, Step, StepState
from app.certification.problems import AnswerNeedsText, NotReady, UnknownPart
from app.certification.reconcile.model import FindingKind, Resolution, Result
from app.certification.usage.service import UsageService
from app.services.rooms import Rooms
from tests.support.certification_desk import (
    SIGNATORY,
    CertificationDesk,
    certification_desk,
)

TWO = "cert-2026-2"
"""The seeded request about two orders."""
USERS = "strata-cloud/named users"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertificationDesk]:
    with certification_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def rooms(desk: CertificationDesk) -> Iterator[Rooms]:
    with desk.rooms() as opened:
        yield opened


def _typed(rooms: Rooms, quantity: int, product: str = "strata-cloud") -> Draft:
    """A draft about two orders with one figure of named users."""
    room = rooms.certification
    draft = room.confirm_scope(room.begin(TWO).id)
    return _more(rooms, draft.id, quantity, product)


def _more(rooms: Rooms, draft_id: str, quantity: int, product: str = "strata-cloud") -> Draft:
    source = rooms.certification.usage.typed(
        product, "named users", Decimal(quantity), "users", "Read off the page", "Anna Berg"
    )
    return rooms.certification.add_source(draft_id, source)


def _step(rooms: Rooms, draft_id: str, step: Step) -> StepState:
    return next(one for one in rooms.certification.steps(draft_id) if one.step is step)


def test_every_step_says_why_it_is_asked_and_by_which_clause(rooms: Rooms) -> None:
    draft = rooms.certification.begin(TWO)
    states = rooms.certification.steps(draft.id)
    assert [one.step for one in states] == list(Step)
    for one in states:
        assert one.title
        assert one.why
        assert len(one.words) <= 30
        assert one.clause is not None
        assert one.clause.version_id
    assert states[0].done
    assert not states[1].done


def test_a_figure_without_evidence_is_a_gap_and_never_zero(rooms: Rooms) -> None:
    room = rooms.certification
    draft = room.confirm_scope(room.begin(TWO).id)
    lines = {one.entitlement.id: one for one in room.reconcile(draft.id).lines}
    assert lines[USERS].used is None
    assert lines[USERS].result is Result.MISSING
    gaps = _step(rooms, draft.id, Step.USAGE).missing
    assert any("named users" in one for one in gaps)
    stated = {f"{one.product_id}/{one.metric}": one for one in room.statement(draft.id).lines}
    assert stated[USERS].used is None
    _more(rooms, draft.id, 12)
    assert len(_step(rooms, draft.id, Step.USAGE).missing) == len(gaps) - 1


def test_sources_are_added_replaced_and_dropped_and_their_files_follow(rooms: Rooms) -> None:
    room = rooms.certification
    draft = _typed(rooms, 12)
    first = draft.sources[0]
    assert first.file is not None
    better = room.usage.typed(
        "strata-cloud", "named users", Decimal(13), "users", "Counted again", "Anna Berg"
    )
    after = room.replace_source(draft.id, first.id, better)
    assert [one.replaces for one in after.sources] == [first.id]
    lines = {one.entitlement.id: one for one in room.reconcile(draft.id).lines}
    assert lines[USERS].used == 13
    with pytest.raises(UnknownPart):
        room.replace_source(draft.id, first.id, better)
    assert room.drop_source(draft.id, after.sources[0].id).sources == ()
    lines = {one.entitlement.id: one for one in room.reconcile(draft.id).lines}
    assert lines[USERS].used is None


def test_use_above_scope_is_answered_and_stands_in_the_certificate(rooms: Rooms) -> None:
    room = rooms.certification
    draft = _typed(rooms, 1_000_000)
    [over] = [one for one in room.reconcile(draft.id).findings if one.kind is FindingKind.OVER]
    with pytest.raises(AnswerNeedsText):
        room.answer_finding(draft.id, over.id, Resolution.BUY, "  ")
    room.answer_finding(draft.id, over.id, Resolution.BUY, "Ordered on Monday.", "Anna Berg")
    line = next(one for one in room.statement(draft.id).lines if one.metric == "named users")
    assert line.result == Result.OVER.value
    assert line.explanation == "Ordered on Monday."
    assert line.resolution == Resolution.BUY.value
    room.answer_finding(draft.id, over.id, Resolution.OPEN)
    assert room.draft(draft.id).answered == ()


def test_what_is_left_out_is_printed_with_its_reason(rooms: Rooms) -> None:
    room = rooms.certification
    draft = _typed(rooms, 12)
    room.set_scope(draft.id, excluded=[Excluded(USERS, "Handed over to our affiliate")])
    said = room.statement(draft.id)
    assert USERS not in {f"{one.product_id}/{one.metric}" for one in said.lines}
    assert [one.explanation for one in said.left_out] == ["Handed over to our affiliate"]


def test_statements_are_attested_with_their_words_and_exceptions_need_a_text(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    draft = room.begin(TWO)
    asked = room.questions(draft.id)
    with pytest.raises(AnswerNeedsText):
        room.attest(draft.id, asked[0].id, Reply.EXCEPTION)
    with pytest.raises(UnknownPart):
        room.attest(draft.id, "no such question", Reply.YES)
    after = desk.except_for(rooms, draft.id, asked[0].id, "One reseller looks in.")
    [given] = after.attestations
    assert given.statement == asked[0].statement
    assert given.clause == asked[0].clause
    assert "not answered" in _step(rooms, draft.id, Step.ATTEST).missing[0]
    for one in asked[1:]:
        room.attest(draft.id, one.id, one.good)
    assert _step(rooms, draft.id, Step.ATTEST).words == "1 exception"


def test_a_whole_certificate_of_compliance_is_made_and_says_what_was_counted(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    draft = desk.filled(rooms, TWO)
    with pytest.raises(NotReady):
        room.submit(draft.id, "someone")
    room.make(draft.id)
    said = room.statement(draft.id)
    assert said.request is not None
    assert said.request.id == TWO
    assert said.customer.name == "Brennholt SE"
    assert said.customer.address[-1].endswith("Ulm")
    assert [one.ref for one in said.evidence] == [f"E{n + 1}" for n in range(len(said.evidence))]
    assert {one.sha256 for one in said.evidence} == {one.sha256 for one in draft.sources}
    assert all(one.name == "" for one in said.users)
    found = room.reconcile(draft.id)
    printed = [Decimal(one.used) if one.used is not None else None for one in said.lines]
    assert printed == [one.used for one in found.lines]
    assert room.preview(draft.id, resolution=36)[0].startswith(b"\x89PNG")


def test_use_is_certified_after_the_end_of_an_order_as_well(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    desk.sandbox.mutate(
        "new_request", id="cert-after-the-end", kind="compliance", orders=["ord-16008"]
    )
    desk.sync()
    asked = room.request("cert-after-the-end")
    assert (asked.kind, asked.after_end) == (Kind.COMPLIANCE, True)
    draft = room.confirm_scope(room.begin(asked.id).id)
    lines = room.reconcile(draft.id).lines
    assert lines
    assert all(one.entitlement.ended and one.entitlement.permitted == 0 for one in lines)
    for one, used in zip(lines, (2, *(0 for _one in lines)), strict=False):
        source = room.usage.typed(
            one.entitlement.product_id, one.entitlement.metric, Decimal(used),
            one.entitlement.unit, "Looked for on all hosts", "Anna Berg",
        )  # fmt: skip
        room.add_source(draft.id, source)
    found = room.reconcile(draft.id).lines
    assert [one.result for one in found] == [Result.OVER, *[Result.WITHIN] * (len(found) - 1)]
    desk.answer(rooms, draft.id)
    room.set_signatory(draft.id, SIGNATORY)
    room.make(draft.id)
    said = room.statement(draft.id)
    assert (said.kind, said.lines[0].permitted, said.lines[0].used) == ("compliance", "0", "2")


def test_figures_are_counted_once_while_sources_and_orders_stay(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = rooms.certification
    draft = _typed(rooms, 12)
    counted: list[int] = []
    count = UsageService.count

    def heard(self: UsageService, sources: object, *more: object) -> object:
        counted.append(1)
        return count(self, sources, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(UsageService, "count", heard)
    room.steps(draft.id)
    room.set_signatory(draft.id, SIGNATORY)
    room.steps(draft.id)
    room.statement(draft.id)
    assert len(counted) == 1
    _more(rooms, draft.id, 13)
    room.steps(draft.id)
    assert len(counted) == 2


def test_what_changed_since_the_last_one_and_its_trend_are_shown(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    first = _typed(rooms, 400)
    desk.answer(rooms, first.id)
    room.set_signatory(first.id, SIGNATORY)
    assert room.changed_since(first.id) == ()
    room.make(first.id)
    desk.sign(rooms, first.id)
    room.submit(first.id, rooms.who.signed_in().subject)
    new = room.begin(from_draft=first.id)
    room.confirm_scope(new.id)
    _more(rooms, new.id, 410)
    said = " ".join(one.words for one in room.changed_since(new.id))
    assert "400" in said
    assert "410" in said
    [point] = room.trends(USERS)
    assert (point.used, point.draft_id) == (Decimal(400), first.id)
    line = next(one for one in room.reconcile(new.id).lines if one.entitlement.id == USERS)
    assert line.before == 400

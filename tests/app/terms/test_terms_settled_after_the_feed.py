"""Deadlines and governing versions follow what changed, and nothing else is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import Cancelled
from app.base.tasks import CancelToken, no_report
from app.deadlines import rules
from app.deadlines.model import DeadlineKind, DeadlineQuery
from app.exchange.outbox import Outbox
from app.orders.detail import UnknownOrder
from app.storage.database import Database
from app.terms.acceptance import Acceptances
from app.terms.library import Library
from app.terms.model import VerdictState
from app.terms.settle import Settler, basis_of
from tests.support.terms_desk import BETA, NEW, OLD, RENEWING, TermsDesk, terms_desk


@pytest.fixture
def desk(home: Path) -> Iterator[TermsDesk]:
    with terms_desk(home / "desk") as made:
        yield made


def settler(desk: TermsDesk, mirror: Database, own: Database) -> Settler:
    outbox = Outbox(own, desk.folder.ledger, desk.clock)
    basis = basis_of(Library(mirror, own), Acceptances(mirror, own, outbox, desk.clock))
    return Settler(mirror, basis, desk.clock)


def order_body(desk: TermsDesk, number: str) -> tuple[str, dict[str, Any]]:
    import msgspec

    with desk.mirror() as mirror:
        row = mirror.one(
            "SELECT o.id, b.body FROM orders o JOIN order_body b ON b.row = o.row"
            " WHERE o.number = ?",
            (number,),
        )
    assert row is not None
    return str(row[0]), msgspec.json.decode(row[1])


def bases(desk: TermsDesk) -> dict[int, tuple[Any, ...]]:
    with desk.mirror() as mirror:
        return {row[0]: row for row in mirror.read("SELECT * FROM deadline_basis")}


def test_every_order_is_reckoned_and_counted(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        assert len(bases(desk)) == rooms.orders.count()
        counts = rooms.terms.counts()
        assert counts[OLD].now > 0
        assert counts[NEW].later > 0
        assert {version.id for version in rooms.terms.versions()} >= set(counts)
        for entry in rooms.deadlines.entries():
            if entry.deadline.order_number and entry.deadline.line_id:
                detail = rooms.orders.detail(entry.deadline.order_number)
                assert entry.deadline.line_id in {line.id for line in detail.lines}


def test_settling_again_writes_nothing(desk: TermsDesk) -> None:
    with desk.own() as own, desk.mirror() as mirror:
        before = mirror.total_changes
        settled = settler(desk, mirror, own).settle(no_report)
        assert (settled.orders, settled.changed) == (0, False)
        assert mirror.total_changes == before


def test_only_the_changed_order_and_its_chain_are_reckoned_anew(desk: TermsDesk) -> None:
    key, body = order_body(desk, RENEWING)
    with desk.mirror() as mirror, mirror.write() as tx:
        tx.execute("UPDATE deadline SET body = CAST(body AS BLOB), duty = 7")
    body["lines"][0]["term"]["cancel_by"] = "2027-03-01T22:59:59Z"
    desk.sandbox.mutate("put", kind="order", id=key, data=body)
    desk.sync()
    with desk.mirror() as mirror:
        touched = mirror.read(
            "SELECT DISTINCT o.number FROM deadline d JOIN orders o ON o.row = d.order_row"
            " WHERE d.duty <> 7"
        )
        assert touched == [(RENEWING,)]
    with desk.rooms() as rooms:
        query = DeadlineQuery(order_id=key, kinds=frozenset({DeadlineKind.CANCEL_BY}))
        [entry] = rooms.deadlines.entries(query)
        assert entry.deadline.at.isoformat() == "2027-03-01T22:59:59+00:00"
        assert entry.deadline.source.origin.value == "order_line"


def test_a_renewal_order_ends_the_renewing_of_the_one_before(desk: TermsDesk) -> None:
    key, body = order_body(desk, RENEWING)
    with desk.rooms() as rooms:
        query = DeadlineQuery(order_id=key, kinds=frozenset({DeadlineKind.CANCEL_BY}))
        assert rooms.deadlines.entries(query)
    later = {**body, "number": "KO-90001"}
    later["chain"] = {**body["chain"], "relation": "renewal", "previous": key}
    later["lines"] = [
        {**line, "id": f"{line['id']}-r",
         "term": {**line["term"], "start": line["term"]["end"], "end": "2028-09-01T21:59:59Z"}}
        for line in body["lines"]
    ]  # fmt: skip
    desk.sandbox.mutate("put", kind="order", id="ord-90001", data=later)
    desk.sync()
    with desk.rooms() as rooms:
        assert rooms.deadlines.entries(query) == ()
        assert rooms.terms.governing("KO-90001")


def test_an_upgrade_of_one_line_leaves_the_others_their_last_moment_to_cancel(
    desk: TermsDesk,
) -> None:
    key, body = order_body(desk, RENEWING)
    (line,) = body["lines"]
    desk.sandbox.mutate(
        "put", kind="order", id=key, data={**body, "lines": [line, {**line, "id": "lin-other"}]}
    )
    later = {**body, "number": "KO-90002", "terms_document_id": NEW}
    later["chain"] = {**body["chain"], "relation": "upgrade", "previous": key}
    term = {**line["term"], "end": "2028-09-01T21:59:59Z"}
    later["lines"] = [{**line, "id": "lin-up", "upgrades_line_id": line["id"], "term": term}]
    desk.sandbox.mutate("put", kind="order", id="ord-90002", data=later)
    desk.sync()
    query = DeadlineQuery(order_id=key, kinds=frozenset({DeadlineKind.CANCEL_BY}))
    with desk.rooms() as rooms:
        assert "lin-other" in "".join(one.deadline.uid for one in rooms.deadlines.entries(query))


def test_an_upgrade_names_the_order_that_keeps_its_version(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        (terms, *_) = rooms.terms.governing("KO-21290")
    assert "KO-17904, keeps its own" in terms.reason
    assert "lin-" not in terms.reason


def test_a_deleted_order_takes_its_deadlines_with_it(desk: TermsDesk) -> None:
    key, _body = order_body(desk, RENEWING)
    desk.sandbox.mutate("delete", kind="order", id=key)
    desk.sync()
    with desk.mirror() as mirror:
        for table in ("deadline", "governing", "deadline_basis"):
            left = mirror.read(
                f"SELECT 1 FROM {table} WHERE order_row NOT IN (SELECT row FROM orders)"
            )
            assert left == []
    with desk.rooms() as rooms, pytest.raises(UnknownOrder):
        rooms.terms.governing(RENEWING)


def test_orders_without_dates_are_said_not_to_be_stated(desk: TermsDesk) -> None:
    key, body = order_body(desk, RENEWING)
    body["terms_document_id"] = ""
    for line in body["lines"]:
        line["term"] = {"kind": "none", "start": None, "end": None, "auto_renews": False,
                        "cancel_by": None, "billing": "once"}  # fmt: skip
    body["support"] = None
    desk.sandbox.mutate("put", kind="order", id=key, data=body)
    desk.sync()
    with desk.rooms() as rooms:
        assert rooms.terms.governing(RENEWING)
        found = rooms.deadlines.entries(DeadlineQuery(order_id=key))
        assert {entry.deadline.kind.value for entry in found} <= {"payment_due", "cure_end",
                                                                   "notice_given"}  # fmt: skip


def test_a_canceled_or_killed_reckoning_goes_on_where_it_was(
    desk: TermsDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.terms.settle._CHUNK", 10)
    with desk.own() as own, desk.mirror() as mirror:
        with mirror.write() as tx:
            tx.execute("UPDATE terms_state SET basis = 'another'")
        token = CancelToken()

        def stop(progress: Any) -> None:
            if progress.done:
                token.cancel()

        with pytest.raises(Cancelled):
            settler(desk, mirror, own).settle(stop, token)
        [(edition,)] = mirror.read("SELECT edition FROM terms_state")
        done = mirror.read("SELECT count(*) FROM deadline_basis WHERE edition = ?", (edition,))
        total = mirror.read("SELECT count(*) FROM orders")
        assert 0 < done[0][0] < total[0][0]
        settled = settler(desk, mirror, own).settle(no_report)
        assert 0 < settled.orders < total[0][0]
        left = mirror.read("SELECT 1 FROM deadline_basis WHERE edition <> ?", (edition,))
        assert left == []


def test_a_renewal_that_comes_moves_the_line_to_the_version_in_force_then(
    desk: TermsDesk,
) -> None:
    with desk.rooms() as rooms:
        [verdict, *_rest] = rooms.terms.governing("KO-20417")
        assert (verdict.version_id, verdict.next_version_id) == (OLD, NEW)
        before = rooms.terms.counts()
        assert verdict.next_at is not None
        days = (verdict.next_at - desk.clock.now()).days + 1
    desk.later(days=days)
    desk.desk.office.reckon(desk.info.id, on_kinds=desk.heard.append)
    assert frozenset({"deadline", "governing"}) in desk.heard
    with desk.rooms() as rooms:
        [verdict, *_rest] = rooms.terms.governing("KO-20417")
        assert verdict.version_id == NEW
        after = rooms.terms.counts()
        assert after[OLD].now < before[OLD].now
        assert after[NEW].later < before[NEW].later


def test_touched_orders_are_those_that_come_under_the_new_version(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        found = rooms.terms.touched(OLD, NEW)
        ahead = [one for one in found if not one.already]
        assert ahead == list(found[: len(ahead)])
        assert [one.at for one in ahead if one.order_number != BETA] == sorted(
            one.at for one in ahead if one.order_number != BETA
        )
        for one in found:
            verdicts = rooms.terms.governing(one.order_id)
            wanted = [v.version_id if one.already else v.next_version_id for v in verdicts]
            assert NEW in wanted
        assert len(rooms.terms.touched(OLD, NEW, limit=2)) == 2


def test_the_meaning_of_a_value_names_the_orders_whose_dates_rest_on_it(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        meanings = {meaning.name: meaning for meaning in rooms.terms.meaning(NEW)}
        assert meanings["cancel-notice"].words == "60 days"
        clauses = {clause.id for clause in rooms.terms.outline(NEW)}
        assert {m.clause_id for m in meanings.values() if m.clause_id} <= clauses
        assert not meanings["payment-period"].stated
        for order in meanings["cancel-notice"].orders:
            kinds = frozenset({DeadlineKind.CANCEL_BY})
            query = DeadlineQuery(order_id=order.order_id, kinds=kinds)
            assert order.at in {entry.deadline.at for entry in rooms.deadlines.entries(query)}


def test_a_no_charge_product_waits_for_acceptance_until_somebody_accepts(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        [need] = rooms.terms.needs_acceptance()
        assert need.version_id == NEW
        assert [order.number for order in need.orders] == [BETA]
        assert need.due is not None
        [verdict] = [v for v in rooms.terms.governing(BETA) if v.document == "end-customer-terms"]
        assert verdict.state is VerdictState.NOT_ACCEPTED
        due = {e.deadline.at for e in rooms.deadlines.entries() if e.deadline.kind.value ==
               "acceptance_due"}  # fmt: skip
        assert due == {need.due}
        rooms.terms.accept(NEW, need.text_sha256, "Dana Weber", ["ord-21207"], desk.info.subject)
        assert rooms.terms.needs_acceptance() == ()
        [verdict] = [v for v in rooms.terms.governing(BETA) if v.document == "end-customer-terms"]
        assert (verdict.version_id, verdict.state) == (NEW, VerdictState.CERTAIN)
    desk.desk.office.reckon(desk.info.id)
    with desk.rooms() as rooms:
        assert not [
            entry
            for entry in rooms.deadlines.entries()
            if entry.deadline.kind is DeadlineKind.ACCEPTANCE_DUE
        ]


def test_stored_deadlines_are_what_the_whole_list_says(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        whole = rooms.deadlines.entries(DeadlineQuery(past_days=400))
        for query in (
            DeadlineQuery(past_days=400, within_days=60),
            DeadlineQuery(past_days=400, kinds=frozenset({DeadlineKind.CANCEL_BY})),
            DeadlineQuery(past_days=400, order_id="ord-20417"),
            DeadlineQuery(past_days=400, text="cancel"),
        ):
            found = rooms.deadlines.entries(query)
            assert found
            assert set(found) <= set(whole)
        soon = desk.clock.now() + timedelta(days=60)
        near = rooms.deadlines.entries(DeadlineQuery(past_days=400, within_days=60))
        assert {e.deadline.uid for e in near} == {
            e.deadline.uid for e in whole if e.deadline.at <= soon
        }
        for limit in (1, 5, 40):
            few = rooms.deadlines.entries(DeadlineQuery(past_days=400, limit=limit))
            assert few == rules.limited(whole, limit)


def test_single_deadlines_are_found_by_their_uids(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        whole = rooms.deadlines.entries()
        wanted = frozenset({whole[0].deadline.uid, whole[-1].deadline.uid})
        found = rooms.deadlines.entries(DeadlineQuery(uids=wanted))
        assert {entry.deadline.uid for entry in found} == wanted

"""The overview: what presses first comes first, and no date is shown that nobody stated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.account.service import AccountService
from app.base.tasks import no_report
from app.deadlines.model import Deadline, DeadlineEntry, DeadlineKind, Origin, Source
from app.deadlines.rules import state_of
from app.deadlines.service import DeadlineService
from app.exchange.outbox import Outbox
from app.orders.apply import OrdersApplier
from app.orders.parts import PartsApplier
from app.orders.records import OrderRecord, ServiceRecord
from app.overview import rules
from app.overview.model import Need, NeedKind, Overview, ScopeUse, Urgency
from app.overview.service import OverviewService
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.opening import open_own
from app.terms.acceptance import Acceptances
from app.terms.answers import AcceptanceNeed, NeedOrder
from app.terms.library import Library
from app.terms.service import TermsService
from app.terms.settle import Settler, basis_of
from tests.support.orders_feed import (
    NOW,
    FixedClock,
    change,
    line,
    mirror_with,
    order,
    wire_time,
)

DAY = timedelta(days=1)


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Database]:
    with mirror_with(tmp_path, [], FixedClock()) as db:
        yield db


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Database]:
    with open_own(tmp_path / "own.db", StoreKey.new()) as db:
        yield db


def look(mirror: Database, own: Database) -> Overview:
    """The page after a synchronization: what follows from the orders is reckoned first."""
    clock = FixedClock()
    outbox = Outbox(own, own.path.with_name("own.ledger"), clock)
    basis = basis_of(Library(mirror, own), Acceptances(mirror, own, outbox, clock))
    Settler(mirror, basis, clock).settle(no_report)
    account = AccountService(mirror, own)
    terms = TermsService(mirror, own, outbox, clock)
    deadlines = DeadlineService(terms.contributors(), clock, terms.vendor_zone())
    overview = OverviewService(mirror, outbox, account, clock, lambda: terms, lambda: deadlines)
    return overview.overview()


def put(mirror: Database, **orders: object) -> None:
    with mirror.write() as tx:
        applier = OrdersApplier(FixedClock())
        assert applier.apply(tx, [change(key, data) for key, data in orders.items()], 1) == []
        tx.execute("UPDATE feed_state SET cursor = coalesce(cursor, '') || 'x'")


def expanding(entitlement: str, relation: str = "new", previous: str | None = None) -> object:
    return {"entitlement_id": entitlement, "relation": relation, "previous": previous}


def put_part(mirror: Database, kind: str, data: object) -> None:
    with mirror.write() as tx:
        assert PartsApplier(kind).apply(tx, [change(f"{kind}-1", data, kind=kind)], 1) == []


def ending(days: float, **term: object) -> dict[str, object]:
    return line(term={"end": wire_time(NOW + days * DAY), **term})


def test_an_empty_store_is_a_calm_page(mirror: Database, own: Database) -> None:
    page = look(mirror, own)
    assert [need.kind for need in page.needs] == [NeedKind.SIGN_IN]
    assert (page.renewals, page.scope_use, page.unsent) == ((), (), ())


def test_needs_are_ranked_overdue_first_then_by_date(mirror: Database, own: Database) -> None:
    cancel = wire_time(NOW + 2 * DAY)
    put(
        mirror,
        late=order("KO-1", payment="overdue"),
        renews=order("KO-2", lines=[ending(32, cancel_by=cancel)]),
        trial=order("KO-3", lines=[ending(50, kind="trial", auto_renews=False)]),
        far=order("KO-4", lines=[ending(300)]),
    )
    put_part(
        mirror,
        "invoice",
        {"order_id": "late", "number": "KS-1", "amount": "5.00", "currency": "USD",
         "due_at": wire_time(NOW - 4 * DAY), "state": "overdue"},
    )  # fmt: skip
    needs = look(mirror, own).needs
    assert [need.kind for need in needs] == [
        NeedKind.PAYMENT, NeedKind.CANCEL_BY, NeedKind.SIGN_IN, NeedKind.TRIAL_END,
    ]  # fmt: skip
    assert needs[0].title == "Pay invoice KS-1"
    assert needs[0].left == "4 days overdue"
    assert needs[1].at == NOW + 2 * DAY
    assert needs[1].order_number == "KO-2"


def test_where_no_last_moment_is_stated_it_says_so(mirror: Database, own: Database) -> None:
    put(mirror, renews=order("KO-2", lines=[ending(32)]))
    page = look(mirror, own)
    [need] = [one for one in page.needs if one.kind is NeedKind.CANCEL_BY]
    assert "no period is stated" in need.text
    assert need.at == NOW + 32 * DAY
    assert not [one for one in page.needs if one.kind is NeedKind.TERM_END]
    [renewal] = page.renewals
    assert renewal.cancel_by is None
    assert "not stated" in renewal.words


def test_an_order_that_was_renewed_needs_nobody_any_more(mirror: Database, own: Database) -> None:
    put(mirror, old=order("KO-1", lines=[ending(10)]))
    more = order("KO-3", lines=[ending(200)], chain=expanding("ent-1", "expansion", "old"))
    put(mirror, more=more)
    assert [one.order_number for one in look(mirror, own).renewals] == ["KO-1", "KO-3"]
    chain = expanding("ent-1", "renewal", "old")
    put(mirror, new=order("KO-2", lines=[ending(375)], chain=chain))
    page = look(mirror, own)
    assert [need.kind for need in page.needs] == [NeedKind.SIGN_IN]
    assert [one.order_number for one in page.renewals] == ["KO-3"]


def test_a_suspended_service_says_why_and_what_ends_it(mirror: Database, own: Database) -> None:
    put(mirror, held=order("KO-1", status="suspended"))
    put_part(
        mirror,
        "service",
        {"order_id": "held", "name": "Strata EU", "state": "suspended", "storage_used": 12,
         "storage_limit": 10,
         "suspension": {"cause": "Unpaid", "since": wire_time(NOW - DAY), "cure": "Pay KS-1"}},
    )  # fmt: skip
    page = look(mirror, own)
    [need] = [one for one in page.needs if one.kind is NeedKind.SUSPENDED]
    assert (need.title, need.text) == ("Strata EU is suspended", "Unpaid: Pay KS-1")
    assert need.order_number == "KO-1"
    [use] = page.scope_use
    assert use.over
    assert use.state_words == "2 B over"


def test_what_was_set_aside_is_told(mirror: Database, own: Database) -> None:
    with mirror.write() as tx:
        tx.execute("INSERT INTO set_aside VALUES ('order', 'x', 1, 'why', x'00', '2026-11-01')")
    page = look(mirror, own)
    assert page.needs[-1].kind is NeedKind.SET_ASIDE
    assert page.counts.set_aside == 1


kinds = st.sampled_from(NeedKind)
moments = st.none() | st.integers(-50, 50).map(lambda days: NOW + days * DAY)
needs = st.builds(
    Need, kind=kinds, urgency=st.sampled_from(Urgency), title=st.text(max_size=5),
    text=st.just(""), at=moments,
)  # fmt: skip


@given(st.lists(needs, max_size=12))
def test_ranking_keeps_every_need_and_does_not_depend_on_the_order(found: list[Need]) -> None:
    ranked = rules.ranked(found)
    assert sorted(map(repr, ranked)) == sorted(map(repr, found))
    again = rules.ranked(reversed(found))
    assert [(n.urgency, n.at, n.kind, n.title) for n in ranked] == [
        (n.urgency, n.at, n.kind, n.title) for n in again
    ]


@given(st.integers(0, 10**15), st.none() | st.integers(0, 10**15))
def test_use_is_over_only_beyond_a_stated_limit(used: int, limit: int | None) -> None:
    service = ServiceRecord("o", "Strata", "running", None, used, limit)
    use: ScopeUse = rules.storage_use(service, 1, "KO-1")
    assert use.over is (limit is not None and used > limit)
    assert use.state_words
    assert (use.limit_words == "") is (limit is None)


def entry(kind: DeadlineKind, days: float, **changes: object) -> DeadlineEntry:
    source = Source(origin=Origin.TERMS, value="P60D", words="60 days", version_id="terms-2026-09",
                    version_label="2026-09", clause="7.2")  # fmt: skip
    made = Deadline(
        uid=f"{kind}:{days}", kind=kind, at=NOW + days * DAY, zone="UTC", title=str(kind),
        text="Order KO-1", source=source, order_id="a", order_number="KO-1", line_id="1",
    )  # fmt: skip
    made = msgspec.structs.replace(made, **changes)
    return DeadlineEntry(made, state_of(made, NOW))


def needs_of(*entries: DeadlineEntry) -> list[Need]:
    return list(rules.deadline_needs(entries, NOW))


def test_a_need_names_the_clause_and_the_version_that_has_it() -> None:
    [need] = needs_of(entry(DeadlineKind.CANCEL_BY, 5))
    assert (need.clause, need.version_id) == ("7.2", "terms-2026-09")
    assert need.deadline_uid == "cancel_by:5"
    assert need.urgency is Urgency.SOON


def test_one_line_is_one_need() -> None:
    found = needs_of(
        entry(DeadlineKind.CANCEL_BY, 5),
        entry(DeadlineKind.POST_BY, 1),
        entry(DeadlineKind.SUBSCRIPTION_END, 20, acts=False),
        entry(DeadlineKind.SUBSCRIPTION_END, 20, acts=False, line_id="2", uid="other"),
    )
    assert [need.kind for need in found] == [NeedKind.CANCEL_BY, NeedKind.TERM_END]


def test_a_missed_chance_to_cancel_leaves_the_renewal_to_be_told() -> None:
    found = needs_of(
        entry(DeadlineKind.CANCEL_BY, -1), entry(DeadlineKind.SUBSCRIPTION_END, 20, acts=False)
    )
    assert [need.kind for need in found] == [NeedKind.TERM_END]


def test_an_audit_is_told_when_it_is_near_and_leads_to_its_notice() -> None:
    far = entry(DeadlineKind.AUDIT_EARLIEST, 40, acts=False, notice_id="n1")
    near = entry(DeadlineKind.AUDIT_EARLIEST, 5, acts=False, notice_id="n1")
    assert needs_of(far) == []
    [need] = needs_of(near)
    assert (need.kind, need.notice_id, need.action) == (NeedKind.NOTICE, "n1", "Open notice")


def test_a_payment_is_a_need_when_it_presses_and_never_once_it_is_done() -> None:
    assert needs_of(entry(DeadlineKind.PAYMENT_DUE, 30)) == []
    assert needs_of(entry(DeadlineKind.PAYMENT_DUE, 3, done=True)) == []
    assert [need.urgency for need in needs_of(entry(DeadlineKind.PAYMENT_DUE, -3))] == [
        Urgency.OVERDUE
    ]


def test_terms_to_be_accepted_are_a_need_that_leads_to_their_text() -> None:
    beta = NeedOrder("a", "KO-9", "Pulse Analytics beta")
    asked = AcceptanceNeed(
        version_id="t-2", label="2026-09", title="Terms", orders=(beta,), due=NOW + 8 * DAY,
        clause="26.4", reason="It goes on only so.",
    )  # fmt: skip
    need = rules.acceptance_need(asked, NOW)
    assert need.title == "Accept new terms to keep Pulse Analytics beta"
    assert (need.kind, need.version_id, need.clause) == (NeedKind.ACCEPT, "t-2", "26.4")
    assert need.left == "8 days left"
    at_once = rules.acceptance_need(msgspec.structs.replace(asked, due=None), NOW)
    assert (at_once.at, at_once.left) == (None, "No date stated")


def test_the_time_line_takes_the_last_day_from_the_terms_where_the_order_is_silent() -> None:
    record = msgspec.convert(order("KO-2", lines=[ending(90)]), type=OrderRecord)
    silent = rules.renewal_of(1, record, NOW, {})
    by_terms = rules.renewal_of(1, record, NOW, {record.lines[0].id: NOW + 30 * DAY})
    assert silent is not None
    assert "not stated" in silent.words
    assert by_terms is not None
    assert by_terms.cancel_by == NOW + 30 * DAY
    assert "cancel by" in by_terms.words

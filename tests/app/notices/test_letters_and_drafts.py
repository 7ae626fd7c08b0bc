"""Letters of one's own: the facts are filled in, what is not known says so, drafts are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from app.deadlines.model import DeadlineKind, DeadlineQuery, DeadlineState
from app.notices import letters
from app.notices.letter_facts import LetterFacts, LetterOrder, Party, not_stated
from app.notices.model import DraftKind, Way
from app.notices.problems import (
    AlreadySent,
    EmptyLetter,
    ImpossibleDay,
    NoOrders,
    NotSent,
    UnknownDraft,
)
from app.notices.wishes import LetterWishes
from app.orders.detail import UnknownOrder
from app.terms.problems import UnknownVersion
from tests.support.terms_desk import NEW, RENEWING, TermsDesk, terms_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TermsDesk]:
    with terms_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


def wishes(orders: Sequence[str], about: str = "") -> LetterWishes:
    return LetterWishes(by="Dana Weber", orders=tuple(orders), about=about)


def test_an_objection_names_both_sides_the_orders_the_version_and_its_hash(
    desk: TermsDesk,
) -> None:
    with desk.rooms() as rooms:
        key = rooms.terms.draft_objection(NEW, [RENEWING, RENEWING, "ko-21764"], "Dana Weber")
        draft = rooms.notices.draft(key)
        version = rooms.terms.version(NEW)
        account = rooms.account.account()
        assert account is not None
        assert draft.kind is DraftKind.OBJECTION
        assert draft.order_numbers == (RENEWING, "KO-21764")
        for fact in (
            account.legal_name, account.organization.street, account.customer_number,
            RENEWING, "KO-21764", version.sha256, "version 2026-09", "26.2", "Dana Weber",
            "Signature:", "legal@kestrane.example", "Amsterdam",
        ):  # fmt: skip
            assert fact in draft.letter, fact
        assert "Kestrane" in draft.recipient
        assert draft.post_by is not None
        assert draft.counts_by is not None
        assert draft.post_by < draft.counts_by
        query = DeadlineQuery(kinds=frozenset({DeadlineKind.POST_BY}))
        mine = [e for e in rooms.deadlines.entries(query) if e.deadline.notice_id == key]
        assert [entry.deadline.at for entry in mine] == [draft.post_by]
        rooms.notices.discard_draft(key)


def test_the_letter_counts_by_the_first_of_the_last_moments(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        query = DeadlineQuery(kinds=frozenset({DeadlineKind.CANCEL_BY}))
        ahead = [e.deadline for e in rooms.deadlines.entries(query) if e.state.value != "past"]
        numbers = [one.order_number for one in ahead[:3]]
        key = rooms.terms.draft_objection("", numbers, "")
        draft = rooms.notices.draft(key)
        assert draft.kind is DraftKind.NON_RENEWAL
        assert draft.counts_by == ahead[0].at
        rooms.notices.discard_draft(key)


def test_what_cannot_be_named_is_refused(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        with pytest.raises(UnknownOrder):
            rooms.terms.draft_objection(NEW, ["KO-nothing"], "")
        with pytest.raises(UnknownVersion):
            rooms.terms.draft_objection("nothing", [RENEWING], "")
        assert rooms.notices.drafts() == ()


def test_a_draft_is_written_on_exported_and_discarded(desk: TermsDesk, tmp_path: Path) -> None:
    with desk.rooms() as rooms:
        key = rooms.terms.draft_objection(NEW, [RENEWING], "Dana Weber")
        before = rooms.notices.draft(key)
        desk.clock.shift += timedelta(minutes=1)
        rooms.notices.save_draft(key, before.letter)
        assert rooms.notices.draft(key) == before
        rooms.notices.save_draft(key, before.letter + "\nYours,\nDäna\n")
        after = rooms.notices.draft(key)
        assert after.changed_at > before.changed_at
        assert after.created_at == before.created_at
        with pytest.raises(EmptyLetter):
            rooms.notices.save_draft(key, " \n ")
        path = tmp_path / "letter.txt"
        rooms.notices.export_draft(path, key)
        assert path.read_text("utf-8") == after.letter
    with desk.rooms() as rooms:
        assert rooms.notices.drafts() == (after,)
        rooms.notices.discard_draft(key)
        for call in (
            lambda: rooms.notices.draft(key),
            lambda: rooms.notices.discard_draft(key),
            lambda: rooms.notices.save_draft(key, "x"),
            lambda: rooms.notices.export_draft(path, key),
        ):
            with pytest.raises(UnknownDraft):
                call()


def test_a_letter_says_what_is_not_known() -> None:
    nobody = Party(legal_name="")
    for kind in DraftKind:
        facts = LetterFacts(kind=kind, customer=nobody, vendor=nobody, day="1 Dec", by="")
        text = letters.letter(facts)
        assert text.count(not_stated()) >= 3
        assert letters.title(facts)
        assert "None" not in text
        assert "{" not in text


def test_a_letter_takes_facts_as_they_are() -> None:
    odd = Party(legal_name="{evil} <b>%s</b>", address=("Line {0}",), email="a@b")
    facts = LetterFacts(
        kind=DraftKind.NON_RENEWAL,
        customer=odd,
        vendor=odd,
        day="1 Dec",
        by="{name}",
        orders=(LetterOrder(number="KO-{1}", products=("{x}",)),),
    )
    text = letters.letter(facts)
    for fact in ("{evil} <b>%s</b>", "Line {0}", "{name}", "KO-{1}", "{x}"):
        assert fact in text


def test_a_demand_to_consult_cites_the_clauses_of_what_governs_its_order(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        key = rooms.terms.draft_letter(DraftKind.DISPUTE, wishes([RENEWING], "the  invoice."))
        draft = rooms.notices.draft(key)
        for fact in (
            RENEWING, "about the invoice.", "§24.1, version 2025-03", "60 days", "Dana Weber",
            "General provisions (a)", "By post", "Amsterdam",
        ):  # fmt: skip
            assert fact in draft.letter, fact
        assert "[not stated]" not in draft.letter
        assert draft.post_by is None
        assert "60 days" in draft.post_by_words
        rooms.notices.discard_draft(key)


def test_an_objection_to_publicity_goes_to_who_publishes(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        key = rooms.terms.draft_letter(DraftKind.PUBLICITY, wishes([]))
        draft = rooms.notices.draft(key)
        assert "publicity@kestrane.example" in draft.recipient
        for fact in ("By e-mail to publicity@kestrane.example", "§22.2", "within 30 days"):
            assert fact in draft.letter, fact
        assert "By post" not in draft.letter
        rooms.notices.discard_draft(key)


def test_a_notice_of_no_renewal_names_an_order(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        with pytest.raises(NoOrders):
            rooms.terms.draft_letter(DraftKind.NON_RENEWAL, wishes([]))
        with pytest.raises(UnknownOrder):
            rooms.terms.draft_letter(DraftKind.DISPUTE, wishes(["KO-nothing"]))


def test_a_sent_letter_is_kept_as_it_is_until_it_was_not_sent(desk: TermsDesk) -> None:
    today = desk.clock.now().date()
    with desk.rooms() as rooms:
        key = rooms.terms.draft_letter(DraftKind.DISPUTE, wishes([], "a delay"))
        before = rooms.notices.draft(key)
        with pytest.raises(NotSent):
            rooms.notices.note_receipt(key, today)
        for posted, received in (
            (today + timedelta(days=2), None),
            (today, today + timedelta(days=2)),
            (today, today - timedelta(days=1)),
        ):
            with pytest.raises(ImpossibleDay):
                rooms.notices.mark_sent(key, posted, received)
        assert rooms.notices.draft(key) == before
        rooms.notices.mark_sent(key, today - timedelta(days=2), None, Way.EMAIL)
    with desk.rooms() as rooms:
        sent = rooms.notices.draft(key)
        assert sent.sent is not None
        assert "No receipt is recorded yet" in sent.counts_words
        assert (sent.letter, sent.title) == (before.letter, before.title)
        with pytest.raises(AlreadySent):
            rooms.notices.save_draft(key, "Something else.")
        with pytest.raises(AlreadySent):
            rooms.notices.discard_draft(key)
        rooms.notices.note_receipt(key, today)
        known = rooms.notices.draft(key).sent
        assert known is not None
        assert known.way is Way.EMAIL
        assert known.received_on == today
        rooms.notices.unmark_sent(key)
        assert rooms.notices.draft(key).counts_words == ""
        rooms.notices.save_draft(key, "Something else.")
        rooms.notices.discard_draft(key)


def test_a_notice_in_time_settles_the_last_moment_to_cancel(desk: TermsDesk) -> None:
    today = desk.clock.now().date()
    with desk.rooms() as rooms:
        query = DeadlineQuery(
            kinds=frozenset({DeadlineKind.CANCEL_BY}),
            order_id=rooms.orders.detail(RENEWING).id,
        )
        [before] = rooms.deadlines.entries(query)
        key = rooms.terms.draft_letter(DraftKind.NON_RENEWAL, wishes([RENEWING]))
        rooms.notices.mark_sent(key, today)
        [waits] = rooms.deadlines.entries(query)
        assert waits.state is before.state
        assert "receipt is not recorded yet" in waits.deadline.text
        rooms.notices.note_receipt(key, today)
        [done] = rooms.deadlines.entries(query)
        assert done.state is DeadlineState.DONE
        assert (done.deadline.uid, done.deadline.at) == (before.deadline.uid, before.deadline.at)
        assert "in time" in done.deadline.text
        everything = [e for e in rooms.deadlines.entries() if e.deadline.uid == done.deadline.uid]
        assert everything == [done]
        rooms.notices.unmark_sent(key)
        rooms.notices.discard_draft(key)
        assert rooms.deadlines.entries(query) == (before,)

"""Letters leave as e-mail and by the portal, stay as they left, and keep the proof of it."""

from __future__ import annotations

import email
import email.policy
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest

from app.deadlines.model import Deadline, DeadlineKind, DeadlineQuery
from app.documents.model import Paper
from app.notices import mail
from app.notices.drafting import Writer
from app.notices.model import DraftKind, NoticeKind, Proof, Way
from app.notices.problems import AlreadySent, LetterTooLong, NotGenuine, UnknownNotice
from app.notices.wishes import Ground, LetterWishes, Right
from app.services.rooms import Rooms
from tests.support.pdf import info, text_of
from tests.support.terms_desk import NEW, RENEWING, TermsDesk, terms_desk

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MIXED = "KO-20417"
"""An order with a line of software beside one that is hosted."""
BREACH = "notice-breach-21502"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TermsDesk]:
    with terms_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def rooms(desk: TermsDesk) -> Iterator[Rooms]:
    with desk.rooms() as made:
        yield made


def wishes(**more: object) -> LetterWishes:
    return msgspec.structs.replace(LetterWishes(by="Dana Weber", about="a delay"), **more)


def drafted(rooms: Rooms, kind: DraftKind = DraftKind.DISPUTE, **more: object) -> str:
    return rooms.terms.draft_letter(kind, wishes(**more))


def subject(desk: TermsDesk) -> str:
    return desk.info.subject


def deliver(desk: TermsDesk) -> None:
    desk.desk.office.send(desk.info.id)


def submitted(desk: TermsDesk, kind: str) -> list[dict[str, object]]:
    return [one["body"] for one in desk.sandbox.submissions() if one["kind"] == kind]


def test_a_letter_is_submitted_with_its_pdf_and_its_enclosures(
    desk: TermsDesk, rooms: Rooms
) -> None:
    certificate = rooms.files.attach(("Bescheinigung №7.pdf", b"%PDF-1.7 certificate"))
    key = drafted(
        rooms, DraftKind.TAX_EXEMPTION, region="Germany", number="DE-77",
        orders=(MIXED,), enclosures=(certificate,),
    )  # fmt: skip
    before = rooms.notices.draft(key)
    assert "enclosed" in before.letter
    item = rooms.notices.send(key, subject(desk))
    queued = rooms.notices.draft(key)
    assert queued.fate is not None
    assert (queued.item, queued.fate.state, queued.sent) == (item, "queued", None)
    for change in (
        lambda: rooms.notices.save_draft(key, "Something else."),
        lambda: rooms.notices.set_paper(key, Paper.US_LETTER),
        lambda: rooms.notices.enclose(key, ()),
        lambda: rooms.notices.discard_draft(key),
        lambda: rooms.notices.unmark_sent(key),
        lambda: rooms.notices.send(key, subject(desk)),
    ):
        with pytest.raises(AlreadySent):
            change()
    deliver(desk)
    left = rooms.notices.draft(key)
    assert left.fate is not None
    assert left.fate.state == "sent"
    assert left.fate.receipt
    assert left.sent is not None
    assert (left.sent.way, left.sent.received_on) == (Way.PORTAL, left.sent.posted_on)
    assert "It counts from" in left.counts_words
    body = submitted(desk, "formal_notice")[-1]
    assert body["kind"] == "tax_exemption"
    assert body["letter"] == before.letter
    uploads = body["uploads"]
    assert isinstance(uploads, list)
    assert len(uploads) == 2
    pdf = rooms.notices.pdf(key)
    assert hashlib.sha256(pdf).hexdigest() == left.pdf_sha256
    assert "Bescheinigung" in text_of(pdf)


def test_a_refused_letter_says_why_and_is_corrected(desk: TermsDesk, rooms: Rooms) -> None:
    key = drafted(rooms, orders=(RENEWING,))
    desk.sandbox.fault("status", status=422, path="/v1/notices", times=1)
    first = rooms.notices.send(key, subject(desk))
    deliver(desk)
    refused = rooms.notices.draft(key)
    assert refused.fate is not None
    assert refused.fate.state == "refused"
    assert refused.fate.problem is not None
    assert refused.sent is None
    rooms.notices.save_draft(key, refused.letter + "\nCorrected.\n")
    second = rooms.notices.send(key, subject(desk))
    assert second != first
    deliver(desk)
    again = rooms.notices.draft(key)
    assert again.fate is not None
    assert (again.fate.item, again.fate.state) == (second, "sent")
    assert str(submitted(desk, "formal_notice")[-1]["letter"]).endswith("Corrected.\n")


def test_a_letter_that_the_portal_would_not_take_is_not_queued(
    desk: TermsDesk, rooms: Rooms
) -> None:
    key = drafted(rooms)
    rooms.notices.save_draft(key, "x " * 60_000)
    with pytest.raises(LetterTooLong):
        rooms.notices.send(key, subject(desk))
    assert rooms.notices.draft(key).fate is None
    rooms.notices.discard_draft(key)


def test_proof_is_kept_and_the_post_goes_before_other_ways(desk: TermsDesk, rooms: Rooms) -> None:
    today = desk.clock.now().date()
    key = drafted(rooms, orders=(RENEWING,))
    scan = rooms.files.attach(("receipt.png", b"\x89PNG receipt"))
    draft_pdf = rooms.notices.pdf(key)
    rooms.notices.prove(key, Proof(way=Way.EMAIL, posted_on=today - timedelta(days=2)))
    rooms.notices.prove(
        key,
        Proof(
            way=Way.POST, posted_on=today - timedelta(days=1), tracking="RR 123 456 785 DE",
            words="by courier", file=scan,
        ),
    )  # fmt: skip
    rooms.notices.prove(key, Proof(way=Way.EMAIL, posted_on=today - timedelta(days=2), words="2"))
    found = rooms.notices.draft(key)
    assert found.sent is not None
    assert (found.sent.way, found.sent.posted_on) == (Way.POST, today - timedelta(days=1))
    assert [(one.way, one.words) for one in found.proofs] == [
        (Way.POST, "by courier"), (Way.EMAIL, "2"),
    ]  # fmt: skip
    assert found.proofs[0].file == scan
    assert all(one.noted_at is not None for one in found.proofs)
    with rooms.files.open(scan.id) as stream:
        assert stream.read() == b"\x89PNG receipt"
    rooms.notices.note_receipt(key, today)
    assert rooms.notices.draft(key).proofs == found.proofs
    assert rooms.notices.pdf(key) == draft_pdf
    assert hashlib.sha256(draft_pdf).hexdigest() == found.pdf_sha256
    assert info(rooms.notices.pdf(key, Paper.US_LETTER))["Page size"].startswith("612")
    with pytest.raises(AlreadySent):
        rooms.notices.set_paper(key, Paper.US_LETTER)
    rooms.notices.unmark_sent(key)
    again = rooms.notices.draft(key)
    assert (again.sent, again.proofs, again.pdf_sha256) == (None, (), "")
    rooms.notices.discard_draft(key)


def test_a_letter_that_cannot_be_printed_can_still_be_marked_as_sent(
    desk: TermsDesk, rooms: Rooms
) -> None:
    key = drafted(rooms)
    rooms.notices.save_draft(key, "Written by hand \N{GRINNING FACE}")
    rooms.notices.mark_sent(key, desk.clock.now().date())
    assert rooms.notices.draft(key).pdf_sha256 == ""
    rooms.notices.unmark_sent(key)
    rooms.notices.discard_draft(key)


def test_an_e_mail_carries_the_letter_and_its_pdf(desk: TermsDesk, rooms: Rooms) -> None:
    scan = rooms.files.attach(("Anlage ü.png", b"\x89PNG"))
    key = drafted(rooms, enclosures=(scan,))
    draft = rooms.notices.draft(key)
    raw = rooms.notices.eml(key)
    assert b"\r\n" in raw
    found = parsed(raw)
    assert found["Subject"] == draft.title
    assert found["To"].addresses[0].addr_spec == "legal@kestrane.example"
    assert found["To"].addresses[0].display_name == "Kestrane Software B.V."
    assert found["From"].addresses[0].addr_spec
    assert found["Date"].datetime.tzinfo is not None
    assert abs(found["Date"].datetime - desk.clock.now()) < timedelta(minutes=5)
    attached = {part.get_filename(): part.get_content() for part in found.iter_attachments()}
    assert attached["Anlage ü.png"] == b"\x89PNG"
    [pdf] = [content for name, content in attached.items() if str(name).endswith(".pdf")]
    assert pdf == rooms.notices.pdf(key)
    body = found.get_body()
    assert body is not None
    assert "a delay" in body.get_content()
    rooms.notices.discard_draft(key)


def test_nothing_that_is_written_can_begin_another_header(rooms: Rooms) -> None:
    key = drafted(rooms)
    hostile = msgspec.structs.replace(
        rooms.notices.draft(key),
        title="Notice\r\nBcc: all@evil.example\r\n\r\nbody",
        recipient="Kestrane\nX: y",
        email="a@b.example\r\nBcc: c@d.example",
    )
    raw = mail.message(
        hostile, b"%PDF", [], Writer("Dana\r\nCc: e@f.example", "dana@x.example"), NOW
    )
    found = parsed(raw)
    assert found["Bcc"] is None
    assert found["Cc"] is None
    assert found["To"] is None
    assert "Bcc: all@evil.example" in found["Subject"]
    assert found["From"].addresses[0].display_name == "Dana Cc: e@f.example"
    rooms.notices.discard_draft(key)


def test_a_breach_starts_the_time_to_cure_and_a_termination_takes_effect(
    desk: TermsDesk, rooms: Rooms
) -> None:
    today = desk.clock.now().date()
    breach = drafted(rooms, DraftKind.BREACH, orders=(RENEWING,), clause="8.1")
    assert "§17.2" in rooms.notices.draft(breach).letter
    assert "That breaks §8.1." in rooms.notices.draft(breach).letter
    assert mine(rooms, breach) == {}
    rooms.notices.mark_sent(breach, today, today)
    cure = mine(rooms, breach)[DeadlineKind.CURE_END]
    assert (cure.at.date() - today).days in (30, 31)
    assert cure.source.clause == "17.2"
    ends = today + timedelta(days=90)
    over = drafted(rooms, DraftKind.TERMINATION, orders=(RENEWING,), effect_by=ends)
    draft = rooms.notices.draft(over)
    assert draft.counts_by == draft.effect_at
    assert draft.post_by is not None
    assert draft.counts_by is not None
    assert draft.post_by < draft.counts_by
    rooms.notices.mark_sent(over, today, today)
    found = mine(rooms, over)
    assert found[DeadlineKind.NOTICE_GIVEN].at == draft.effect_at
    assert found[DeadlineKind.POST_BY].done
    unsettled = drafted(rooms, DraftKind.TERMINATION, ground=Ground.BREACH)
    assert "§17.2" in rooms.notices.draft(unsettled).letter
    for key in (breach, over):
        rooms.notices.unmark_sent(key)
    for key in (breach, over, unsettled):
        rooms.notices.discard_draft(key)


@pytest.mark.parametrize(
    ("kind", "days"),
    [(DraftKind.DISPUTE, 60), (DraftKind.BREACH, 30), (DraftKind.TERMINATION, 0)],
)
def test_the_day_to_post_it_follows_from_the_effect_that_is_wanted(
    desk: TermsDesk, rooms: Rooms, kind: DraftKind, days: int
) -> None:
    wanted = desk.clock.now().date() + timedelta(days=200)
    key = drafted(rooms, kind, orders=(RENEWING,), effect_by=wanted)
    draft = rooms.notices.draft(key)
    assert draft.counts_by is not None
    assert draft.post_by is not None
    assert draft.post_by < draft.counts_by
    assert "Post it by" in draft.post_by_words
    [post] = [one for one in mine(rooms, key).values() if one.kind is DeadlineKind.POST_BY]
    assert post.at == draft.post_by
    late = wanted - timedelta(days=days)
    assert draft.counts_by.date() in (late, late - timedelta(days=1))
    rooms.notices.discard_draft(key)


def test_a_claim_is_posted_at_once_and_shows_its_refund_step_by_step(
    desk: TermsDesk, rooms: Rooms
) -> None:
    today = desk.clock.now().date()
    key = drafted(
        rooms, DraftKind.IP_CLAIM, orders=(MIXED,), claimant="Patent Pool LLC",
        right=Right.PATENT, claimed_on=today,
    )  # fmt: skip
    draft = rooms.notices.draft(key)
    for said in ("Patent Pool LLC", "a patent", "§20.2", "§20.3", "Price: 4,800.00 USD", "÷ 36"):
        assert said in draft.letter, said
    assert draft.post_by is not None
    assert draft.post_by - desk.clock.now() < timedelta(days=2)
    assert "No period is stated" in draft.post_by_words
    assert not mine(rooms, key)[DeadlineKind.POST_BY].stated
    found = rooms.terms.claim_figures([MIXED], today)
    assert found.eligibility.clause.startswith("§20.4")
    assert {one.purchase.kind: one.amount is not None for one in found.refunds} == {
        "hosted": False, "software": True,
    }  # fmt: skip
    rooms.notices.discard_draft(key)


def test_questions_describe_what_each_kind_asks_for(rooms: Rooms) -> None:
    for kind in DraftKind:
        asked = rooms.terms.letter_questions(kind, [RENEWING])
        keys = [one.key for one in asked]
        assert set(keys) <= set(LetterWishes.__struct_fields__)
        assert len(set(keys)) == len(keys)
        assert keys[-1] == "by"
        assert all(one.label for one in asked)
        if kind not in (DraftKind.PUBLICITY,):
            free = (DraftKind.TERMINATION, DraftKind.AUDIT_REPLY)
            assert any(one.required for one in asked) or kind in free
    hints = " ".join(one.hint for one in rooms.terms.letter_questions(DraftKind.IP_CLAIM))
    assert "§20.2" in hints


def test_an_objection_through_its_questions_is_one_to_that_version(rooms: Rooms) -> None:
    key = drafted(rooms, DraftKind.OBJECTION, version_id=NEW, orders=(RENEWING,))
    assert "version 2026-09" in rooms.notices.draft(key).title
    rooms.notices.discard_draft(key)


def test_a_preview_shows_each_page(rooms: Rooms) -> None:
    key = drafted(rooms)
    found = rooms.notices.preview(key)
    assert len(found) == 1
    assert found[0].startswith(b"\x89PNG")
    rooms.notices.discard_draft(key)


def test_letters_are_written_to_files(rooms: Rooms, tmp_path: Path) -> None:
    key = drafted(rooms)
    rooms.notices.export_pdf(tmp_path / "letter.pdf", key, Paper.US_LETTER)
    rooms.notices.export_eml(tmp_path / "letter.eml", key)
    assert (tmp_path / "letter.pdf").read_bytes() == rooms.notices.pdf(key, Paper.US_LETTER)
    assert parsed((tmp_path / "letter.eml").read_bytes())["Subject"]
    rooms.notices.discard_draft(key)


def test_a_notice_is_acknowledged_once(desk: TermsDesk, rooms: Rooms) -> None:
    assert rooms.notices.acknowledged(BREACH) is None
    item = rooms.notices.acknowledge(BREACH, subject(desk))
    assert rooms.notices.acknowledge(BREACH, subject(desk)) == item
    before = rooms.notices.notice(BREACH)
    assert before.acknowledged_at is not None
    assert before.ack_fate is not None
    assert before.ack_fate.state == "queued"
    deliver(desk)
    after = rooms.notices.acknowledged(BREACH)
    assert after is not None
    assert (after.item, after.state) == (item, "sent")
    [body] = submitted(desk, "notice_read")
    assert body["notice_id"] == BREACH
    assert rooms.notices.acknowledge(BREACH, subject(desk)) == item
    with pytest.raises(UnknownNotice):
        rooms.notices.acknowledge("nothing", subject(desk))


def test_an_acknowledgement_that_was_given_up_can_be_made_again(
    desk: TermsDesk, rooms: Rooms
) -> None:
    audit = next(one for one in rooms.notices.inbox() if one.kind is NoticeKind.AUDIT)
    item = rooms.notices.acknowledge(audit.id, subject(desk))
    rooms.outbox.discard(item)
    assert rooms.notices.notice(audit.id).acknowledged_at is None
    assert rooms.notices.acknowledge(audit.id, subject(desk)) != item


def test_what_is_not_genuine_is_not_acknowledged(desk: TermsDesk) -> None:
    own = desk.mirror()
    key = "notice-renewal-20417"
    row = own.one("SELECT body FROM record WHERE kind = 'notice' AND id = ?", (key,))
    assert row is not None
    said = msgspec.json.decode(row[0])
    with own.write() as tx:
        tx.execute(
            "UPDATE record SET body = ? WHERE kind = 'notice' AND id = ?",
            (msgspec.json.encode({**said, "jws": "e30..AAAA"}), key),
        )
    own.close()
    with desk.rooms() as rooms:
        with pytest.raises(NotGenuine):
            rooms.notices.acknowledge(key, subject(desk))
        assert rooms.notices.acknowledged(key) is None


def mine(rooms: Rooms, key: str) -> dict[DeadlineKind, Deadline]:
    found = rooms.deadlines.entries(DeadlineQuery(notice_id=key))
    return {one.deadline.kind: one.deadline for one in found}


def parsed(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found

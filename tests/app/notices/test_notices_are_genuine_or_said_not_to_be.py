"""The vendor's notices: verified over the exact bytes; what does not verify starts nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.deadlines.model import DeadlineKind
from app.notices.model import NoticeKind, VendorNotice
from app.notices.problems import UnknownNotice
from app.sandbox.signing import Signer, base64url
from tests.support.terms_desk import TermsDesk, terms_desk

BREACH = "notice-breach-21502"


@pytest.fixture
def desk(home: Path) -> Iterator[TermsDesk]:
    with terms_desk(home / "desk") as made:
        yield made


def record(desk: TermsDesk, key: str, kind: str = "notice") -> dict[str, str]:
    with desk.mirror() as mirror:
        row = mirror.one("SELECT body FROM record WHERE kind = ? AND id = ?", (kind, key))
    assert row is not None
    found: dict[str, str] = msgspec.json.decode(row[0])
    return found


def replace(desk: TermsDesk, key: str, kind: str = "notice", **changes: str) -> None:
    body = msgspec.json.encode({**record(desk, key, kind), **changes})
    with desk.mirror() as mirror, mirror.write() as tx:
        tx.execute("UPDATE record SET body = ? WHERE kind = ? AND id = ?", (body, kind, key))


def notice(desk: TermsDesk, key: str) -> VendorNotice:
    with desk.rooms() as rooms:
        return rooms.notices.notice(key)


def starts_nothing(desk: TermsDesk, key: str) -> bool:
    with desk.rooms() as rooms:
        return all(entry.deadline.notice_id != key for entry in rooms.deadlines.entries())


def test_genuine_notices_are_dated_and_say_what_they_start(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        found = rooms.notices.inbox()
        assert all(one.genuine for one in found)
        assert [one.sent_at for one in found] == sorted((n.sent_at for n in found), reverse=True)
        kinds = {one.kind for one in found}
        assert kinds >= {NoticeKind.AUDIT, NoticeKind.CERTIFICATION, NoticeKind.BREACH}
        breach = rooms.notices.notice(BREACH)
        assert breach.order_number == "KO-21502"
        assert breach.given_at is not None
        assert breach.given_at >= breach.sent_at.replace(hour=0, minute=0, second=0)
        assert "30 days" in breach.starts
        assert len(breach.given_working) > 1
        kinds_due = {e.deadline.kind for e in rooms.deadlines.entries()}
        assert kinds_due >= {DeadlineKind.CURE_END, DeadlineKind.AUDIT_EARLIEST,
                             DeadlineKind.CERTIFICATION_DUE}  # fmt: skip
        with pytest.raises(UnknownNotice):
            rooms.notices.notice("another")


def test_an_audit_takes_the_notice_of_the_version_that_governs_most(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        found = [
            entry
            for entry in rooms.deadlines.entries()
            if entry.deadline.kind is DeadlineKind.AUDIT_EARLIEST
        ]
        counts = rooms.terms.counts()
        terms = {v.id for v in rooms.terms.versions() if v.kind.value == "end_customer"}
        most = max(terms, key=lambda key: counts[key].now if key in counts else 0)
        assert [entry.deadline.source.version_id for entry in found] == [most, most]


def test_altered_bytes_are_not_genuine_and_start_nothing(desk: TermsDesk) -> None:
    said = {
        "id": BREACH, "kind": "breach", "sent_at": "2026-11-12T13:00:00Z",
        "subject": "Pay at once", "text": "To this account.",
    }  # fmt: skip
    replace(desk, BREACH, payload=base64url(msgspec.json.encode(said)))
    found = notice(desk, BREACH)
    assert not found.genuine
    assert found.fault
    assert found.subject == "Pay at once"
    assert found.given_at is None
    assert starts_nothing(desk, BREACH)


def test_a_key_that_was_never_pinned_is_not_relied_on(desk: TermsDesk) -> None:
    content = msgspec.json.encode(
        {"id": BREACH, "kind": "breach", "sent_at": "2026-11-12T13:00:00Z"}
    )
    signed = Signer.new().sign(content, "notice")
    replace(desk, BREACH, payload=signed.payload, jws=signed.jws)
    found = notice(desk, BREACH)
    assert not found.genuine
    assert "key" in found.fault
    assert starts_nothing(desk, BREACH)


def test_one_record_does_not_pass_for_another(desk: TermsDesk) -> None:
    other = record(desk, "notice-renewal-20417")
    replace(desk, BREACH, payload=other["payload"], jws=other["jws"])
    found = notice(desk, BREACH)
    assert not found.genuine
    assert "notice-renewal-20417" in found.fault
    assert starts_nothing(desk, BREACH)
    audit = record(desk, "audit-2026-1", "audit")
    replace(desk, "cert-2026-1", "certification_request", **audit)
    assert not notice(desk, "cert-2026-1").genuine


@pytest.mark.parametrize(
    ("payload", "jws"),
    [
        ("", ""),
        ("e30", "e30..e30"),
        ("!!!", "x..y"),
        ("eyJpZCI6MX0", "eyJhbGciOiJub25lIn0.."),
        ("8J-YgA", "eyJhbGciOiJFZERTQSJ9..AAAA"),
    ],
)
def test_broken_records_are_shown_as_such(desk: TermsDesk, payload: str, jws: str) -> None:
    replace(desk, BREACH, payload=payload, jws=jws)
    found = notice(desk, BREACH)
    assert not found.genuine
    assert found.fault
    assert starts_nothing(desk, BREACH)


def test_a_key_that_the_old_one_vouches_for_is_relied_on(desk: TermsDesk) -> None:
    desk.sandbox.mutate("rotate_key")
    desk.later(hours=25)
    desk.sync()
    with desk.rooms() as rooms:
        assert all(one.genuine for one in rooms.notices.inbox())

"""Accepting: who, when, which text; kept with its event in one transaction, sent once, echoed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.base.tasks import CancelToken
from app.exchange.outbox import Outbox
from app.terms.model import TextState
from app.terms.problems import NotAcceptable
from app.terms.store import LOCAL
from tests.support.offices import Desk
from tests.support.terms_desk import NEW, OLD, TermsDesk, terms_desk

ORDER = "ord-21207"


@pytest.fixture
def desk(home: Path) -> Iterator[TermsDesk]:
    with terms_desk(home / "desk") as made:
        yield made


def accept(desk: TermsDesk, version: str = NEW, by: str = "Dana Weber") -> str:
    with desk.rooms() as rooms:
        text = rooms.terms.version(version).sha256
        return rooms.terms.accept(version, text, by, [ORDER], desk.info.subject)


def test_an_acceptance_is_kept_queued_sent_and_confirmed_by_the_echo(desk: TermsDesk) -> None:
    item = accept(desk)
    with desk.rooms() as rooms:
        [first, *_others] = rooms.terms.acceptances()
        assert (first.id, first.state, first.confirmed) == (item, "queued", False)
        assert (first.accepted_by, first.order_ids) == ("Dana Weber", (ORDER,))
        text = rooms.terms.document(NEW).text
        assert text
        body = msgspec.json.decode(rooms.outbox.payload(item))
        assert body["client_id"] == item
        assert body["text_sha256"] == rooms.terms.version(NEW).sha256 == first.text_sha256
    assert desk.desk.office.send(desk.info.id).sent == 1
    assert desk.desk.office.send(desk.info.id).sent == 0
    desk.sync()
    with desk.rooms() as rooms:
        [first, *_others] = rooms.terms.acceptances()
        assert (first.id, first.state, first.confirmed) == (item, "sent", True)
        assert len([one for one in rooms.terms.acceptances() if one.version_id == NEW]) == 1
    kinds = [found["kind"] for found in desk.sandbox.submissions()]
    assert kinds.count("terms_acceptance") == 1


def test_the_same_text_is_not_accepted_twice(desk: TermsDesk) -> None:
    assert accept(desk) == accept(desk, by="Somebody else")
    with desk.rooms() as rooms:
        assert len(rooms.outbox.items()) == 1


def test_an_acceptance_made_elsewhere_is_known_by_its_echo(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        [elsewhere] = [one for one in rooms.terms.acceptances() if one.version_id == OLD]
        assert elsewhere.confirmed
        assert elsewhere.state == ""
        assert elsewhere.current


def test_what_changed_since_it_was_read_is_not_accepted(desk: TermsDesk) -> None:
    with desk.rooms() as rooms:
        read = rooms.terms.version(NEW).sha256
    text = "# Terms\n\n## 1. Scope\n\nOther words.\n"
    with desk.mirror() as mirror:
        [(body,)] = mirror.read("SELECT body FROM record WHERE id = ?", (NEW,))
    record = msgspec.json.decode(body)
    record["text"] = {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "size": len(text),
        "media_type": "text/markdown",
    }
    desk.sandbox.mutate("put", kind="terms_document", id=NEW, data=record)
    desk.sandbox.mutate("put_text", id=NEW, text=text)
    desk.sync()
    with desk.rooms() as rooms:
        with pytest.raises(NotAcceptable):
            rooms.terms.accept(NEW, read, "Dana Weber", [ORDER], desk.info.subject)
        assert rooms.outbox.items() == ()
        assert rooms.terms.rules(NEW) is None


def test_an_accepted_text_that_is_replaced_has_to_be_accepted_again(desk: TermsDesk) -> None:
    accept(desk)
    with desk.mirror() as mirror, mirror.write() as tx:
        tx.execute(
            "UPDATE record SET body ="
            " CAST(json_set(CAST(body AS TEXT), '$.text.sha256', ?) AS BLOB) WHERE id = ?",
            ("0" * 64, NEW),
        )
    with desk.rooms() as rooms:
        [mine] = [one for one in rooms.terms.acceptances() if one.version_id == NEW]
        assert not mine.current
        assert [need.version_id for need in rooms.terms.needs_acceptance()] == [NEW]
        assert rooms.terms.needs_acceptance()[0].text_sha256 == ""


def test_nobody_accepts_without_a_name_or_a_text_of_the_vendors(
    desk: TermsDesk, tmp_path: Path
) -> None:
    with pytest.raises(NotAcceptable):
        accept(desk, by="  ")
    path = tmp_path / "own.txt"
    path.write_text("1. Scope\n\nThese terms apply.\n")
    with desk.rooms() as rooms:
        local = rooms.terms.open_local(path)
        assert local.id.startswith(LOCAL)
        assert local.text_state is TextState.LOCAL
    with pytest.raises(NotAcceptable):
        accept(desk, local.id)


def test_a_discarded_acceptance_counts_no_longer(desk: TermsDesk) -> None:
    item = accept(desk)
    with desk.rooms() as rooms:
        assert rooms.terms.needs_acceptance() == ()
        rooms.outbox.discard(item)
        assert [need.version_id for need in rooms.terms.needs_acceptance()] == [NEW]
        [mine] = [one for one in rooms.terms.acceptances() if one.version_id == NEW]
        assert mine.state == "discarded"


def test_record_and_event_are_one_transaction(
    desk: TermsDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> str:
        raise OSError("no room")

    monkeypatch.setattr(Outbox, "put", full)
    with pytest.raises(OSError, match="no room"):
        accept(desk)
    with desk.own() as own:
        assert own.read("SELECT * FROM acceptance") == []


def test_a_person_without_the_permission_is_refused_and_the_record_says_so(
    desk: TermsDesk,
) -> None:
    desk.sandbox.mutate("set_person", user=desk.sandbox.user, permissions=["feedback"])
    accept(desk)
    assert desk.desk.office.send(desk.info.id).refused == 1
    with desk.rooms() as rooms:
        [mine] = [one for one in rooms.terms.acceptances() if one.version_id == NEW]
        assert mine.state == "refused"
        assert [need.version_id for need in rooms.terms.needs_acceptance()] == [NEW]


def test_what_the_customer_made_comes_back_from_a_backup(
    desk: TermsDesk, home: Path, tmp_path: Path
) -> None:
    item = accept(desk)
    path = tmp_path / "own.md"
    path.write_text("# Own terms\n\n## 1. Renewal\n\nCancel in writing 90 days before.\n")
    with desk.rooms() as rooms:
        local = rooms.terms.open_local(path)
        rooms.terms.confirm(local.id, rooms.terms.proposals(local.id))
        rooms.terms.attach(local.id, "KO-21502")
        rooms.terms.remind("one", desk.clock.now(), "Think of it")
        draft = rooms.terms.draft_objection(NEW, ["KO-21502"], "Dana Weber")
        letter = rooms.notices.draft(draft).letter
        values = rooms.terms.rules(local.id)
        texts = rooms.terms.texts(local.id, 0, 10)
    sealed = tmp_path / "backup"
    desk.desk.office.backup(desk.info.id, sealed, "a long passphrase", cancel=CancelToken())
    other = Desk(home / "other")
    try:
        info = other.office.restore(sealed, "a long passphrase", "")
        rooms = other.office.rooms(info.id)
        try:
            assert rooms.terms.acceptances()[0].id == item
            assert rooms.terms.texts(local.id, 0, 10) == texts
            assert rooms.terms.rules(local.id) == values
            assert [one.order_number for one in rooms.terms.attachments()] == ["KO-21502"]
            assert rooms.notices.draft(draft).letter == letter
            assert [one.words for one in rooms.terms.reminders()] == ["Think of it"]
        finally:
            rooms.close()
    finally:
        other.office.close()

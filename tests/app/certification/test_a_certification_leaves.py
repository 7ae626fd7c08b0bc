"""From draft to document, signature, submission, receipt and countersigned copy, at a sandbox."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from app.base.errors import DiskFull
from app.certification.asked import Kind, RequestState
from app.certification.making import Making
from app.certification.model import Deletion, Step, Way
from app.certification.problems import (
    CertificationLeft,
    ChangedMeanwhile,
    DocumentMade,
    NoDocument,
    NotAScan,
    NotOfThisDocument,
    NotReady,
    OnlyRehearsed,
    UnknownCertification,
    WrongPeriod,
)
from app.deadlines.model import DeadlineKind, DeadlineQuery, DeadlineState
from app.documents.canonical import canonical
from app.exchange.model import OutboxState
from app.notices.model import Proof
from app.notices.model import Way as Road
from app.notices.problems import ImpossibleDay
from app.overview.model import NeedKind
from app.services.rooms import Rooms
from app.storage.blobs import FileLost
from tests.support.certification_desk import (
    DELETION,
    SIGNATORY,
    CertificationDesk,
    certification_desk,
)
from tests.support.license_feed import license_record, machine_record, put_records


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertificationDesk]:
    with certification_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def rooms(desk: CertificationDesk) -> Iterator[Rooms]:
    with desk.rooms() as opened:
        yield opened


def _subject(rooms: Rooms) -> str:
    return rooms.who.signed_in().subject


def test_a_deletion_is_proposed_from_what_the_vendor_knows(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    draft = room.begin(DELETION)
    proposed = room.deletion_proposals(draft.id)
    assert {one.product_name for one in proposed} == {"Beacon Classic"}
    assert {one.what for one in proposed} == {
        "Software with its key", "Backups and copies", "Documentation"
    }  # fmt: skip
    assert all(one.deleted_at is None for one in proposed)
    assert draft.period_end is not None
    assert draft.as_of > draft.period_end
    room.put_deletion(draft.id, proposed[0])
    assert proposed[0] not in room.deletion_proposals(draft.id)
    states = {one.step: one for one in room.steps(draft.id)}
    assert not states[Step.USAGE].done
    ahead = msgspec.structs.replace(proposed[0], deleted_at=desk.ago(days=-1))
    with pytest.raises(WrongPeriod):
        room.put_deletion(draft.id, ahead)
    room.drop_deletion(draft.id, proposed[0].id)
    assert room.draft(draft.id).deletions == ()


def test_what_the_vendor_still_has_as_active_stands_in_the_way(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    licensed = license_record(
        order_id="ord-16008", line_id="", product_id="beacon-classic", name="Beacon Classic"
    )
    with desk.mirror() as mirror:
        put_records(mirror, "license", [("lic-gone", licensed)])
        put_records(
            mirror, "machine", [("machine-gone", machine_record("bc-1", license_id="lic-gone"))]
        )
    room = rooms.certification
    draft = room.begin(DELETION)
    [said] = room.still_there(draft.id)
    assert "bc-1" in said
    states = {one.step: one for one in room.steps(draft.id)}
    assert states[Step.RECONCILE].missing == (said,)
    assert states[Step.RECONCILE].words == "1 still on record"
    [proposed] = [one for one in room.deletion_proposals(draft.id) if one.machine_id]
    assert (proposed.place, proposed.machine_id) == ("bc-1", "machine-gone")
    done = msgspec.structs.replace(proposed, deleted_at=desk.ago(days=1), by="Jonas Kern")
    room.put_deletions(draft.id, (done,))
    assert room.still_there(draft.id) == ()
    with desk.mirror() as mirror, mirror.write() as tx:
        tx.execute("DELETE FROM record WHERE id IN ('lic-gone', 'machine-gone')")


def test_a_portal_that_does_not_give_the_copy_is_asked_again(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    draft = room.make(desk.deleted(rooms).id)
    desk.sign(rooms, draft.id)
    item = room.submit(draft.id, _subject(rooms))
    desk.desk.office.send(desk.info.id)
    desk.sync()
    desk.sandbox.mutate("countersign_certification", certification=item)
    desk.sandbox.fault("status", path="/v1/certifications", method="GET", times=0)
    desk.sync()
    assert room.draft(draft.id).countersigned is None
    assert room.draft(draft.id).copy_fault == ""
    desk.sandbox.faults()
    desk.sync()
    assert room.draft(draft.id).countersigned is not None


def test_nothing_is_made_while_something_is_missing(rooms: Rooms) -> None:
    room = rooms.certification
    draft = room.begin(DELETION)
    with pytest.raises(NotReady) as caught:
        room.make(draft.id)
    for words in ("Confirm which orders", "Say what was deleted", "authority"):
        assert words in caught.value.explanation
    with pytest.raises(NoDocument):
        room.pdf(draft.id)
    assert room.draft(draft.id).made is None


def test_a_made_document_is_frozen_with_its_data_and_opened_only_by_a_step(
    desk: CertificationDesk, rooms: Rooms, tmp_path: Path
) -> None:
    room = rooms.certification
    draft = room.make(desk.deleted(rooms).id)
    pdf = room.pdf(draft.id)
    assert pdf.startswith(b"%PDF-")
    assert pdf.endswith(b"\n")
    assert draft.made is not None
    data = canonical(room.statement(draft.id))
    assert hashlib.sha256(data).hexdigest() == draft.made.statement_sha256
    assert room.make(draft.id) == draft
    with pytest.raises(DocumentMade):
        room.set_signatory(draft.id, SIGNATORY)
    for form in ("pdf", "json", "csv", "xlsx"):
        room.export(draft.id, tmp_path / f"out.{form}", form)
        assert (tmp_path / f"out.{form}").stat().st_size
    assert (tmp_path / "out.pdf").read_bytes() == pdf
    assert json.loads((tmp_path / "out.json").read_bytes())["id"] == draft.id
    opened = room.reopen(draft.id)
    assert opened.made is None
    assert opened.deletions == draft.deletions
    room.set_signatory(draft.id, msgspec.structs.replace(SIGNATORY, title="CIO"))


def test_a_signed_copy_has_to_continue_the_document_byte_for_byte(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    draft = room.make(desk.deleted(rooms).id)
    with pytest.raises(NotReady):
        room.submit(draft.id, _subject(rooms))
    signed = desk.sign(rooms, draft.id)
    copy = signed.signed[-1]
    assert copy.signed is not None
    base = room.pdf(draft.id)
    for other in (b"%PDF-1.7 another\n", base, base[:-1], base[:100] + b"x" + base[101:] + b"y"):
        with pytest.raises(NotOfThisDocument):
            room.keep_signed(draft.id, other, copy.signed)
    assert room.draft(draft.id).signed == signed.signed
    assert len(desk.sign(rooms, draft.id, second=True).signed) == 2
    assert room.reopen(draft.id).signed == ()


def test_it_is_submitted_with_receipt_and_comes_back_countersigned(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    draft = room.make(desk.deleted(rooms).id)
    sent = desk.sign(rooms, draft.id).signed[-1].file
    item = room.submit(draft.id, _subject(rooms))
    assert room.submit(draft.id, _subject(rooms)) == item
    assert room.request(DELETION).state is RequestState.ANSWERED
    with pytest.raises(CertificationLeft):
        room.reopen(draft.id)
    with pytest.raises(CertificationLeft):
        room.discard(draft.id)
    desk.desk.office.send(desk.info.id)
    desk.sync()
    receipt = room.receipt(draft.id)
    assert receipt is not None
    assert receipt.receipt
    said = room.filed(draft.id)
    assert said is not None
    assert said.document_sha256 == sent.sha256
    assert room.card(draft.id).state == said.state
    query = DeadlineQuery(kinds=frozenset({DeadlineKind.CERTIFICATION_DUE}))
    due = {one.deadline.notice_id: one.state for one in rooms.deadlines.entries(query)}
    assert due[DELETION] is DeadlineState.DONE
    desk.sandbox.mutate("countersign_certification", certification=item)
    desk.sync()
    back = room.draft(draft.id).countersigned
    assert back is not None
    with rooms.files.open(back.id) as stream:
        content = stream.read()
    assert content.startswith(room.pdf(draft.id))
    needs = [one for one in rooms.overview.overview().needs if one.kind is NeedKind.CERTIFICATION]
    assert f"draft:{draft.id}" in [one.certification_part for one in needs]
    room.note_seen(draft.id)
    assert draft.id not in [one.id for one, _said in room.unseen()]
    assert room.history()[0].id == draft.id


def test_a_certification_for_a_letter_names_no_request_of_the_portal(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    room = rooms.certification
    key = room.note_request("By letter", desk.ago(days=3), orders=["KO-16008"], kind=Kind.DELETION)
    draft = room.make(desk.deleted(rooms, key).id)
    desk.sign(rooms, draft.id)
    item = room.submit(draft.id, _subject(rooms))
    assert "request_id" not in json.loads(rooms.outbox.payload(item))
    desk.desk.office.send(desk.info.id)
    assert room.receipt(draft.id) is not None
    assert room.request(key).state is RequestState.ANSWERED


def test_a_copy_that_is_another_document_is_not_kept(desk: CertificationDesk, rooms: Rooms) -> None:
    room = rooms.certification
    draft = room.make(desk.deleted(rooms).id)
    desk.sign(rooms, draft.id)
    item = room.submit(draft.id, _subject(rooms))
    desk.desk.office.send(desk.info.id)
    desk.sync()
    _swap(desk, draft.id)
    desk.sandbox.mutate("countersign_certification", certification=item)
    desk.sync()
    found = room.draft(draft.id)
    assert found.countersigned is None
    assert found.copy_fault
    desk.sync()
    assert room.draft(draft.id) == found


def test_a_refused_submission_is_opened_and_sent_anew(
    desk: CertificationDesk, rooms: Rooms
) -> None:
    desk.sandbox.mutate("new_request", id="cert-refused", kind="deletion", orders=["ord-16008"])
    desk.sync()
    room = rooms.certification
    draft = room.make(desk.deleted(rooms, "cert-refused").id)
    desk.sign(rooms, draft.id)
    desk.sandbox.mutate("withdraw_request", id="cert-refused")
    room.submit(draft.id, _subject(rooms))
    desk.desk.office.send(desk.info.id)
    fate = room.fate(draft.id)
    assert fate is not None
    assert fate.state == OutboxState.REFUSED.value
    desk.sync()
    opened = room.reopen(draft.id)
    assert opened.item == ""
    assert opened.made is None
    room.acknowledge_change(draft.id)
    room.make(draft.id)
    desk.sign(rooms, draft.id)
    room.submit(draft.id, _subject(rooms))
    desk.desk.office.send(desk.info.id)
    assert room.receipt(draft.id) is not None


def test_on_paper_the_scan_is_what_leaves_and_a_proof_finishes_it(
    desk: CertificationDesk, rooms: Rooms, tmp_path: Path
) -> None:
    room = rooms.certification
    draft = desk.deleted(rooms)
    room.set_way(draft.id, Way.PAPER)
    room.make(draft.id)
    note = tmp_path / "note.txt"
    note.write_text("no scan")
    with pytest.raises(NotAScan):
        room.attach_scan(draft.id, note)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 scanned pages")
    found = room.attach_scan(draft.id, scan, "Anna Berg")
    assert found.signed[-1].signed is None
    message = email.message_from_bytes(room.eml(draft.id), policy=email.policy.default)
    [part] = message.iter_attachments()
    assert part.get_content() == scan.read_bytes()
    with pytest.raises(ImpossibleDay):
        room.prove(draft.id, Proof(way=Road.POST, posted_on=date.max))
    proven = room.prove(draft.id, Proof(way=Road.POST, posted_on=date(2026, 11, 20), tracking="R1"))
    assert proven.finished
    assert proven.proofs[0].noted_at is not None
    assert room.request(DELETION).state is RequestState.ANSWERED
    with pytest.raises(CertificationLeft):
        room.set_way(draft.id, Way.DIGITAL)


def test_a_rehearsal_says_so_and_never_leaves(desk: CertificationDesk, rooms: Rooms) -> None:
    room = rooms.certification
    draft = room.begin(DELETION, rehearsal=True)
    room.confirm_scope(draft.id)
    entry = Deletion(
        id="", product_id="beacon-classic", product_name="Beacon Classic", what="Software",
        place="gw-1", method="Wiped", by="Jonas Kern", deleted_at=desk.ago(days=1),
    )  # fmt: skip
    room.put_deletion(draft.id, entry)
    for question in room.questions(draft.id):
        room.attest(draft.id, question.id, question.good)
    room.set_signatory(draft.id, SIGNATORY)
    room.make(draft.id)
    assert room.statement(draft.id).rehearsal
    desk.sign(rooms, draft.id)
    with pytest.raises(OnlyRehearsed):
        room.submit(draft.id, _subject(rooms))
    with pytest.raises(OnlyRehearsed):
        room.prove(draft.id, Proof(way=Road.POST, posted_on=date(2026, 11, 20)))
    assert draft.id not in {one.id for one in room.history()}


def test_a_full_disk_while_making_or_exporting_changes_nothing(
    desk: CertificationDesk, rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = rooms.certification
    draft = desk.deleted(rooms)
    target = tmp_path / "out.pdf"
    target.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr("app.storage.blobs.os.fsync", _full)
        with pytest.raises(DiskFull):
            room.make(draft.id)
    assert room.draft(draft.id).made is None
    room.make(draft.id)
    with monkeypatch.context() as patch:
        patch.setattr("app.base.files.os.fsync", _full)
        with pytest.raises(DiskFull):
            room.export(draft.id, target)
    assert target.read_bytes() == b"old"
    assert not [one for one in tmp_path.iterdir() if one != target]


def test_what_was_entered_while_pages_were_set_is_never_signed_unseen(
    desk: CertificationDesk, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = rooms.certification
    draft = desk.deleted(rooms)
    stated = Making._stated

    def meddled(self: Making, *more: object, **how: object) -> object:
        found = stated(self, *more, **how)  # type: ignore[arg-type]
        with desk.rooms() as other:
            other.certification.put_deletion(
                draft.id, msgspec.structs.replace(draft.deletions[0], note="Kept after all")
            )
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Making, "_stated", meddled)
        with pytest.raises(ChangedMeanwhile):
            room.make(draft.id)
    found = room.draft(draft.id)
    assert found.made is None
    assert found.deletions[0].note == "Kept after all"


def test_a_discarded_draft_takes_its_files_along(desk: CertificationDesk, rooms: Rooms) -> None:
    room = rooms.certification
    draft = room.make(desk.deleted(rooms).id)
    assert draft.made is not None
    room.discard(draft.id)
    with pytest.raises(UnknownCertification):
        room.draft(draft.id)
    with pytest.raises(FileLost):
        rooms.files.get(draft.made.file.id)


def _full(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def _swap(desk: CertificationDesk, draft_id: str) -> None:
    """As if another document had been sent from here."""
    with desk.rooms() as rooms:
        draft = rooms.certification.draft(draft_id)
        copy = draft.signed[-1]
        other = rooms.files.attach(("other.pdf", b"%PDF-1.7 another document"))
        after = msgspec.structs.replace(draft, signed=(msgspec.structs.replace(copy, file=other),))
    with desk.own() as own, own.write() as tx:
        tx.execute(
            "UPDATE noted SET body = ? WHERE kind = 'certification' AND id = ?",
            (msgspec.json.encode(after), draft_id),
        )

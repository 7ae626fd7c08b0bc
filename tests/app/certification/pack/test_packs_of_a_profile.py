"""Packs made and taken in by a profile: evidence of a certification, and a colleague's copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.certification.asked import Kind
from app.certification.drafts import files_of, put_draft
from app.certification.model import Deletion, Draft
from app.certification.pack import evidence, problems, sealed
from app.certification.pack.model import PackState
from app.certification.problems import NoDocument, ReadOnlyCopy
from app.services.rooms import Rooms
from tests.support.certification_desk import (
    SIGNATORY,
    CertificationDesk,
    certification_desk,
)
from tests.support.evidence_packs import members

WORDS = "harvest lantern 42"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertificationDesk]:
    with certification_desk(tmp_path_factory.mktemp("desk"), orders=20) as made:
        yield made


@pytest.fixture
def rooms(desk: CertificationDesk) -> Iterator[Rooms]:
    with desk.rooms() as opened:
        yield opened


@pytest.fixture(scope="module")
def made(desk: CertificationDesk) -> Draft:
    with desk.rooms() as rooms:
        return rooms.certification.make(desk.filled(rooms).id)


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Stretch for a moment only; the real cost is tested where packs are sealed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "_COST", 1 << 8)
        yield


@pytest.fixture(scope="module")
def small(desk: CertificationDesk) -> Draft:
    """A draft with one source."""
    with desk.rooms() as rooms:
        room = rooms.certification
        source = room.usage.from_machines("Anna Berg")
        return room.add_source(room.begin().id, source)


def kept_files(rooms: Rooms) -> set[str]:
    return {path.name for path in rooms.files._blobs.folder.iterdir()}


def test_a_real_certification_packs_whole_and_twice_alike(
    rooms: Rooms, made: Draft, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    rooms.certification.pack(made.id, first)
    rooms.certification.pack(made.id, second)
    verdict = evidence.check(first)
    assert verdict.state is PackState.WHOLE, verdict
    assert verdict.rows > 5
    assert first.read_bytes() == second.read_bytes()
    found = members(first)
    assert found["document/certificate.pdf"] == rooms.certification.pdf(made.id)
    assert sum(name.startswith("sources/") for name in found) == len(made.sources)


def test_a_real_host_is_redacted_with_the_same_fingerprint(
    rooms: Rooms, made: Draft, tmp_path: Path
) -> None:
    statement = rooms.certification.statement(made.id)
    host = statement.instances[0].host
    whole, path = tmp_path / "whole.zip", tmp_path / "redacted.zip"
    rooms.certification.pack(made.id, whole)
    rooms.certification.pack(made.id, path, redact=[host])
    verdict = evidence.check(path)
    assert verdict.state is PackState.REDACTED, verdict
    assert verdict.redacted_rows >= 1
    assert verdict.fingerprint == evidence.check(whole).fingerprint
    assert not any(host.encode() in data for data in members(path).values())


def test_a_request_about_some_orders_packs_the_rows_of_these_alone(
    desk: CertificationDesk, rooms: Rooms, tmp_path: Path
) -> None:
    room = rooms.certification
    draft = room.make(desk.filled(rooms, "cert-2026-2").id)
    products = {line.product_id for line in room.statement(draft.id).lines}
    assert {row.product_id for row in room.figures(draft.id).rows} - products
    room.pack(draft.id, tmp_path / "a.zip")
    assert evidence.check(tmp_path / "a.zip").state is PackState.WHOLE
    lines = members(tmp_path / "a.zip")["rows.jsonl"].splitlines()
    packed = {msgspec.json.decode(line)["open"]["product_id"] for line in lines}
    assert packed <= products


def test_without_a_document_there_is_nothing_to_pack(rooms: Rooms, tmp_path: Path) -> None:
    draft = rooms.certification.begin()
    with pytest.raises(NoDocument):
        rooms.certification.pack(draft.id, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_deletion_packs_what_was_deleted_where(
    desk: CertificationDesk, rooms: Rooms, tmp_path: Path
) -> None:
    room = rooms.certification
    draft = room.begin(kind=Kind.DELETION)
    gone = Deletion(
        id="d-1", product_id="beacon-classic", product_name="Beacon Classic", what="Software",
        place="ham-beacon-01", method="Uninstalled, disk wiped", by="Anna Berg",
        deleted_at=desk.ago(days=1),
    )  # fmt: skip
    room.put_deletion(draft.id, gone)
    room.confirm_scope(draft.id)
    for question in room.questions(draft.id):
        room.attest(draft.id, question.id, question.good, by="Anna Berg")
    room.set_signatory(draft.id, SIGNATORY)
    room.make(draft.id)
    path = tmp_path / "a.zip"
    room.pack(draft.id, path)
    assert evidence.check(path).state is PackState.WHOLE
    assert evidence.check(path).rows == 1
    room.pack(draft.id, path, redact=["ham-beacon-01"])
    assert evidence.check(path).state is PackState.REDACTED
    assert not any(b"ham-beacon-01" in data for data in members(path).values())


def test_a_sealed_certification_comes_in_beside_the_first_with_all_its_files(
    rooms: Rooms, made: Draft, tmp_path: Path
) -> None:
    room, path = rooms.certification, tmp_path / "a.cpseal"
    room.seal(made.id, path, WORDS, editable=True)
    key = room.open_sealed(path, WORDS)
    assert key != made.id
    copy = room.draft(key)
    assert not copy.read_only
    assert copy.handed_by
    assert not set(files_of(copy)) & set(files_of(made))
    assert room.pdf(key) == room.pdf(made.id)
    assert [one.sha256 for one in copy.sources] == [one.sha256 for one in made.sources]
    assert room.statement(key) == room.statement(made.id)
    reopened = room.reopen(key)
    assert room.reconcile(reopened.id).lines == room.reconcile(made.id).lines


def test_a_copy_to_be_read_cannot_be_changed_and_is_handed_on_as_such(
    rooms: Rooms, small: Draft, tmp_path: Path
) -> None:
    room, path = rooms.certification, tmp_path / "a.cpseal"
    room.seal(small.id, path, WORDS)
    key = room.open_sealed(path, WORDS)
    with pytest.raises(ReadOnlyCopy):
        room.reopen(key)
    room.seal(key, path, WORDS, editable=True)
    assert room.draft(room.open_sealed(path, WORDS)).read_only


def test_a_certification_with_a_new_id_keeps_it(rooms: Rooms, tmp_path: Path) -> None:
    room, path = rooms.certification, tmp_path / "a.cpseal"
    draft = room.begin()
    other = msgspec.structs.replace(draft, id="cert-of-a-colleague")
    with rooms.certification._around.own.write() as tx:
        put_draft(tx, other)
    room.seal(other.id, path, WORDS, editable=True)
    room.discard(other.id)
    assert room.open_sealed(path, WORDS) == other.id


def test_a_pack_that_does_not_open_leaves_no_record_and_no_file(
    rooms: Rooms, small: Draft, tmp_path: Path
) -> None:
    room, path = rooms.certification, tmp_path / "a.cpseal"
    room.seal(small.id, path, WORDS)
    drafts, files = room.drafts(), kept_files(rooms)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(problems.PackAltered):
        room.open_sealed(path, WORDS)
    with pytest.raises(problems.WrongPassphrase):
        room.open_sealed(path, "another passphrase")
    assert room.drafts() == drafts
    assert kept_files(rooms) == files


def test_a_pack_that_lacks_a_file_it_names_is_refused(
    rooms: Rooms, small: Draft, tmp_path: Path
) -> None:
    room, path = rooms.certification, tmp_path / "a.cpseal"
    drafts = room.drafts()
    sealed.seal(
        sealed.Handed(draft=small, files=(), by="", editable=True),
        room._open_kept,
        path,
        WORDS,
        now=small.saved_at,
    )
    with pytest.raises(problems.PackAltered):
        room.open_sealed(path, WORDS)
    assert room.drafts() == drafts


def test_what_left_is_handed_over_to_be_read_only_and_keeps_its_item(
    rooms: Rooms, small: Draft, tmp_path: Path
) -> None:
    room, path = rooms.certification, tmp_path / "a.cpseal"
    left = msgspec.structs.replace(small, id="cert-left", item="item-of-another-computer")
    with room._around.own.write() as tx:
        put_draft(tx, left)
    room.seal(left.id, path, WORDS, editable=True)
    copy = room.draft(room.open_sealed(path, WORDS))
    assert copy.read_only
    assert copy.item == left.item


def test_rows_that_no_longer_add_up_are_told_and_not_packed(
    desk: CertificationDesk, rooms: Rooms, made: Draft, tmp_path: Path
) -> None:
    room = rooms.certification
    typed = next(one for one in made.sources if one.kind == "typed")
    less = tuple(one for one in made.sources if one is not typed)
    moved = msgspec.structs.replace(made, id="cert-moved", sources=less)
    with room._around.own.write() as tx:
        put_draft(tx, moved)
    with pytest.raises(problems.FiguresMoved, match="no longer adds up"):
        room.pack(moved.id, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []

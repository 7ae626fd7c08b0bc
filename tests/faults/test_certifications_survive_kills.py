"""kill -9 while certifications are made, signed and submitted: each is whole, none is lost."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.certification.model import Draft
from app.services.rooms import Rooms
from app.storage.ledger import reconcile
from app.storage.opening import full_check
from tests.support.certification_desk import CertificationDesk, certification_desk

KILLS = 2
LONG_KILLS = 100


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertificationDesk]:
    with certification_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


def test_killed_at_any_point_every_certification_is_whole_and_queued_once(
    desk: CertificationDesk, long_run: bool
) -> None:
    dice = random.Random(20261123)
    for _kill in range(LONG_KILLS if long_run else KILLS):
        _killed_after(_start(desk), dice.random())
    acknowledged = (desk.folder.path / "acknowledged").read_bytes().split(b"\n")
    items = {line.decode() for line in acknowledged if len(line) == 36}
    assert len(items) >= KILLS
    with desk.own() as own:
        assert full_check(own) == ()
        assert reconcile(own, desk.folder.ledger).missing == ()
        queued = {
            str(key): str(after)
            for key, after in own.read("SELECT id, after_id FROM outbox WHERE kind = ?", (KIND,))
        }
        uploads = {str(key) for (key,) in own.read("SELECT id FROM outbox WHERE kind = 'upload'")}
    assert items <= set(queued)
    assert set(queued.values()) <= uploads
    with desk.rooms() as rooms:
        drafts = rooms.certification.drafts()
        assert {one.item for one in drafts if one.item} == set(queued)
        for draft in drafts:
            _is_whole(rooms, draft)


KIND = "certification"


def _is_whole(rooms: Rooms, draft: Draft) -> None:
    """Whatever a draft has is there, in the order in which it came."""
    if draft.made is None:
        assert draft.signed == ()
        assert draft.item == ""
        return
    assert draft.made.statement is not None
    said = _read(rooms, draft.made.statement.id)
    assert hashlib.sha256(said).hexdigest() == draft.made.statement_sha256
    base = _read(rooms, draft.made.file.id)
    for copy in draft.signed:
        signed = _read(rooms, copy.file.id)
        assert signed.startswith(base)
        assert hashlib.sha256(signed).hexdigest() == copy.file.sha256
        base = signed
    if draft.item:
        assert draft.signed


def _read(rooms: Rooms, file_id: str) -> bytes:
    with rooms.files.open(file_id) as stream:
        return stream.read()


def _start(desk: CertificationDesk) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.support.certification_storm", str(desk.folder.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdin is not None
    assert child.stdout is not None
    keys = {"mirror": desk.keys.mirror.raw, "own": desk.keys.own.raw}
    child.stdin.write(msgspec.json.encode(keys) + b"\n")
    child.stdin.flush()
    assert child.stdout.readline() == b"working\n"
    return child


def _killed_after(child: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    child.communicate()

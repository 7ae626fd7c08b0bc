"""kill -9 while files are attached, queued and sent: each arrives once and whole, none is lost."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from app.base.clock import SystemClock
from app.exchange.keeping import tidy
from app.exchange.uploads import UploadNote
from app.storage.blobs import Blobs
from app.storage.ledger import reconcile
from app.storage.opening import full_check, open_own
from tests.support.file_portal import FileClient, FilePortal, FileServer
from tests.support.file_storm import SUBJECT, sender
from tests.support.stores import HandClock
from tests.support.storm import KEY

KILLS = 12
LONG_KILLS = 300


@pytest.fixture
def server() -> Iterator[FileServer]:
    made = FileServer(FilePortal(SystemClock()))
    yield made
    made.close()


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.support.file_storm", str(folder), str(port)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"working\n"
    return child


def kill_after(child: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    child.communicate()


def check(folder: Path, server: FileServer) -> None:
    """After one undisturbed round all that was acknowledged is there, once and whole."""
    lines = (folder / "acknowledged").read_bytes().split(b"\n")
    acknowledged = [line.decode() for line in lines if len(line) == 36]
    clock = SystemClock()
    with open_own(folder / "own.db", KEY) as own:
        assert full_check(own) == ()
        assert reconcile(own, folder / "own.ledger").missing == ()
        sender(folder, own, FileClient(server.port), clock).send_all(SUBJECT, hurry=True)
        assert own.read("SELECT DISTINCT state FROM outbox") == [("sent",)]
        items = {str(row[0]) for row in own.read("SELECT id FROM outbox")}
        notes = [
            msgspec.json.decode(row[0], type=UploadNote)
            for row in own.read("SELECT body FROM noted WHERE kind = 'upload'")
        ]
        assert all(note.received == note.size for note in notes)
        later = HandClock(datetime.now(UTC) + timedelta(days=3))
        tidy(own, Blobs(folder / "attachments"), later)
    assert list((folder / "attachments").iterdir()) == []
    portal = server.portal
    assert set(acknowledged) <= items
    assert len(acknowledged) > 3
    assert sorted(portal.arrived) == sorted(items - set(portal.contents))
    assert len(portal.arrived) == len(set(portal.arrived))
    assert set(portal.completed.values()) <= {1}
    for key, content in portal.contents.items():
        assert hashlib.sha256(content).hexdigest() == portal.announced[key][0].sha256


def test_killed_at_any_point_every_file_arrives_once_and_whole(
    tmp_path: Path, server: FileServer, long_run: bool
) -> None:
    dice = random.Random(20261123)
    for _kill in range(LONG_KILLS if long_run else KILLS):
        kill_after(start(tmp_path, server.port), 0.15 + dice.random() * 0.5)
    check(tmp_path, server)


def test_two_instances_killed_in_turn_deliver_every_file_once(
    tmp_path: Path, server: FileServer
) -> None:
    dice = random.Random(5)
    for _round in range(3):
        children = [start(tmp_path, server.port) for _child in range(2)]
        for child in children:
            kill_after(child, 0.3 + dice.random() * 0.3)
    check(tmp_path, server)

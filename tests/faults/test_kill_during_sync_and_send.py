"""kill -9 at random points: nothing acknowledged is lost, nothing arrives twice (threat 19, 25)."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.clock import SystemClock
from app.exchange.errors import SendBusy
from app.exchange.outbox import Outbox
from app.storage.ledger import reconcile
from app.storage.migrate import steps, version_of
from app.storage.opening import OWN, full_check, open_keyed, open_mirror, open_own
from tests.support.stores import put
from tests.support.storm import KEY, LATER_STEPS, StormPortal, send, synchronize

KILLS = 52
LONG_KILLS = 400
UPGRADE_KILLS = 12


@pytest.fixture
def portal() -> Iterator[StormPortal]:
    """A portal on a socket that takes each key once."""
    made = StormPortal()
    made.grow(300)
    yield made
    made.close()


def start(folder: Path, port: int, mode: str) -> subprocess.Popen[bytes]:
    """A child that has begun to work."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.support.storm", str(folder), str(port), mode],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"working\n"
    return child


def kill_after(child: subprocess.Popen[bytes], seconds: float) -> None:
    """SIGKILL (TerminateProcess on Windows) after a while, unless it ends before."""
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    child.communicate()


def acknowledged(folder: Path) -> list[str]:
    """The ids that children were told are kept."""
    path = folder / "acknowledged"
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    return [line.decode() for line in lines if len(line) == 36]


def check_stores(folder: Path) -> None:
    """Both stores are whole and every acknowledged item is there with its record."""
    kept = acknowledged(folder)
    with open_own(folder / "own.db", KEY) as own:
        assert full_check(own) == ()
        items = {row[0] for row in own.read("SELECT id FROM outbox JOIN feedback USING (id)")}
        assert set(kept) <= items
        orphans = "SELECT count(*) FROM feedback WHERE id NOT IN (SELECT id FROM outbox)"
        assert own.one(orphans) == (0,)
        assert reconcile(own, folder / "own.ledger").missing == ()
    if (folder / "mirror.db").exists():
        with open_mirror(folder / "mirror.db", KEY) as mirror:
            assert full_check(mirror) == ()


def check_outcome(folder: Path, portal: StormPortal) -> None:
    """After one undisturbed round everything has arrived once and the mirror is the portal's."""
    send(folder, portal.port)
    synchronize(folder, portal.port)
    with open_own(folder / "own.db", KEY) as own:
        items = [row[0] for row in own.read("SELECT id FROM outbox")]
        assert own.read("SELECT DISTINCT state FROM outbox") == [("sent",)]
    assert set(acknowledged(folder)) <= set(items)
    assert dict(portal.deliveries) == dict.fromkeys(items, 1)
    with open_mirror(folder / "mirror.db", KEY, read_only=True) as mirror:
        rows = mirror.read("SELECT id, version, body FROM record")
    assert {row[0]: row[1] for row in rows} == portal.expected()
    assert all(row[2] == b'{"version":%d}' % row[1] for row in rows)


def test_killed_at_any_point_nothing_acknowledged_is_lost_and_nothing_arrives_twice(
    tmp_path: Path, portal: StormPortal, long_run: bool
) -> None:
    dice = random.Random(20261122)
    for kill in range(LONG_KILLS if long_run else KILLS):
        portal.grow(60)
        kill_after(start(tmp_path, portal.port, "work"), dice.random() ** 2 * 0.35)
        if kill % 8 == 7:
            check_stores(tmp_path)
    check_stores(tmp_path)
    assert len(acknowledged(tmp_path)) > KILLS
    check_outcome(tmp_path, portal)


def test_two_senders_killed_in_turn_still_deliver_each_item_once(
    tmp_path: Path, portal: StormPortal
) -> None:
    dice = random.Random(7)
    for _round in range(4):
        portal.grow(60)
        children = [start(tmp_path, portal.port, "work") for _child in range(2)]
        for child in children:
            kill_after(child, 0.1 + dice.random() * 0.2)
    check_stores(tmp_path)
    check_outcome(tmp_path, portal)


def test_killed_while_migrating_a_store_is_whole_at_some_version_and_goes_on(
    tmp_path: Path,
) -> None:
    with open_own(tmp_path / "own.db", KEY) as own, own.write() as tx:
        tx.execute("INSERT INTO meta VALUES ('draft', 'kept')")
    newest = len(steps("own")) + len(LATER_STEPS)
    dice = random.Random(11)
    reached = 0
    for _kill in range(UPGRADE_KILLS):
        kill_after(start(tmp_path, 0, "upgrade"), dice.random() * 0.05)
        with open_keyed(OWN, tmp_path / "own.db", KEY) as own:
            assert full_check(own) == ()
            assert own.read("SELECT name, value FROM meta") == [("draft", "kept")]
            now = version_of(own)
            later = own.read("SELECT name FROM sqlite_schema WHERE name LIKE 'later_%'")
        assert len(later) == now - len(steps("own"))
        assert reached <= now <= newest
        reached = now


def test_ten_rounds_of_sending_at_once_deliver_each_item_once(
    tmp_path: Path, portal: StormPortal
) -> None:
    with open_own(tmp_path / "own.db", KEY) as own:
        outbox = Outbox(own, tmp_path / "own.ledger", SystemClock())
        items = [put(outbox, own, f"text {n}") for n in range(20)]
    (tmp_path / "send.lock").write_bytes(b"left behind by a process that is long dead")
    busy: list[int] = []

    def attempt(number: int) -> None:
        try:
            send(tmp_path, portal.port)
        except SendBusy:
            busy.append(number)

    threads = [threading.Thread(target=attempt, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(busy) < 10
    assert dict(portal.deliveries) == dict.fromkeys(items, 1)

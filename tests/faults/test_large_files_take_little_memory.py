"""A file of any size is copied and sent with the same memory: 64 MB here, 2 GB with --long."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.clock import SystemClock
from tests.support.sandbox import SandboxServer

MB = 1 << 20

CHILD = """
import resource, sys
from pathlib import Path
from tests.support.offices import Desk
from tests.support.outgoing import ask, rooms_of
from tests.support.sandbox import SandboxServer

address, home, source = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
sandbox = SandboxServer(address, None, None)
desk = Desk(home)
info = desk.sign_in(sandbox)
with rooms_of(desk, info.id) as rooms:
    ask(rooms, info.subject, [rooms.files.attach(("warm", bytes(5 << 20)))])
    desk.office.send(info.id)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = rooms.files.attach(source)
    ask(rooms, info.subject, [file])
    assert desk.office.send(info.id).sent == 2
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(after - before, file.size)
desk.office.close()
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=5, process=True) as server:
        yield server


def test_memory_does_not_grow_with_the_file(
    home: Path, sandbox: SandboxServer, tmp_path: Path, long_run: bool
) -> None:
    size = 2048 * MB if long_run else 64 * MB
    source = tmp_path / "core.dump"
    with source.open("wb") as stream:
        stream.write(b"begins")
        stream.truncate(size)
    started = SystemClock().monotonic()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, sandbox.address, str(home / "desk"), str(source)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    print(f"{size // MB} MB in {SystemClock().monotonic() - started:.1f} s")
    grown, sent = map(int, done.stdout.split())
    assert sent == size
    kilobyte = 1 if sys.platform == "darwin" else 1024
    assert grown * kilobyte < 24 * MB

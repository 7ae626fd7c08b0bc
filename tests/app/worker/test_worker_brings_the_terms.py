"""The worker beside the terms: killed while it fetches or reckons, started again, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.messages import Done, Keys, KindsChanged, Open, StoresReady, Sync, Synced
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.opening import open_mirror
from tests.support import secret_service
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell, WorkerProcess
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=60) as server:
        yield server


@pytest.fixture
def shell(home: Path, sandbox: SandboxServer) -> Iterator[Shell]:
    with secret_service.running() as service:
        made = Shell(home, service.environment)
        assert made.sign_in(sandbox).code == 0
        yield made


def opened(process: WorkerProcess) -> Keys:
    process.say(Open(None))
    keys = process.hear(Keys)
    process.hear(StoresReady)
    return keys


def mirror(keys: Keys) -> Database:
    return open_mirror(Path(keys.mirror_path), StoreKey(keys.mirror_key))


def test_a_worker_killed_between_texts_loses_nothing(shell: Shell, sandbox: SandboxServer) -> None:
    sandbox.fault("slow", path="/v1/terms/terms-2026-09/rules", seconds=60.0, times=1)
    with WorkerProcess(shell.environment) as process:
        keys = opened(process)
        process.say(Sync(task="sync"))
        until(
            lambda: bool(sandbox.requests("/v1/terms/terms-2026-09/rules")),
            "the request that never ends",
        )
        process.process.kill()
    with mirror(keys) as db:
        [(texts,)] = db.read("SELECT count(*) FROM terms_text")
        assert texts > 0
        assert db.read("PRAGMA integrity_check") == [("ok",)]
    sandbox.faults()
    with WorkerProcess(shell.environment) as process:
        opened(process)
        process.say(Sync(task="again"))
        process.hear(Synced)
        assert process.end_of("again") == Done(task="again")
    with mirror(keys) as db:
        states = db.read("SELECT DISTINCT t.state, r.state FROM terms_text t JOIN terms_rules r"
                         " USING (document_id)")  # fmt: skip
        assert states == [("trusted", "valid")]
        [(waiting,)] = db.read(
            "SELECT count(*) FROM orders WHERE row NOT IN (SELECT order_row FROM deadline_basis)"
        )
        assert waiting == 0


def test_what_was_not_reckoned_is_reckoned_at_the_next_start_without_a_network(
    shell: Shell, sandbox: SandboxServer
) -> None:
    assert shell.run("sync").code == 0
    with WorkerProcess(shell.environment) as process:
        keys = opened(process)
    with mirror(keys) as db, db.write() as tx:
        tx.execute("DELETE FROM deadline")
        tx.execute("DELETE FROM deadline_basis")
        tx.execute("UPDATE terms_state SET cursor = ''")
    sandbox.stop()
    with WorkerProcess(shell.environment) as process:
        opened(process)
        process.hear(KindsChanged, lambda message: "deadline" in message.kinds)
    with mirror(keys) as db:
        [(deadlines,)] = db.read("SELECT count(*) FROM deadline")
        assert deadlines > 0

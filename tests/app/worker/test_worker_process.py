"""A real worker process, a real Secret Service, the real sandbox: what it does and how it ends."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.messages import (
    Backup,
    BrowserOpened,
    Cancel,
    Done,
    Failed,
    Keys,
    KindsChanged,
    NoProfile,
    Open,
    OutboxChanged,
    Ping,
    Pong,
    Progressed,
    Quit,
    RecoveryCode,
    RetryVault,
    Send,
    SignedIn,
    SignedOut,
    SignIn,
    SignOut,
    StartDemo,
    Started,
    StartOver,
    StoresReady,
    Sync,
    Synced,
    VaultTrouble,
)
from tests.support import secret_service
from tests.support.environment import NO_BUS
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.shell import Shell, WorkerProcess
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def module_keyring() -> Iterator[SecretService]:
    with secret_service.running() as service:
        yield service


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=60, process=True) as server:
        yield server


@pytest.fixture(autouse=True)
def no_faults(sandbox: SandboxServer) -> None:
    sandbox.faults()


@pytest.fixture
def shell(home: Path, module_keyring: SecretService) -> Shell:
    return Shell(home, module_keyring.environment, BROWSER="/bin/true")


@pytest.fixture
def profile(shell: Shell, sandbox: SandboxServer) -> str:
    """A profile signed in at the sandbox, nothing fetched yet."""
    done = shell.sign_in(sandbox)
    assert done.code == 0, done
    return str(done.document["profile"]["id"])


@contextlib.contextmanager
def worker(shell: Shell, **environment: str) -> Iterator[WorkerProcess]:
    with WorkerProcess({**shell.environment, **environment}) as process:
        yield process


def synced(process: WorkerProcess) -> Synced:
    process.say(Sync(task="sync"))
    found = process.hear(Synced)
    assert process.end_of("sync") == Done(task="sync")
    return found


def test_it_says_who_it_is_and_that_there_is_no_profile(shell: Shell) -> None:
    with worker(shell) as process:
        process.say(Open(None))
        started = process.hear(Started)
        assert started.pid == process.process.pid
        process.hear(NoProfile)


def test_it_ends_when_its_input_ends_and_when_told_to(shell: Shell) -> None:
    with worker(shell) as process:
        process.hear(Started)
        assert process.stop(20) == 0
    with worker(shell) as process:
        process.say(Quit())
        assert process.process.wait(20) == 0


def test_lines_that_are_no_messages_are_reported_and_it_lives_on(shell: Shell) -> None:
    with worker(shell) as process:
        for line in (
            b"noise\n",
            b"\xff\xfe\n",
            b'{"type":"Nobody"}\n',
            b'{"type":"Ping"}\n',
            b"\n",
        ):
            process.write(line)
            assert process.hear(Failed).bug
        process.say(Ping(7))
        assert process.hear(Pong).n == 7


def test_it_hands_over_the_keys_and_they_are_nowhere_else(shell: Shell, profile: str) -> None:
    with worker(shell) as process:
        process.say(Open(None))
        keys = process.hear(Keys)
        assert keys.profile_id == profile
        assert (len(keys.mirror_key), len(keys.own_key)) == (32, 32)
        assert Path(keys.own_path).exists()
        assert not keys.memory_only
        process.hear(StoresReady)
        seen = Path(f"/proc/{process.process.pid}/cmdline").read_bytes()
        seen += Path(f"/proc/{process.process.pid}/environ").read_bytes()
        assert not re.search(rb"[0-9a-fA-F]{64}", seen)
    logs = [path.read_bytes() for path in (shell.home / "counterpart" / "logs").rglob("*.*")]
    assert not [log for log in logs if keys.own_key.hex().encode() in log]


def test_the_keys_come_before_anything_large_is_imported(shell: Shell, profile: str) -> None:
    script = (
        "import sys\nfrom app.base.clock import SystemClock\nfrom app.base.messages import *\n"
        "from app.base.messages import encode\nfrom app.base.paths import folders\n"
        "from app.worker.errands import Errands\n"
        "heavy = {'requests', 'truststore', 'sqlcipher3', 'jwt', 'filelock', 'tqdm'}\n"
        "def say(message):\n"
        "    if isinstance(message, Keys):\n"
        "        print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))\n"
        "Errands(say, folders(), SystemClock()).open(None)\n"
    )
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", script],
        env=shell.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n", done


def test_it_synchronizes_with_progress_and_tells_what_changed(shell: Shell, profile: str) -> None:
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(Keys)
        done = synced(process)
        assert done.result.applied > 300
        kinds = {kind for m in process.said if isinstance(m, KindsChanged) for kind in m.kinds}
        assert "order" in kinds
        assert [m for m in process.said if isinstance(m, Progressed) and m.task == "sync"]
        again = synced(process)
        assert (again.result.applied, again.result.requests) == (0, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc; priorities are per thread there")
def test_synchronizing_yields_to_the_window(shell: Shell, profile: str) -> None:
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(StoresReady)
        tasks = Path(f"/proc/{process.process.pid}/task").iterdir()
        fields = [(task / "stat").read_text().rpartition(")")[2].split() for task in tasks]
        assert sorted({int(found[16]) for found in fields}) == [0, 10]


def test_a_sync_can_be_canceled_while_the_portal_is_silent(
    shell: Shell, profile: str, sandbox: SandboxServer
) -> None:
    sandbox.fault("delay", seconds=60, path="/v1/changes")
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(Keys)
        sandbox.requests(forget=True)
        process.say(Sync(task="slow"))
        until(lambda: sandbox.requests("/v1/changes"), "a request")
        process.say(Ping(1))
        process.hear(Pong)
        process.say(Cancel("slow"))
        assert process.end_of("slow") == Done(task="slow", canceled=True)


def test_it_ends_within_seconds_even_while_the_portal_is_silent(
    shell: Shell, profile: str, sandbox: SandboxServer
) -> None:
    sandbox.fault("delay", seconds=60, path="/v1/changes")
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(Keys)
        process.say(Sync(task="slow"))
        process.say(Ping(1))
        process.hear(Pong)
        assert process.stop(15) in (0, 1)


def test_a_portal_that_is_gone_is_a_known_problem(shell: Shell, home: Path) -> None:
    with SandboxServer.start(orders=5) as gone:
        assert shell.sign_in(gone).code == 0
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(Keys)
        process.say(Sync(task="sync"))
        ended = process.end_of("sync")
        assert isinstance(ended, Failed)
        assert ended.report.code == "CP-3001"
        assert not ended.bug


def test_it_signs_in_with_the_browser_and_opens_the_new_profile(
    shell: Shell, sandbox: SandboxServer
) -> None:
    with worker(shell) as process:
        process.say(SignIn(task="in", address=sandbox.address, profile_name="Work"))
        shown = process.hear(BrowserOpened)
        assert sandbox.sign_in_as_browser(shown.url).status == 200
        signed = process.hear(SignedIn)
        assert signed.profile.name == "Work"
        assert process.hear(RecoveryCode).profile_id == signed.profile.id
        assert process.hear(Keys).profile_id == signed.profile.id
        assert process.end_of("in") == Done(task="in")
        assert synced(process).result.applied > 300


def test_a_browser_that_never_returns_can_be_canceled(shell: Shell, sandbox: SandboxServer) -> None:
    with worker(shell) as process:
        process.say(SignIn(task="in", address=sandbox.address))
        process.hear(BrowserOpened)
        process.say(Cancel("in"))
        assert process.end_of("in") == Done(task="in", canceled=True)
        process.say(Open(None))
        process.hear(NoProfile)


def test_signing_out_revokes_and_the_next_sync_asks_to_sign_in(shell: Shell, profile: str) -> None:
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(Keys)
        process.say(SignOut(task="out"))
        assert process.hear(SignedOut).revoked
        process.say(Sync(task="sync"))
        ended = process.end_of("sync")
        assert isinstance(ended, Failed)
        assert ended.report.code == "CP-3101"


def test_what_was_queued_is_sent_when_it_is_told_so(
    shell: Shell, profile: str, sandbox: SandboxServer
) -> None:
    queued = shell.run("feedback", "send", "It works", "--acknowledge", "--later", "--json")
    assert queued.code == 0, queued
    client_id = queued.document["feedback"]["id"]
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(Keys)
        process.say(Send(task="send"))
        assert process.end_of("send") == Done(task="send")
        counts = [m.counts for m in process.said if isinstance(m, OutboxChanged)]
        assert counts[-1].sent == 1
    assert [s for s in sandbox.submissions() if s["client_id"] == client_id]


def test_worker_and_shells_sending_at_once_deliver_each_item_once(
    shell: Shell, profile: str, sandbox: SandboxServer
) -> None:
    ids = []
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(Keys)
        for number in range(4):
            done = shell.run(
                "feedback", "send", f"number {number}", "--acknowledge", "--later", "--json"
            )
            ids.append(done.document["feedback"]["id"])
        shells = [shell.start("outbox", "send", "--json") for _ in range(2)]
        for number in range(6):
            process.say(Send(task=f"send {number}"))
        for number in range(6):
            assert process.end_of(f"send {number}") == Done(task=f"send {number}")
        for started in shells:
            with started:
                out, err = started.communicate(timeout=60)
                assert started.returncode == 0, out + err
    delivered = [s["client_id"] for s in sandbox.submissions() if s["client_id"] in ids]
    assert sorted(delivered) == sorted(ids)


def test_a_waiting_item_is_tried_again_by_itself(
    shell: Shell, profile: str, sandbox: SandboxServer
) -> None:
    queued = shell.run("feedback", "send", "Later", "--acknowledge", "--later", "--json")
    client_id = queued.document["feedback"]["id"]
    sandbox.fault("status", status=429, retry_after="1", path="/v1/feedback", times=1)
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(Keys)
        process.say(Send(task="send"))
        process.end_of("send")
        process.hear(OutboxChanged, lambda m: m.counts.sent == 1)
    assert [s for s in sandbox.submissions() if s["client_id"] == client_id]


def test_a_synchronization_in_vain_lets_what_is_queued_wait_for_its_turn(
    shell: Shell, profile: str, sandbox: SandboxServer
) -> None:
    assert shell.run("feedback", "send", "Offline", "--acknowledge", "--later").code == 0
    sandbox.fault("status", status=503, path="/v1/", times=0)
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(Keys)
        process.say(Sync(task="sync"))
        assert isinstance(process.end_of("sync"), Failed)
        process.hear(OutboxChanged, lambda m: m.counts.waiting == 1)


def test_a_backup_is_sealed(shell: Shell, profile: str, home: Path) -> None:
    with worker(shell) as process:
        process.say(Open(None))
        process.hear(Keys)
        process.say(Backup(task="b", path=str(home / "b.sealed"), passphrase="correct horse 42"))
        assert process.end_of("b") == Done(task="b")
        assert b"correct horse" not in process.raw
    assert (home / "b.sealed").stat().st_size > 1000


def test_a_locked_keyring_is_said_and_asked_again(home: Path, sandbox: SandboxServer) -> None:
    with secret_service.running() as keyring:
        shell = Shell(home, keyring.environment)
        assert shell.sign_in(sandbox).code == 0
        keyring.lock()
        with worker(shell) as process:
            process.say(Open(None))
            trouble = process.hear(VaultTrouble)
            assert trouble.report.code == "CP-2101"
            assert trouble.report.next_step
            keyring.unlock()
            process.say(RetryVault())
            process.hear(Keys)


def test_a_lost_key_is_said_with_exactly_what_is_lost_and_a_person_may_start_over(
    shell: Shell, profile: str
) -> None:
    queued = shell.run("feedback", "send", "Lost", "--acknowledge", "--later", "--json")
    with (
        secret_service.running() as empty,
        worker(shell, **empty.environment) as process,
    ):
        process.say(Open(None))
        trouble = process.hear(VaultTrouble)
        assert trouble.key_lost
        assert [item.id for item in trouble.lost] == [queued.document["feedback"]["id"]]
        process.say(StartOver(task="anew", profile_id=profile))
        process.hear(RecoveryCode)
        process.hear(Keys)
        assert process.end_of("anew") == Done(task="anew")


def test_a_keyring_that_hangs_is_said_and_the_worker_still_answers(
    shell: Shell, profile: str, module_keyring: SecretService
) -> None:
    module_keyring.hang()
    try:
        with worker(shell) as process:
            process.say(Open(None))
            process.hear(Started)
            process.say(Ping(1))
            process.hear(Pong)
            assert process.hear(VaultTrouble).report.code == "CP-2105"
            module_keyring.resume()
            process.say(RetryVault())
            process.hear(Keys)
    finally:
        module_keyring.resume()


def test_without_a_keyring_a_known_profile_is_not_opened_and_it_is_said(
    shell: Shell, profile: str
) -> None:
    with worker(shell, DBUS_SESSION_BUS_ADDRESS=NO_BUS) as process:
        process.say(Open(None))
        assert process.hear(VaultTrouble).report.code == "CP-2103"


def test_a_keyring_that_denies_is_said(shell: Shell, profile: str) -> None:
    with (
        secret_service.running(denied=True) as denying,
        worker(shell, **denying.environment) as process,
    ):
        process.say(Open(None))
        assert process.hear(VaultTrouble).report.code == "CP-2102"


def test_without_a_keyring_the_demo_lives_in_memory_and_leaves_nothing(shell: Shell) -> None:
    with worker(shell, DBUS_SESSION_BUS_ADDRESS=NO_BUS) as process:
        process.say(StartDemo(task="demo", orders=20))
        keys = process.hear(Keys)
        assert keys.memory_only
        assert keys.note is not None
        assert process.end_of("demo") == Done(task="demo")
        assert synced(process).result.applied > 20
        folder = Path(keys.own_path).parent
        assert folder.exists()
        assert process.stop() == 0
    assert not folder.exists()


def test_the_demo_signs_in_by_itself_and_comes_back_after_a_restart(shell: Shell) -> None:
    with worker(shell) as process:
        process.say(StartDemo(task="demo", orders=30))
        card = process.hear(SignedIn).profile
        assert card.demo
        process.hear(RecoveryCode)
        process.hear(Keys)
        assert process.end_of("demo") == Done(task="demo")
        assert synced(process).result.applied > 30
        portal = _children(process.process.pid)
        assert len(portal) == 1
    until(lambda: not Path(f"/proc/{portal[0]}").exists(), "the end of the demo's portal")
    with worker(shell) as process:
        process.say(Open(None))
        assert process.hear(Keys).profile_id == card.id
        assert synced(process).result.requests == 1
        process.say(StartDemo(task="again", orders=30))
        assert process.hear(SignedIn).profile.id == card.id


def test_the_demos_portal_ends_with_a_killed_worker(shell: Shell) -> None:
    with worker(shell) as process:
        process.say(StartDemo(task="demo", orders=5))
        assert process.end_of("demo") == Done(task="demo")
        portal = _children(process.process.pid)
        process.process.kill()
    until(lambda: not Path(f"/proc/{portal[0]}").exists(), "the end of the demo's portal")


def _children(pid: int) -> list[str]:
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                stat = Path(entry.path, "stat").read_text()
                if stat.rpartition(")")[2].split()[1] == str(pid):
                    found.append(entry.name)
    return found

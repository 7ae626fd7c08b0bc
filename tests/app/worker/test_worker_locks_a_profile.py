"""A real worker: files go with progress, a locked profile gives out no keys until a sign-in."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.account.profiles import ProfileFolder
from app.base.clock import SystemClock
from app.base.messages import (
    BrowserOpened,
    Done,
    Failed,
    Keys,
    LockProfile,
    Open,
    ProfileLocked,
    SaveAttachment,
    Send,
    SignIn,
    Sync,
    Uploading,
)
from app.services import keys_of, open_rooms
from tests.support import secret_service
from tests.support.outgoing import alarm, ask, file_of
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.shell import Shell, WorkerProcess
from tests.support.support_desk import agent_reply, records

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def keyring() -> Iterator[SecretService]:
    with secret_service.running() as service:
        yield service


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=5, process=True) as server:
        yield server


@pytest.fixture
def shell(home: Path, keyring: SecretService, sandbox: SandboxServer) -> Shell:
    made = Shell(home, keyring.environment, BROWSER="/bin/true")
    assert made.sign_in(sandbox).code == 0
    return made


def fetch(sandbox: SandboxServer, request: str, target: Path) -> SaveAttachment:
    """Ask for the file of an answer that an agent gives now."""
    agent_reply(sandbox, request, "Here.", file=("a.txt", b"an answer"))
    found = records(sandbox, sandbox.sign_in(), "message").values()
    file = next(one for m in found if m for one in m["attachments"] if one["name"] == "a.txt")
    return SaveAttachment(
        task="fetch",
        attachment_id=file["id"],
        size=file["size"],
        sha256=file["sha256"],
        path=str(target),
    )


def test_it_tells_how_far_a_file_is_then_locks_and_opens_by_a_sign_in(
    shell: Shell, sandbox: SandboxServer, tmp_path: Path
) -> None:
    with WorkerProcess(shell.environment) as process:
        process.say(Open(None))
        keys = process.hear(Keys)
        process.say(Sync(task="sync"))
        assert process.end_of("sync") == Done(task="sync")
        folder = ProfileFolder(Path(keys.own_path).parent)
        opened = open_rooms(folder, keys_of(keys.mirror_key, keys.own_key), clock=SystemClock())
        with contextlib.closing(opened) as rooms:
            subject = rooms.who.signed_in().subject
            file = rooms.files.attach(file_of(tmp_path, 3 << 20))
            request = ask(rooms, subject, [file])
            process.say(Send(task="send"))
            process.hear(Uploading, lambda m: m.item == file.id and m.done == 3 << 20)
            assert process.end_of("send") == Done(task="send")
            saved = tmp_path / "saved"
            process.say(fetch(sandbox, request, saved))
            assert process.end_of("fetch") == Done(task="fetch")
            assert saved.read_bytes() == b"an answer"
            report = alarm(rooms, subject)
        sandbox.fault("drop", path="/v1/", times=0)
        process.say(LockProfile(task="in vain", after_item=report))
        failed = process.end_of("in vain")
        assert isinstance(failed, Failed)
        assert failed.report.code == "CP-6005"
        sandbox.faults()
        process.say(LockProfile(task="lock", after_item=report))
        locked = process.hear(ProfileLocked)
        assert (locked.revoked, locked.report.code) == (True, "CP-5010")
        assert process.end_of("lock") == Done(task="lock")
        process.say(Sync(task="closed"))
        assert isinstance(process.end_of("closed"), Failed)
    assert report in [one["client_id"] for one in sandbox.submissions()]
    with WorkerProcess(shell.environment) as process:
        process.say(Open(None))
        assert process.hear(ProfileLocked).profile_id == keys.profile_id
        assert not [m for m in process.said if isinstance(m, Keys)]
        info = locked.profile
        process.say(SignIn(task="in", address=info.address, profile_id=info.id))
        sandbox.sign_in_as_browser(process.hear(BrowserOpened).url)
        assert process.hear(Keys).own_key == keys.own_key
        assert process.end_of("in") == Done(task="in")

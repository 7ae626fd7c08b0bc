"""A locked profile gives out nothing until somebody signs in, and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.account.profiles import INFO_FILE, ProfileIsLocked
from app.base.clock import SystemClock
from app.base.messages import FromWorker, OutboxChanged, Uploading
from app.base.tasks import CancelToken
from app.exchange.model import OutboxState
from app.worker.dispatch import Dispatch, NotLocked
from tests.support.offices import Desk
from tests.support.outgoing import alarm, ask, file_of, rooms_of
from tests.support.sandbox import SandboxServer


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=5) as server:
        yield server


@pytest.fixture
def desk(home: Path, sandbox: SandboxServer) -> Iterator[Desk]:
    sandbox.faults()
    made = Desk(home / "desk")
    yield made
    made.office.close()


def dispatch(said: list[FromWorker]) -> Dispatch:
    return Dispatch(said.append, SystemClock())


def test_the_report_leaves_first_then_the_sign_in_is_revoked_and_no_key_is_given(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        waiting = ask(rooms, info.subject, [rooms.files.attach(file_of(tmp_path, 1 << 20))])
        report = alarm(rooms, info.subject)
    said: list[FromWorker] = []
    assert dispatch(said).lock(desk.office, info.id, report, CancelToken())
    found = desk.office.profiles.get(info.id)
    assert found.locked is not None
    assert found.locked.revoked
    assert desk.office.profiles.is_locked(info.id)
    for refused in (
        lambda: desk.office.keys(info.id),
        lambda: desk.office.rooms(info.id),
        lambda: desk.office.prepare(info.id),
        lambda: desk.office.synchronize(info.id),
        lambda: desk.office.send(info.id),
        lambda: desk.office.backup(info.id, tmp_path / "b", "long enough passphrase"),
    ):
        with pytest.raises(ProfileIsLocked) as problem:
            refused()
        assert problem.value.code == "CP-5010"
    sent = [one["client_id"] for one in sandbox.submissions()]
    assert report in sent
    assert waiting not in sent
    desk.office = desk.opened()
    assert desk.office.profiles.is_locked(info.id)
    desk.sign_in(sandbox, profile_id=info.id)
    with rooms_of(desk, info.id) as rooms:
        assert rooms.outbox.get(report).state is OutboxState.SENT
        assert desk.office.send(info.id).sent == 2
        assert rooms.outbox.get(waiting).state is OutboxState.SENT


def test_offline_a_profile_is_locked_at_once_and_that_nothing_was_revoked_is_said(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        report = alarm(rooms, info.subject)
    sandbox.fault("drop", path="/", times=0)
    with pytest.raises(NotLocked):
        dispatch([]).lock(desk.office, info.id, report, CancelToken())
    assert not desk.office.profiles.is_locked(info.id)
    assert desk.office.lock(info.id) is False
    locked = desk.office.profiles.get(info.id).locked
    assert locked is not None
    assert not locked.revoked
    sandbox.faults()
    desk.sign_in(sandbox, profile_id=info.id)
    assert not desk.office.profiles.is_locked(info.id)
    desk.office.send(info.id, hurry=True)
    assert report in [one["client_id"] for one in sandbox.submissions()]


def test_a_sign_in_that_fails_opens_nothing_and_the_profile_can_be_removed(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.lock(info.id)
    sandbox.fault("drop", path="/", times=0)
    with pytest.raises(Exception, match=r"fault|busy|down|reach"):
        desk.sign_in(sandbox, profile_id=info.id)
    assert desk.office.profiles.is_locked(info.id)
    sandbox.faults()
    desk.office.remove(info.id)
    assert desk.office.profiles.list() == ()


def test_a_description_without_the_member_is_of_an_open_profile(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    path = desk.office.profiles.folder(info.id).path / INFO_FILE
    known = msgspec.json.decode(path.read_bytes(), type=dict[str, object])
    known.pop("locked")
    path.write_bytes(msgspec.json.encode(known))
    assert not desk.office.profiles.is_locked(info.id)
    desk.office.profiles.lock(info.id, SystemClock().now())
    desk.office.profiles.unlock(info.id)
    assert desk.office.profiles.get(info.id).locked is None


def test_the_window_hears_of_uploads_and_counts_but_not_of_every_one(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(file_of(tmp_path, 6 << 20))
        ask(rooms, info.subject, [file])
        for _number in range(20):
            ask(rooms, info.subject)
    said: list[FromWorker] = []
    dispatch(said).send(desk.office, info.id, CancelToken(), hurry=False)
    told = [one for one in said if isinstance(one, Uploading)]
    assert told[-1] == Uploading(item=file.id, done=6 << 20, total=6 << 20)
    counted = [one.counts for one in said if isinstance(one, OutboxChanged)]
    assert counted[-1].sent == 22
    assert len(counted) < 40


def test_a_lock_that_a_crash_cut_short_is_finished_at_the_next_start(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.profiles.lock(info.id, SystemClock().now())
    desk.office = desk.opened()
    sandbox.requests(forget=True)
    desk.office.finish_lock(info.id)
    locked = desk.office.profiles.get(info.id).locked
    assert locked is not None
    assert locked.revoked
    assert len(sandbox.requests("/oauth/revoke")) == 1
    desk.office.finish_lock(info.id)
    assert len(sandbox.requests("/oauth/revoke")) == 1

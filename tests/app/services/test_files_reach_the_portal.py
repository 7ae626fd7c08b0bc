"""Files attached, queued and sent to the sandbox: in order, in parts, once; or refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import Cancelled
from app.base.tasks import CancelToken
from app.exchange.model import OutboxState
from app.portal.uploads import UploadTooLarge
from app.storage.blobs import FileLost
from tests.support.offices import Desk
from tests.support.outgoing import alarm, ask, file_of, reply, rooms_of
from tests.support.sandbox import SandboxServer

MB = 1 << 20


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=5, upload_cap=21 * MB) as server:
        yield server


@pytest.fixture
def desk(home: Path, sandbox: SandboxServer) -> Iterator[Desk]:
    sandbox.faults()
    sandbox.requests(forget=True)
    made = Desk(home / "desk")
    yield made
    made.office.close()


def arrived(sandbox: SandboxServer) -> list[str]:
    return [str(one["client_id"]) for one in sandbox.submissions()]


def bytes_sent(sandbox: SandboxServer) -> int:
    """Bytes of all parts that came in, by their own account."""
    sent = 0
    for one in sandbox.requests("/v1/uploads/"):
        for name, value in one.headers:
            if name.lower() == "content-range":
                first, last = re.findall(r"\d+", value)[:2]
                sent += int(last) - int(first) + 1
    return sent


def test_a_request_with_files_arrives_after_them_and_the_copies_are_removed(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    told: list[tuple[str, int, int]] = []
    with rooms_of(desk, info.id) as rooms:
        files = [
            rooms.files.attach(file_of(tmp_path, 3 * MB)),
            rooms.files.attach(("pasted.png", b"\x89PNG")),
            rooms.files.attach(("empty.txt", b"")),
        ]
        item = ask(rooms, info.subject, files)
        assert rooms.files.progress_before(item) == (0, 3 * MB + 4)
        result = desk.office.send(info.id, on_progress=lambda *one: told.append(one))
        assert (result.sent, result.blocked) == (4, 0)
        assert rooms.files.progress_before(item) == (0, 0)
        assert [one.state for one in rooms.outbox.items()] == [OutboxState.SENT] * 4
    assert arrived(sandbox)[-4:] == [*(file.id for file in files), item]
    assert (files[0].id, 3 * MB, 3 * MB) in told
    assert desk.office.prepare(info.id).notes == ()
    assert list(desk.office.profiles.folder(info.id).attachments.iterdir()) == []
    with rooms_of(desk, info.id) as rooms, pytest.raises(FileLost):
        rooms.files.get(files[0].id)


def test_what_is_small_goes_before_a_file_and_between_its_parts(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(file_of(tmp_path, 2 * MB))
        request = ask(rooms, info.subject, [file])
        small = ask(rooms, info.subject)
        urgent: list[str] = []

        def hear(_item: str, done: int, total: int) -> None:
            if 0 < done < total and not urgent:
                with rooms_of(desk, info.id) as others:
                    urgent.extend((reply(others, info.subject, small), alarm(others, info.subject)))

        desk.office.send(info.id, on_progress=hear)
        assert arrived(sandbox)[-5:] == [small, urgent[1], urgent[0], file.id, request]


def test_a_cut_upload_goes_on_where_it_stopped_also_by_another_process(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(file_of(tmp_path, 3 * MB))
        item = ask(rooms, info.subject, [file])
        stop = CancelToken()
        with pytest.raises(Cancelled):
            desk.office.send(
                info.id,
                cancel=stop,
                on_progress=lambda _item, done, _all: stop.cancel() if done else None,
            )
        done, total = rooms.files.progress()[file.id]
        assert 0 < done < total
        sandbox.requests(forget=True)
        desk.office = desk.opened()
        assert desk.office.send(info.id).sent == 2
        assert bytes_sent(sandbox) == total - done
        assert rooms.outbox.get(item).state is OutboxState.SENT


def test_a_file_larger_than_the_portal_takes_is_refused_and_says_so(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(file_of(tmp_path, 22 * MB))
        item = ask(rooms, info.subject, [file])
        result = desk.office.send(info.id)
        assert (result.refused, result.blocked) == (1, 1)
        refused = rooms.outbox.get(file.id)
        assert refused.problem is not None
        assert refused.problem.code == UploadTooLarge.code
        assert "too large" in refused.problem.title
        held = rooms.outbox.held_by(item)
        assert held is not None
        assert held.id == file.id
        desk.office.prepare(info.id)
        assert rooms.files.get(file.id).sha256 == file.sha256


def test_discarding_an_upload_stops_it_and_refuses_what_follows(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(file_of(tmp_path, 20 * MB))
        item = ask(rooms, info.subject, [file])

        def hear(_item: str, done: int, _total: int) -> None:
            if done and rooms.outbox.get(file.id).state is OutboxState.SENDING:
                with rooms_of(desk, info.id) as others:
                    others.outbox.discard(file.id)

        desk.office.send(info.id, on_progress=hear)
        assert rooms.outbox.get(file.id).state is OutboxState.DISCARDED
        assert rooms.outbox.get(item).state is OutboxState.REFUSED
        assert file.id not in arrived(sandbox)


def test_what_the_portal_read_is_byte_for_byte_what_was_attached(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    source = file_of(tmp_path, 300_001, "ünïcode name .log")
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(source)
        source.write_bytes(b"rewritten after it was attached")
        ask(rooms, info.subject, [file])
        copy = tmp_path / "copy"
        rooms.files.export(file.id, copy)
        assert hashlib.sha256(copy.read_bytes()).hexdigest() == file.sha256
        assert desk.office.send(info.id).sent == 2

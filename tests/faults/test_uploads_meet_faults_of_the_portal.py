"""Uploads against the sandbox with faults on the wire: cut anywhere, forgotten, altered, refused.

And where the copies lie: nothing of a file stands on the disk in plain, nor in a backup.
"""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import Cancelled
from app.base.tasks import CancelToken
from app.exchange.model import OutboxState
from app.portal.uploads import UploadDiffers
from app.sandbox.faults import Fault, FaultKind
from tests.support.canaries import hits
from tests.support.offices import Desk
from tests.support.outgoing import ask, file_of, reply, rooms_of
from tests.support.sandbox import SandboxServer
from tests.support.waiting import until

MB = 1 << 20
PARTS = "/v1/uploads/"
ON_PARTS: list[dict[str, Any]] = [
    {"kind": "drop"},
    {"kind": "cut", "at": 0},
    {"kind": "cut", "at": 30},
    {"kind": "cut_body", "at": 10},
    {"kind": "wrong_length", "at": 7},
    {"kind": "status", "status": 500},
    {"kind": "status_after", "status": 502},
    {"kind": "duplicate"},
    {"kind": "captive"},
    {"kind": "html_error", "status": 502, "text": "<b>bad gateway</b>"},
    {"kind": "garbage", "text": "no JSON at all"},
    {"kind": "status", "status": 401},
    {"kind": "status", "status": 429, "retry_after": "1"},
]


PLACES: list[dict[str, Any]] = [
    {"path": PARTS, "method": "PATCH", "skip": 1},
    {"path": "/v1/uploads"},
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=5) as server:
        yield server


@pytest.fixture
def desk(home: Path, sandbox: SandboxServer) -> Iterator[Desk]:
    sandbox.faults()
    sandbox.requests(forget=True)
    made = Desk(home / "desk")
    yield made
    made.office.close()


def fault(**details: Any) -> Fault:
    return Fault(**{**details, "kind": FaultKind(details["kind"])})


def arrived(sandbox: SandboxServer, item: str) -> int:
    return sum(1 for one in sandbox.submissions() if one["client_id"] == item)


def send_until_sent(desk: Desk, profile_id: str, items: int) -> None:
    with rooms_of(desk, profile_id) as rooms:
        for _attempt in range(12):
            desk.office.send(profile_id, hurry=True)
            for item in rooms.outbox.items((OutboxState.WAITING,)):
                rooms.outbox.retry(item.id)
            if rooms.outbox.counts().sent == items:
                return
        raise AssertionError(rooms.outbox.items())


def test_whatever_breaks_on_the_way_each_file_arrives_once_and_whole(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    source = file_of(tmp_path, 700_000)
    items = []
    for details in ON_PARTS:
        for place in PLACES:
            with rooms_of(desk, info.id) as rooms:
                file = rooms.files.attach(source)
                items += [file.id, ask(rooms, info.subject, [file])]
            sandbox.faults(fault(**details, **place))
            send_until_sent(desk, info.id, len(items))
            assert sandbox.faults_pending() == 0, details
    assert [arrived(sandbox, item) for item in items] == [1] * len(items)


def test_an_upload_that_the_portal_forgot_begins_again(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    stop = CancelToken()
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(file_of(tmp_path, 2 * MB))
        item = ask(rooms, info.subject, [file])
        with pytest.raises(Cancelled):
            desk.office.send(
                info.id,
                cancel=stop,
                on_progress=lambda _item, done, _all: stop.cancel() if done else None,
            )
        assert rooms.files.progress()[file.id][0] > 0
        sandbox.fault("status", status=404, path=PARTS, method="GET", code="not_found")
        assert desk.office.send(info.id).sent == 2
        assert rooms.outbox.get(item).state is OutboxState.SENT


def test_a_request_that_names_a_file_unknown_to_the_portal_is_refused_and_says_so(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(("a.log", b"x" * 1000))
        item = ask(rooms, info.subject, [file])
        with rooms._own.write() as tx:
            body = rooms.outbox.payload(item).replace(file.id.encode(), item.encode())
            rooms.outbox.rewrite(tx, item, body)
        assert desk.office.send(info.id).refused == 1
        problem = rooms.outbox.get(item).problem
        assert problem is not None
        assert "unknown_upload" in problem.detail


def test_a_file_that_arrived_altered_is_refused_and_goes_when_sent_again(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(file_of(tmp_path, 1 * MB))
        item = ask(rooms, info.subject, [file])
        sandbox.fault("status", status=422, path=PARTS, method="PATCH", code="hash_mismatch")
        assert desk.office.send(info.id).refused == 1
        problem = rooms.outbox.get(file.id).problem
        assert problem is not None
        assert problem.code == UploadDiffers.code
        assert "altered" in problem.title
        assert rooms.outbox.get(item).state is OutboxState.QUEUED
        rooms.outbox.retry(file.id)
        assert desk.office.send(info.id).sent == 2


def test_a_copy_that_is_gone_or_altered_is_refused_and_stops_nothing_else(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    folder = desk.office.profiles.folder(info.id).attachments
    with rooms_of(desk, info.id) as rooms:
        files = [rooms.files.attach((f"{n}.log", b"x" * 200_000)) for n in range(3)]
        for file in files:
            ask(rooms, info.subject, [file])
        (folder / files[0].id).unlink()
        spoiled = bytearray((folder / files[1].id).read_bytes())
        spoiled[100_000] ^= 1
        (folder / files[1].id).write_bytes(spoiled)
        result = desk.office.send(info.id)
        assert (result.sent, result.refused) == (2, 2)
        codes = {item.problem and item.problem.code for item in rooms.outbox.items()}
        assert {"CP-2012", "CP-2013"} <= codes


def test_a_cancel_in_the_middle_of_a_part_answers_at_once(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(file_of(tmp_path, 1 * MB))
        ask(rooms, info.subject, [file])
        # Far longer than a cancel takes, and no longer than the sandbox needs to end.
        sandbox.fault("delay", seconds=1.5, path=PARTS, method="PATCH")
        stop = CancelToken()
        canceller = threading.Thread(target=cancel_once_a_part_came, args=(sandbox, stop))
        canceller.start()
        with pytest.raises(Cancelled):
            desk.office.send(info.id, cancel=stop)
        canceller.join()
        assert sandbox.faults_pending() == 0
        assert rooms.outbox.get(file.id).state is OutboxState.QUEUED
        assert rooms.files.progress()[file.id] == (0, 1 * MB)
        assert desk.office.send(info.id).sent == 2


def cancel_once_a_part_came(sandbox: SandboxServer, stop: CancelToken) -> None:
    until(
        lambda: any(one.method == "PATCH" for one in sandbox.requests(PARTS)),
        "a part is on the wire",
    )
    stop.cancel()


def test_a_reply_to_a_request_that_was_deleted_is_refused(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        request = ask(rooms, info.subject)
        desk.office.send(info.id)
        sandbox.mutate("delete_request", request=request)
        late = reply(rooms, info.subject, request)
        assert desk.office.send(info.id).refused == 1
        assert rooms.outbox.get(late).problem is not None


def test_nothing_of_a_file_stands_in_plain_and_a_backup_brings_it_back(
    desk: Desk, sandbox: SandboxServer, tmp_path: Path
) -> None:
    info = desk.sign_in(sandbox)
    canary = "CANARY-IN-A-FILE-8315-0972"
    with rooms_of(desk, info.id) as rooms:
        file = rooms.files.attach(file_of(tmp_path, 300_000, "c.log", canary.encode()))
        named = rooms.files.attach(("CANARY-NAME-OF-FILE-77.txt", canary.encode() * 10))
        item = ask(rooms, info.subject, [file, named])
        backup = desk.places.data / "backup.sealed"
        desk.office.backup(info.id, backup, "a long enough passphrase")
        secrets = {"content": canary, "name": "CANARY-NAME-OF-FILE-77"}
        places = [desk.places.data, desk.places.state, desk.places.logs, desk.places.config]
        assert hits(secrets, [place for place in places if place.exists()]) == []
        target = tmp_path / "unsent.zip"
        assert rooms.outbox.export_unsent(target) == 3
        with zipfile.ZipFile(target) as archive:
            names = archive.namelist()
            content = next(archive.read(n) for n in names if n.endswith("c.log"))
            assert content.startswith(canary.encode())
            bodies = [json.loads(archive.read(n)) for n in names if n.endswith("item.json")]
            assert [one["client_id"] for one in bodies] == [file.id, named.id, item]
            texts = [archive.read(n).decode() for n in names if n.endswith("item.txt")]
            assert "It fails." in texts[2]
    desk.office.remove(info.id)
    back = desk.office.restore(backup, "a long enough passphrase")
    desk.sign_in(sandbox, profile_id=back.id)
    with rooms_of(desk, back.id) as rooms:
        with rooms.files.open(file.id) as stream:
            assert stream.read().startswith(canary.encode())
        assert desk.office.send(back.id).sent == 3
        assert rooms.outbox.get(item).state is OutboxState.SENT
    assert arrived(sandbox, item) == arrived(sandbox, file.id) == 1

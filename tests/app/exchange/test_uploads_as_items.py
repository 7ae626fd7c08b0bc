"""Uploads as items: sent once also for what is corrected, gone on with, bounded in all they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from app.base.tasks import CancelToken
from app.exchange.attachments import Files, KeptFile
from app.exchange.model import OutboxState, SendResult
from app.exchange.outbox import Outbox
from app.portal.errors import Refused, Unreachable
from app.portal.uploads import MOST_PART, UploadTooLarge
from app.portal.wire_sent import SupportRequestBody, Upload
from app.storage.database import Database
from tests.support.file_portal import FilePortal
from tests.support.file_storm import SUBJECT, answer, ask, files_of, sender
from tests.support.stores import HandClock, Stores


class World:
    """One profile and a portal."""

    def __init__(self, folder: Path, own: Database, stores: Stores) -> None:
        self.folder = folder
        self.own = own
        self.clock = HandClock(stores.clock.now())
        self.outbox: Outbox = stores.outbox(own)
        self.files: Files = files_of(folder, own, self.clock)
        self.portal = FilePortal(self.clock)

    def ask(self, *kept: KeptFile) -> str:
        return ask(self.own, self.outbox, self.files, self.clock, list(kept), SUBJECT)

    def send(self) -> SendResult:
        return sender(self.folder, self.own, self.portal, self.clock).send_all(SUBJECT, hurry=True)

    def corrected(self, refused: str, *kept: KeptFile) -> tuple[str, tuple[str, ...]]:
        item = self.outbox.new_id()
        with self.own.write() as tx:
            uploads, last = self.files.put_uploads(tx, self.outbox, kept, SUBJECT)
            body = SupportRequestBody(
                client_id=item, created_at=self.clock.now(), subject="s", text="better",
                severity="low", uploads=uploads,
            )  # fmt: skip
            self.outbox.edit(refused, body, new_id=item, tx=tx)
            self.outbox.rewrite(tx, item, body, after=last)
        return item, uploads

    def state(self, item: str) -> OutboxState:
        return self.outbox.get(item).state


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    stores = Stores(tmp_path, HandClock())
    with stores.own() as own:
        yield World(tmp_path, own, stores)


def test_a_corrected_request_names_the_file_that_has_arrived(world: World) -> None:
    file = world.files.attach(("a.log", b"x" * 500_000))
    item = world.ask(file)
    world.portal.fail = lambda key: Refused(status=422) if key == item else None
    world.send()
    assert world.state(item) is OutboxState.REFUSED
    world.portal.fail = lambda _key: None
    new, uploads = world.corrected(item, file)
    assert uploads == (file.id,)
    world.send()
    assert world.state(new) is OutboxState.SENT
    assert world.portal.completed == {file.id: 1}


@pytest.mark.parametrize("forgotten", ["unknown_upload", "a day later"])
def test_a_file_that_the_portal_no_longer_has_is_sent_anew(world: World, forgotten: str) -> None:
    file = world.files.attach(("a.log", b"x" * 1000))
    item = world.ask(file)
    code = forgotten if forgotten == "unknown_upload" else "invalid_body"
    problem = Refused(status=422, problem_code=code, detail=f"HTTP 422\n{code}")
    world.portal.fail = lambda key: problem if key == item else None
    world.send()
    assert world.state(item) is OutboxState.REFUSED
    world.portal.fail = lambda _key: None
    if forgotten != "unknown_upload":
        world.clock.time += timedelta(days=1)
    new, uploads = world.corrected(item, file)
    assert uploads != (file.id,)
    world.send()
    assert world.state(new) is OutboxState.SENT
    assert world.files.progress_before(new) == (1000, 1000)


def test_what_waits_for_a_refused_file_is_corrected_without_it(world: World) -> None:
    large, small = (world.files.attach((name, b"x" * 1000)) for name in ("large", "small"))
    item = world.ask(large, small)
    world.portal.fail = lambda key: UploadTooLarge() if key == large.id else None
    result = world.send()
    assert (result.refused, result.blocked) == (1, 2)
    world.outbox.discard(large.id)
    assert world.state(item) is OutboxState.REFUSED
    new, uploads = world.corrected(item, small)
    assert len(uploads) == 1
    assert world.send().refused == 0
    assert world.state(new) is OutboxState.SENT


def test_two_things_that_name_one_unsent_file_share_its_upload(world: World) -> None:
    file = world.files.attach(("a.log", b"x" * 1000))
    first, second = world.ask(file), world.ask(file)
    uploads = [item for item in world.outbox.items() if item.kind == "upload"]
    assert [item.id for item in uploads] == [file.id]
    assert world.send().sent == 3
    assert world.portal.arrived == [first, second]


def test_an_upload_that_gets_on_is_tried_again_soon_however_often_it_is_cut(world: World) -> None:
    file = world.files.attach(("a.log", b"x" * 3_000_000))
    world.ask(file)
    for cut in range(6):
        steps = [0]

        def fail(_key: str, steps: list[int] = steps) -> BaseException | None:
            steps[0] += 1
            return Unreachable() if steps[0] > 3 else None

        world.portal.fail = fail
        world.send()
        item = world.outbox.get(file.id)
        if item.state is not OutboxState.WAITING:
            break
        assert item.attempts == 1, cut
        assert item.next_at is not None
        assert item.next_at - world.clock.now() < timedelta(seconds=16)
        world.clock.time += timedelta(minutes=1)
    world.portal.fail = lambda _key: None
    world.send()
    assert world.state(file.id) is OutboxState.SENT


def test_a_portal_that_tells_nonsense_is_tried_later_and_never_for_ever(world: World) -> None:
    file = world.files.attach(("a.log", b"x" * 600_000))
    item = world.ask(file)
    truth = world.portal._upload
    calls = [0]

    def told(**changes: object) -> None:
        def lie(key: str) -> Upload:
            calls[0] += 1
            return msgspec.structs.replace(truth(key), **changes)

        world.portal._upload = lie  # type: ignore[method-assign]

    for changes in (
        {"size": 7},
        {"received": -1},
        {"received": 700_000},
        {"client_id": "another"},
        {"received": 0},
        {"received": 600_000},
    ):
        told(**changes)
        calls[0] = 0
        assert world.send().waiting == 1
        assert world.state(file.id) is OutboxState.WAITING
        assert calls[0] < 12, changes
        world.clock.time += timedelta(hours=2)
    world.portal._upload = truth  # type: ignore[method-assign]
    world.send()
    assert world.state(item) is OutboxState.SENT


def test_parts_are_never_larger_than_the_contract_allows(world: World) -> None:
    sizes: list[int] = []
    real = world.portal.send_part

    def seen(upload: Upload, part: bytes, cancel: CancelToken | None = None) -> Upload:
        sizes.append(len(part))
        return real(upload, part, cancel)

    world.portal.send_part = seen  # type: ignore[method-assign]
    file = world.files.attach(("a.log", b"x" * (20 << 20)))
    world.ask(file)
    assert world.send().sent == 2
    assert max(sizes) == MOST_PART
    assert sum(sizes) == 20 << 20
    assert sizes[0] < MOST_PART


def test_a_reply_with_a_file_goes_after_its_request(world: World) -> None:
    request = world.ask()
    file = world.files.attach(("a.log", b"x"))
    with world.own.write() as tx:
        uploads, last = world.files.put_uploads(tx, world.outbox, [file], SUBJECT, after=request)
    assert (uploads, last) == ((file.id,), file.id)
    assert world.outbox.get(file.id).after == request
    message = answer(world.own, world.outbox, world.clock, request, SUBJECT)
    assert world.send().sent == 3
    assert world.portal.arrived == [request, message]

"""A file that the vendor attached is saved whole where a person wants it, or not at all."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import Cancelled
from app.base.tasks import CancelToken, Progress
from app.exchange.downloads import VendorFile
from app.exchange.errors import AttachmentDiffers
from app.portal.errors import NotFound
from tests.support.offices import Desk
from tests.support.outgoing import ask, rooms_of
from tests.support.sandbox import SandboxServer
from tests.support.support_desk import agent_reply, messages, records

CONTENT = random.Random(1).randbytes(700_000)


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


@pytest.fixture
def sent(desk: Desk, sandbox: SandboxServer) -> tuple[str, VendorFile]:
    """A profile with an answer that has a file."""
    info = desk.sign_in(sandbox)
    with rooms_of(desk, info.id) as rooms:
        request = ask(rooms, info.subject)
        desk.office.send(info.id)
    agent_reply(sandbox, request, "Try this.", file=("patch.html", CONTENT))
    tokens = sandbox.sign_in()
    known = records(sandbox, tokens, "support_request").items()
    name = next(key for key, one in known if one and one.get("client_id") == request)
    found = [one for m in messages(sandbox, tokens, name) for one in m.get("attachments", ())]
    file = VendorFile(id=found[0]["id"], size=found[0]["size"], sha256=found[0]["sha256"])
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    return info.id, file


def test_it_comes_byte_for_byte_also_over_a_cut(
    desk: Desk, sandbox: SandboxServer, sent: tuple[str, VendorFile], tmp_path: Path
) -> None:
    profile, file = sent
    seen: list[Progress] = []
    sandbox.fault("cut_body", at=1000, path="/v1/attachments/")
    desk.office.save_attachment(profile, file, tmp_path / "patch.html", seen.append)
    assert (tmp_path / "patch.html").read_bytes() == CONTENT
    assert seen[-1].done == seen[-1].total == len(CONTENT)
    assert sandbox.faults_pending() == 0


def test_what_is_not_as_described_is_not_saved(
    desk: Desk, sandbox: SandboxServer, sent: tuple[str, VendorFile], tmp_path: Path
) -> None:
    profile, file = sent
    target = tmp_path / "patch.html"
    target.write_bytes(b"what was there")
    other = VendorFile(id=file.id, size=file.size, sha256="0" * 64)
    longer = VendorFile(id=file.id, size=file.size + 10, sha256=file.sha256)
    for wanted in (other, longer):
        with pytest.raises(AttachmentDiffers):
            desk.office.save_attachment(profile, wanted, target)
    sandbox.fault("captive", path="/v1/attachments/")
    with pytest.raises(AttachmentDiffers):
        desk.office.save_attachment(profile, file, target)
    gone = VendorFile(id="att-none", size=3, sha256=file.sha256)
    with pytest.raises(NotFound):
        desk.office.save_attachment(profile, gone, target)
    stop = CancelToken()
    stop.cancel()
    with pytest.raises(Cancelled):
        desk.office.save_attachment(profile, file, target, cancel=stop)
    assert target.read_bytes() == b"what was there"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

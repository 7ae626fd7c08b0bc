"""The history of license files: complete, found by words, exported safely, and without a key."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.licenses.history.files import LARGEST_KEPT, may_be_kept
from app.licenses.views.model import Act
from tests.support.isolated_hosts import host_request, receipt_of
from tests.support.license_issuer import Issuer, payload
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer
from tests.support.workstations import UNLIMITED, Workstation, files_of

KEY = "C0FFEE-SECRET-LICENSE-KEY"


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workstation]:
    with SandboxServer.start(orders=30) as server:
        changes = server.get("/v1/changes?limit=2000", server.sign_in()).json()["changes"]
        [plenty] = [one["data"] for one in changes if one["id"] == "lic-21640-1"]
        server.mutate("put", kind="license", id="lic-21640-1", data=plenty | UNLIMITED)
        desk = Desk(tmp_path_factory.mktemp("desk"))
        found = Workstation(desk, desk.sign_in(server), server)
        found.synchronize()
        yield found
        desk.office.close()


def acts(station: Workstation, words: str) -> list[str]:
    """What happened to the files that these words find, oldest first."""
    with station.licenses() as licenses:
        return [f"{one.act.value} {one.kind}" for one in reversed(licenses.history(words))]


def test_every_step_of_a_batch_is_in_it(station: Workstation, tmp_path: Path) -> None:
    made = host_request("every-step")
    batch_id = station.new_batch(made)
    with station.licenses() as licenses:
        licenses.request_sets(batch_id)
        licenses.request_sets(batch_id)
    station.send_batch(batch_id)
    with station.licenses() as licenses:
        licenses.carry_back(batch_id, tmp_path)
    station.take_receipts(batch_id, receipt_of(made))
    assert acts(station, "EVERY-step") == [
        "collected requests",
        "made requests",
        "sent requests",
        "received answers",
        "carried answers",
        "returned receipts",
    ]
    assert acts(station, "carried vendor")
    assert acts(station, "carried slip")


def test_what_is_read_again_is_not_noted_again(station: Workstation) -> None:
    made = host_request("noted once")
    batch_id = station.new_batch(made)
    station.collect(batch_id, made)
    assert acts(station, "noted once") == ["collected requests"]


def test_it_is_found_by_host_license_hash_and_request(station: Workstation) -> None:
    made = host_request("findable")
    station.new_batch(made)
    with station.licenses() as licenses:
        [one] = licenses.history("findable")
        for words in (one.sha256, made.request_id, "lic-21640-1 findable", "relay-gateway-eu FIND"):
            assert one in licenses.history(words)
        assert licenses.history("findable nothing") == ()
        assert licenses.history("100%_") == ()
        assert len(licenses.history("", 1)) == 1
        assert licenses.history_file(one.id) == files_of(made)[0][1]
        assert licenses.history_file("nothing") is None
    assert one.kept
    assert one.size == len(files_of(made)[0][1])


def test_many_hosts_are_all_found_and_named_in_short(station: Workstation) -> None:
    made = [host_request(f"crowd-{number}") for number in range(9)]
    batch_id = station.new_batch(*made)
    station.send_batch(batch_id)
    with station.licenses() as licenses:
        [sent] = [one for one in licenses.history("crowd-8") if one.act is Act.SENT]
    assert sent.hosts == "crowd-0, crowd-1, crowd-2 and 6 more"


def test_other_rooms_note_what_they_do(station: Workstation) -> None:
    with station.licenses() as licenses:
        entry = licenses.note_history(
            Act.INSTALLED,
            "license",
            "machine",
            b"what was installed",
            hosts=["here"],
            note="by hand",
        )
        [found] = licenses.history("by hand")
    assert (found.id, found.act, found.hosts) == (entry, Act.INSTALLED, "here")


def license_file(**attributes: Any) -> bytes:
    return Issuer().file(payload(attributes=attributes)).encode()


def test_a_file_that_holds_a_license_key_is_noted_and_never_kept(
    station: Workstation, tmp_path: Path
) -> None:
    data = license_file(name="Relay", key=KEY)
    answers = {
        "client_id": "set-1",
        "issued_at": "2026-11-23T00:00:00Z",
        "responses": [
            {"request_id": "req-0001", "outcome": "issued", "license_file": data.decode()}
        ],
    }
    kinds = {"license": data, "machine": data, "answers": json.dumps(answers).encode()}
    with station.licenses() as licenses:
        for kind, content in kinds.items():
            entry = licenses.note_history(Act.CARRIED, f"with-key-{kind}", kind, content)
            assert licenses.history_file(entry) is None
        assert not any(one.kept for one in licenses.history("with-key"))
        licenses.export_history(tmp_path / "history.zip")
    with zipfile.ZipFile(tmp_path / "history.zip") as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    for form in (KEY.encode(), base64.b64encode(data)[:60], data[40:100]):
        assert form not in whole


def escaped_license_file() -> bytes:
    """A license file whose JSON spells the member's name with an escape."""
    content = json.dumps(payload(attributes={"key": KEY})).replace('"key"', '"k\\u0065y"')
    enc = base64.b64encode(content.encode()).decode()
    members = json.dumps({"enc": enc, "sig": "", "alg": "base64+ed25519"})
    body = base64.b64encode(members.encode()).decode()
    return f"-----BEGIN LICENSE FILE-----\n{body}\n-----END LICENSE FILE-----\n".encode()


@pytest.mark.parametrize(
    ("kind", "data", "kept"),
    [
        ("license", license_file(name="Relay"), True),
        ("license", license_file(key=KEY), False),
        ("machine", escaped_license_file(), False),
        ("license", b"key/eyJrZXkiOiIxIn0.c2ln", False),
        ("license", b"not a license file at all, but long enough", False),
        ("answers", b"{", False),
        ("requests", b"x" * (LARGEST_KEPT + 1), False),
        ("requests", b"{}", True),
    ],
)
def test_which_files_are_kept(kind: str, data: bytes, kept: bool) -> None:
    assert may_be_kept(kind, data) is kept


def test_exports_are_whole_and_safe_to_open(station: Workstation, tmp_path: Path) -> None:
    with station.licenses() as licenses:
        licenses.note_history(Act.MADE, "=cmd|calc.json", "requests", b"{}", hosts=["+evil"])
        licenses.note_history(Act.MADE, "../../escape.json", "requests", b'{"other": 1}')
        counts = {
            licenses.export_history(tmp_path / name)
            for name in ("history.csv", "history.json", "history.zip")
        }
        entries = licenses.history()
    assert counts == {len(entries)}
    rows = list(csv.reader(io.StringIO((tmp_path / "history.csv").read_text("utf-8-sig"))))
    assert len(rows) == len(entries) + 1
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    document = json.loads((tmp_path / "history.json").read_text())
    assert [one["id"] for one in document["history"]] == [one.id for one in entries]
    with zipfile.ZipFile(tmp_path / "history.zip") as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        assert not any(".." in name or name.startswith("/") for name in names)
        assert archive.testzip() is None
        kept = {one.sha256 for one in entries if one.kept}
        assert len(names) == len(kept) + 2

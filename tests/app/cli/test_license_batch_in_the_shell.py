"""`counterpart license batch` and `history`: a batch's whole way, by commands of its own each."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.activation import receipts
from app.activation.state import MadeRequest
from app.cli.exits import ExitCode
from tests.support import secret_service
from tests.support.isolated_hosts import host_request, receipt_of
from tests.support.sandbox import SandboxServer
from tests.support.shell import Finished, Shell
from tests.support.workstations import UNLIMITED, files_of

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with SandboxServer.start(orders=40) as sandbox, secret_service.running() as service:
        changes = sandbox.get("/v1/changes?limit=2000", sandbox.sign_in()).json()["changes"]
        [plenty] = [one["data"] for one in changes if one["id"] == "lic-21640-1"]
        sandbox.mutate("put", kind="license", id="lic-21640-1", data=plenty | UNLIMITED)
        made = Shell(tmp_path_factory.mktemp("home"), service.environment)
        assert made.sign_in(sandbox, "--profile", "Work").code == 0
        assert made.run("sync").code == 0
        yield made


def batch(shell: Shell, *words: object) -> Finished:
    return shell.run("license", "batch", *map(str, words))


def standings(shell: Shell, name: str) -> dict[str, str]:
    hosts: list[dict[str, Any]] = batch(shell, "show", name, "--json").document["batch"]["hosts"]
    return {one["host_name"]: one["standing"] for one in hosts}


def medium(folder: Path, *made: MadeRequest) -> Path:
    folder.mkdir()
    for name, data in files_of(*made):
        (folder / name).write_bytes(data)
    return folder


def test_a_batch_goes_its_whole_way(shell: Shell, tmp_path: Path) -> None:
    made = [host_request(f"ulm-{number}") for number in range(3)]
    copy = host_request("ulm-copy", machine="ulm-0")
    folder = medium(tmp_path / "in", *made, copy)
    (folder / "noise.json").write_text("{}")
    assert batch(shell, "new", "Ulm, May").code == 0
    assert batch(shell, "expect", "Ulm, May", "ulm-0", "ulm-9").code == 0
    added = batch(shell, "add", "ulm, may", folder, "--json")
    assert added.code == ExitCode.PARTLY, added
    assert added.document["added"] == 4
    assert [one["name"] for one in added.document["unread"]] == ["noise.json"]
    assert standings(shell, "Ulm, May") == {
        "ulm-0": "requested",
        "ulm-1": "requested",
        "ulm-2": "requested",
        "ulm-9": "missing",
        "ulm-copy": "duplicate",
    }
    sent = batch(shell, "send", "Ulm, May")
    assert sent.code == ExitCode.PARTLY
    assert "3 requests queued" in sent.out
    assert "same machine id" in sent.out
    assert batch(shell, "confirm", "Ulm, May", "ulm-copy").code == 0
    assert batch(shell, "drop", "Ulm, May", "ulm-9").code == 0
    sent = batch(shell, "send", "Ulm, May", "--json")
    assert sent.code == 0, sent
    assert sent.document["queued"] == 1
    out = tmp_path / "out"
    carried = batch(shell, "carry", "Ulm, May", "--out", out)
    assert carried.code == 0, carried
    assert {file.name for file in out.iterdir()} == {
        "activation-answers.json", "vendor.json", "revocations.json", "transfer-slip.txt"
    }  # fmt: skip
    answers = json.loads((out / "activation-answers.json").read_text())["responses"]
    assert len(answers) == 4
    back = tmp_path / "back"
    back.mkdir()
    for number, one in enumerate((*made, copy)):
        text = receipts.set_of([receipt_of(one)], f"receipt-{number}")
        (back / f"{number}.json").write_bytes(text)
    assert batch(shell, "receipts", "Ulm, May", back).code == 0
    assert set(standings(shell, "Ulm, May").values()) == {"returned"}
    assert batch(shell, "close", "Ulm, May").code == 0
    [card] = batch(shell, "list", "--json").document["batches"]
    assert (card["hosts"], card["done"], card["held_back"]) == (4, 4, 0)
    assert card["closed_at"]
    assert batch(shell, "remove", "Ulm, May", "--json").document["problem"]["code"] == "CP-5404"


def test_another_computer_can_do_the_exchange(shell: Shell, tmp_path: Path) -> None:
    made = host_request("carried")
    batch(shell, "new", "Carried")
    batch(shell, "add", "Carried", medium(tmp_path / "in", made))
    assert batch(shell, "requests", "Carried", "--out", tmp_path / "go").code == 0
    sets = tmp_path / "go" / "activation-requests.json"
    exchanged = shell.run("license", "exchange", str(sets), "--out", str(tmp_path / "come"))
    assert exchanged.code == 0, exchanged
    taken = batch(
        shell, "answers", "Carried", tmp_path / "come" / "activation-answers.json", "--json"
    )
    assert taken.code == 0, taken
    assert standings(shell, "Carried") == {"carried": "answered"}


def test_what_is_not_there_is_said(shell: Shell, tmp_path: Path) -> None:
    missing = batch(shell, "show", "nobody's", "--json")
    assert (missing.code, missing.document["problem"]["code"]) == (ExitCode.PROBLEM, "CP-5403")
    batch(shell, "new", "Empty")
    nothing = batch(shell, "carry", "Empty", "--out", tmp_path / "out", "--json")
    assert nothing.document["problem"]["code"] == "CP-5405"
    assert batch(shell, "confirm", "Empty").code == ExitCode.USAGE
    assert batch(shell, "drop", "Empty", "gw-1").code == ExitCode.USAGE
    assert batch(shell, "add", "Empty", tmp_path / "none.json").code == ExitCode.PARTLY
    assert batch(shell, "remove", "Empty").code == 0


def test_the_history_is_searched_exported_and_its_files_saved(shell: Shell, tmp_path: Path) -> None:
    made = host_request("history-host")
    batch(shell, "new", "History")
    batch(shell, "add", "History", medium(tmp_path / "in", made))
    batch(shell, "send", "History")
    batch(shell, "carry", "History", "--out", tmp_path / "out")
    ran = shell.run("license", "history", "HISTORY-HOST", "--json")
    found = ran.document["history"]
    assert [one["act"] for one in reversed(found)] == ["collected", "sent", "received", "carried"]
    [collected] = [one for one in found if one["act"] == "collected"]
    target = tmp_path / "saved.json"
    assert shell.run("license", "history", "--save", collected["id"], str(target)).code == 0
    assert target.read_bytes() == files_of(made)[0][1]
    wrong = shell.run("license", "history", "--save", "nothing", str(target), "--json")
    assert wrong.document["problem"]["code"] == "CP-6105"
    archive = tmp_path / "history.zip"
    assert shell.run("license", "history", "--export", str(archive)).code == 0
    with zipfile.ZipFile(archive) as members:
        assert {"history.json", "history.csv"} <= set(members.namelist())
        assert any(name.endswith("history-host.json") for name in members.namelist())
    assert "history-host" in shell.run("license", "history").out
    assert "No entry holds these words." in shell.run("license", "history", "elsewhere").out

"""Threats 1, 5 and 6: after a whole journey no secret stands anywhere on the disk, in any spelling.

Secrets are planted at both ends: what the portal sends, what the person types, what the program
makes up. Then everything below the home is searched: profiles, settings, state, logs, temp.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from app.account.keys import MIRROR_KEY, OWN_KEY, TOKENS
from app.base.messages import (
    Backup,
    Failed,
    Open,
    Recover,
    RemoveProfile,
    Restore,
    RetryVault,
    Send,
    SignIn,
    SignOut,
    StartDemo,
    StartOver,
    Sync,
    Synced,
    ToWorker,
    encode,
)
from app.base.paths import folders
from app.portal.tokens import TokenSet
from app.vault import KeyringVault
from tests.support import secret_service as keyrings
from tests.support.canaries import hits
from tests.support.loud_worker import LEAKED
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.shell import Shell, WorkerProcess
from tests.support.windows import Program

pytestmark = pytest.mark.skipif(
    bool(keyrings.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)

FROM_THE_PORTAL = {
    "order number": "KO-CANARY-70001",
    "product name": "Canary Strata Édition",
    "scope unit": "canary named users",
    "bill to": "Canary billing department 4711",
    "reseller": "Canary Reselling GmbH",
    "reseller id": "rs-canary-0815",
    "partner name": "Pat Canary-Partner",
    "partner phone": "+49 555 0199 4242",
    "partner mail": "pat@canary-partner.example",
    "entitlement": "ent-canary-5150",
    "invoice number": "INV-CANARY-9001",
    "license key 1": "CNRY1-AAAAA-BBBBB-CCCCC-DDDDD",
    "license key 2": "CNRY2-EEEEE-FFFFF-GGGGG-HHHHH",
    "license key 3": "CNRY3-JJJJJ-KKKKK-LLLLL-MMMMM",
    "file name": "canary-installer-7.2.tar.gz",
    "delivered to": "ops@canary-customer.example",
    "contact": "Casey Canary-Contact",
    "contact phone": "+1 555 0142 7777",
    "ticket text": "canary ticket: the cluster fails over twice",
    "ticket author": "Terry Canary-Ticket",
    "broken text": "canary text of a record that cannot be read",
    "error text": "canary words of a failing server",
}
TYPED = {
    "feedback delivered": "canary feedback one: délivré",
    "feedback queued": "canary feedback two: stays in the outbox",
    "feedback refused": "canary feedback three: the portal says no",
    "feedback by shell": "canary feedback four: from the shell",
    "draft": "canary draft: not sent yet",
    "filter": "canary filter words",
    "passphrase": "canary passphrase: four words long",
    "wrong passphrase": "canary passphrase that opens nothing",
}


@pytest.fixture
def temp(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files of this test and its processes, which is searched too."""
    folder = home / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=30, state=tmp_path / "portal.db", process=True) as server:
        yield server


def plant(sandbox: SandboxServer) -> None:
    """Fill the portal with words that can be told from all others."""
    words = FROM_THE_PORTAL
    tokens = sandbox.sign_in()
    page = sandbox.get("/v1/changes?limit=2000", tokens).json()["changes"]
    order = next(c for c in page if c["kind"] == "order" and c["data"]["support"])
    data = order["data"]
    data.update(number=words["order number"], bill_to=words["bill to"])
    data["reseller"] = {"id": words["reseller id"], "name": words["reseller"]}
    data["chain"]["entitlement_id"] = words["entitlement"]
    data["support"]["partner"] = {
        "name": words["partner name"],
        "email": words["partner mail"],
        "phone": words["partner phone"],
    }
    data["lines"][0]["product_name"] = words["product name"]
    for scope in data["lines"][0]["scope"][:1]:
        scope["unit"] = words["scope unit"]
    sandbox.mutate("put", kind="order", id=order["id"], data=data)
    for number in (1, 2, 3):
        delivery = {
            "order_id": order["id"],
            "name": "Key",
            "kind": "license_key",
            "delivered_at": "2026-11-01T08:00:00Z",
            "to": [words["delivered to"]],
            "license_key": words[f"license key {number}"],
            "file_name": words["file name"],
            "size": 1,
            "sha256": None,
            "state": "delivered",
        }
        sandbox.mutate("put", kind="delivery", id=f"dlv-canary-{number}", data=delivery)
    invoice = next(c for c in page if c["kind"] == "invoice")
    sandbox.mutate("put", kind="invoice", id=invoice["id"],
                   data={**invoice["data"], "number": words["invoice number"]})  # fmt: skip
    contact = next(c for c in page if c["kind"] == "contact")
    sandbox.mutate("put", kind="contact", id=contact["id"],
                   data={**contact["data"], "name": words["contact"],
                         "phone": words["contact phone"]})  # fmt: skip
    ticket = {"text": words["ticket text"], "author": words["ticket author"]}
    sandbox.mutate("put", kind="ticket", id="tck-canary", data=ticket)
    broken = {"placed_at": words["broken text"], "lines": words["broken text"]}
    sandbox.mutate("put", kind="order", id="ord-broken-canary", data=broken)


def kept_in_the_keyring(profile: str, number: int) -> dict[str, bytes | str]:
    """The keys and tokens of a profile, as the keyring has them now."""
    vault = KeyringVault(profile)
    raw = vault.get(TOKENS)
    assert raw is not None
    tokens = msgspec.json.decode(raw, type=TokenSet)
    mirror, own = vault.get(MIRROR_KEY), vault.get(OWN_KEY)
    assert mirror is not None
    assert own is not None
    assert tokens.refresh_token is not None
    return {
        "mirror key": mirror,
        "own key": own,
        f"access token {number}": tokens.access_token,
        f"refresh token {number}": tokens.refresh_token,
    }


def exchanged(sandbox: SandboxServer) -> dict[str, str]:
    """Codes and verifiers that went through the token endpoint."""
    found = {}
    for number, request in enumerate(sandbox.requests("/oauth/token")):
        form = parse_qs(base64.b64decode(request.body).decode())
        for name in ("code", "code_verifier", "device_code"):
            if name in form:
                found[f"{name} {number}"] = form[name][0]
    return found


def give_feedback(program: Program, text: str) -> None:
    shown = program.show("support")
    shown.show_part("feedback")
    page = shown.feedback
    program.until(lambda: page.form.draft.statement, "the statement")
    queued: list[str] = []
    page.queued.connect(queued.append)
    page.form.text.setPlainText(text)
    page.form.acknowledged.set_checked(True)
    page.form.send.click()
    program.until(lambda: queued, "the queued feedback")


def tally(program: Program, state: str) -> int:
    return int(getattr(program.desk.tally, state))


def travel(program: Program, sandbox: SandboxServer) -> dict[str, bytes | str]:
    """Everything a person does in the window; returns the secrets that came up on the way."""
    profile = program.sign_in(sandbox)
    secrets = kept_in_the_keyring(profile, 1)
    program.until(lambda: program.synced, "the first synchronization")
    sandbox.mutate("advance_clock", seconds=700)
    give_feedback(program, TYPED["feedback delivered"])
    program.until(sandbox.submissions, "the delivery")
    program.until(lambda: tally(program, "sent") == 1, "the receipt")
    sandbox.fault("status", status=422, path="/v1/feedback", times=0)
    give_feedback(program, TYPED["feedback refused"])
    program.until(lambda: tally(program, "refused") == 1, "the refusal")
    words = FROM_THE_PORTAL["error text"]
    sandbox.fault("html_error", status=500, path="/v1/", times=0, text=words)
    give_feedback(program, TYPED["feedback queued"])
    program.sync()
    sandbox.fault("garbage", path="/v1/changes", times=0, text=f'{{"changes": "{words}"}}')
    program.sync()
    orders = program.show("orders")
    orders.bar.field.setText(TYPED["filter"])
    program.rest()
    orders.bar.field.setText(FROM_THE_PORTAL["order number"])
    program.until(lambda: orders.model.rowCount() == 1, "the order")
    orders.table.select_row(0)
    program.rest()
    support = program.show("support").feedback
    support.form.text.setPlainText(TYPED["draft"])
    program.show("account")
    secrets |= kept_in_the_keyring(profile, 2)
    secrets["recovery code"] = program.codes[0]
    secrets["recovery code without dashes"] = program.codes[0].replace("-", "")
    worker = Path("/proc", str(program.workers[-1].pid))
    for name in ("cmdline", "environ"):
        content = (worker / name).read_bytes() if worker.exists() else b""
        assert not [what for what, secret in secrets.items() if _bytes(secret) in content]
    return secrets


def _bytes(secret: bytes | str) -> bytes:
    return secret.encode() if isinstance(secret, str) else secret


def at_the_shell(shell: Shell, files: Path) -> None:
    """The same person at a shell: feedback, a list, a backup, and two commands that fail."""
    for name in ("passphrase", "wrong passphrase"):
        (files / name).write_text(TYPED[name] + "\n")
    send = ("feedback", "send", "-", "--acknowledge", "--later")
    assert shell.run(*send, stdin=TYPED["feedback by shell"]).code == 0
    assert shell.run("orders", "list").code == 0
    shown = shell.run("orders", "show", FROM_THE_PORTAL["order number"], "--reveal-keys")
    assert FROM_THE_PORTAL["license key 2"] in shown.out
    backup = str(shell.home / "saved.counterpart")
    good, bad = str(files / "passphrase"), str(files / "wrong passphrase")
    assert shell.run("profiles", "backup", backup, "--passphrase-file", good).code == 0
    assert shell.run("profiles", "restore", backup, "--passphrase-file", bad).code != 0
    restored = shell.run("profiles", "restore", backup, "--passphrase-file", good, "--name", "Two")
    assert restored.code == 0, restored
    assert shell.run("sync").code != 0


def test_after_a_whole_journey_no_secret_is_found_in_any_spelling(
    qapp: QApplication,
    secret_service: SecretService,
    home: Path,
    temp: Path,
    tmp_path: Path,
    sandbox: SandboxServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BROWSER", "/bin/true")
    plant(sandbox)
    sandbox.requests(forget=True)
    with Program(qapp) as program:
        secrets = travel(program, sandbox)
    at_the_shell(Shell(home, secret_service.environment), tmp_path)
    secrets |= exchanged(sandbox) | FROM_THE_PORTAL | TYPED | {"password": sandbox.password}
    assert len(secrets) >= 40
    profiles = list(folders().profiles.iterdir())
    assert len(profiles) == 2
    assert all((folder / "own.db").stat().st_size > 20_000 for folder in profiles)
    found = hits(secrets, [home])
    assert found == []


def test_the_demo_leaves_pictures_and_a_summary_without_a_secret(
    secret_service: SecretService, home: Path, temp: Path, tmp_path: Path
) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, root / "packaging" / "journey.py", "--orders", "40", "--out", "out"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (tmp_path / "out" / "said").write_text(done.stdout + done.stderr)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["recovery_code_shown"]
    canaries = {
        "feedback": "The renewal dates are easy to find",
        "password": SandboxServer.password,
        "an order": "KO-21877",
        "tokens": "refresh_token",
    }
    assert hits(canaries, [home, tmp_path / "out"]) == []
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes().decode("latin-1")
        assert not re.search("(?:[0-9A-HJKMNP-TV-Z]{4}-){7}", content), "a recovery code"


def test_the_search_itself_finds_each_spelling(tmp_path: Path) -> None:
    secret = "canary: cöde 42"
    for number, content in enumerate(
        (
            secret.encode(),
            secret.encode().hex().encode(),
            *(base64.b64encode(b"x" * n + secret.encode() + b"tail") for n in range(3)),
            secret.encode("utf-16-le"),
            secret.encode("utf-16-be"),
            json.dumps(secret).encode(),
        )
    ):
        place = tmp_path / str(number)
        place.mkdir()
        (place / "file").write_bytes(b"\0" * 100 + content + b"\0" * 100)
        assert hits({"it": secret}, [place]), content
    (tmp_path / "empty").mkdir()
    assert hits({"it": secret}, [tmp_path / "empty"]) == []


def test_a_profile_copied_to_another_account_gives_no_record(
    home: Path, private_bus: SecretService, sandbox: SandboxServer, tmp_path: Path
) -> None:
    plant(sandbox)
    shell = Shell(home, private_bus.environment)
    assert shell.sign_in(sandbox).code == 0
    assert shell.run("sync").code == 0
    typed = TYPED["feedback queued"]
    assert shell.run("feedback", "send", typed, "--acknowledge", "--later").code == 0
    stolen = tmp_path / "elsewhere"
    copy = subprocess.run(["cp", "-r", str(home), str(stolen)], check=False)
    assert copy.returncode == 0
    with keyrings.running() as other:
        thief = Shell(stolen, other.environment)
        for command in (
            ("orders", "list"),
            ("orders", "show", FROM_THE_PORTAL["order number"]),
            ("orders", "export", "all.csv"),
            ("feedback", "list"),
            ("outbox", "list"),
            ("sync",),
        ):
            done = thief.run(*command, "--json")
            assert done.code != 0, done
            assert done.document["problem"]["code"] == "CP-5004"
            said = done.out + done.err
            assert not [w for w in (*FROM_THE_PORTAL.values(), typed) if w in said]
        assert not (stolen / "all.csv").exists()
    for store in stolen.rglob("*.db"):
        with sqlite3.connect(store) as plain, pytest.raises(sqlite3.DatabaseError):
            plain.execute("SELECT count(*) FROM sqlite_master")
        plain.close()
    assert len(shell.run("orders", "list", "--json").document["orders"]) == 30


class LoudWorker(WorkerProcess):
    """A worker that logs at DEBUG, everything of every library included."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        command = [sys.executable, "-m", "tests.support.loud_worker", *arguments]
        popen = subprocess.Popen

        def start(_command: list[str], **options: Any) -> subprocess.Popen[bytes]:
            return popen(command, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(subprocess, "Popen", start)
            super().__init__(environment)


def test_a_worker_whose_every_errand_fails_with_secrets_logs_and_tells_none(
    home: Path, private_bus: SecretService, temp: Path, tmp_path: Path
) -> None:
    leaks = tmp_path / "leaks"
    leaks.write_text("".join(f"{name}={value}\n" for name, value in LEAKED.items()))
    shell = Shell(home, private_bus.environment)
    asked: tuple[ToWorker, ...] = (
        Open(None),
        RetryVault(),
        SignIn(task="1", address="http://127.0.0.1:9"),
        Sync(task="2"),
        Send(task="3"),
        Send(task="4", hurry=True),
        SignOut(task="5"),
        Backup(task="6", path=str(home / "b"), passphrase=LEAKED["passphrase"]),
        Restore(task="7", path=str(home / "b"), passphrase=LEAKED["passphrase"]),
        Recover(task="8", profile_id="p", code=LEAKED["recovery"]),
        StartOver(task="9", profile_id="p"),
        RemoveProfile(task="10", profile_id="p"),
        StartDemo(task="11", orders=1),
    )
    with LoudWorker(shell.environment, "fail", str(leaks)) as process:
        for message in asked:
            process.say(message)
        process.write(encode(Sync(task=LEAKED["access"])).replace(b"Sync", b"Sing"))
        expected = {message.task for message in asked if hasattr(message, "task")}
        ended: dict[str, Failed] = {}
        while expected - ended.keys():
            failure = process.hear(Failed)
            ended[failure.task] = failure
    careless = {task for task, failed in ended.items() if "Careless" in failed.report.detail}
    assert careless - {""} == {"1", "7", "8", "9", "10", "11"}
    (tmp_path / "said").write_bytes(process.raw)
    logged = "".join(path.read_text() for path in folders().logs.glob("*.log"))
    assert logged.count("Careless") >= 9
    key = bytes.fromhex(LEAKED["key"])
    canaries: dict[str, bytes | str] = {**LEAKED, "raw key": key, "repr of key": repr(key)[2:-1]}
    assert hits(canaries, [home, tmp_path / "said"]) == []


def test_at_debug_level_a_real_journey_logs_no_secret(
    home: Path, secret_service: SecretService, temp: Path, sandbox: SandboxServer
) -> None:
    plant(sandbox)
    shell = Shell(home, secret_service.environment)
    signed_in = shell.sign_in(sandbox)
    profile = signed_in.document["profile"]["id"]
    typed = TYPED["feedback queued"]
    assert shell.run("feedback", "send", typed, "--acknowledge", "--later").code == 0
    secrets = kept_in_the_keyring(profile, 1)
    with LoudWorker(shell.environment, "log") as process:
        process.say(Open(None))
        process.say(Sync(task="1"))
        process.hear(Synced)
        process.end_of("1")
        sandbox.mutate("advance_clock", seconds=700)
        process.say(Sync(task="2"))
        process.end_of("2")
        secrets |= kept_in_the_keyring(profile, 2)
        process.say(SignOut(task="3"))
        process.end_of("3")
    logged = (folders().logs / "loud.log").read_text()
    assert "DEBUG" in logged
    assert "urllib3" in logged
    secrets["recovery code"] = signed_in.document["recovery_code"]
    secrets |= exchanged(sandbox) | FROM_THE_PORTAL | {"typed": typed}
    assert hits(secrets, [home]) == []
    assert os.environ["COUNTERPART_HOME"].startswith(str(home))

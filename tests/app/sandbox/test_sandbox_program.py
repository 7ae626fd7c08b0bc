"""`python -m app.sandbox` as a program: what it prints, where it listens, how it ends."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.parse
from base64 import urlsafe_b64decode
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.portal import wire
from tests.support.sandbox import SandboxServer, visit

ROOT = Path(__file__).parents[3]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.sandbox", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def discovery(sandbox: SandboxServer) -> wire.Discovery:
    reply = visit("GET", sandbox.address + wire.DISCOVERY_PATH)
    return msgspec.json.decode(reply.body, type=wire.Discovery)


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(record: wire.SignedRecord, keys: list[wire.Jwk]) -> bytes:
    """The payload, after checking its signature with a library and nothing of ours."""
    head, middle, signature = record.jws.split(".")
    assert middle == ""
    kid = json.loads(decode(head))["kid"]
    key = Ed25519PublicKey.from_public_bytes(decode(next(k.x for k in keys if k.kid == kid)))
    key.verify(decode(signature), f"{head}.{record.payload}".encode())
    return decode(record.payload)


@pytest.mark.parametrize("end", ["terminate", "stdin"])
def test_it_says_where_it_listens_and_ends_when_told(end: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "app.sandbox", "--orders", "5", "--json",
         "--until-stdin-closes"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    said = json.loads(process.stdout.readline())
    assert set(said) == {"address", "account"}
    assert set(said["account"]) == {"user", "password"}
    assert visit("GET", said["address"] + wire.DISCOVERY_PATH).status == 200
    if end == "terminate":
        process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (0, b"", b"")


def test_it_listens_on_loopback_only() -> None:
    with SandboxServer.start(orders=1) as sandbox, socket.socket() as other:
        assert sandbox.address.startswith("http://127.0.0.1:")
        other.bind(("127.0.0.2", sandbox.port))


def test_a_taken_port_is_said_with_its_own_code() -> None:
    with SandboxServer.start(orders=1) as sandbox:
        ended = run("--orders=1", f"--port={sandbox.port}")
        assert ended.returncode == 4
        assert f"{sandbox.port}" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert json.loads(run("--port", str(sandbox.port), "--json").stderr)["code"] == "CP-6202"


def not_a_database(path: Path) -> None:
    path.write_bytes(b"This is not a state file. " * 100)


def another_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t(a)")
    connection.close()


def another_seed(path: Path) -> None:
    SandboxServer.start(orders=3, seed=7, state=path).stop()


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [not_a_database, another_database, another_seed, a_folder])
def test_an_unusable_state_file_is_said_and_left_alone(
    home: Path, make: Callable[[Path], None]
) -> None:
    path = home / "state.db"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    ended = run("--orders=3", f"--state={path}")
    assert ended.returncode == 3
    assert str(path) in ended.stderr
    assert "Traceback" not in ended.stderr
    assert before == (path.read_bytes() if path.is_file() else b"")


def test_a_folder_that_cannot_be_made_is_said() -> None:
    ended = run("--orders=1", "--state=/proc/nowhere/state.db")
    assert ended.returncode in (1, 3)
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("words", ["--orders=-1", "--port=99999", "--today=soon", "--nonsense"])
def test_bad_options_are_a_usage_error(words: str) -> None:
    ended = run(words)
    assert ended.returncode == 2
    assert "usage:" in ended.stderr


def test_a_bad_file_of_faults_is_said(home: Path) -> None:
    path = home / "faults.json"
    path.write_text('[{"kind": "unheard of"}]')
    ended = run("--orders=1", f"--faults={path}")
    assert ended.returncode == 1
    assert str(path) in ended.stderr


def test_a_sandbox_killed_in_the_middle_goes_on_where_it_was(home: Path) -> None:
    state = home / "state.db"
    first = SandboxServer.start(orders=5, state=state, process=True)
    tokens = first.sign_in()
    first.mutate("put", kind="order", id="ord-21877", data={"kept": True})
    first.kill()
    with SandboxServer.start(orders=5, state=state, process=True) as again:
        page = again.get("/v1/changes?limit=2000", tokens).json()
        assert page["changes"][-1]["data"] == {"kept": True}
    assert not list(home.glob("*.part"))


def test_the_discovery_document_is_not_sent_again_while_it_is_the_same() -> None:
    with SandboxServer.start(orders=1) as sandbox:
        first = visit("GET", sandbox.address + wire.DISCOVERY_PATH)
        known = {"If-None-Match": first.headers["etag"]}
        again = visit("GET", sandbox.address + wire.DISCOVERY_PATH, None, known)
        assert (again.status, again.body) == (304, b"")
        sandbox.mutate("rotate_key")
        assert visit("GET", sandbox.address + wire.DISCOVERY_PATH, None, known).status == 200


def test_a_new_key_is_signed_by_the_old_one_and_old_records_still_verify() -> None:
    with SandboxServer.start(orders=1) as sandbox:
        old = discovery(sandbox).keys[0]
        sandbox.mutate("rotate_key")
        sandbox.mutate("rotate_key")
        found = discovery(sandbox)
        assert [key.status for key in found.keys] == ["current", "retired", "retired"]
        trusted = old
        for change in found.key_changes:
            content = verify(change, [trusted])
            statement = msgspec.json.decode(content, type=wire.KeyChangeStatement)
            assert statement.replaces == trusted.kid
            trusted = statement.key
        assert trusted.kid == found.keys[0].kid
        changes = sandbox.get("/v1/changes?limit=2000", sandbox.sign_in()).json()["changes"]
        notice = next(change for change in changes if change["kind"] == "notice")
        record = wire.SignedRecord(**notice["data"])
        assert json.loads(verify(record, found.keys))["id"] == notice["id"]
        forged = wire.SignedRecord(record.payload[:-4] + "AAAA", record.jws)
        with pytest.raises(InvalidSignature):
            verify(forged, found.keys)


def test_unknown_paths_and_methods_are_answered_with_problems() -> None:
    with SandboxServer.start(orders=1) as sandbox:
        missing = visit("GET", f"{sandbox.address}/v1/nothing/{urllib.parse.quote('ü<b>')}")
        assert (missing.status, missing.json()["code"]) == (404, "not_found")
        wrong = visit("DELETE", f"{sandbox.address}/v1/me")
        assert (wrong.status, wrong.headers["allow"]) == (405, "GET")
        assert wrong.headers["content-type"] == "application/problem+json"

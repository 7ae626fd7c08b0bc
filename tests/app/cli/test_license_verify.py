"""`counterpart license verify`: exit statuses, JSON lines, folders, and what it never loads."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.activation import program
from tests.support.isolated_hosts import body_of, host_request
from tests.support.license_issuer import Issuer, payload
from tests.support.sources import ROOT
from tests.support.vendor_desk import VendorDesk

ISSUER = Issuer()
AT = "2026-11-23T12:00:00Z"


def verify(*arguments: object, fast: bool = True) -> subprocess.CompletedProcess[str]:
    words = ["license", "verify", *map(str, arguments)]
    given = words if fast else ["--details", *words]
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *given], cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip


def objects(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hosts").mkdir()
    (tmp_path / "b.lic").write_text(ISSUER.file(payload()))
    (tmp_path / "hosts" / "machine").write_text(ISSUER.file(payload("machine"), "machine"))
    (tmp_path / "hosts" / "key.txt").write_text(ISSUER.signed_key(b'{"id":"x"}'))
    (tmp_path / "notes.txt").write_text("no license file")
    return tmp_path


@pytest.mark.parametrize("fast", [True, False])
def test_a_folder_is_verified_file_by_file(folder: Path, fast: bool) -> None:
    key = folder.parent / "vendor.key"
    key.write_text(ISSUER.public + "\n")
    done = verify(folder, "--public-key", key, "--at", AT, "--json", fast=fast)
    assert done.returncode == 0, done.stderr
    found = objects(done)
    assert [Path(one["file"]).name for one in found] == ["b.lic", "key.txt", "machine"]
    assert {one["verdict"] for one in found} == {"valid"}
    first = found[0]
    assert first["reasons"] == ["valid"]
    assert first["issued"] == "2026-11-01T08:00:00.000Z"
    assert first["expiry"] == "2026-12-01T08:00:00.000Z"
    assert first["license_expiry"] == "2027-06-30T21:59:59.000Z"
    assert (first["kind"], first["algorithm"]) == ("license", "base64+ed25519")
    assert first["fingerprint_matches"] is None
    assert first["data"]["id"] == "lic-1"


def test_one_file_that_is_not_valid_makes_status_1(folder: Path) -> None:
    hexadecimal = ("--public-key", ISSUER.public)
    assert verify(folder, *hexadecimal, "--at", "2027-12-01T00:00:00Z").returncode == 1
    other = verify(folder / "b.lic", *hexadecimal, "--at", AT)
    assert other.returncode == 0
    assert "Valid" in other.stdout
    assert "2027-06-30 21:59:59 UTC" in other.stdout
    assert verify(folder / "b.lic", "--json").returncode == 1, "no key is known"
    wrong = verify(folder / "hosts" / "machine", *hexadecimal, "--fingerprint", "00", "--at", AT)
    assert wrong.returncode == 1
    assert "another machine" in wrong.stdout


def test_the_vendor_file_that_came_along_is_a_key_to_verify_with(tmp_path: Path) -> None:
    vendor, body = VendorDesk(), body_of(host_request("gw-1"))
    (tmp_path / "license").write_text(vendor.machine_file(body))
    given = tmp_path / "vendor.json"
    given.write_text(json.dumps(vendor.vendor_file()))
    assert verify(tmp_path / "license", "--public-key", str(given)).returncode == 0
    given.write_text(json.dumps(VendorDesk(bytes(32)).vendor_file()))
    assert verify(tmp_path / "license", "--public-key", str(given)).returncode == 1
    given.write_text(json.dumps(vendor.vendor_file() | {"jws": vendor.vendor_file()["jws"][:-8]}))
    spoiled = verify(tmp_path / "license", "--public-key", str(given))
    assert spoiled.returncode == 2
    assert "This vendor file is not accepted" in spoiled.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("missing.lic",), ("{file}", "--public-key", "zz"), ("{file}", "--at", "yesterday"),
        ("{file}", "--public-key", "{folder}/notes.txt"), ("{file}", "--nonsense"), ("{empty}",),
    ],
)  # fmt: skip
def test_wrong_usage_is_status_2(folder: Path, arguments: tuple[str, ...]) -> None:
    (folder / "empty").mkdir()
    places = {"file": folder / "b.lic", "folder": folder, "empty": folder / "empty"}
    done = verify(*(word.format(**places) for word in arguments))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="there are no named pipes in folders")
def test_many_files_show_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(25):
        (tmp_path / f"{number}.lic").write_text(ISSUER.file(payload()))
    words = [str(tmp_path), "--public-key", ISSUER.public, "--at", AT]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert program.main(words) == 0
    assert "\r25 of 25 files\n" in capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    assert program.main(words) == 0
    assert capsys.readouterr().err == "", "a log file gets none of it"


def test_a_pipe_in_the_folder_does_not_stop_it(folder: Path) -> None:
    os.mkfifo(folder / "pipe.lic")
    done = verify(folder, "--public-key", ISSUER.public, "--at", AT, "--json")
    assert done.returncode == 1
    assert {Path(one["file"]).name: one["verdict"] for one in objects(done)}["pipe.lic"] == (
        "malformed"
    )


def test_what_a_file_says_can_do_nothing_to_the_terminal(folder: Path) -> None:
    evil = payload(attributes={"name": "\x1b[2J\u202egnp.exe\nVALID"})
    (folder / "b.lic").write_text(ISSUER.file(evil))
    done = verify(folder / "b.lic", "--public-key", ISSUER.public, "--at", AT)
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert not any(line.startswith("VALID") for line in done.stdout.splitlines())


def test_neither_qt_nor_network_nor_keyring_is_loaded(folder: Path) -> None:
    program = (
        "import sys; from app.cli import main;"
        f"code = main(['license', 'verify', {str(folder)!r}, '--public-key', {ISSUER.public!r},"
        f" '--at', {AT!r}, '--json']); assert code == 0, code;"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert not loaded & {
        "PySide6", "requests", "urllib3", "keyring", "msgspec", "sqlcipher3", "cryptography",
        "socket", "ssl", "http",
    }  # fmt: skip


def test_the_portable_room_is_python_3_9() -> None:
    for file in sorted((ROOT / "app" / "activation").rglob("*.py")):
        ast.parse(file.read_text(encoding="utf-8"), str(file), feature_version=(3, 9))

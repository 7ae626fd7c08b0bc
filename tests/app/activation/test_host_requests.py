"""What an isolated host asks: exactly what is shown, no license key, the same until answered."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.activation import requests
from app.activation.places import state_folder
from app.activation.problems import BadFile, BadState, CannotWrite
from app.activation.state import HostState, Keeper, load
from tests.support.isolated_hosts import body_of, host_request
from tests.support.isolated_shell import Host


def test_a_request_shows_exactly_what_it_contains(host: Host) -> None:
    file = host.folder / "r.json"
    wanted = ("--product", "relay", "--license", "lic-1", "--out", file, "--host-name", "gw-ulm-3")
    ran = host.run("request", *wanted, as_json=False)
    assert ran.code == 0
    [request] = json.loads(file.read_text())["requests"]
    shown = json.dumps(request, indent=2, ensure_ascii=False)
    assert "\n".join("  " + line for line in shown.splitlines()) in ran.out
    assert set(request) == {
        "request_id", "nonce", "fingerprint", "components", "product_id", "license_id",
        "host_name", "host_key", "production", "created_at",
    }  # fmt: skip
    assert request["host_name"] == "gw-ulm-3"
    assert set(request["components"]) == {"system_uuid", "board", "cpu", "disk", "mac"}
    assert re.fullmatch(r"[0-9a-f-]{14}7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                        request["request_id"])  # fmt: skip


def test_a_pseudonym_tells_nothing_and_stays_the_same(host: Host) -> None:
    first, second = host.request("--pseudonym"), host.request("--pseudonym", "--new")
    assert first["host_name"] == second["host_name"]
    assert re.fullmatch(r"host-[0-9a-f]{10}", first["host_name"])
    assert os.uname().nodename not in json.dumps(first)


def test_a_request_that_waits_is_written_again(host: Host) -> None:
    first = host.request()
    assert host.request() == first
    other = host.request("--new")
    assert other["nonce"] != first["nonce"]
    assert other["host_key"] != first["host_key"]
    assert host.request(license_id="lic-2")["request_id"] != other["request_id"]


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_the_folder_is_private_and_holds_no_license_key(host: Host) -> None:
    request = host.request()
    answer = host.carried(host.vendor.answer(request, secret="SECRET-KEY-1"))
    assert host.outcome(answer, "--license-key", "SECRET-KEY-1") == "installed"
    assert host.state.stat().st_mode & 0o777 == 0o700
    files = sorted(host.state.iterdir())
    assert [file.name for file in files] == ["host.json", "lock"]
    for file in files:
        assert file.stat().st_mode & 0o777 == 0o600
        assert b"SECRET-KEY-1" not in file.read_bytes()


def test_sudo_and_the_user_share_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    pwd = pytest.importorskip("pwd")
    monkeypatch.delenv("COUNTERPART_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/kim")
    as_user = state_folder(None)
    entry = pwd.struct_passwd(("kim", "x", 1000, 1000, "", "/home/kim", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwnam", {"kim": entry}.__getitem__)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("HOME", "/root")
    monkeypatch.setenv("SUDO_USER", "kim")
    assert state_folder(None) == as_user
    assert state_folder("/srv/state") == Path("/srv/state")


def test_a_folder_of_a_newer_version_or_a_damaged_one_is_left_alone(host: Host) -> None:
    host.request()
    file = host.state / "host.json"
    good = file.read_text()
    for bad in (
        good.replace('"format": 1', '"format": 2'), good[:-10], "[]",
        '{"format": 1, "requests": 1}',
        '{"format": 1, "requests": [{}]}', good.replace('"vendor": null', '"vendor": {"kid": 1}'),
    ):  # fmt: skip
        file.write_text(bad)
        ran = host.run("request", "--product", "relay", "--license", "l", "--out", "x")
        assert ran.problem == "CP-7001", bad
        assert file.read_text() == bad
        with pytest.raises(BadState):
            load(host.state)


def test_a_folder_that_cannot_be_used_is_a_typed_error(host: Host, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    host.state = tmp_path / "file" / "below"
    ran = host.run("request", "--product", "relay", "--license", "lic-1", "--out", "x")
    assert ran.problem == "CP-7007"
    assert "--state" in ran.out


def test_a_full_disk_keeps_what_was_remembered(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    host.request()
    before = (host.state / "host.json").read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with Keeper(host.state) as keeper, pytest.raises(CannotWrite):
        keeper.save(HostState())
    assert (host.state / "host.json").read_bytes() == before
    assert len(list(host.state.iterdir())) == 2


def test_a_bad_id_is_refused(host: Host) -> None:
    for words in (("--product", "a b", "--license", "l"), ("--product", "a", "--license", "")):
        assert host.run("request", *words, "--out", "x").problem == "CP-7003"


GOOD = body_of(host_request())


def document(*requests_: Any, **changes: Any) -> bytes:
    return json.dumps(json.loads(requests.set_of(list(requests_), "set-0001")) | changes).encode()


def test_a_set_is_read_back_as_each_host_wrote_it() -> None:
    other = body_of(host_request("gw-2")) | {"of_the_future": {"ü": ["x", None, True]}}
    found = requests.read_set(document(GOOD, other))
    assert found.requests == (GOOD, other)
    assert found.client_id == "set-0001"
    assert requests.request_hash(other) != requests.request_hash(GOOD)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"{}", document(), document(GOOD, GOOD),
        document(GOOD, format="other"), document(GOOD, version=0), document(GOOD, client_id="x"),
        document(GOOD, version="1"), document(GOOD, requests=GOOD), document(1), document([]),
        document(GOOD).replace(b'"version": 1', b'"version": 1, "version": 1'),
        document(GOOD).replace(b"true", b"NaN"), b'{"a":' * 500,
        *(
            document(GOOD | change)
            for change in (
                {"license_key": "K"}, {"nonce": "AA"}, {"nonce": GOOD["nonce"] + "="},
                {"fingerprint": "00"}, {"components": []}, {"components": {"cpu": "x"}},
                {"host_key": None}, {"host_key": {**GOOD["host_key"], "x": "AA"}},
                {"host_name": "x" * 256}, {"created_at": "now"}, {"request_id": "../../etc"},
                {"license_id": None},
            )
        ),
    ],
)  # fmt: skip
def test_what_is_no_request_file_is_a_typed_error(data: bytes) -> None:
    with pytest.raises(BadFile):
        requests.read_set(data)


def test_a_request_of_a_newer_version_says_so() -> None:
    with pytest.raises(BadFile) as caught:
        requests.read_set(document(GOOD, version=2))
    assert "newer version" in caught.value.explanation


@given(st.binary(max_size=500))
def test_any_bytes_are_a_typed_error(data: bytes) -> None:
    with pytest.raises(BadFile):
        requests.read_set(data)

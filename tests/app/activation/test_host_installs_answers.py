"""Installing what was carried: only what answers this host, only where it belongs, never half."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.activation import clock, install, responses
from app.activation.parts import Part, Reading
from app.activation.problems import BadFile, BadPlace
from tests.support.isolated_hosts import body_of, host_request
from tests.support.isolated_shell import Host
from tests.support.vendor_desk import VendorDesk, wire

OLD_LICENSE = "-----BEGIN LICENSE FILE-----\nZXhhbXBsZQ==\n-----END LICENSE FILE-----\n"


def test_an_answer_is_installed_where_the_vendor_says(host: Host) -> None:
    answer = host.vendor.answer(host.request())
    others = [host.vendor.answer(body_of(host_request(f"gw-{n}"))) for n in range(3)]
    ran = host.install(host.carried(*others, answer))
    assert ran.code == 0
    assert ran.document["answers"] == [
        {
            "outcome": "installed", "file": str(host.place), "previous": None,
            "explanation": "It answers this host's request, and its signature holds.",
        }
    ]  # fmt: skip
    assert host.place.read_text() == answer["machine_file"]
    assert str(host.place) in ran.err, "the place is shown"


def test_the_same_answer_twice_changes_nothing_and_a_lost_file_comes_back(host: Host) -> None:
    file = host.carried(host.vendor.answer(host.request()))
    assert host.outcome(file) == "installed"
    before = host.place.stat()
    assert host.outcome(file) == "duplicate"
    assert host.place.stat() == before
    host.place.unlink()
    assert host.outcome(file) == "installed"
    assert host.place.exists()


def test_a_newer_answer_keeps_the_old_file_and_an_old_one_is_refused(host: Host) -> None:
    request = host.request()
    earlier = wire(datetime.now(UTC) - timedelta(days=3))
    old = host.vendor.answer(request, meta={"issued": earlier})
    new = host.vendor.answer(request)
    assert host.outcome(host.carried(old)) == "installed"
    host.place.chmod(0o640)
    ran = host.install(host.carried(new))
    previous = Path(ran.document["answers"][0]["previous"])
    assert previous.read_text() == old["machine_file"]
    assert host.place.read_text() == new["machine_file"]
    assert host.place.stat().st_mode & 0o777 == 0o640
    assert host.outcome(host.carried(old)) == "stale"
    assert host.place.read_text() == new["machine_file"]


@pytest.mark.parametrize(
    "echo",
    [
        {"id": "other-request"}, {"sha256": "00" * 32}, {"nonce": "A" * 43}, "text", [], 1,
        {"nonce": None},
    ],
)  # fmt: skip
def test_an_answer_that_repeats_another_request_is_foreign(host: Host, echo: Any) -> None:
    request = host.request()
    right = json.loads(json.dumps({"id": request["request_id"], "sha256": "", "nonce": ""}))
    wrong = right | echo if isinstance(echo, dict) else echo
    assert host.outcome(host.carried(host.vendor.answer(request, echo=wrong))) == "foreign"
    bare = host.vendor.machine_file(request, echo=wrong)
    assert host.outcome(host.carried(bare)) == "foreign"
    assert not host.place.exists()


def test_an_answer_under_the_id_of_another_request_is_refused(host: Host) -> None:
    first, second = host.request(), host.request("--new")
    swapped = host.vendor.answer(first) | {"request_id": second["request_id"]}
    assert host.outcome(host.carried(swapped)) == "foreign"


def test_an_answer_for_other_hosts_is_foreign(host: Host) -> None:
    host.request()
    others = [host.vendor.answer(body_of(host_request(f"gw-{n}"))) for n in range(3)]
    assert host.outcome(host.carried(*others)) == "foreign"
    assert host.outcome(host.carried(others[0]["machine_file"])) == "foreign"


def test_a_bare_file_that_repeats_no_request_is_installed_and_said_to_be_unbound(
    host: Host,
) -> None:
    request = host.request()
    ran = host.install(host.carried(host.vendor.machine_file(request, echo=None)))
    assert ran.code == 0, ran
    assert "not bound" in ran.document["answers"][0]["explanation"]


def test_a_host_that_was_installed_anew_reuses_its_old_answer(host: Host) -> None:
    file = host.carried(host.vendor.answer(host.request()))
    host.state = host.folder / "new state"
    ran = host.install(file)
    assert ran.code == 0, ran
    assert "not remembered" in ran.document["answers"][0]["explanation"]


def test_a_refusal_says_why(host: Host) -> None:
    request = host.request()
    refused = {
        "request_id": request["request_id"], "outcome": "refused", "license_file": None,
        "machine_file": None, "reason": {"title": "No instance is left", "status": 409},
    }  # fmt: skip
    ran = host.install(host.carried(refused))
    assert ran.code == 1
    assert "No instance is left" in ran.document["answers"][0]["explanation"]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"meta": {"expiry": "2026-01-02T00:00:00Z", "issued": "2026-01-01T00:00:00Z"}}, "stale"),
        ({"meta": {"issued": "2099-01-01T00:00:00Z", "expiry": None}}, "invalid"),
        ({"attributes": {"fingerprint": "00" * 32}}, "foreign"),
        ({"secret": "KEY"}, "invalid"),
    ],
)
def test_what_may_not_be_used_is_not_installed(
    host: Host, changes: dict[str, Any], outcome: str
) -> None:
    answer = host.vendor.answer(host.request(), **changes)
    assert host.outcome(host.carried(answer)) == outcome
    assert not host.place.exists()


def test_an_encrypted_answer_opens_with_its_license_key(host: Host) -> None:
    file = host.carried(host.vendor.answer(host.request(), secret="KEY-1"))
    assert host.outcome(file, "--license-key", "KEY-2") == "invalid"
    key = host.folder / "key.txt"
    key.write_text("KEY-1\n")
    assert host.outcome(file, "--license-key-file", key) == "installed"
    assert host.run("status").code == 0


def test_a_forged_answer_is_refused(host: Host) -> None:
    request = host.request()
    forged = VendorDesk(bytes(32)).answer(request)
    assert host.outcome(host.carried(forged)) == "invalid"
    assert not host.place.exists()


def test_a_changed_part_is_a_notice_and_a_majority_asks_anew(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = [Reading(part, f"{part.value}-1") for part in Part]

    def changed(count: int) -> tuple[Reading, ...]:
        new = [Reading(one.part, "new") for one in readings[-count:]] if count else []
        return (*readings[: len(readings) - count], *new)

    def become(count: int) -> None:
        for module in ("request", "install", "status"):
            monkeypatch.setattr(
                f"app.activation.commands.{module}.read_parts", lambda: changed(count)
            )

    become(0)
    file = host.carried(host.vendor.answer(host.request()))
    become(4)
    assert host.install(file).problem == "CP-7005"
    become(1)
    ran = host.install(file)
    assert ran.code == 0
    assert "mac" in ran.document["answers"][0]["explanation"]
    [line] = host.run("status").document["installed"]
    assert (line["verdict"], line["changed_parts"]) == ("valid", ["mac"])
    become(4)
    [line] = host.run("status").document["installed"]
    assert line["verdict"] == "wrong_machine"


@pytest.mark.parametrize(
    "place",
    [
        "/etc/cron.d/x", "/var/lib/../../etc/cron.d/x", "license", "~/license", "", "/", "/var/lib",
        "/var/library/x", "/var/lib/a\nb/license", "/root/.ssh/authorized_keys", "C:\\x",
        "/var/lib/not-there-at-all/license", "//var/lib/x\0",
    ],
)  # fmt: skip
def test_a_hostile_place_of_the_vendor_is_refused(host: Host, place: str) -> None:
    told = host.vendor.vendor_file(place)
    ran = host.install(host.carried(host.vendor.answer(host.request())), vendor=told)
    assert ran.problem == "CP-7006"
    with pytest.raises(BadPlace):
        install.vendors_target(place, (Path("/var/lib"),))


def test_links_on_the_way_are_refused(host: Host) -> None:
    answer = host.carried(host.vendor.answer(host.request()))
    elsewhere = host.folder / "elsewhere"
    elsewhere.mkdir()
    link = host.folder / "lib" / "link"
    link.symlink_to(elsewhere)
    through = host.vendor.vendor_file(str(link / "license"))
    assert host.install(answer, vendor=through).problem == "CP-7006"
    host.place.symlink_to(elsewhere / "target")
    assert host.install(answer).problem == "CP-7006"
    assert host.install(answer, "--target", host.place).problem == "CP-7006"
    assert list(elsewhere.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no file relative to a held folder")
def test_a_folder_higher_up_that_becomes_a_link_in_between_is_not_followed(tmp_path: Path) -> None:
    place = tmp_path / "root" / "vendor" / "product" / "license"
    place.parent.mkdir(parents=True)
    target = install.vendors_target(str(place), (tmp_path / "root",))
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "product").mkdir(parents=True)
    (tmp_path / "root" / "vendor").rename(tmp_path / "before")
    (tmp_path / "root" / "vendor").symlink_to(elsewhere)
    with pytest.raises(BadPlace) as raised:
        install.put(target, b"-----BEGIN LICENSE FILE-----\n", clock.now())
    assert "become a link" in raised.value.explanation
    assert list((elsewhere / "product").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="making a link needs a privilege on Windows")
def test_a_root_that_is_reached_by_a_link_is_shown_as_it_is(tmp_path: Path) -> None:
    real = tmp_path / "disk" / "opt"
    (real / "product").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    root = tmp_path / "link" / "opt"
    target = install.vendors_target(str(root / "product" / "license"), (root,))
    assert target.path == real / "product" / "license"
    assert install.put(target, b"key/a", clock.now()).path.read_bytes() == b"key/a"


def test_only_a_license_file_is_replaced(host: Host) -> None:
    answer = host.carried(host.vendor.answer(host.request()))
    for content in ("root:x:0:0", "#!/bin/sh\n", "-----BEGIN CERTIFICATE-----\n"):
        host.place.write_text(content)
        assert host.install(answer).problem == "CP-7006"
        assert host.place.read_text() == content
    host.place.unlink()
    host.place.mkdir()
    assert host.install(answer).problem == "CP-7006"
    host.place.rmdir()
    host.place.write_text(OLD_LICENSE)
    assert host.outcome(answer) == "installed"


def test_a_person_may_name_the_file(host: Host) -> None:
    answer = host.carried(host.vendor.answer(host.request()))
    real = host.folder / "real"
    real.mkdir()
    (host.folder / "current").symlink_to(real)
    ran = host.install(answer, "--target", host.folder / "current" / "lic")
    assert ran.document["answers"][0]["file"] == str(real / "lic")
    assert host.install(answer, "--target", real).problem == "CP-7006"


def test_without_a_yes_nothing_is_written(host: Host) -> None:
    file = host.carried(host.vendor.answer(host.request()))
    assert host.outcome(file) == "installed"
    host.place.unlink()
    ran = host.run("install", file, "--allow-root", host.folder / "lib")
    assert ran.problem == "CP-7009"
    assert not host.place.exists()


def test_a_full_disk_leaves_the_old_file(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    file = host.carried(host.vendor.answer(host.request()))
    host.place.write_text(OLD_LICENSE)
    real = os.fsync

    def full(descriptor: int) -> None:
        if str(Path(f"/proc/self/fd/{descriptor}").readlink()).startswith(str(host.place.parent)):
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    assert host.install(file).problem == "CP-7007"
    monkeypatch.undo()
    assert host.place.read_text() == OLD_LICENSE
    assert not [one for one in host.place.parent.iterdir() if one.name.endswith(".part")]
    assert host.outcome(file) == "installed", "it can be tried again"


@pytest.mark.skipif(not Path("/proc/sys").is_dir(), reason="needs a folder nobody may write to")
def test_a_place_that_cannot_be_written_is_a_typed_error(host: Host) -> None:
    file = host.carried(host.vendor.answer(host.request()))
    assert host.install(file, "--target", "/proc/sys/license").problem == "CP-7007"


@pytest.mark.parametrize(
    "data",
    [
        b"{", b"[]", b"{}", b'{"responses": 1}', b'{"responses": [1]}', b"\xff\xfe",
        b'{"responses": [{"request_id": "", "outcome": "issued"}]}', b'{"a": 1, "a": 2}',
        b'{"responses": [{"request_id": "r", "outcome": "issued", "machine_file": 1}]}',
        b'{"responses": ' + b"[" * 5000, b"x" * 1_000_001, b"{" + b" " * 10_000_000,
    ],
)  # fmt: skip
def test_what_is_no_answer_is_a_typed_error(host: Host, data: bytes) -> None:
    host.request()
    file = host.folder / "bad"
    file.write_bytes(data)
    ran = host.install(file)
    assert ran.code == 1
    found = ran.document
    assert "problem" in found or found["answers"][0]["outcome"] == "invalid"


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda data: b"{" + data))
def test_any_bytes_are_an_answer_or_a_typed_error(data: bytes) -> None:
    if data.startswith(b"{") or not data.isascii():
        with pytest.raises(BadFile):
            responses.read_answers(data)
    else:
        assert len(responses.read_answers(data)) == 1


def test_no_flipped_bit_of_an_answer_is_installed(host: Host) -> None:
    request = host.request()
    file = host.vendor.machine_file(request)
    assert host.outcome(host.carried(host.vendor.answer(host.request("--new")))) == "installed"
    before = host.place.read_bytes()
    for place in range(0, len(file), max(1, len(file) // 60)):
        flipped = file[:place] + chr(ord(file[place]) ^ 1) + file[place + 1 :]
        ran = host.install(host.carried(flipped), trust=False)
        assert ran.code == 1
        assert host.place.read_bytes() == before


def test_a_vendors_clock_that_was_ahead_gives_way_to_a_persons_word(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = clock.now() - timedelta(days=60)
    monkeypatch.setattr(clock, "now", lambda: here)
    ahead = host.carried(host.vendor.answer(host.request()))
    assert host.install(ahead).document["answers"][0]["outcome"] == "invalid"
    assert host.run("status").document["clock"]["standing"] == "behind"
    said = host.run("status", "--clock-is-right").document["clock"]
    assert said["standing"] == "right"
    assert "a person said is right" in said["explanation"]
    for _time in range(2):
        assert host.install(ahead).document["answers"][0]["outcome"] == "invalid"
        assert host.run("status").document["clock"]["standing"] == "right"


def test_a_clock_that_is_behind_locks_nothing(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    file = host.carried(host.vendor.answer(host.request()))
    real = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real - timedelta(days=1))
    ran = host.install(file)
    assert "clock" in ran.err
    assert ran.document["answers"][0]["outcome"] == "invalid"
    again = host.install(file)
    assert again.document["answers"][0]["outcome"] == "installed", "proved by the file itself"
    monkeypatch.setattr(clock, "now", lambda: real)
    status = host.run("status")
    assert status.document["clock"]["standing"] == "right"
    assert status.code == 0

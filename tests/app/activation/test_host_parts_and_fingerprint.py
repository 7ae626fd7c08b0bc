"""What tells a computer from others: read without privilege, hashed, compared by a policy."""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from pathlib import Path
from typing import IO

import pytest

from app.activation.fingerprint import Policy, compare, fingerprint_of
from app.activation.parts import Part, Reading, linux_readings, read_parts
from app.activation.parts_windows import smbios_readings
from app.activation.problems import NoMachineId


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
        "sys/class/dmi/id/product_uuid": "4C4C4544-0044-4810-8031-B4C04F595931\n",
        "sys/class/dmi/id/board_serial": "To Be Filled By O.E.M.\n",
        "proc/cpuinfo": "processor\t: 0\nvendor_id\t: Genuine\nmodel name\t: CPU 7\n\n",
        "sys/block/loop0/serial": "never",
        "sys/block/sda/device/serial": "DISK-77",
        "sys/block/sda/removable": "0",
        "sys/class/net/lo/address": "00:00:00:00:00:00",
        "sys/class/net/eth0/address": "52:54:00:12:34:56",
        "sys/class/net/eth0/device/vendor": "x",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


def values(root: Path) -> dict[Part, Reading]:
    return {one.part: one for one in linux_readings(root)}


def test_linux_tells_its_parts_and_a_placeholder_is_none(root: Path) -> None:
    found = values(root)
    assert found[Part.MACHINE_ID].value == "0123456789abcdef0123456789abcdef"
    assert found[Part.SYSTEM_UUID].value == "4c4c4544-0044-4810-8031-b4c04f595931"
    assert found[Part.BOARD] == Reading(Part.BOARD, None, "blank")
    assert found[Part.CPU].value == "genuine cpu 7"
    assert found[Part.DISK].value == "disk-77"
    assert found[Part.MAC].value == "52:54:00:12:34:56"


def test_a_part_that_may_not_be_read_is_recorded_as_such(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_anybody(file: Path, mode: str) -> IO[bytes]:
        if file.name == "product_uuid":
            raise PermissionError(13, "only root may read it", str(file))
        return open(file, "rb")

    monkeypatch.setattr("app.activation.parts.open", as_anybody, raising=False)
    assert values(root)[Part.SYSTEM_UUID] == Reading(Part.SYSTEM_UUID, None, "denied")


def test_what_can_be_pulled_out_is_not_counted(root: Path) -> None:
    (root / "sys/block/sda/removable").write_text("1\n")
    device = root / "sys/class/net/eth0/device"
    (device / "vendor").unlink()
    device.rmdir()
    usb = root / "sys/devices/usb1/1-1"
    usb.mkdir(parents=True)
    device.symlink_to(usb)
    found = values(root)
    assert found[Part.DISK] == Reading(Part.DISK, None, "removable")
    assert found[Part.MAC] == Reading(Part.MAC, None, "removable")


def test_an_empty_system_tells_nothing(tmp_path: Path) -> None:
    assert {one.why for one in linux_readings(tmp_path)} == {"absent"}
    with pytest.raises(NoMachineId):
        fingerprint_of("relay", linux_readings(tmp_path))


def test_this_computer_is_read_without_starting_a_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a program was started")

    for name in ("system", "popen", "posix_spawn", "fork"):
        monkeypatch.setattr(os, name, refuse, raising=False)
    monkeypatch.setattr("subprocess.Popen", refuse)
    assert {one.part for one in read_parts()} == set(Part)


def test_firmware_tables_are_read_as_the_standard_says() -> None:
    uuid = bytes(range(16))
    system = struct.pack("<BBH4B", 1, 0x19, 1, 1, 2, 3, 4) + uuid + b"\x06" + b"Maker\0Model\0\0"
    board = struct.pack("<BBH4B", 2, 8, 2, 1, 2, 0, 3) + b"Maker\0Board\0SN-9\0\0"
    found = {one.part: one.value for one in smbios_readings(system + board)}
    assert found[Part.SYSTEM_UUID] == "03020100-0504-0706-0809-0a0b0c0d0e0f"
    assert found[Part.BOARD] == "sn-9"
    for end in range(len(system)):
        assert len(list(smbios_readings(system[:end]))) == 2


def test_the_fingerprint_is_the_keyed_hash_that_is_documented(root: Path) -> None:
    found = fingerprint_of("relay", linux_readings(root))
    machine = b"0123456789abcdef0123456789abcdef"
    assert found.value == hmac.new(machine, b"relay", hashlib.sha256).hexdigest()
    assert found.components["disk"] == hmac.new(b"disk-77", b"relay/disk", "sha256").hexdigest()
    assert found.components["board"] is None
    assert "machine_id" not in found.components
    assert fingerprint_of("strata", linux_readings(root)).value != found.value


THEN = {"machine_id": "m", "cpu": "c", "disk": "d", "mac": "a", "board": None}


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ("", "any two most all"), ("cpu", "any two most"), ("cpu disk", "any two"),
        ("cpu disk mac", "any"), ("cpu disk mac machine_id", ""),
    ],
)  # fmt: skip
def test_each_policy_counts_what_both_sides_could_read(changed: str, holds: str) -> None:
    now = {part: "new" if part in changed.split() else value for part, value in THEN.items()}
    now["board"] = "readable by root now"
    for policy in Policy:
        found = compare(policy, THEN, now)
        assert found.holds is (policy.value in holds.split()), policy
        assert found.changed == tuple(part for part in THEN if part in changed.split())
        assert found.unknown == ("board",)


def test_two_computers_without_common_parts_are_not_one() -> None:
    for policy in Policy:
        assert not compare(policy, {"cpu": None}, {"cpu": "c"}).holds
        assert not compare(policy, {}, {}).holds

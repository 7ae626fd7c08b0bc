"""The doctor: what kind of computer this is, what its parts are worth, and whether it is a copy."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest

from app.activation import requests
from app.activation.doctor import examination as doctor
from app.activation.doctor.examination import Finding, Level, Looked
from app.activation.doctor.machine import linux_surroundings
from app.activation.doctor.model import document
from app.activation.doctor.parts import Stability
from app.activation.fingerprint import fingerprint_of
from app.activation.parts import Part, Reading, linux_readings
from app.activation.requests import Wish
from app.activation.state import HostState, Keeper
from tests.support.fake_roots import MAC, MACHINE_ID, SERIALS, FakeRoot

NOW = datetime.now(UTC).replace(microsecond=0)
"""Of this computer: the files of its system and of this program are not from the future."""


@pytest.fixture
def fake(tmp_path: Path) -> FakeRoot:
    return FakeRoot(tmp_path / "root")


def look(fake: FakeRoot) -> Looked:
    readings = tuple(linux_readings(fake.root))
    return doctor.look(
        fake.root.parent / "state", NOW, named=True, root=fake.root, readings=readings
    )


def found(fake: FakeRoot) -> dict[str, Finding]:
    return {one.id: one for one in doctor.findings(look(fake))}


def stability(fake: FakeRoot) -> dict[Part, Stability]:
    return {one.part: one.stability for one in look(fake).parts}


def test_a_physical_computer_has_firm_parts_and_nothing_bad(fake: FakeRoot) -> None:
    assert set(stability(fake).values()) == {Stability.FIRM}
    told = found(fake)
    assert told["computer.physical"].level is Level.OK
    assert doctor.worst(told.values()) is Level.NOTE, told


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"sys/class/dmi/id/sys_vendor": "VMware, Inc."}, "VMware"),
        ({"sys/class/dmi/id/sys_vendor": "innotek GmbH"}, "VirtualBox"),
        ({"sys/class/dmi/id/sys_vendor": "QEMU"}, "QEMU"),
        ({"sys/class/dmi/id/product_name": "KVM"}, "KVM"),
        (
            {
                "sys/class/dmi/id/sys_vendor": "Microsoft Corporation",
                "sys/class/dmi/id/product_name": "Virtual Machine",
            },
            "Hyper-V",
        ),
        ({"sys/class/dmi/id/sys_vendor": "Amazon EC2"}, "Amazon EC2"),
        ({"sys/hypervisor/type": "xen\n"}, "Xen"),
        ({"proc/cpuinfo": "vendor_id : x\nflags : fpu hypervisor lahf_lm\n"}, "?"),
        ({"proc/version": "Linux version 5.15 Microsoft-standard-WSL2"}, "WSL"),
    ],
)
def test_a_virtual_machine_is_recognized(fake: FakeRoot, files: dict[str, str], name: str) -> None:
    for file, text in files.items():
        fake.write(file, text)
    assert linux_surroundings(fake.root).virtual == name
    assert found(fake)["computer.virtual"].level is Level.NOTE
    assert stability(fake)[Part.CPU] is Stability.LOOSE
    assert stability(fake)[Part.MACHINE_ID] is Stability.FAIR


def test_rented_metal_and_a_maker_of_both_are_no_virtual_machine(fake: FakeRoot) -> None:
    fake.write("sys/class/dmi/id/sys_vendor", "Amazon EC2")
    fake.write("sys/class/dmi/id/product_name", "m5.metal")
    assert linux_surroundings(fake.root).virtual == ""
    fake.write("sys/class/dmi/id/sys_vendor", "Microsoft Corporation")
    fake.write("sys/class/dmi/id/product_name", "Surface Pro")
    assert linux_surroundings(fake.root).virtual == ""


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        (".dockerenv", "", "Docker"),
        ("run/.containerenv", "", "Podman"),
        ("run/systemd/container", "systemd-nspawn", "systemd-nspawn"),
        ("proc/1/cgroup", "4:memory:/kubepods/burstable/pod1\n", "Kubernetes"),
        ("proc/self/cgroup", "0::/docker/abc\n", "Docker"),
    ],
)
def test_a_container_is_recognized_and_its_id_is_loose(
    fake: FakeRoot, file: str, text: str, name: str
) -> None:
    fake.write(file, text)
    told = found(fake)["computer.container"]
    assert name in told.title
    assert told.level is Level.WARN
    assert "--state" in told.next_step
    assert stability(fake)[Part.MACHINE_ID] is Stability.LOOSE


def test_without_firmware_tables_it_says_so(tmp_path: Path) -> None:
    fake = FakeRoot(tmp_path / "root")
    for name in ("sys_vendor", "product_name", "product_uuid", "board_serial"):
        fake.remove(f"sys/class/dmi/id/{name}")
    (fake.root / "sys/class/dmi/id").rmdir()
    told = found(fake)
    assert "computer.no-firmware" in told
    assert "4" in told["computer.parts"].title


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("b08dfa6083e7567a1921a715000001fb", "computer.id-shared", Level.BAD),
        ("0123456789abcdef0123456789abcdef", "computer.id-example", Level.BAD),
        ("11111111111111111111111111111111", "computer.id-example", Level.BAD),
        ("", "computer.id-empty", Level.WARN),
        ("uninitialized\n", "computer.id-empty", Level.WARN),
        ("not-the-usual-form", "computer.id-odd", Level.NOTE),
    ],
)
def test_an_id_that_others_have_or_that_was_not_made_is_told(
    fake: FakeRoot, text: str, name: str, level: Level
) -> None:
    fake.write("etc/machine-id", text)
    assert found(fake)[name].level is level


def test_no_machine_id_is_bad_because_no_request_can_be_made(fake: FakeRoot) -> None:
    fake.remove("etc/machine-id")
    told = found(fake)["computer.no-machine-id"]
    assert told.level is Level.BAD
    assert "systemd-machine-id-setup" in told.next_step


def test_an_id_older_than_the_installation_came_with_an_image(fake: FakeRoot) -> None:
    fake.dated("etc/ssh/ssh_host_ed25519_key.pub", NOW - timedelta(days=10))
    fake.dated("etc/machine-id", NOW - timedelta(days=200))
    assert found(fake)["computer.id-older"].level is Level.WARN
    fake.dated("etc/machine-id", NOW - timedelta(days=10, hours=1))
    assert not {"computer.id-older", "computer.id-newer"} & set(found(fake))
    fake.dated("etc/machine-id", NOW - timedelta(days=2))
    assert found(fake)["computer.id-newer"].level is Level.NOTE


def test_an_id_that_dbus_knows_otherwise_is_a_note(fake: FakeRoot) -> None:
    fake.write("var/lib/dbus/machine-id", "9" * 16 + "a" * 16)
    assert found(fake)["computer.id-bus"].level is Level.NOTE


def test_where_dbus_alone_has_an_id_that_one_is_judged(fake: FakeRoot) -> None:
    fake.write("etc/machine-id", "")
    fake.write("var/lib/dbus/machine-id", MACHINE_ID)
    assert not {"computer.id-empty", "computer.id-bus"} & set(found(fake))
    fake.write("var/lib/dbus/machine-id", "0123456789abcdef0123456789abcdef")
    told = found(fake)["computer.id-example"]
    assert "/var/lib/dbus/machine-id" in told.next_step


def test_an_id_made_from_the_hypervisors_uuid_goes_with_it(fake: FakeRoot) -> None:
    fake.write("sys/class/dmi/id/sys_vendor", "QEMU")
    fake.write("etc/machine-id", SERIALS[2].replace("-", ""))
    [part] = [one for one in look(fake).parts if one.part is Part.MACHINE_ID]
    assert "UUID" in part.words


def test_parts_that_need_root_are_named_and_not_used(
    fake: FakeRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_anybody(file: Path, mode: str) -> IO[bytes]:
        if file.name in ("product_uuid", "board_serial"):
            raise PermissionError(13, "only root may read it", str(file))
        return open(file, "rb")

    monkeypatch.setattr("app.activation.parts.open", as_anybody, raising=False)
    looked = look(fake)
    denied = [one for one in looked.parts if one.why == "denied"]
    assert {one.part for one in denied} == {Part.SYSTEM_UUID, Part.BOARD}
    assert all("root" in one.words and "not used" in one.words for one in denied)
    assert "Main board" in found(fake)["computer.denied"].cause


def test_an_adapter_that_can_be_pulled_out_is_not_counted(fake: FakeRoot) -> None:
    fake.on_usb("sys/class/net/eno1")
    told = found(fake)["computer.usb-adapter"]
    assert told.facts == (("Adapters", "eno1"),)
    assert stability(fake)[Part.MAC] is Stability.NONE


def test_a_disk_on_usb_is_not_counted(fake: FakeRoot) -> None:
    fake.on_usb("sys/block/sda")
    told = found(fake)["computer.usb-disk"]
    assert "only" in told.title
    assert stability(fake)[Part.DISK] is Stability.NONE
    fake.write("sys/block/vda/device/serial", "BUILT-IN-1")
    assert "only" not in found(fake)["computer.usb-disk"].title


@pytest.mark.parametrize(
    ("address", "kind", "random"), [("02:1b:21:ab:cd:ef", "0", False), (MAC, "1", True)]
)
def test_an_address_that_software_made_up_is_loose(
    fake: FakeRoot, address: str, kind: str, random: bool
) -> None:
    fake.write("sys/class/net/eno1/address", address)
    fake.write("sys/class/net/eno1/addr_assign_type", kind)
    told = found(fake)["computer.made-up-address"]
    assert ("random" in told.cause) is random
    assert stability(fake)[Part.MAC] is Stability.LOOSE


def asked(fake: FakeRoot, folder: Path) -> None:
    """Remember a request of this computer in `folder`."""
    wish = Wish("relay", "lic-1", "gw-1", production=True)
    made = requests.make(wish, fingerprint_of("relay", linux_readings(fake.root)), NOW)
    with Keeper(folder) as keeper:
        keeper.save(HostState(requests=(made,)))


def test_a_copy_with_the_same_id_on_other_hardware_is_told(fake: FakeRoot) -> None:
    asked(fake, fake.root.parent / "state")
    assert "computer.copy" not in found(fake)
    fake.write("sys/class/dmi/id/product_uuid", "11111111-2222-3333-4444-555555555555")
    fake.write("sys/class/dmi/id/board_serial", "OTHER")
    fake.write("sys/class/net/eno1/address", "00:1b:21:00:00:01")
    assert found(fake)["computer.copy"].level is Level.WARN


def test_another_id_than_in_an_earlier_request_is_told(fake: FakeRoot) -> None:
    asked(fake, fake.root.parent / "state")
    fake.write("etc/machine-id", "a0" + MACHINE_ID[2:])
    assert found(fake)["computer.id-changed"].level is Level.WARN


def test_no_finding_and_no_part_tells_a_value(fake: FakeRoot) -> None:
    asked(fake, fake.root.parent / "state")
    fake.write("etc/machine-id", "uninitialized")
    told = json.dumps([document(one) for one in found(fake).values()])
    fake.write("etc/machine-id", MACHINE_ID)
    fake.on_usb("sys/class/net/eno1")
    looked = look(fake)
    told += json.dumps([document(one) for one in doctor.findings(looked)]) + repr(looked.parts)
    for secret in (MACHINE_ID, *SERIALS, MAC):
        assert secret.lower() not in told.lower()


def test_few_parts_are_worth_a_warning(fake: FakeRoot) -> None:
    readings = (Reading(Part.MACHINE_ID, MACHINE_ID), Reading(Part.CPU, "cpu"))
    looked = doctor.look(
        fake.root.parent / "state", NOW, named=True, root=fake.root, readings=readings
    )
    told = {one.id: one for one in doctor.findings(looked)}
    assert told["computer.parts"].level is Level.WARN


def test_every_finding_has_a_cause_and_what_is_wrong_has_a_next_step(fake: FakeRoot) -> None:
    fake.write(".dockerenv", "")
    fake.write("etc/machine-id", "")
    for one in found(fake).values():
        assert one.title
        assert one.cause.endswith(".")
        assert one.next_step or one.level is Level.OK

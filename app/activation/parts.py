"""The parts of a computer that tell it from others, read from the operating system itself.

No program is started for it. A part that this account may not read, or that says nothing (a blank
serial number, a placeholder of the maker), is recorded as such and never guessed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

_NOTHING = frozenset(
    {
        "", "0", "none", "default string", "not specified", "not applicable", "n/a", "unknown",
        "to be filled by o.e.m.", "system serial number", "base board serial number", "123456789",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "00:00:00:00:00:00", "uninitialized",
    }
)  # fmt: skip
"""What makers write where they have nothing to say."""

_LONGEST = 4096


class Part(str, Enum):
    """A part, by the name it has in a request."""

    MACHINE_ID = "machine_id"
    SYSTEM_UUID = "system_uuid"
    BOARD = "board"
    CPU = "cpu"
    DISK = "disk"
    MAC = "mac"


class Reading(NamedTuple):
    """What was read of a part. `value` None: not readable, `why` says the reason as a word."""

    part: Part
    value: str | None
    why: str = ""
    """"" where there is a value, else "absent", "denied", "blank" or "removable"."""


def read_parts(root: Path = Path("/")) -> tuple[Reading, ...]:
    """All parts of this computer. `root` is where its file system begins (Linux)."""
    if sys.platform == "win32":
        from app.activation.parts_windows import readings  # noqa: PLC0415 - this system's own

        return tuple(readings())
    if sys.platform == "darwin":
        from app.activation.parts_macos import readings  # noqa: PLC0415 - this system's own

        return tuple(readings())
    return tuple(linux_readings(root))


def linux_readings(root: Path) -> Iterator[Reading]:
    """The parts as Linux shows them under /etc, /sys and /proc."""
    firmware = root / "sys/class/dmi/id"
    yield _first(Part.MACHINE_ID, root / "etc/machine-id", root / "var/lib/dbus/machine-id")
    yield _first(Part.SYSTEM_UUID, firmware / "product_uuid")
    yield _first(Part.BOARD, firmware / "board_serial")
    yield _cpu(root / "proc/cpuinfo")
    yield _disk(root / "sys/block")
    yield _mac(root / "sys/class/net")


def meaningful(value: str) -> str | None:
    """`value` in one form, None where it says nothing."""
    form = " ".join(value.replace("\0", " ").split()).lower()
    return None if form in _NOTHING or not form.strip("0-: ") else form


def reading(part: Part, value: str) -> Reading:
    """A part whose value the system gave."""
    form = meaningful(value)
    return Reading(part, form) if form else Reading(part, None, "blank")


def _first(part: Part, *files: Path) -> Reading:
    """The first of these files that says something; else why the first does not."""
    found = [_from_file(part, file) for file in files]
    return next((one for one in found if one.value), found[0])


def _from_file(part: Part, file: Path) -> Reading:
    try:
        with open(file, "rb") as stream:
            text = stream.read(_LONGEST).decode("utf-8", "replace")
    except PermissionError:
        return Reading(part, None, "denied")
    except OSError:
        return Reading(part, None, "absent")
    return reading(part, text)


def _cpu(file: Path) -> Reading:
    try:
        with open(file, "rb") as stream:
            text = stream.read(65536).decode("utf-8", "replace")
    except PermissionError:
        return Reading(Part.CPU, None, "denied")
    except OSError:
        return Reading(Part.CPU, None, "absent")
    members = {
        name.strip().lower(): value.strip()
        for name, colon, value in (line.partition(":") for line in reversed(text.splitlines()))
        if colon
    }
    names = ("vendor_id", "cpu implementer", "model name", "cpu family", "model", "cpu part")
    return reading(Part.CPU, " ".join(members[name] for name in names if name in members))


def _disk(folder: Path) -> Reading:
    """The serial number of the first disk that is built in."""
    return _of_devices(
        Part.DISK,
        folder,
        skipped=("loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd"),
        files=("device/serial", "serial", "device/wwid", "wwid"),
    )


def _mac(folder: Path) -> Reading:
    """The address of the first network interface that is built in."""
    return _of_devices(
        Part.MAC,
        folder,
        skipped=("lo", "docker", "br-", "veth", "virbr", "tun", "tap", "wg", "bond", "dummy"),
        files=("address",),
        hardware=True,
    )


def _of_devices(
    part: Part,
    folder: Path,
    *,
    skipped: tuple[str, ...],
    files: tuple[str, ...],
    hardware: bool = False,
) -> Reading:
    try:
        devices = sorted(folder.iterdir(), key=lambda device: device.name)
    except PermissionError:
        return Reading(part, None, "denied")
    except OSError:
        return Reading(part, None, "absent")
    why = "absent"
    for device in devices:
        if device.name.startswith(skipped) or (hardware and not (device / "device").exists()):
            continue
        if _removable(device):
            why = "removable"
            continue
        found = _first(part, *(device / file for file in files))
        if found.value:
            return found
        why = found.why if found.why != "absent" else why
    return Reading(part, None, why)


def _removable(device: Path) -> bool:
    """Whether a disk or an adapter can be pulled out: then trust must not hang on it."""
    try:
        if (device / "removable").read_text(encoding="ascii").strip() == "1":
            return True
    except (OSError, ValueError):
        pass  # most devices say nothing of the kind
    try:
        return "/usb" in (device / "device").resolve().as_posix()
    except (OSError, RuntimeError):
        return False

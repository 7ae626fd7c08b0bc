"""The parts of a Windows computer, from the registry and the firmware tables."""

from __future__ import annotations

import ctypes
import struct
import sys
import uuid
from collections.abc import Iterator

from app.activation.parts import Part, Reading, reading

if sys.platform == "win32":
    import winreg

    _CPU = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"

    def readings() -> Iterator[Reading]:
        """The parts as the registry and SMBIOS tell them; an ordinary account may read them all."""
        yield _registry(Part.MACHINE_ID, r"SOFTWARE\Microsoft\Cryptography", "MachineGuid")
        yield from _firmware()
        yield _registry(Part.CPU, _CPU, "VendorIdentifier", "ProcessorNameString", "Identifier")
        yield Reading(Part.DISK, None, "absent")
        yield Reading(Part.MAC, None, "absent")

    def _registry(part: Part, path: str, *names: str) -> Reading:
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path, 0, access) as key:
                values = [str(winreg.QueryValueEx(key, name)[0]) for name in names]
                return reading(part, " ".join(values))
        except PermissionError:
            return Reading(part, None, "denied")
        except OSError:
            return Reading(part, None, "absent")

    def _firmware() -> Iterator[Reading]:
        provider = int.from_bytes(b"RSMB", "big")
        ask = ctypes.windll.kernel32.GetSystemFirmwareTable
        size = ask(provider, 0, None, 0)
        table = ctypes.create_string_buffer(max(size, 1))
        if size <= 8 or ask(provider, 0, table, size) != size:
            yield Reading(Part.SYSTEM_UUID, None, "absent")
            yield Reading(Part.BOARD, None, "absent")
            return
        yield from smbios_readings(table.raw[8:size])


def smbios_readings(table: bytes) -> Iterator[Reading]:
    """System UUID and board serial number from an SMBIOS structure table (DMTF DSP0134)."""
    system = Reading(Part.SYSTEM_UUID, None, "absent")
    board = Reading(Part.BOARD, None, "absent")
    place = 0
    while place + 4 <= len(table):
        kind, length = struct.unpack_from("BB", table, place)
        end = table.find(b"\0\0", place + length)
        if length < 4 or end < 0:
            break
        body, texts = table[place : place + length], table[place + length : end].split(b"\0")
        if kind == 1 and length >= 0x19:
            system = reading(Part.SYSTEM_UUID, str(uuid.UUID(bytes_le=bytes(body[8:24]))))
        if kind == 2 and length >= 8 and 0 < body[7] <= len(texts):
            board = reading(Part.BOARD, texts[body[7] - 1].decode("ascii", "replace"))
        place = end + 2
    yield system
    yield board

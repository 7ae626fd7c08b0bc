"""The parts of a Mac, from the I/O registry (IOKit) and sysctl."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator

from app.activation.parts import Part, Reading, reading

if sys.platform == "darwin":
    _UTF8 = 0x08000100
    _FRAMEWORKS = "/System/Library/Frameworks"

    def readings() -> Iterator[Reading]:
        """The platform's UUID and serial number, and the processor; others are not offered."""
        yield _platform(Part.MACHINE_ID, b"IOPlatformUUID")
        yield Reading(Part.SYSTEM_UUID, None, "absent")
        yield _platform(Part.BOARD, b"IOPlatformSerialNumber")
        yield _cpu()
        yield Reading(Part.DISK, None, "absent")
        yield Reading(Part.MAC, None, "absent")

    def _platform(part: Part, name: bytes) -> Reading:
        """A text property of the registry's platform expert."""
        kit = ctypes.CDLL(f"{_FRAMEWORKS}/IOKit.framework/IOKit")
        core = ctypes.CDLL(f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation")
        pointer = ctypes.c_void_p
        kit.IOServiceMatching.restype = pointer
        kit.IOServiceGetMatchingService.argtypes = [ctypes.c_uint32, pointer]
        kit.IOServiceGetMatchingService.restype = ctypes.c_uint32
        kit.IORegistryEntryCreateCFProperty.argtypes = [
            ctypes.c_uint32, pointer, pointer, ctypes.c_uint32,
        ]  # fmt: skip
        kit.IORegistryEntryCreateCFProperty.restype = pointer
        kit.IOObjectRelease.argtypes = [ctypes.c_uint32]
        core.CFStringCreateWithCString.argtypes = [pointer, ctypes.c_char_p, ctypes.c_uint32]
        core.CFStringCreateWithCString.restype = pointer
        core.CFStringGetCString.argtypes = [
            pointer, ctypes.c_char_p, ctypes.c_long, ctypes.c_uint32,
        ]  # fmt: skip
        core.CFRelease.argtypes = [pointer]
        expert = kit.IOServiceGetMatchingService(
            0, kit.IOServiceMatching(b"IOPlatformExpertDevice")
        )
        if not expert:
            return Reading(part, None, "absent")
        key = core.CFStringCreateWithCString(None, name, _UTF8)
        found = kit.IORegistryEntryCreateCFProperty(expert, key, None, 0)
        core.CFRelease(key)
        kit.IOObjectRelease(expert)
        if not found:
            return Reading(part, None, "absent")
        text = ctypes.create_string_buffer(256)
        known = core.CFStringGetCString(found, text, len(text), _UTF8)
        core.CFRelease(found)
        return reading(part, text.value.decode("utf-8")) if known else Reading(part, None, "blank")

    def _cpu() -> Reading:
        system = ctypes.CDLL(None)
        size = ctypes.c_size_t(256)
        text = ctypes.create_string_buffer(size.value)
        name = b"machdep.cpu.brand_string"
        if system.sysctlbyname(name, text, ctypes.byref(size), None, 0):
            return Reading(Part.CPU, None, "absent")
        return reading(Part.CPU, text.value.decode("utf-8", "replace"))

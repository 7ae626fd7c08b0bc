"""File systems of made-up Linux computers, for what reads /etc, /sys and /proc below a root."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

MACHINE_ID = "7d1c0f4e5a6b4c3d8e9fa0b1c2d3e4f5"
SERIALS = ("DISK-77-SECRET", "BOARD-88-SECRET", "4c4c4544-0044-4810-8031-b4c04f595931")
MAC = "00:1b:21:ab:cd:ef"


class FakeRoot:
    """A physical computer, until a test makes something else of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("etc/machine-id", MACHINE_ID + "\n")
        firmware = "sys/class/dmi/id"
        self.write(f"{firmware}/sys_vendor", "Dell Inc.\n")
        self.write(f"{firmware}/product_name", "PowerEdge R750\n")
        self.write(f"{firmware}/product_uuid", SERIALS[2])
        self.write(f"{firmware}/board_serial", SERIALS[1])
        self.write(
            "proc/cpuinfo", "vendor_id\t: Genuine\nmodel name\t: CPU 7\nflags\t\t: fpu sse\n"
        )
        self.write("proc/stat", "cpu 1 2 3\nbtime 1795000000\n")
        self.write("proc/1/cgroup", "0::/init.scope\n")
        self.write("sys/block/sda/device/serial", SERIALS[0])
        self.write("sys/block/sda/removable", "0")
        self.write("sys/class/net/eno1/address", MAC)
        self.write("sys/class/net/eno1/addr_assign_type", "0")
        self.write("sys/class/net/eno1/device/vendor", "x")

    def write(self, name: str, text: str) -> Path:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def remove(self, name: str) -> None:
        (self.root / name).unlink()

    def dated(self, name: str, at: datetime) -> None:
        """Let a file, or a folder, be of this instant."""
        file = self.root / name
        if not file.exists():
            self.write(name, "x")
        os.utime(file, (at.timestamp(), at.timestamp()))

    def on_usb(self, device: str) -> None:
        """Put the hardware of a device (sys/class/net/eno1) behind USB."""
        link = self.root / device / "device"
        for file in sorted(link.iterdir()):
            file.unlink()
        link.rmdir()
        usb = self.root / "sys/devices/pci0/usb1/1-1"
        usb.mkdir(parents=True, exist_ok=True)
        link.symlink_to(usb)

"""What kind of computer this is: virtual, in a container, made from an image. Read, never asked.

Files are looked at where Linux keeps them; on Windows and macOS the system itself says whether it
is virtual.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

_MOST = 65536

_MAKERS = (
    ("vmware", "VMware"),
    ("virtualbox", "VirtualBox"),
    ("innotek", "VirtualBox"),
    ("parallels", "Parallels"),
    ("qemu", "QEMU"),
    ("kvm", "KVM"),
    ("bochs", "Bochs"),
    ("bhyve", "bhyve"),
    ("xen", "Xen"),
    ("openstack", "OpenStack"),
    ("ovirt", "oVirt"),
    ("nutanix", "Nutanix AHV"),
    ("google compute engine", "Google Compute Engine"),
    ("digitalocean", "DigitalOcean"),
    ("alibaba cloud", "Alibaba Cloud"),
    ("hetzner", "Hetzner Cloud"),
    ("apple virtualization", "Apple Virtualization"),
)
"""What stands in the firmware's names of a virtual machine, and what people call it."""

_CONTAINERS = (
    ("docker", "Docker"),
    ("kubepods", "Kubernetes"),
    ("libpod", "Podman"),
    ("containerd", "containerd"),
    ("/lxc", "LXC"),
    ("systemd-nspawn", "systemd-nspawn"),
)

_SHARED_IDS = frozenset(
    {"b08dfa6083e7567a1921a715000001fb"}  # Whonix and Kicksecure give it to all, for privacy.
)
_EXAMPLES = ("0123456789abcdef" * 2, "deadbeef" * 4, "cafebabe" * 4, "1234567890abcdef" * 2)
_HEX = re.compile(r"[0-9a-f]{32}")


class Surroundings(NamedTuple):
    """Where this system runs. "" where nothing of the kind was recognized."""

    virtual: str = ""
    """What the virtual machine is called; "?" for one that does not say."""
    container: str = ""
    firmware: bool = True
    """Whether the firmware's tables can be seen at all."""


class IdFile(NamedTuple):
    """What is known about the file with the machine id; instants are UTC."""

    state: str
    """"good", "absent", "denied", "empty", "uninitialized", "shared", "example", "odd"."""
    made: datetime | None = None
    installed: datetime | None = None
    """When the system was installed or the image was made, as far as its files tell."""
    host_keys: datetime | None = None
    """When the system first made keys of its own (SSH), None where it has none."""
    bus_differs: bool = False
    """Whether D-Bus keeps another id."""
    from_firmware: bool = False
    """Whether it was made from the system UUID, which a hypervisor gives."""


def surroundings(root: Path = Path("/")) -> Surroundings:
    """Where this system runs. `root` is where its file system begins (Linux)."""
    if sys.platform == "win32":
        return Surroundings(virtual=_virtual_windows())
    if sys.platform == "darwin":
        return Surroundings(virtual=_virtual_macos())
    return linux_surroundings(root)


def linux_surroundings(root: Path) -> Surroundings:
    """Where a Linux runs, from DMI, the processor's flags and what container engines leave."""
    firmware = (root / "sys/class/dmi/id").is_dir() or (root / "proc/device-tree").is_dir()
    return Surroundings(_virtual(root), _container(root), firmware)


def _virtual(root: Path) -> str:
    folder = root / "sys/class/dmi/id"
    names = ("sys_vendor", "product_name", "product_version", "bios_vendor", "board_vendor")
    told = " ".join(_text(folder / name).strip().lower() for name in names)
    product = _text(folder / "product_name").strip().lower()
    if "microsoft corporation" in told and product == "virtual machine":
        return "Hyper-V"
    if "amazon ec2" in told and not product.endswith(".metal"):
        return "Amazon EC2"
    found = next((name for sign, name in _MAKERS if sign in told), "")
    if found:
        return found
    if "microsoft" in _text(root / "proc/version").lower():
        return "WSL"
    if _text(root / "sys/hypervisor/type").strip():
        return "Xen"
    tree = _text(root / "proc/device-tree/compatible").lower()
    if "dummy-virt" in tree or (root / "proc/device-tree/hypervisor").exists():
        return "KVM"
    flags = re.search(r"^flags\s*:.*$", _text(root / "proc/cpuinfo"), re.MULTILINE)
    return "?" if flags and re.search(r"\bhypervisor\b", flags.group()) else ""


def _container(root: Path) -> str:
    if (root / ".dockerenv").exists():
        return "Docker"
    if (root / "run/.containerenv").exists():
        return "Podman"
    told = _text(root / "run/systemd/container").strip()
    if told and told.isprintable():
        return told[:40]
    groups = _text(root / "proc/1/cgroup") + _text(root / "proc/self/cgroup")
    return next((name for sign, name in _CONTAINERS if sign in groups), "")


def id_file(root: Path, system_uuid: str | None) -> IdFile:
    """What is known about /etc/machine-id; the id itself is not kept."""
    file = root / "etc/machine-id"
    try:
        with open(file, "rb") as stream:
            text = stream.read(256).decode("utf-8", "replace").strip().lower()
    except PermissionError:
        return IdFile("denied")
    except OSError:
        return IdFile("absent")
    bus_file = root / "var/lib/dbus/machine-id"
    bus = _text(bus_file).strip().lower()
    if bus and _judged(text) in ("empty", "uninitialized"):
        # This one is read instead (app.activation.parts).
        text, file = bus, bus_file
    return IdFile(
        _judged(text),
        _changed(file),
        _installed(root),
        _host_keys(root),
        bool(bus) and bool(text) and bus != text,
        bool(system_uuid) and (system_uuid or "").replace("-", "") == text,
    )


def _judged(text: str) -> str:
    if not text:
        return "empty"
    if text == "uninitialized":
        return text
    if text in _SHARED_IDS:
        return "shared"
    if text in _EXAMPLES or len(set(text)) <= 2:
        return "example"
    return "good" if _HEX.fullmatch(text) else "odd"


def _installed(root: Path) -> datetime | None:
    """The first of what an installation leaves and nobody touches later."""
    names = ("lost+found", "var/log/installer", "var/log/anaconda", "etc/.pwd.lock")
    return next((at for at in (_changed(root / name) for name in names) if at), None)


def _host_keys(root: Path) -> datetime | None:
    names = ("ed25519", "ecdsa", "rsa")
    found = (_changed(root / f"etc/ssh/ssh_host_{name}_key.pub") for name in names)
    return max((at for at in found if at), default=None)


def _changed(file: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(os.stat(file).st_mtime, timezone.utc)
    except (OSError, OverflowError, ValueError):
        return None


def _text(file: Path) -> str:
    """What a small file says; "" where it cannot be read."""
    try:
        with open(file, "rb") as stream:
            return stream.read(_MOST).decode("utf-8", "replace").replace("\0", " ")
    except OSError:
        return ""


def _virtual_windows() -> str:
    """What the firmware calls this Windows computer."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - this system's own

        place, names = (
            r"HARDWARE\DESCRIPTION\System\BIOS",
            ("SystemManufacturer", "SystemProductName"),
        )
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                told = " ".join(str(winreg.QueryValueEx(key, name)[0]) for name in names).lower()
        except OSError:
            return ""
        if "microsoft corporation" in told and "virtual machine" in told:
            return "Hyper-V"
        return next((name for sign, name in _MAKERS if sign in told), "")
    return ""


def _virtual_macos() -> str:
    """Whether this macOS runs under a hypervisor, which it does not name."""
    if sys.platform == "darwin":
        import ctypes  # noqa: PLC0415 - this system's own

        value, size = ctypes.c_int(0), ctypes.c_size_t(ctypes.sizeof(ctypes.c_int))
        name = b"kern.hv_vmm_present"
        if not ctypes.CDLL(None).sysctlbyname(
            name, ctypes.byref(value), ctypes.byref(size), None, 0
        ):
            return "?" if value.value else ""
    return ""

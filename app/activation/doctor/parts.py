"""Each part of this computer's fingerprint: whether it is known, why not, and how long it lasts.

No value of a part is ever told, not even in part: only what kind it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from app.activation.doctor.machine import IdFile, Surroundings
from app.activation.parts import Part, Reading, meaningful
from app.activation.words import _


class Stability(str, Enum):
    """How long a part stays as it is."""

    FIRM = "firm"
    FAIR = "fair"
    LOOSE = "loose"
    NONE = "none"
    """It is not known here, and so not counted."""


class Adapter(NamedTuple):
    """A network adapter or a disk, by the name the system gives it; never its address."""

    name: str
    removable: bool
    chosen: bool
    """Whether the fingerprint counts it."""
    made_up: bool = False
    """An address that software chose (locally administered, or said to be random)."""
    random: bool = False
    """An address that the system says is random."""


class PartState(NamedTuple):
    """A part as it is on this computer."""

    part: Part
    known: bool
    why: str
    """Why it is not known: "absent", "denied", "blank", "removable"; "" where it is."""
    stability: Stability
    words: str
    """What it is worth here, or why it is missing, in a sentence."""


def part_words(part: Part) -> str:
    """What a part is called."""
    return {
        Part.MACHINE_ID: _("Machine id"),
        Part.SYSTEM_UUID: _("System UUID"),
        Part.BOARD: _("Main board"),
        Part.CPU: _("Processor"),
        Part.DISK: _("Disk"),
        Part.MAC: _("Network adapter"),
    }[part]


def stability_words(stability: Stability) -> str:
    """How long it lasts, in a word or two."""
    return {
        Stability.FIRM: _("Firm"),
        Stability.FAIR: _("Fairly firm"),
        Stability.LOOSE: _("Loose"),
        Stability.NONE: _("Not counted"),
    }[stability]


def part_states(
    readings: Iterable[Reading], around: Surroundings, made: IdFile, cards: Iterable[Adapter]
) -> tuple[PartState, ...]:
    """Every part with its stability in these surroundings."""
    by_part = {one.part: one for one in readings}
    card = next((one for one in cards if one.chosen), None)
    return tuple(
        _state(by_part.get(part) or Reading(part, None, "absent"), around, made, card)
        for part in Part
    )


def _state(reading: Reading, around: Surroundings, made: IdFile, card: Adapter | None) -> PartState:
    if reading.value is None:
        words = _missing(reading)
        return PartState(reading.part, False, reading.why or "absent", Stability.NONE, words)
    if around.container:
        stability, words = _in_container(reading.part, around.container)
    elif around.virtual:
        stability, words = _virtual(reading.part, made)
    else:
        stability, words = _physical(reading.part)
    if reading.part is Part.MAC and card is not None and card.made_up and not around.virtual:
        stability = Stability.LOOSE
        words = _("Its address was made up by software and may be another one after a restart.")
    if reading.part is Part.MACHINE_ID and made.state in ("shared", "example"):
        stability = Stability.LOOSE
        words = _("Other computers have the same one.")
    return PartState(reading.part, True, "", stability, words)


def _missing(reading: Reading) -> str:
    if reading.why == "denied":
        return _("Needs root; it is not used, so that everybody makes the same fingerprint.")
    if reading.why == "blank":
        return _("The maker wrote nothing there; it is not used.")
    if reading.why == "removable":
        return _("Only one that can be pulled out is there; it is not used.")
    return _("This system tells none; it is not used.")


def _physical(part: Part) -> tuple[Stability, str]:
    return {
        Part.MACHINE_ID: (
            Stability.FIRM,
            _("Made when the system was installed; a new installation makes another one."),
        ),
        Part.SYSTEM_UUID: (Stability.FIRM, _("Written into the firmware of the main board.")),
        Part.BOARD: (Stability.FIRM, _("Changes when the main board is replaced.")),
        Part.CPU: (
            Stability.FIRM,
            _("Its model; changes with the processor, and is the same on computers of one kind."),
        ),
        Part.DISK: (Stability.FIRM, _("Changes when the first disk is replaced.")),
        Part.MAC: (Stability.FIRM, _("Changes when the built-in adapter is replaced.")),
    }[part]


def _virtual(part: Part, made: IdFile) -> tuple[Stability, str]:
    if part is Part.MACHINE_ID and made.from_firmware:
        return Stability.FAIR, _("Made from the UUID that the hypervisor gives: it goes with it.")
    return {
        Part.MACHINE_ID: (
            Stability.FAIR,
            _("Kept on the virtual disk: a copy of the machine has the same one."),
        ),
        Part.SYSTEM_UUID: (
            Stability.FAIR,
            _("Given by the hypervisor: a move keeps it, a copy or an import may change it."),
        ),
        Part.BOARD: (Stability.FAIR, _("Made up by the hypervisor; a copy may get another one.")),
        Part.CPU: (
            Stability.LOOSE,
            _("The host's model: it changes when the machine moves to other hardware."),
        ),
        Part.DISK: (
            Stability.FAIR,
            _("Named by the hypervisor; it changes when the virtual disk is exchanged."),
        ),
        Part.MAC: (
            Stability.FAIR,
            _("Given by the hypervisor; a copy or a new adapter gets another one."),
        ),
    }[part]


def _in_container(part: Part, engine: str) -> tuple[Stability, str]:
    if part is Part.MACHINE_ID:
        words = _("Each new container may have another one, or all have the image's.")
        return Stability.LOOSE, words
    if part is Part.MAC:
        return Stability.LOOSE, _("Made up for this container by {engine}.").format(engine=engine)
    return Stability.FAIR, _("That of the computer below: all its containers have the same.")


def adapters(root: Path, reading: Reading | None) -> tuple[Adapter, ...]:
    """The network adapters with hardware behind them; `reading` tells which one is counted."""
    found = []
    for device in _devices(root / "sys/class/net"):
        if device.name.startswith("lo") or not (device / "device").exists():
            continue
        address = meaningful(_word(device / "address"))
        random = _word(device / "addr_assign_type") == "1"
        found.append(
            Adapter(
                device.name,
                _on_usb(device),
                reading is not None and reading.value is not None and address == reading.value,
                random or _locally_administered(address),
                random,
            )
        )
    return tuple(found)


def disks(root: Path) -> tuple[Adapter, ...]:
    """The disks with hardware behind them, and whether each can be pulled out."""
    return tuple(
        Adapter(device.name, _on_usb(device) or _word(device / "removable") == "1", False)
        for device in _devices(root / "sys/block")
        if (device / "device").exists() and not device.name.startswith(("sr", "fd", "loop"))
    )


def known_parts(parts: Iterable[PartState]) -> Mapping[str, bool]:
    """The parts by name, and whether each is known here."""
    return {one.part.value: one.known for one in parts}


def _devices(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=lambda device: device.name)
    except OSError:
        return []


def _on_usb(device: Path) -> bool:
    try:
        return "/usb" in (device / "device").resolve().as_posix()
    except (OSError, RuntimeError):
        return False


def _locally_administered(address: str | None) -> bool:
    """Bit 1 of the first octet: no maker gave this address (IEEE 802, clause 8.4)."""
    try:
        return bool(int((address or "0")[:2], 16) & 2)
    except ValueError:
        return False


def _word(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""

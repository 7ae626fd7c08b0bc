"""Findings about the computer: is it virtual, a container, a copy; what can be pulled out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from app.activation.doctor.change import in_short, policy_words
from app.activation.doctor.machine import IdFile, Surroundings
from app.activation.doctor.model import Area, Finding, Level
from app.activation.doctor.parts import Adapter, PartState, known_parts, part_words
from app.activation.fingerprint import Policy, compare, fingerprint_of
from app.activation.parts import Part, Reading
from app.activation.problems import NoMachineId
from app.activation.state import HostState
from app.activation.words import _, ngettext

_APART = timedelta(days=1)
_FEW = 3


class Computer(NamedTuple):
    """What was read of the computer."""

    readings: tuple[Reading, ...]
    around: Surroundings
    made: IdFile
    adapters: tuple[Adapter, ...]
    disks: tuple[Adapter, ...]
    parts: tuple[PartState, ...]


def findings(computer: Computer, state: HostState, policy: Policy | None) -> Iterator[Finding]:
    """All that is to be said about the fingerprint."""
    yield _parts(computer.parts)
    yield from _missing(computer.parts)
    yield _kind(computer.around)
    yield from _id_file(computer)
    yield from _pulled_out(computer)
    yield from _copied(computer.readings, state)
    yield _policy(computer.parts, policy)


def _parts(parts: tuple[PartState, ...]) -> Finding:
    known = [one for one in parts if one.known]
    if not any(one.part is Part.MACHINE_ID for one in known):
        return _found(
            "computer.no-machine-id", Level.BAD, _("This computer has no machine id"),
            _("Without one there is no fingerprint, and no request can be made."),
            _("On Linux an administrator makes one with “systemd-machine-id-setup”."),
        )  # fmt: skip
    count = len(known)
    title = ngettext(
        "{count} part of the fingerprint can be read",
        "{count} parts of the fingerprint can be read",
        count,
    ).format(count=count)
    names = ", ".join(part_words(one.part) for one in known)
    if count < _FEW:
        return _found(
            "computer.parts", Level.WARN, title,
            _("Only these are known here: {parts}. Each of them weighs much then.").format(
                parts=names
            ),
            _("See below what a change would mean before you exchange hardware."),
        )  # fmt: skip
    return _found(
        "computer.parts", Level.OK, title, _("They are: {parts}.").format(parts=names), ""
    )


def _missing(parts: tuple[PartState, ...]) -> Iterator[Finding]:
    denied = [part_words(one.part) for one in parts if one.why == "denied"]
    if denied:
        yield _found(
            "computer.denied", Level.NOTE, _("Some parts need root"),
            _("Only root may read these: {parts}. They are recorded as not readable and never "
              "counted against you.").format(parts=", ".join(denied)),
            _("Nothing to do. Make request and installation with the same account."),
        )  # fmt: skip


def _kind(around: Surroundings) -> Finding:
    if around.container:
        return _found(
            "computer.container", Level.WARN,
            _("This is a container ({engine})").format(engine=around.container),
            _("A new container may be another computer to the vendor: its machine id and its "
              "network adapter are made anew."),
            _("Activate the computer below it, or give the container the machine id of that one "
              "(/etc/machine-id, read-only) and a folder that stays (--state)."),
        )  # fmt: skip
    if around.virtual:
        name = around.virtual if around.virtual != "?" else _("a hypervisor")
        return _found(
            "computer.virtual", Level.NOTE,
            _("This is a virtual machine ({name})").format(name=name),
            _("A copy of it cannot be told from it offline; going back to a snapshot brings back "
              "an earlier state of licenses and clock."),
            _("Do not copy it once it is activated. After a copy or a move, look here again."),
        )  # fmt: skip
    if not around.firmware:
        return _found(
            "computer.no-firmware", Level.NOTE, _("The firmware's tables are not there"),
            _("System UUID and main board cannot be read: so it is in containers, in small "
              "virtual machines and on some boards."),
            _("Nothing to do; fewer parts are counted here."),
        )  # fmt: skip
    return _found(
        "computer.physical", Level.OK, _("No virtual machine and no container was recognized"),
        _("Neither the firmware nor the processor nor the system says so."), "",
    )  # fmt: skip


def _id_file(computer: Computer) -> Iterator[Finding]:
    made = computer.made
    anew = _(
        "Before you activate, an administrator removes /etc/machine-id and "
        "/var/lib/dbus/machine-id and runs “systemd-machine-id-setup”. What was activated before "
        "has to be activated again."
    )
    if made.state == "shared":
        yield _found(
            "computer.id-shared", Level.BAD, _("The machine id is one that many computers share"),
            _("This system is delivered with the same id for all, on purpose."), anew,
        )  # fmt: skip
    elif made.state == "example":
        yield _found(
            "computer.id-example", Level.BAD, _("The machine id is an example, not an id"),
            _("It is a pattern as examples and images have it; others have the same one."), anew,
        )  # fmt: skip
    elif made.state in ("empty", "uninitialized"):
        yield _found(
            "computer.id-empty", Level.WARN, _("The machine id was not made yet"),
            _("The file is empty or says “uninitialized”, as in an image. The system makes an id "
              "as it starts, and perhaps another one each time."),
            _("An administrator makes it stay: “systemd-machine-id-setup --commit”."),
        )  # fmt: skip
    elif made.state == "odd":
        yield _found(
            "computer.id-odd", Level.NOTE, _("The machine id has not the usual form"),
            _("It should be 32 hexadecimal digits; it is used as it is."),
            _("See that nothing writes it anew at each start."),
        )  # fmt: skip
    if made.bus_differs:
        yield _found(
            "computer.id-bus", Level.NOTE, _("D-Bus keeps another machine id"),
            _("/etc/machine-id is used. Two ids are left when one was made anew alone."),
            _("Nothing to do for licenses."),
        )  # fmt: skip
    yield from _id_age(made, anew)


def _id_age(made: IdFile, anew: str) -> Iterator[Finding]:
    """An id older than what the first start makes came with the image; a younger one was remade."""
    if made.made is None or made.state not in ("good", "odd"):
        return
    facts = [(_("Machine id"), _day(made.made))]
    facts += [(_("Installation"), _day(made.installed))] if made.installed else []
    facts += [(_("The system's own SSH keys"), _day(made.host_keys))] if made.host_keys else []
    first = [at for at in (made.installed, made.host_keys) if at is not None]
    if first and made.made < max(first) - _APART:
        yield _found(
            "computer.id-older", Level.WARN, _("The machine id is older than this installation"),
            _("It came with an image or a backup: other computers made of it may have the same "
              "one, and a vendor may take them for copies."), anew,
        )._replace(facts=tuple(facts))  # fmt: skip
    elif made.host_keys is not None and made.made > made.host_keys + _APART:
        yield _found(
            "computer.id-newer", Level.NOTE, _("The machine id was made anew later"),
            _("It is younger than what this system made when it first started."),
            _("Requests from before belong to the old id: make new ones."),
        )._replace(facts=tuple(facts))  # fmt: skip


def _pulled_out(computer: Computer) -> Iterator[Finding]:
    cards = [one for one in computer.adapters if one.removable]
    if cards:
        yield _found(
            "computer.usb-adapter", Level.NOTE, _("A network adapter can be pulled out"),
            _("It is on USB, so it is not counted: you may pull it out at any time."),
            _("Nothing to do."),
        )._replace(facts=((_("Adapters"), ", ".join(one.name for one in cards)),))  # fmt: skip
    made_up = next((one for one in computer.adapters if one.chosen and one.made_up), None)
    if made_up is not None and not computer.around.virtual:
        yield _found(
            "computer.made-up-address", Level.WARN,
            _("The network adapter's address was made up"),
            _("The system says that it is random.") if made_up.random
            else _("No maker gave it: software did, and may give another one."),
            _("Have it keep one address (no randomizing for this adapter), or see below what "
              "happens when it changes."),
        )._replace(facts=((_("Adapter"), made_up.name),))  # fmt: skip
    sticks = [one for one in computer.disks if one.removable]
    counted = any(one.part is Part.DISK and one.known for one in computer.parts)
    if sticks:
        title = (
            _("A disk can be pulled out") if counted
            else _("There are only disks that can be pulled out")
        )  # fmt: skip
        yield _found(
            "computer.usb-disk", Level.NOTE, title,
            _("It is on USB or removable, so it is not counted."), _("Nothing to do."),
        )._replace(facts=((_("Disks"), ", ".join(one.name for one in sticks)),))  # fmt: skip


def _copied(readings: tuple[Reading, ...], state: HostState) -> Iterator[Finding]:
    """Requests of this folder against this computer: did it make them."""
    copies = others = 0
    for made in state.requests:
        try:
            body = json.loads(made.body)
            then = {Part.MACHINE_ID.value: body["fingerprint"], **body["components"]}
            now = fingerprint_of(str(body["product_id"]), readings).parts()
        except NoMachineId:
            return
        except (ValueError, KeyError, TypeError):
            continue
        found = compare(Policy.MOST, then, now)
        if Part.MACHINE_ID.value in found.changed:
            others += 1
        elif len(found.changed) >= len(found.same):
            copies += 1
    if copies:
        yield _found(
            "computer.copy", Level.WARN, _("This looks like a copy of another computer"),
            _("A request in this folder was made with the same machine id, but on other "
              "hardware: a copied virtual machine, an exchanged board, or an image."),
            _("If it is a copy, give it a machine id of its own and make a new request. If the "
              "hardware was exchanged, activate it again."),
        )  # fmt: skip
    if others:
        yield _found(
            "computer.id-changed", Level.WARN,
            _("The machine id is another one than in an earlier request"),
            _("The system was installed anew, or this folder came from another computer."),
            _("Make a new request here: answers to the old one are for the old id."),
        )._replace(facts=((_("Requests with another id"), str(others)),))  # fmt: skip


def _policy(parts: tuple[PartState, ...], policy: Policy | None) -> Finding:
    known = known_parts(parts)
    if policy is None:
        cause = _("This computer knows no vendor file yet, so each rule is shown.")
        facts = tuple((policy_words(one), in_short(one, known)) for one in Policy)
    else:
        cause = in_short(policy, known)
        facts = ((_("The vendor's rule"), policy_words(policy)),)
    found = _found(
        "computer.policy", Level.NOTE, _("What may change without a new activation"), cause,
        _("Play a change through before you make it: “What if” in the window, --simulate in "
          "the shell."),
    )  # fmt: skip
    return found._replace(facts=facts)


def _day(at: datetime) -> str:
    return at.strftime("%Y-%m-%d")


def _found(name: str, level: Level, title: str, cause: str, next_step: str) -> Finding:
    return Finding(name, Area.COMPUTER, level, title, cause, next_step)

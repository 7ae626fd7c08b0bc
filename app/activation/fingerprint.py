"""The fingerprint of a computer for one product, and whether a computer is still the same one.

The fingerprint is HMAC-SHA-256 with the operating system's machine id as key and the product as
message, so that the machine id itself never leaves and two products cannot compare notes. The
other parts are hashed in the same way; one that cannot be read here is null and never counted.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from app.activation.parts import Part, Reading
from app.activation.problems import NoMachineId
from app.activation.words import _


class Policy(str, Enum):
    """How many of the parts have to be the same still."""

    ANY = "any"
    TWO = "two"
    MOST = "most"
    ALL = "all"


class Fingerprint(NamedTuple):
    """What tells this computer from others. `components` by part: 64 hex digits, or None."""

    value: str
    components: dict[str, str | None]

    def parts(self) -> dict[str, str | None]:
        """All that is compared, the machine id's own hash first."""
        return {Part.MACHINE_ID.value: self.value, **self.components}


class Likeness(NamedTuple):
    """What a comparison found; parts unknown on either side are not counted."""

    holds: bool
    same: tuple[str, ...]
    changed: tuple[str, ...]
    unknown: tuple[str, ...]


def fingerprint_of(product: str, readings: Iterable[Reading]) -> Fingerprint:
    """The fingerprint for `product`. Raises NoMachineId where the system tells none."""
    values = {reading.part: reading.value for reading in readings}
    machine = values.pop(Part.MACHINE_ID, None)
    if machine is None:
        raise NoMachineId(
            _("This host has no machine id"),
            _("The operating system tells none, or this account may not read it."),
            _("On Linux an administrator makes one with “systemd-machine-id-setup”."),
        )
    return Fingerprint(
        keyed_hash(machine, product),
        {
            part.value: keyed_hash(value, f"{product}/{part.value}") if value else None
            for part, value in values.items()
        },
    )


def keyed_hash(key: str, message: str) -> str:
    """HMAC-SHA-256 of UTF-8 texts, as 64 hex digits."""
    return hmac.new(
        key.encode("utf-8", "replace"), message.encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()


def compare(
    policy: Policy, then: Mapping[str, str | None], now: Mapping[str, str | None]
) -> Likeness:
    """Whether two computers are one by `policy`: the parts named by both are compared."""
    same: list[str] = []
    changed: list[str] = []
    unknown: list[str] = []
    for part in dict.fromkeys((*then, *now)):
        before, after = then.get(part), now.get(part)
        if before is None or after is None:
            unknown.append(part)
        else:
            (same if hmac.compare_digest(before, after) else changed).append(part)
    holds = _enough(policy, len(same), len(changed))
    return Likeness(holds, tuple(same), tuple(changed), tuple(unknown))


def _enough(policy: Policy, same: int, changed: int) -> bool:
    if policy is Policy.ALL:
        return bool(same) and not changed
    if policy is Policy.MOST:
        return same > changed
    wanted = 1 if policy is Policy.ANY else min(2, same + changed)
    return same >= max(1, wanted)

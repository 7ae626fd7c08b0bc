"""The licenses that hand-made orders grant, the machines that hold one, and what is revoked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from app.sandbox.calendar import Calendar, at, start_of
from app.sandbox.drafting import order_id
from app.sandbox.fulfilment import Found
from app.sandbox.records import Delivery, Line, Order
from app.sandbox.signing import Signer

REVOCATIONS = "revocations"
"""The feed's id of the revocation list; there is one."""

_HELD = {"lic-21640-1": 24, "lic-20655-1": 6, "lic-21930-1": 1}
"""How many machines hold a license when the sandbox starts; those of KO-20655 are all taken."""

_PLACES = ("ulm", "kassel", "linz", "gdansk")


class License(Struct, frozen=True):
    """What a line of an order grants; `machines` is the most that may hold it, None any number."""

    order_id: str
    line_id: str
    product_id: str
    name: str
    state: Literal["active", "suspended", "expired", "revoked"]
    key_hint: str
    starts_at: str | None
    expires_at: str | None
    machines: int | None
    entitlements: tuple[str, ...]
    production_machines: int | None = None
    """The most of them that may be production instances; None: all."""


class Machine(Struct, frozen=True):
    """One machine that holds a license."""

    license_id: str
    name: str
    fingerprint: str
    production: bool
    state: Literal["active", "deactivated", "revoked"]
    activated_at: str
    ended_at: str | None = None


class RevocationList(Struct, frozen=True):
    """What must no longer be used."""

    number: int
    issued_at: str
    next_at: str
    licenses: tuple[str, ...] = ()
    machines: tuple[str, ...] = ()


def of(
    order: Order, followed: Iterable[Found], calendar: Calendar
) -> Iterator[tuple[str, str, Struct]]:
    """The licenses of an order whose keys were handed over, and the machines that hold them."""
    number = order.number.removeprefix("KO-")
    keys = {name: one for _kind, name, one in followed if isinstance(one, Delivery)}
    for place, line in enumerate(order.lines, 1):
        handed = keys.get(f"del-{number}-{place}-k")
        if handed is None or not handed.license_key:
            continue
        name = f"lic-{number}-{place}"
        yield "license", name, _license(order, line, handed.license_key, calendar)
        for one in range(_HELD.get(name, 0)):
            where = _PLACES[one % len(_PLACES)]
            yield "machine", f"mac-{number}-{place}-{one + 1}", Machine(
                name, f"gw-{where}-{one // len(_PLACES) + 1:02}",
                sha256(f"{name}/{one}".encode()).hexdigest(), True, "active",
                at(calendar.ago(30 - one), 8),
            )  # fmt: skip


def revocation_list(calendar: Calendar, signer: Signer) -> tuple[str, str, Struct]:
    """The list as the sandbox starts with it: nothing is revoked."""
    content = RevocationList(1, start_of(calendar.ago(20)), start_of(calendar.ago(-10)))
    signed = signer.sign(msgspec.json.encode(content), "revocation_list")
    return "revocation_list", REVOCATIONS, signed


def _license(order: Order, line: Line, key: str, calendar: Calendar) -> License:
    machines, production = _granted(line)
    ended = line.term.end is not None and line.term.end < start_of(calendar.today)
    suspended = order.status == "suspended"
    return License(
        order_id(order.number),
        line.id,
        line.product_id,
        line.product_name,
        "expired" if ended else "suspended" if suspended else "active",
        key[-4:],
        line.term.start,
        line.term.end,
        machines,
        ("clustering",) if line.product_id == "relay-gateway-eu" else (),
        production,
    )


def _granted(line: Line) -> tuple[int | None, int | None]:
    """All instances, and production instances, by the order; where it is silent one (terms 6.2)."""
    scopes = [one for one in line.scope if one.kind == "instances"]
    beside = [one.quantity for one in scopes if one.metric.startswith("non-production")]
    stated = [one.quantity for one in scopes if not one.metric.startswith("non-production")]
    whole = _sum(stated) if stated else line.production_instances or 1
    production = whole if line.production_instances is None else line.production_instances
    if whole is not None and production is not None:
        whole = max(whole, production)
    extra = _sum(beside)
    machines = None if whole is None or extra is None else whole + extra
    return machines, production


def _sum(quantities: list[int | None]) -> int | None:
    """All together; None where one is unlimited."""
    return None if None in quantities else sum(one for one in quantities if one is not None)

"""Instances of licenses: who holds one, whether another one is left, and how one becomes free.

The order's scope decides: production machines are counted against the production instances that it
grants, and all machines together against all instances. One that is no production instance takes
none of those only where the order grants further ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct

from app.base.clock import to_wire
from app.portal.wire import ProblemDocument
from app.sandbox.activation_bodies import Asked
from app.sandbox.feed import Feed
from app.sandbox.license_records import License, Machine


class _LicenseEntry(Struct):
    deleted: bool
    data: License | None = None


class _MachineEntry(Struct):
    deleted: bool
    data: Machine | None = None


class Instances:
    """The machines of licenses within one write transaction, as of `now`."""

    def __init__(self, feed: Feed, connection: sqlite3.Connection, now: datetime) -> None:
        self._feed = feed
        self._connection = connection
        self._now = now
        self._known: dict[str, dict[str, tuple[str, Machine]]] = {}

    def taken(self, one: Asked, granted: License) -> str | ProblemDocument:
        """The machine that holds an instance now, by its id; else why there is none for it."""
        request = one.request
        known = self._machines(request.license_id)
        name, before = known.get(request.fingerprint, ("", None))
        if before is not None and before.state == "revoked":
            return reason(409, "machine_revoked", "This machine is revoked")
        held = before is not None and before.state == "active"
        if held and before is not None and before.production == request.production:
            return name
        others = (one for _name, one in known.values() if one.state == "active")
        refusal = _full(granted, (one for one in others if one is not before), request.production)
        if refusal:
            return refusal
        machine = Machine(
            request.license_id,
            request.host_name or f"mac-{one.sha256[:16]}",
            request.fingerprint,
            request.production,
            "active",
            to_wire(self._now),
        )
        if held and before is not None:
            machine = msgspec.structs.replace(before, production=request.production)
        else:
            name = f"mac-{one.sha256[:16]}"
        self._put(name, machine)
        return name

    def given_up(self, requests: Iterable[str]) -> None:
        """End what these requests were answered with; a machine that none is left for is free."""
        for request_id in requests:
            row = self._connection.execute(
                "SELECT machine FROM activation WHERE request_id=? AND ended_at IS NULL",
                (request_id,),
            ).fetchone()
            if row is None:
                continue
            self._connection.execute(
                "UPDATE activation SET ended_at=? WHERE request_id=?",
                (to_wire(self._now), request_id),
            )
            left = self._connection.execute(
                "SELECT 1 FROM activation WHERE machine=? AND ended_at IS NULL", (row[0],)
            ).fetchone()
            if left is None:
                self._ended(row[0], "deactivated")

    def ended(self, name: str, state: str) -> int | None:
        """End a machine, and with it all that its requests were answered with; its new version."""
        self._connection.execute(
            "UPDATE activation SET ended_at=? WHERE machine=? AND ended_at IS NULL",
            (to_wire(self._now), name),
        )
        return self._ended(name, state)

    def machine(self, name: str) -> Machine | None:
        """The machine of this id; None where there is none."""
        row = self._connection.execute(
            "SELECT entry FROM feed WHERE kind='machine' AND id=?", (name,)
        ).fetchone()
        entry = msgspec.json.decode(row[0], type=_MachineEntry) if row else None
        return entry.data if entry and not entry.deleted else None

    def _ended(self, name: str, state: str) -> int | None:
        machine = self.machine(name)
        if machine is None or machine.state != "active":
            return None
        return self._put(
            name, msgspec.structs.replace(machine, state=state, ended_at=to_wire(self._now))
        )

    def _put(self, name: str, machine: Machine) -> int:
        if machine.license_id in self._known:
            self._known[machine.license_id][machine.fingerprint] = (name, machine)
        return self._feed.put_within(self._connection, "machine", name, machine)

    def _machines(self, license_id: str) -> dict[str, tuple[str, Machine]]:
        """The machines of a license by fingerprint: the active or revoked one, else the last."""
        if license_id not in self._known:
            found: dict[str, tuple[str, Machine]] = {}
            rows = self._connection.execute(
                "SELECT id, entry FROM feed WHERE kind='machine' ORDER BY seq"
            )
            for name, raw in rows.fetchall():
                entry = msgspec.json.decode(raw, type=_MachineEntry)
                one = entry.data
                if one is None or entry.deleted or one.license_id != license_id:
                    continue
                if one.fingerprint not in found or one.state != "deactivated":
                    found[one.fingerprint] = (str(name), one)
            self._known[license_id] = found
        return self._known[license_id]


def license_of(connection: sqlite3.Connection, name: str) -> License | None:
    """The license of this id; None where there is none."""
    row = connection.execute(
        "SELECT entry FROM feed WHERE kind='license' AND id=?", (name,)
    ).fetchone()
    entry = msgspec.json.decode(row[0], type=_LicenseEntry) if row else None
    return entry.data if entry and not entry.deleted else None


def reason(status: int, code: str, title: str, detail: str = "") -> ProblemDocument:
    """Why a request is refused."""
    return ProblemDocument("about:blank", title, status, detail, code=code)


def _full(granted: License, beside: Iterable[Machine], production: bool) -> ProblemDocument | None:
    """Why there is no instance for one more machine beside these; None where there is one."""
    if granted.machines is None and granted.production_machines is None:
        return None
    others = list(beside)
    used = len(others)
    if granted.machines is not None and used >= granted.machines:
        title = f"No instance is left of this license: {used} of {granted.machines} are in use"
        return reason(409, "no_instance_left", title, "Return one first, or extend the order.")
    most = granted.production_machines
    used = sum(one.production for one in others)
    if production and most is not None and used >= most:
        title = f"No production instance is left of this license: {used} of {most} are in use"
        detail = "The order grants the others for test and standby only."
        return reason(409, "no_production_instance_left", title, detail)
    return None

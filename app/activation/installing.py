"""An answer becomes an installed license: judged, planned, put in place; the same for all doors.

Nothing here prints or asks. Whoever calls shows the plan and has it confirmed before it is done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from app.activation import clock, filing, install, responses
from app.activation.called import tool
from app.activation.fingerprint import Fingerprint, compare, fingerprint_of
from app.activation.parts import Reading
from app.activation.problems import BadPlace, NotForHere
from app.activation.responses import USABLE, Answer, Judged, Means, Outcome
from app.activation.state import HostState, Installed, stamp
from app.activation.vendor_file import VendorFile, revoked_ids
from app.activation.words import _


class Plan(NamedTuple):
    """What is to be put where. `notice`: what changed since the request, "" for nothing."""

    judged: Judged
    product_id: str
    target: install.Target
    notice: str


def judged(
    answers: Sequence[Answer],
    state: HostState,
    vendor: VendorFile,
    readings: Sequence[Reading],
    now: datetime,
    license_keys: Sequence[str] = (),
) -> tuple[Judged, ...]:
    """What these answers are to this host; `now` is what its clock shows."""
    means = Means(
        state,
        vendor.keys,
        clock.judged_at(now, state.marks),
        _fingerprints(vendor, state, readings),
        license_keys,
        revoked_ids(state.revocations),
    )
    return responses.judged(answers, means)


def noted(one: Judged, state: HostState, now: datetime) -> HostState:
    """The state that knows what a genuine answer proves of the clock."""
    facts = one.checked.payload if one.checked else None
    if facts is None or facts.issued is None:
        return state
    return state._replace(marks=clock.proved_by(facts.issued, now, state.marks))


def wanted(one: Judged, state: HostState, target: str = "") -> bool:
    """Whether the answer may be installed, and is not in its place already."""
    if one.outcome is Outcome.DUPLICATE:
        return not _in_place(hashlib.sha256(one.data).hexdigest(), state, target)
    return one.outcome in USABLE


def plan(
    one: Judged,
    vendor: VendorFile,
    readings: Sequence[Reading],
    target: str = "",
    roots: Sequence[Path] = (),
) -> Plan:
    """Where it goes: the place that a person names as `target`, else the vendor's.

    `roots` are further folders that the vendor's place may lie under. Raises NotForHere, BadPlace.
    """
    body = json.loads(one.request.body) if one.request else {}
    notice = _same_machine(body, vendor, readings)
    product = body.get("product_id") or _product(one, vendor)
    return Plan(one, product, _target(product, vendor, target, roots), notice)


def carried_out(what: Plan, state: HostState, now: datetime) -> tuple[HostState, Installed]:
    """Put it in place; the state that remembers it. Raises BadPlace, CannotWrite."""
    one = what.judged
    facts = one.checked.payload if one.checked else None
    assert facts is not None
    put = install.put(what.target, one.data, now)
    done = Installed(
        product_id=what.product_id,
        license_id=facts.license_id,
        request_id=one.request.request_id if one.request else "",
        path=str(put.path),
        sha256=hashlib.sha256(one.data).hexdigest(),
        issued=stamp(facts.issued),
        expiry=stamp(facts.expiry),
        license_expiry=stamp(facts.license_expiry),
        installed_at=stamp(now),
        previous=str(put.previous or ""),
        machine_id=facts.machine_id,
    )
    others = tuple(old for old in state.installed if old.path != done.path)
    return state._replace(installed=(*others, done)), done


def _same_machine(body: dict[str, Any], vendor: VendorFile, readings: Sequence[Reading]) -> str:
    """A notice where a part has changed since the request. Raises NotForHere for too many."""
    if not body:
        return ""
    now = fingerprint_of(body["product_id"], readings)
    then = Fingerprint(body["fingerprint"], body["components"])
    found = compare(vendor.policy, then.parts(), now.parts())
    if not found.holds:
        raise NotForHere(
            _("This computer is no longer the one that asked"),
            _("Changed since the request: {parts}.").format(parts=", ".join(found.changed)),
            _("Make a new request here with “{tool} request --new”.").format(tool=tool()),
        )
    if found.changed:
        return _("Changed since the request, within what the vendor accepts: {parts}.").format(
            parts=", ".join(found.changed)
        )
    return ""


def _target(product: str, vendor: VendorFile, target: str, roots: Sequence[Path]) -> install.Target:
    if target:
        return install.given_target(target)
    location = vendor.location(product)
    if location is None:
        raise BadPlace(
            _("The vendor does not say where this product reads its license"),
            _("Its file names no place for “{product}”.").format(product=product or "?"),
            _("Name the file with --target."),
        )
    return install.vendors_target(location, (*install.allowed_roots(), *roots))


def _in_place(sha256: str, state: HostState, target: str) -> bool:
    """Whether this file is where it was installed, unchanged, and is not wanted elsewhere."""
    place = str(install.given_target(target).path) if target else ""
    for one in state.installed:
        if place and place != one.path:
            continue
        if one.sha256 == sha256 and Path(one.path).is_file():
            return hashlib.sha256(filing.content(Path(one.path))).hexdigest() == sha256
    return False


def _product(one: Judged, vendor: VendorFile) -> str:
    """The product that a file without a request is for, by what it includes."""
    facts = one.checked.payload if one.checked else None
    found = (
        [part.get("id") for part in facts.included if part.get("type") == "products"]
        if facts
        else []
    )
    names = [name for name in found if isinstance(name, str) and vendor.location(name)]
    return names[0] if names else ""


def _fingerprints(
    vendor: VendorFile, state: HostState, readings: Sequence[Reading]
) -> tuple[str, ...]:
    """This host's fingerprints for every product that a file without a request could be for."""
    products = [one.product_id for one in vendor.locations]
    products += [json.loads(one.body)["product_id"] for one in state.requests]
    return tuple(fingerprint_of(name, readings).value for name in dict.fromkeys(products))

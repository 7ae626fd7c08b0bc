"""A license leaves this host: planned, taken away from where the product reads it, remembered.

What is about to be done is on the disk before the file moves, and the file can be put back until
its removal is on the disk as well; an end in between is undone, or finished, the next time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.activation import aside, clock, filing, standing
from app.activation.called import tool
from app.activation.fingerprint import Fingerprint, Policy, compare, fingerprint_of
from app.activation.parts import Reading
from app.activation.problems import NoProof, NothingKnown
from app.activation.state import HostState, Installed, Keeper, Removed, instant, stamp
from app.activation.words import _

_KEPT = "removed"


class Plan(NamedTuple):
    """What is to be taken away. `places` is empty where all of it was removed before."""

    license_id: str
    places: tuple[Installed, ...]
    there: tuple[bool, ...]
    """Of each place: whether the file is there still."""
    no_proof: str
    """Why there will be no proof; "" where there will be one."""


def plan(wanted: str, state: HostState, readings: Sequence[Reading]) -> Plan:
    """What `wanted` is: the id of a license, or a file that was installed; "" for the only one.

    Raises NothingKnown, BadPlace where something else lies where the license was installed.
    """
    name = _license(wanted, state)
    places = tuple(one for one in state.installed if one.license_id == name)
    there = tuple(aside.is_there(one.path, one.sha256) for one in places)
    return Plan(name, places, there, _why_no_proof(places, state, readings))


def removed(
    what: Plan, keeper: Keeper, now: datetime, *, keep: bool = False, without_proof: bool = False
) -> tuple[Removed, ...]:
    """Take the files away; what is remembered of it, which is then on the disk.

    `keep`: a copy stays in this host's folder. Raises NoProof, BadPlace, CannotWrite; every file is
    then in its place, and nothing is claimed.
    """
    if what.no_proof and not without_proof:
        raise NoProof(
            _("There would be no proof of this removal"),
            what.no_proof,
            _("Remove it with --without-proof; the vendor then frees the instance on your word."),
        )
    state = keeper.state
    out = tuple(aside.leaving(one.path, one.sha256) for one in what.places)
    if keep:
        _copied(what, keeper.folder, now)
    keeper.save(state._replace(leaving=(*state.leaving, *out)))
    gone = tuple(
        _row(one, what, state, now, _fate(there=there, keep=keep))
        for one, there in zip(what.places, what.there)
    )
    try:
        for one in out:
            aside.set_aside(one)
        left = tuple(one for one in state.installed if one not in what.places)
        done = keeper.state._replace(installed=left, removed=(*state.removed, *gone))
        keeper.save(done)
    except BaseException:
        aside.settled(keeper)
        raise
    aside.settled(keeper)
    return gone


def copies(folder: Path) -> Path:
    """Where copies of removed files are kept, below the host's folder."""
    return folder / _KEPT


def _license(wanted: str, state: HostState) -> str:
    names = list(dict.fromkeys(one.license_id for one in state.installed))
    if not wanted:
        names = names or list(dict.fromkeys(one.license_id for one in state.removed))
        if len(names) == 1:
            return names[0]
        raise _unknown(_listed(names))
    known = [(one.license_id, one.path) for one in state.installed]
    known += [(one.license_id, one.path) for one in reversed(state.removed)]
    place = os.path.realpath(os.path.expanduser(wanted))
    for name, path in known:
        if wanted == name or place == os.path.realpath(path):
            return name
    raise _unknown(_listed(names))


def _why_no_proof(
    places: Sequence[Installed], state: HostState, readings: Sequence[Reading]
) -> str:
    """Why no key can sign for this computer; "" where one can."""
    vendor = standing.trusted_vendor(state)
    for one in places:
        request = state.request(one.request_id)
        if request is None:
            return _("No request of this host stands behind {file}.").format(file=one.path)
        body = json.loads(request.body)
        then = Fingerprint(body["fingerprint"], body["components"])
        now = fingerprint_of(body["product_id"], readings)
        policy = vendor.policy if vendor else Policy.MOST
        if not compare(policy, then.parts(), now.parts()).holds:
            return _(
                "This computer is not the one that asked: its word about that one proves nothing."
            )
    return ""


def _row(one: Installed, what: Plan, state: HostState, now: datetime, file: str) -> Removed:
    """What is remembered: with every request for the license, so that no answer comes in later."""
    asked = [
        made.request_id
        for made in state.requests
        if json.loads(made.body)["license_id"] == one.license_id
        and state.removal(made.request_id) is None
    ]
    also = [name for name in asked if name != one.request_id]
    times = [clock.judged_at(now, state.marks), instant(one.installed_at), instant(one.issued)]
    return Removed(
        one.product_id,
        one.license_id,
        one.request_id,
        " ".join(also),
        one.path,
        one.sha256,
        one.installed_at,
        stamp(max(time for time in times if time is not None)),
        stamp(now),
        file,
        what.no_proof,
    )


def _fate(*, there: bool, keep: bool) -> str:
    if not there:
        return "absent"
    return "kept" if keep else "deleted"


def _copied(what: Plan, folder: Path, now: datetime) -> None:
    """Copies for the host's folder. Raises BadFile, CannotWrite."""
    place = copies(folder)
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise filing.cannot_write(place, error) from error
    for one, there in zip(what.places, what.there):
        if there:
            name = f"{one.license_id}-{one.sha256[:8]}-{now:%Y%m%dT%H%M%SZ}.lic"
            filing.write(place / name, filing.content(Path(one.path)))


def _listed(names: Sequence[str]) -> str:
    if not names:
        return _("Nothing is installed.")
    return _("Installed here: {names}.").format(names=", ".join(names))


def _unknown(why: str) -> NothingKnown:
    return NothingKnown(
        _("It is not known which license is meant"),
        why,
        _("Name the license or its file; “{tool} status” lists them.").format(tool=tool()),
    )

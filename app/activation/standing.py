"""What is installed on this host as it stands now: each file's verdict, its end, what changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.activation import aside, clock, filing
from app.activation.checking import Checked, check, instant_words
from app.activation.fingerprint import Fingerprint, compare, fingerprint_of
from app.activation.parts import Reading
from app.activation.problems import BadFile, CannotWrite
from app.activation.state import HostState, Installed, Keeper, MadeRequest, Removed, instant, load
from app.activation.vendor_file import VendorFile, parsed, revoked_ids
from app.activation.verdicts import Reason, Verdict
from app.activation.words import _, ngettext


class InPlace(NamedTuple):
    """One installed license as it stands now."""

    one: Installed
    checked: Checked
    ends: datetime | None
    """The earlier of the file's end and the license's; None: it has none."""
    changed: tuple[str, ...]
    """Parts of this computer that are not as they were at its request."""


def remembered(folder: Path, now: datetime, *, right: bool = False) -> tuple[HostState, clock.View]:
    """What is remembered; the clock's time is noted where the folder can be written.

    `right`: a person says that the clock is right now. Raises BadState, CannotWrite.
    """
    if not os.path.lexists(folder):
        return HostState(), clock.view(now, clock.Marks())
    try:
        with Keeper(folder) as keeper:
            aside.settled(keeper)
            marks = keeper.state.marks
            if right:
                marks = clock.declared_right(now, marks)
            view = clock.view(now, marks)
            keeper.save(keeper.state._replace(marks=clock.noted(now, marks)))
            return keeper.state, view
    except CannotWrite:
        if right:
            raise
        state = load(folder)
        return state, clock.view(now, state.marks)


def trusted_vendor(state: HostState) -> VendorFile | None:
    """What the file of the vendor says that this host trusts; None before there is one."""
    return parsed(state.vendor.payload.encode("utf-8")) if state.vendor else None


def standings(state: HostState, readings: Sequence[Reading], at: datetime) -> tuple[InPlace, ...]:
    """Everything installed, judged as of the aware instant `at`."""
    vendor = trusted_vendor(state)
    return tuple(_in_place(one, state, vendor, readings, at) for one in state.installed)


def waiting(state: HostState) -> tuple[MadeRequest, ...]:
    """The requests that wait for their answer, oldest first."""
    return tuple(one for one in state.requests if one.request_id not in state.closed)


def waiting_words(state: HostState) -> str:
    """How many requests wait for their answers, in a sentence; "" where none does."""
    count = len(waiting(state))
    words = ngettext(
        "{count} request waits for its answer.", "{count} requests wait for their answers.", count
    )
    return words.format(count=count) if count else ""


def removed(state: HostState) -> tuple[Removed, ...]:
    """The licenses that were removed and are not installed anew, the latest removal of each."""
    here = {one.license_id for one in state.installed}
    latest = {one.license_id: one for one in state.removed if one.license_id not in here}
    return tuple(latest.values())


def lasts(ends: datetime | None, at: datetime) -> str:
    """How long a license lasts, in a sentence with hour and zone."""
    if ends is None:
        return _("It has no end.")
    when = instant_words(ends)
    if ends <= at:
        return _("It ended {when}.").format(when=when)
    days = (ends - at).days
    return ngettext(
        "It lasts until {when}: {count} day left.",
        "It lasts until {when}: {count} days left.",
        days,
    ).format(when=when, count=days)


def days_left(ends: datetime | None, at: datetime) -> int | None:
    """Whole days until the end; None where there is none."""
    return None if ends is None else max(0, (ends - at).days)


def _in_place(
    one: Installed,
    state: HostState,
    vendor: VendorFile | None,
    readings: Sequence[Reading],
    at: datetime,
) -> InPlace:
    request = state.request(one.request_id)
    body = json.loads(request.body) if request else None
    changed: tuple[str, ...] = ()
    same = True
    if body is not None and vendor is not None:
        then = Fingerprint(body["fingerprint"], body["components"])
        found = compare(
            vendor.policy, then.parts(), fingerprint_of(body["product_id"], readings).parts()
        )
        changed, same = found.changed, found.holds
    fingerprint = body["fingerprint"] if body else fingerprint_of(one.product_id, readings).value
    checked = _checked(one, state, vendor, fingerprint, at)
    if not same:
        why = _("This computer is no longer the one that asked: activate it again.")
        checked = checked._replace(
            reasons=(Reason(Verdict.WRONG_MACHINE, why), *_bad_reasons(checked))
        )
    ends = [end for end in map(instant, (one.expiry, one.license_expiry)) if end is not None]
    return InPlace(one, checked, min(ends, default=None), changed)


def _checked(
    one: Installed, state: HostState, vendor: VendorFile | None, fingerprint: str, at: datetime
) -> Checked:
    """The file as it lies there now. An encrypted one is known by its hash since it came."""
    try:
        data = filing.content(Path(one.path))
    except BadFile as problem:
        return Checked((Reason(Verdict.MALFORMED, problem.explanation),))
    checked = check(
        data,
        vendor.keys if vendor else (),
        at=at,
        fingerprint=fingerprint,
        revoked=revoked_ids(state.revocations),
    )
    unread = checked.verdict is Verdict.CANNOT_DECRYPT
    if not unread or hashlib.sha256(data).hexdigest() != one.sha256:
        return checked
    return checked._replace(reasons=_from_memory(one, state, fingerprint, at))


def _from_memory(
    one: Installed, state: HostState, fingerprint: str, at: datetime
) -> tuple[Reason, ...]:
    """The reasons for a file that needs its license key to be read, from what it said before."""
    found: list[Reason] = []
    ends, stale = instant(one.license_expiry), instant(one.expiry)
    revoked = revoked_ids(state.revocations)
    if one.license_id in revoked:
        words = _("The vendor's list of revoked licenses names it.")
        found.append(Reason(Verdict.REVOKED, words))
    elif any(name and name in revoked for name in (one.machine_id, fingerprint)):
        words = _("The vendor's list of what is revoked names its machine.")
        found.append(Reason(Verdict.REVOKED, words))
    if ends is not None and ends <= at:
        words = _("The license expired {when}.").format(when=instant_words(ends))
        found.append(Reason(Verdict.EXPIRED, words))
    if stale is not None and stale <= at:
        words = _("The file itself is out of date since {when}.").format(when=instant_words(stale))
        found.append(Reason(Verdict.STALE, words))
    good = Reason(Verdict.VALID, _("Its signature and its dates hold; it is encrypted."))
    return tuple(found) or (good,)


def _bad_reasons(checked: Checked) -> tuple[Reason, ...]:
    return tuple(one for one in checked.reasons if one.verdict is not Verdict.VALID)

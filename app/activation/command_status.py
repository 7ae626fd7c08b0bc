"""`counterpart license status`: what is installed on this host, what it is worth, days left."""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from app.activation import clock, filing
from app.activation.checking import Checked, check, instant_words
from app.activation.fingerprint import Fingerprint, compare, fingerprint_of
from app.activation.parts import Reading, read_parts
from app.activation.places import state_folder
from app.activation.problems import BadFile, CannotWrite
from app.activation.shell import DONE, NOT_DONE, Shell, state_option
from app.activation.state import HostState, Installed, Keeper, MadeRequest, instant, load
from app.activation.vendor_file import VendorFile, parsed, revoked_ids, short_fingerprint
from app.activation.verdicts import Reason, Verdict, verdict_words
from app.activation.words import _, ngettext


class Line(NamedTuple):
    """One installed license as it stands now."""

    one: Installed
    checked: Checked
    ends: datetime | None
    changed: tuple[str, ...]


def summary() -> str:
    """What the command does, in one sentence."""
    return _("what is installed on this host, what it is worth and how long it lasts")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    parser.add_argument(
        "--clock-is-right", action="store_true",
        help=_("say that this computer's clock is right now, after it was wrong"),
    )  # fmt: skip
    state_option(parser)


def run(arguments: argparse.Namespace, shell: Shell) -> int:
    """Show it. Status 1 where something installed is not valid, or nothing is."""
    now, readings = clock.now(), read_parts()
    folder = state_folder(arguments.state)
    state, view = _state(folder, now, right=arguments.clock_is_right)
    vendor = parsed(state.vendor.payload.encode("utf-8")) if state.vendor else None
    at = clock.judged_at(now, state.marks)
    lines = [_line(one, state, vendor, readings, at) for one in state.installed]
    answered = {one.request_id for one in state.installed}
    waiting = [one for one in state.requests if one.request_id not in answered]
    shell.show(
        _document(lines, waiting, state, view, folder, at),
        _words(lines, waiting, state, view, folder, at),
    )
    good = bool(lines) and all(line.checked.verdict is Verdict.VALID for line in lines)
    return DONE if good else NOT_DONE


def _state(folder: Path, now: datetime, *, right: bool) -> tuple[HostState, clock.View]:
    """What is remembered; the clock's time is noted where the folder can be written."""
    if not folder.exists():
        return HostState(), clock.view(now, clock.Marks())
    try:
        with Keeper(folder) as keeper:
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


def _line(
    one: Installed,
    state: HostState,
    vendor: VendorFile | None,
    readings: tuple[Reading, ...],
    at: datetime,
) -> Line:
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
    return Line(one, checked, min(ends, default=None), changed)


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
    return checked._replace(reasons=_from_memory(one, state, at))


def _from_memory(one: Installed, state: HostState, at: datetime) -> tuple[Reason, ...]:
    """The reasons for a file that needs its license key to be read, from what it said before."""
    found: list[Reason] = []
    ends, stale = instant(one.license_expiry), instant(one.expiry)
    if one.license_id in revoked_ids(state.revocations):
        words = _("The vendor's list of revoked licenses names it.")
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


def _document(
    lines: list[Line],
    waiting: list[MadeRequest],
    state: HostState,
    view: clock.View,
    folder: Path,
    at: datetime,
) -> dict[str, Any]:
    return {
        "state": str(folder),
        "vendor_key": (
            short_fingerprint(bytes.fromhex(state.vendor.public)) if state.vendor else None
        ),
        "clock": {"standing": view.standing.value, "explanation": clock.words(view) or None},
        "installed": [
            {
                "file": line.one.path,
                "product_id": line.one.product_id,
                "license_id": line.one.license_id,
                "request_id": line.one.request_id or None,
                "verdict": line.checked.verdict.value,
                "reasons": [reason.verdict.value for reason in line.checked.reasons],
                "explanations": [reason.words for reason in line.checked.reasons],
                "expiry": line.one.expiry or None,
                "license_expiry": line.one.license_expiry or None,
                "days_left": None if line.ends is None else max(0, (line.ends - at).days),
                "changed_parts": list(line.changed),
            }
            for line in lines
        ],
        "waiting": [one.request_id for one in waiting],
    }


def _words(
    lines: list[Line],
    waiting: list[MadeRequest],
    state: HostState,
    view: clock.View,
    folder: Path,
    at: datetime,
) -> list[str]:
    found = [_("No license is installed on this host.")] if not lines else []
    for line in lines:
        found.append(f"{line.one.product_id}: {verdict_words(line.checked.verdict)}")
        found.append(f"  {line.one.path}")
        found += [f"  {reason.words}" for reason in line.checked.reasons]
        found.append("  " + _lasts(line.ends, at))
        if line.changed:
            parts = ", ".join(line.changed)
            found.append("  " + _("Changed since its request: {parts}.").format(parts=parts))
    if waiting:
        count = len(waiting)
        found.append(
            ngettext(
                "{count} request waits for its answer.",
                "{count} requests wait for their answers.",
                count,
            ).format(count=count)
        )
    if clock.words(view):
        found.append(clock.words(view))
    if state.vendor is not None:
        key = short_fingerprint(bytes.fromhex(state.vendor.public))
        found.append(_("The vendor's key: {key}").format(key=key))
    return [*found, _("This host's folder: {folder}").format(folder=folder)]


def _lasts(ends: datetime | None, at: datetime) -> str:
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

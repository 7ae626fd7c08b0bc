"""What the portable room knows, as values for the window."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.activation import installing, standing
from app.activation.checking import Checked
from app.activation.parts import Part, Reading
from app.activation.problems import BadPlace, NotForHere
from app.activation.responses import Judged
from app.activation.standing import InPlace
from app.activation.state import HostState, MadeRequest, Removed, instant
from app.activation.vendor_file import VendorFile, short_fingerprint
from app.activation.verdicts import verdict_words
from app.base.text import _
from app.licenses.this_host.model import (
    InstalledView,
    JudgedView,
    PartView,
    RemovedView,
    WaitingRequest,
)


def part(one: Reading) -> PartView:
    """A part and whether it is known."""
    why = "" if one.value else _why(one.why)
    return PartView(one.part.value, _part(one.part), one.value is not None, why)


def waiting(one: MadeRequest) -> WaitingRequest:
    """A request that waits for its answer."""
    body = json.loads(one.body)
    return WaitingRequest(
        request_id=one.request_id,
        product_id=body["product_id"],
        license_id=body["license_id"],
        host_name=body["host_name"],
        production=body["production"],
        created_at=instant(one.created_at),
    )


def vendor_key(state: HostState) -> str:
    """The short fingerprint of the vendor's key; "" before one was confirmed."""
    return short_fingerprint(bytes.fromhex(state.vendor.public)) if state.vendor else ""


def installed(found: InPlace, at: datetime) -> InstalledView:
    """An installed license as of `at`."""
    one = found.one
    return InstalledView(
        product_id=one.product_id,
        license_id=one.license_id,
        request_id=one.request_id,
        path=one.path,
        previous=one.previous,
        verdict=found.checked.verdict,
        words=f"{reasons(found.checked)} {standing.lasts(found.ends, at)}",
        ends_at=found.ends,
        days_left=standing.days_left(found.ends, at),
        changed=found.changed,
        installed_at=instant(one.installed_at),
    )


def removed(one: Removed) -> RemovedView:
    """A license that was removed."""
    return RemovedView(
        product_id=one.product_id,
        license_id=one.license_id,
        path=one.path,
        removed_at=instant(one.removed_at),
        provable=not one.no_proof,
    )


def judged(
    one: Judged,
    state: HostState,
    vendor: VendorFile,
    readings: Sequence[Reading],
    roots: Sequence[Path] = (),
) -> JudgedView:
    """An answer, and where it would go."""
    facts = one.checked.payload if one.checked else None
    body = json.loads(one.request.body) if one.request else {}
    target, words, replaces = "", "", False
    usable = installing.wanted(one, state)
    if usable:
        try:
            plan = installing.plan(one, vendor, readings, roots=roots)
            target, words, replaces = str(plan.target.path), plan.notice, plan.target.old
        except BadPlace as problem:
            words = f"{problem.title}. {problem.explanation}"
        except NotForHere as problem:
            usable, words = False, f"{problem.title}. {problem.explanation}"
    return JudgedView(
        outcome=one.outcome,
        words=one.words,
        verdict=one.checked.verdict if one.checked else None,
        product_id=body.get("product_id", ""),
        product=facts.product if facts else "",
        license_id=facts.license_id if facts else body.get("license_id", ""),
        request_id=one.answer.request_id,
        expires_at=facts.expiry if facts else None,
        license_expires_at=facts.license_expiry if facts else None,
        target=target,
        target_words=words,
        replaces=replaces,
        installable=usable,
        file=one.data if usable else b"",
    )


def reasons(checked: Checked) -> str:
    """The verdict and why, in sentences."""
    why = " ".join(one.words for one in checked.reasons)
    return f"{verdict_words(checked.verdict)}. {why}"


def _part(one: Part) -> str:
    return {
        Part.MACHINE_ID: _("machine id of the operating system"),
        Part.SYSTEM_UUID: _("system UUID of the firmware"),
        Part.BOARD: _("serial number of the board"),
        Part.CPU: _("model of the processor"),
        Part.DISK: _("serial number of the first built-in disk"),
        Part.MAC: _("address of the first built-in network adapter"),
    }[one]


def _why(word: str) -> str:
    return {
        "absent": _("this computer has none"),
        "denied": _("only an administrator may read it"),
        "blank": _("its maker left it blank"),
        "removable": _("the only one can be pulled out"),
    }.get(word, word)

"""What is installed here and what it rests on: vendor's key, list of what is revoked, places."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from app.activation import filing, standing
from app.activation.called import tool
from app.activation.checking import instant_words
from app.activation.doctor.model import Area, Finding, Level
from app.activation.faults import Malformed
from app.activation.install import vendors_target
from app.activation.problems import BadFile, BadPlace
from app.activation.state import HostState, Installed, MadeRequest, instant
from app.activation.vendor_file import VendorFile, revoked_ids, short_fingerprint
from app.activation.words import _

_OLD_VENDOR_FILE = timedelta(days=365)
_OLD_LIST = timedelta(days=90)
_SOON = timedelta(days=30)
_LARGEST = 10_000_000


def findings(
    state: HostState, vendor: VendorFile | None, now: datetime, roots: Sequence[Path]
) -> Iterator[Finding]:
    """Vendor, list, licenses and the folders where they go."""
    yield _vendor(state, vendor, now)
    if vendor is not None:
        yield _list(state, now)
    yield from _licenses(state, now)
    if vendor is not None:
        yield from _places(state, vendor, roots)


def _vendor(state: HostState, vendor: VendorFile | None, now: datetime) -> Finding:
    if state.vendor is None or vendor is None:
        return _found(
            "licenses.no-vendor", Level.NOTE, _("No vendor is known here yet"),
            _("Answers cannot be verified before a person has confirmed the vendor's key."),
            _("Bring the vendor file with the first answer and compare its fingerprint once."),
        )  # fmt: skip
    age = now - vendor.issued_at
    facts = (
        (_("Vendor"), vendor.vendor),
        (_("Key"), short_fingerprint(bytes.fromhex(state.vendor.public))),
        (_("Confirmed"), _day(_at(state.vendor.confirmed_at))),
        (_("Vendor file of"), _day(vendor.issued_at)),
    )
    if age > _OLD_VENDOR_FILE:
        return _found(
            "licenses.vendor", Level.WARN, _("The vendor file is more than a year old"),
            _("The vendor may sign with a newer key by now, or read licenses elsewhere."),
            _("Export it again on the connected workstation and bring it with the next answer."),
            facts,
        )  # fmt: skip
    return _found(
        "licenses.vendor", Level.OK, _("The vendor's key is known"),
        _("A person confirmed it; later keys have to be signed by it."), "", facts,
    )  # fmt: skip


def _list(state: HostState, now: datetime) -> Finding:
    if state.revocations is None:
        return _found(
            "licenses.no-list", Level.NOTE, _("There is no list of revoked licenses here"),
            _("What the vendor has revoked cannot be known offline without it."),
            _("Bring it along with the next answer (--revocations FILE)."),
        )  # fmt: skip
    facts = [(_("Number"), state.revocations.number)]
    issued = _issued(state.revocations.payload)
    if issued is not None:
        facts.append((_("Of"), _day(issued)))
    if issued is not None and now - issued > _OLD_LIST:
        return _found(
            "licenses.list", Level.NOTE, _("The list of revoked licenses is old"),
            _("What was revoked since then is not known here."),
            _("Bring a newer one along with the next answer."), tuple(facts),
        )  # fmt: skip
    return _found(
        "licenses.list", Level.OK, _("The list of revoked licenses is there"),
        _("Licenses are held against it."), "", tuple(facts),
    )  # fmt: skip


def _issued(payload: str) -> datetime | None:
    try:
        told = json.loads(payload).get("issued_at")
        return _at(told) if isinstance(told, str) else None
    except (ValueError, AttributeError):
        return None


def _at(text: str) -> datetime | None:
    """An instant that is remembered; None for none, and for one that makes no sense."""
    try:
        return instant(text)
    except (ValueError, OverflowError, Malformed):
        return None


def _licenses(state: HostState, now: datetime) -> Iterator[Finding]:
    revoked = revoked_ids(state.revocations)
    for one in state.installed:
        yield _license(one, revoked, now)
    if not state.installed:
        waiting = standing.waiting_words(state)
        step = _("Install its answer: “{tool} install”.") if waiting else _(
            "Write a request: “{tool} request”."
        )  # fmt: skip
        yield _found(
            "licenses.none", Level.NOTE, _("No license was installed here by this program"),
            waiting or _("No request waits for an answer either."), step.format(tool=tool()),
        )  # fmt: skip


def _license(one: Installed, revoked: Sequence[str], now: datetime) -> Finding:
    ends = [at for at in (_at(one.expiry), _at(one.license_expiry)) if at is not None]
    end = min(ends, default=None)
    facts = (
        (_("Product"), one.product_id),
        (_("File"), one.path),
        (_("Until"), instant_words(end) if end else _("It has no end.")),
    )
    name = f"licenses.installed.{one.license_id}"

    def found(level: Level, title: str, cause: str, step: str) -> Finding:
        return _found(name, level, title, cause, step, facts)

    bring = _("Have the request exchanged again and install the new answer.")
    if one.license_id in revoked:
        return found(
            Level.BAD, _("The vendor has revoked this license"),
            _("The vendor's list of revoked licenses names it."),
            _("Ask the vendor; install the license that takes its place."),
        )  # fmt: skip
    try:
        data = filing.content(Path(one.path), _LARGEST)
    except BadFile:
        return found(
            Level.BAD, _("An installed license is no longer there"),
            _("The file cannot be read: it was moved, removed, or belongs to another account."),
            _("Install the answer again; the same answer may be used."),
        )  # fmt: skip
    if end is not None and end <= now:
        return found(
            Level.BAD, _("An installed license has ended"),
            _("It ended {when}.").format(when=instant_words(end)), bring,
        )  # fmt: skip
    if hashlib.sha256(data).hexdigest() != one.sha256:
        return found(
            Level.WARN, _("A license file was changed since it was installed"),
            _("Its bytes are not those that were installed; another program or a person wrote it."),
            _("See what it is worth: “{tool} status”.").format(tool=tool()),
        )  # fmt: skip
    if end is not None and end - now < _SOON:
        return found(
            Level.WARN, _("An installed license ends soon"),
            _("It lasts until {when}.").format(when=instant_words(end)), bring,
        )  # fmt: skip
    return found(
        Level.OK, _("An installed license is in its place"),
        _("Its file is unchanged and its dates hold."), "",
    )  # fmt: skip


def _places(state: HostState, vendor: VendorFile, roots: Sequence[Path]) -> Iterator[Finding]:
    """The folders where the products of this host read their licenses."""
    wanted = {one.product_id for one in state.installed}
    wanted |= {_product(one) for one in state.requests}
    for place in vendor.locations:
        if place.product_id in wanted:
            yield _place(place.product_id, place.path, roots)


def _product(made: MadeRequest) -> str:
    """The product that a request is for; "" for one that makes no sense."""
    try:
        return str(json.loads(made.body)["product_id"])
    except (ValueError, KeyError, TypeError):
        return ""


def _place(product: str, path: str, roots: Sequence[Path]) -> Finding:
    facts = ((_("Product"), product), (_("The product reads"), path))
    name = f"licenses.place.{product}"
    folder = Path(path).parent
    if os.path.isabs(path) and not folder.is_dir():
        return _found(
            name, Level.WARN, _("The product's folder is not there"),
            _("{folder} does not exist: the product is not installed here, or elsewhere.").format(
                folder=folder
            ),
            _("Install the product first, or name the file with --target."), facts,
        )  # fmt: skip
    try:
        vendors_target(path, roots)
    except BadPlace as problem:
        return _found(name, Level.BAD, problem.title, problem.explanation, problem.next_step, facts)
    except BadFile as problem:
        return _found(
            name, Level.NOTE, problem.title, problem.explanation,
            _("Install with the account that may read and write there (sudo)."), facts,
        )  # fmt: skip
    if not os.access(folder, os.W_OK | os.X_OK):
        return _found(
            name, Level.NOTE, _("This account may not write the product's folder"),
            _("That is usual: it belongs to root or to the product."),
            _("Install with sudo: “sudo {tool} install …”.").format(tool=tool()), facts,
        )  # fmt: skip
    return _found(
        name, Level.OK, _("The product's folder can be written"),
        _("A license can be put there."), "", facts,
    )  # fmt: skip


def _day(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d") if at else _("unknown")


def _found(
    name: str,
    level: Level,
    title: str,
    cause: str,
    next_step: str,
    facts: tuple[tuple[str, str], ...] = (),
) -> Finding:
    return Finding(name, Area.LICENSES, level, title, cause, next_step, facts)

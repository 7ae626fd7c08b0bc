"""The doctor on a workstation: the vendor's keys that a profile relies on, and its two stores."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from app.account.keys import Keys
from app.account.profiles import ProfileFolder
from app.account.store import PinnedKey, has_ended, read_me, read_pins
from app.activation.doctor.model import Action, Area, Finding, Level
from app.activation.strict import url_base64
from app.activation.vendor_file import short_fingerprint
from app.base.clock import Clock
from app.base.errors import Problem
from app.base.text import _, ngettext
from app.exchange.state import read_state
from app.licenses import store
from app.portal import vendor_keys
from app.portal.errors import NotAPortal, VendorKeysChanged
from app.portal.wire import Discovery
from app.storage.database import Database
from app.storage.opening import open_mirror, open_own

Facts: TypeAlias = tuple[tuple[str, str], ...]

_LITTLE = 200_000_000
"""Bytes of free room below which a synchronization may fail."""
_LONG_AGO = timedelta(days=7)


def findings(
    folder: ProfileFolder, keys: Keys, clock: Clock, shown: Discovery | None
) -> Iterator[Finding]:
    """What the stores tell. `shown`: what the portal said about itself just now, if it did."""
    yield _room(folder)
    try:
        with contextlib.closing(open_own(folder.own, keys.own)) as own:
            told = list(_of_own(own, clock.now(), shown))
    except Problem as problem:
        yield _trouble("stores.own", problem)
    else:
        yield from told
        yield _store("stores.own", _("Your own data can be read"), _size(folder.own))
    try:
        mirror = open_mirror(folder.mirror, keys.mirror, read_only=True)
        with contextlib.closing(mirror):
            found = _of_mirror(mirror, clock.now(), _size(folder.mirror))
    except Problem as problem:
        yield _trouble("stores.mirror", problem)
    else:
        yield found


def _of_own(own: Database, now: datetime, shown: Discovery | None) -> Iterator[Finding]:
    yield _sign_in(own)
    pins = read_pins(own)
    yield _pins(pins, now, shown)
    if pins and store.vendor_file(own) is None:
        yield Finding(
            "vendor.no-file", Area.VENDOR, Level.NOTE,
            _("There is no vendor file for isolated computers yet"),
            _("It is fetched when the first requests of isolated computers are exchanged."),
            _("Nothing to do before that."),
        )  # fmt: skip


def _sign_in(own: Database) -> Finding:
    if read_me(own) is None or has_ended(own):
        return Finding(
            "network.sign-in", Area.NETWORK, Level.WARN, _("You are not signed in"),
            _("Nothing can be fetched or sent; everything that is here can be read."),
            _("Sign in again."), (), Action.SIGN_IN,
        )  # fmt: skip
    return Finding(
        "network.sign-in", Area.NETWORK, Level.OK, _("You are signed in"),
        _("As far as is known here, the portal still accepts it."), "",
    )  # fmt: skip


def _pins(pins: tuple[PinnedKey, ...], now: datetime, shown: Discovery | None) -> Finding:
    if not pins:
        return Finding(
            "vendor.none", Area.VENDOR, Level.NOTE, _("No key of the vendor is known yet"),
            _("Keys are pinned with the first sign-in."), _("Sign in to the portal."), (),
            Action.SIGN_IN,
        )  # fmt: skip
    facts = tuple((_status_words(pin), _pin_words(pin)) for pin in pins)
    host = shown.issuer if shown else ""
    if shown is not None:
        known = tuple(vendor_keys.VendorKey(p.jwk, p.pinned_at, p.replaced_by) for p in pins)
        try:
            vendor_keys.accept_change(known, shown.keys, shown.key_changes, now, host)
        except (VendorKeysChanged, NotAPortal) as problem:
            return Finding(
                "vendor.changed", Area.VENDOR, Level.BAD, problem.title, problem.explanation,
                problem.next_step, facts,
            )  # fmt: skip
    count = len(pins)
    title = ngettext(
        "{count} key of the vendor is known", "{count} keys of the vendor are known", count
    ).format(count=count)
    if not any(pin.jwk.status == "current" for pin in pins):
        return Finding(
            "vendor.pins", Area.VENDOR, Level.WARN, title,
            _("None of them signs now: the vendor has a newer one."), _("Synchronize."), facts,
            Action.SYNC,
        )  # fmt: skip
    return Finding(
        "vendor.pins", Area.VENDOR, Level.OK, title,
        _("They were pinned at sign-in; a new one counts only when an old one has signed it.")
        + (" " + _("The portal shows the same ones now.") if shown else ""),
        "", facts,
    )  # fmt: skip


def _status_words(pin: PinnedKey) -> str:
    return {
        "current": _("Signs now"), "next": _("Announced"), "retired": _("Old records only")
    }.get(pin.jwk.status, _("Known"))  # fmt: skip


def _pin_words(pin: PinnedKey) -> str:
    digits = short_fingerprint(url_base64(pin.jwk.x))
    return _("{fingerprint}, since {date}").format(
        fingerprint=digits, date=pin.pinned_at.strftime("%Y-%m-%d")
    )


def _of_mirror(mirror: Database, now: datetime, size: Facts) -> Finding:
    state = read_state(mirror)
    at = state.synced_at
    when = at.strftime("%Y-%m-%d %H:%M UTC") if at else _("never")
    facts = (*size, (_("Synchronized"), when))
    if at is None or now - at > _LONG_AGO:
        return Finding(
            "stores.mirror", Area.STORES, Level.WARN, _("What the vendor said is old"),
            _("It was not synchronized for more than a week, or never."), _("Synchronize."),
            facts, Action.SYNC,
        )  # fmt: skip
    if state.set_aside:
        aside = ((_("Set aside"), str(state.set_aside)),)
        return Finding(
            "stores.mirror", Area.STORES, Level.NOTE, _("Some records could not be understood"),
            _("They were put aside; everything else was taken in."),
            _("Update this program; they are tried again then."), (*facts, *aside),
        )  # fmt: skip
    return _store("stores.mirror", _("What the vendor said can be read"), facts)


def _store(name: str, title: str, facts: Facts) -> Finding:
    cause = _("Its key opens it, and its seals hold where it was read.")
    return Finding(name, Area.STORES, Level.OK, title, cause, "", facts)


def _trouble(name: str, problem: Problem) -> Finding:
    code = ((_("Code"), problem.code),)
    said = " ".join(part for part in (problem.explanation, problem.kept) if part)
    return Finding(name, Area.STORES, Level.BAD, problem.title, said, problem.next_step, code)


def _room(folder: ProfileFolder) -> Finding:
    try:
        free = shutil.disk_usage(folder.path).free
    except OSError as error:
        return Finding(
            "stores.room", Area.STORES, Level.BAD, _("The profile's folder cannot be reached"),
            _("The system says: {why}.").format(why=error.strerror or error),
            _("See that the disk is there and that this account may use it."),
        )  # fmt: skip
    facts = ((_("Free"), _megabytes(free)),)
    if free < _LITTLE:
        return Finding(
            "stores.room", Area.STORES, Level.WARN, _("The disk is almost full"),
            _("Synchronizing and saving may fail; what is saved stays."),
            _("Free some space."), facts,
        )  # fmt: skip
    return Finding(
        "stores.room", Area.STORES, Level.OK, _("There is room on the disk"),
        _("More is free than a synchronization needs."), "", facts,
    )  # fmt: skip


def _size(path: Path) -> Facts:
    try:
        return ((_("Size"), _megabytes(path.stat().st_size)),)
    except OSError:
        return ()


def _megabytes(count: int) -> str:
    return _("{count} MB").format(count=f"{count / 1_000_000:,.1f}")

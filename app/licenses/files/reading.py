"""License files that a person shows this computer: verified offline, told as facts.

The vendor's keys are those of this profile (pinned at sign-in, and in the kept vendor file). A
license key is asked for only where a file is encrypted and no delivered one opens it; it is used
once and kept nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from app.account.store import read_pins
from app.activation import signed
from app.activation.checking import Checked, check
from app.activation.envelope import LARGEST, opened
from app.activation.faults import BadKey, CannotDecrypt, Unusable
from app.activation.keys import PublicKey, ed25519
from app.activation.payload import content_of
from app.activation.spotting import beginning, license_files
from app.activation.strict import url_base64
from app.activation.verdicts import Reason, Verdict
from app.base.clock import Clock
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.licenses import vendor
from app.licenses.files.facts import FileFacts, facts_of
from app.licenses.views import records as view_records
from app.storage.database import Database

MOST = 10_000
"""So many files are read at once; a person who points at a whole disk is stopped there."""


class Reader:
    """Reads files for one profile; what it knows of vendor and machines is looked up once."""

    def __init__(self, mirror: Database, own: Database, clock: Clock) -> None:
        self._mirror = mirror
        self._own = own
        self._now = clock.now()
        self._keys = (*_pinned(own), *vendor.keys(own))
        self._revoked = _revoked(mirror, own)
        self._machines = [record for _key, record in view_records.machines(mirror)]
        self._names = {one.fingerprint: one.name for one in self._machines}

    def read(
        self,
        places: Sequence[Path],
        license_keys: Sequence[str] = (),
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> tuple[FileFacts, ...]:
        """The facts of every file, and of what looks like one in a folder. Raises Cancelled."""
        files = list(_all_files(places, cancel))
        found: list[FileFacts] = []
        for at, file in enumerate(files):
            if cancel is not None:
                cancel.check()
            report(Progress(_("Reading license files"), at, len(files)))
            found.append(self.one(file, tuple(filter(None, license_keys))))
        report(Progress(_("Reading license files"), len(files), len(files)))
        return tuple(found)

    def one(self, file: Path, license_keys: tuple[str, ...]) -> FileFacts:
        """The facts of one file."""
        try:
            data = beginning(file, LARGEST)
        except OSError as error:
            why = _("It cannot be read: {why}").format(why=error.strerror or error)
            return facts_of(str(file), Checked((Reason(Verdict.MALFORMED, why),)), "")
        checked = self._checked(data, license_keys)
        payload = checked.payload
        name = self._names.get(payload.fingerprint or "", "") if payload is not None else ""
        return facts_of(str(file), checked, name)

    def _checked(self, data: bytes, license_keys: tuple[str, ...]) -> Checked:
        plain = self._check(data, license_keys, "")
        if plain.verdict is not Verdict.CANNOT_DECRYPT:
            return plain
        for keys, fingerprint in self._pairs(plain.kind, license_keys):
            if _opens(data, keys, fingerprint):
                return self._check(data, keys, fingerprint)
        return plain

    def _pairs(self, kind: str, given: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
        """License keys, with the fingerprint of a machine for machine files, worth trying."""
        delivered = self._delivered()
        if kind == "license":
            for keys in delivered.values():
                yield keys, ""
            return
        for machine in self._machines:
            keys = (*given, *delivered.get(machine.license_id, ()))
            if keys:
                yield keys, machine.fingerprint

    def _delivered(self) -> Mapping[str, tuple[str, ...]]:
        """The license keys that were delivered, by license."""
        names = {one.id for one in view_records.licenses(self._mirror)}
        return {name: keys for name in names if (keys := vendor.license_keys(self._mirror, name))}

    def _check(self, data: bytes, license_keys: tuple[str, ...], fingerprint: str) -> Checked:
        return check(
            data,
            self._keys,
            at=self._now,
            license_keys=license_keys,
            fingerprint=fingerprint,
            revoked=self._revoked,
        )


def _opens(data: bytes, license_keys: tuple[str, ...], fingerprint: str) -> bool:
    try:
        content_of(opened(data), license_keys, fingerprint)
    except CannotDecrypt:
        return False
    except Unusable:
        return True
    return True


def _pinned(own: Database) -> tuple[PublicKey, ...]:
    """The keys that were pinned at sign-in, by which the vendor's own records are signed."""
    found: list[PublicKey] = []
    for pin in read_pins(own):
        try:
            found.append(ed25519(url_base64(pin.jwk.x), pin.jwk.kid))
        except (BadKey, Unusable):
            continue
    return tuple(found)


def _revoked(mirror: Database, own: Database) -> tuple[str, ...]:
    """What the vendor's newest list names, where one of the pinned keys signed it."""
    content = vendor.revocations(mirror)
    if content is None:
        return ()
    try:
        known = {pin.jwk.kid: url_base64(pin.jwk.x) for pin in read_pins(own)}
        record = signed.taken_apart(json.loads(content), signed.REVOCATIONS)
        payload = signed.verified(record, known)
        named = msgspec.json.decode(payload, type=_Revoked)
    except (Unusable, BadKey, ValueError, msgspec.MsgspecError):
        return ()
    return (*named.licenses, *named.machines)


class _Revoked(msgspec.Struct, frozen=True):
    licenses: tuple[str, ...] = ()
    machines: tuple[str, ...] = ()


def _all_files(places: Sequence[Path], cancel: CancelToken | None) -> Iterator[Path]:
    """The files themselves, and what looks like a license file in folders, by name."""
    count = 0
    for place in places:
        if not place.is_dir():
            count += 1
            yield place
            continue
        for file in license_files(place, cancel.check if cancel else lambda: None):
            if count >= MOST:
                return
            count += 1
            yield file

"""The vendor file: which keys a host trusts, where licenses go, how a fingerprint is compared.

The first one is confirmed by a person, who compares a short fingerprint of the signing key. Later
ones have to be signed by that key, or by one that an unbroken chain of key changes leads to.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, NamedTuple

from app.activation import signed, state
from app.activation.faults import BadKey, Malformed, UnknownKey, Unusable
from app.activation.fingerprint import Policy
from app.activation.keys import PublicKey, ed25519, public_keys
from app.activation.payload import instant_of
from app.activation.problems import BadFile, HostProblem, VendorUnknown
from app.activation.state import Revocations, Trusted
from app.activation.strict import json_object
from app.activation.words import _

_MOST_CHANGES = _MOST_KEYS = 100
_LARGEST_PEM = 10_000


class Location(NamedTuple):
    """Where a product reads its license."""

    product_id: str
    path: str


class VendorFile(NamedTuple):
    """What a vendor file says. `keys` verify license files; their labels are their names."""

    vendor: str
    issued_at: datetime
    keys: tuple[PublicKey, ...]
    locations: tuple[Location, ...]
    policy: Policy

    def location(self, product_id: str) -> str | None:
        """Where this product reads its license; None where the vendor does not say."""
        return next((one.path for one in self.locations if one.product_id == product_id), None)


class Offered(NamedTuple):
    """A vendor file that came in, its signature verified by the key in `trust`."""

    file: VendorFile
    trust: Trusted
    known: bool
    """Whether a person has confirmed the key, or one that vouches for it, before."""


def short_fingerprint(public: bytes) -> str:
    """What a person compares: 96 bits of the key's SHA-256, in groups of four digits."""
    digits = hashlib.sha256(public).hexdigest().upper()[:24]
    return "-".join(digits[place : place + 4] for place in range(0, 24, 4))


def offered(data: bytes, trusted: Trusted | None, now: datetime) -> Offered:
    """Verify a vendor file. Raises BadFile, VendorUnknown for one that the known key denies."""
    try:
        document = json_object(data)
        record = signed.taken_apart(document, signed.VENDOR_FILE)
        if trusted is None:
            public = _own_key(record)
        else:
            known = {trusted.kid: bytes.fromhex(trusted.public)}
            public = _after_changes(known, document.get("key_changes", []), record.kid)
        payload = signed.verified(record, {record.kid: public})
        found = parsed(payload)
    except HostProblem:
        raise
    except (Unusable, BadKey, ValueError) as fault:
        raise BadFile(
            _("This vendor file is not accepted"),
            str(fault),
            _("Export it again on the connected workstation."),
        ) from fault
    if trusted is not None and found.issued_at < parsed(trusted.payload.encode()).issued_at:
        raise BadFile(
            _("This vendor file is older than the one that is known here"),
            _("It may lack keys or name ones that are no longer used."),
            _("Export it again on the connected workstation."),
        )
    trust = Trusted(record.kid, public.hex(), payload.decode("utf-8"), state.stamp(now))
    return Offered(found, trust, trusted is not None)


def parsed(payload: bytes) -> VendorFile:
    """The facts of a verified vendor file. Raises Malformed, BadKey."""
    document = json_object(payload)
    try:
        locations = tuple(
            Location(_text(one["product_id"]), _text(one["path"]))
            for one in document["install_locations"]
        )
        keys = []
        for jwk in _few(document, "keys"):
            kid, raw = signed.raw_key(jwk)
            keys.append(ed25519(raw, kid)._replace(until=_retired(jwk, document)))
        for one in _few(document, "pem_keys") if "pem_keys" in document else ():
            found = public_keys(_text(one["pem"])[:_LARGEST_PEM], _text(one["kid"]))
            keys += (key._replace(until=_retired(one, document)) for key in found)
        return VendorFile(
            _text(document["vendor"]),
            instant_of(document["issued_at"]),
            tuple(keys),
            locations,
            Policy(document["fingerprint_policy"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, BadKey):
            raise
        raise Malformed(_("It does not say what a vendor file says.")) from error


def revocations(data: bytes, trusted: Trusted, before: Revocations | None) -> Revocations:
    """A newer list of what is revoked. Raises BadFile, also for one with a lower number."""
    try:
        record = signed.taken_apart(json_object(data), signed.REVOCATIONS)
        known = {trusted.kid: bytes.fromhex(trusted.public)}
        vendor = json.loads(trusted.payload)
        for jwk in vendor["keys"]:
            kid, raw = signed.raw_key(jwk)
            known.setdefault(kid, raw)
        payload = signed.verified(record, known)
        document = json_object(payload)
        _not_retired(record.kid, vendor, document)
        number = document.get("number")
        if not isinstance(number, int) or isinstance(number, bool):
            raise Malformed(_("It has no number."))
        if not all(isinstance(document.get(name, []), list) for name in ("licenses", "machines")):
            raise Malformed(_("It does not say what such a list says."))
    except Unusable as fault:
        raise BadFile(
            _("This list of revoked licenses is not accepted"),
            str(fault),
            _("Export it again on the connected workstation."),
        ) from fault
    if before is not None and number < int(before.number):
        raise BadFile(
            _("This list of revoked licenses is older than the one that is known here"),
            _("It has the number {number}, the known one {known}.").format(
                number=number, known=before.number
            ),
            _("Bring the newer list, or leave it out."),
        )
    return Revocations(str(number), payload.decode("utf-8"))


def revoked_ids(found: Revocations | None) -> tuple[str, ...]:
    """The licenses, machines and fingerprints that the list names."""
    if found is None:
        return ()
    document = json.loads(found.payload)
    lists = [document.get(name) for name in ("licenses", "machines", "fingerprints")]
    names = (name for one in lists if isinstance(one, list) for name in one)
    return tuple(name for name in names if isinstance(name, str))


def _retired(key: dict[str, Any], document: dict[str, Any]) -> datetime | None:
    """When a key was retired; at the latest when a vendor file says so without a date."""
    if key.get("status") != "retired" and key.get("retired_at") is None:
        return None
    return instant_of(_text(key.get("retired_at") or document["issued_at"]))


def _not_retired(kid: str, vendor: dict[str, Any], document: dict[str, Any]) -> None:
    """Raises UnknownKey for what a key of the vendor signed after it was retired."""
    for jwk in vendor["keys"]:
        until = _retired(jwk, vendor) if jwk["kid"] == kid else None
        if until is not None and _instant(document.get("issued_at")) >= until:
            raise UnknownKey(_("The key that signed it was retired before."))


def _instant(value: Any) -> datetime:
    try:
        return instant_of(value)
    except (ValueError, TypeError, OverflowError):
        raise Malformed(_("It does not say when it was issued.")) from None


def _own_key(record: signed.Record) -> bytes:
    """The key that the file itself names as its signer; a person has to confirm it."""
    for jwk in _few(json_object(record.payload), "keys"):
        kid, raw = signed.raw_key(jwk)
        if kid == record.kid:
            return raw
    raise Malformed(_("It does not hold the key that signed it."))


def _after_changes(known: dict[str, bytes], changes: Any, wanted: str) -> bytes:
    """The key `wanted`, reached from the known one by changes that each old key has signed."""
    if not isinstance(changes, list) or len(changes) > _MOST_CHANGES:
        raise Malformed(_("Its key changes cannot be read."))
    for change in changes:
        record = signed.taken_apart(change, signed.KEY_CHANGE)
        if record.kid not in known:
            continue
        statement = json_object(signed.verified(record, known))
        kid, raw = signed.raw_key(statement.get("key"))
        if statement.get("replaces") == record.kid:
            known[kid] = raw
    if wanted in known:
        return known[wanted]
    raise VendorUnknown(
        _("This vendor file is signed by another key"),
        _("The key that was confirmed on this host does not vouch for it."),
        _("Ask the vendor. If it really has a new key, start with another folder (--state)."),
    )


def _few(document: dict[str, Any], name: str) -> list[Any]:
    """The keys that a vendor file names. Raises Malformed where they are none, or too many."""
    found = document.get(name)
    if not isinstance(found, list) or len(found) > _MOST_KEYS:
        raise Malformed(_("It does not say what a vendor file says."))
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed(_("It does not say what a vendor file says."))
    return value

"""The vendor as isolated hosts have to know it: its file, its keys, what it has revoked."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from app.account.store import read_discovery, read_pins
from app.activation import signed
from app.activation.faults import BadKey, Unusable
from app.activation.keys import PublicKey
from app.activation.strict import url_base64
from app.activation.vendor_file import parsed, short_fingerprint
from app.licenses import store
from app.licenses.errors import NoVendorFile, bad_vendor_file, no_vendor_file
from app.licenses.model import VendorExport
from app.storage.database import Database


def export(own: Database) -> VendorExport:
    """The vendor file for a host, with every change of key. Raises NoVendorFile."""
    discovery = read_discovery(own)
    if discovery is None:
        raise no_vendor_file()
    document, payload, key = _verified(own)
    changes = [{"payload": one.payload, "jws": one.jws} for one in discovery.document.key_changes]
    out = {"payload": document["payload"], "jws": document["jws"], "key_changes": changes}
    content = (json.dumps(out, indent=2) + "\n").encode()
    try:
        vendor = str(json.loads(payload)["vendor"])
    except (ValueError, KeyError, TypeError) as fault:
        raise bad_vendor_file(type(fault).__name__) from fault
    return VendorExport(content, vendor, short_fingerprint(key))


def keys(own: Database) -> tuple[PublicKey, ...]:
    """What license files are verified with; nothing before the vendor file is here."""
    try:
        return parsed(_verified(own)[1]).keys
    except (NoVendorFile, Unusable, BadKey):
        return ()


def revocations(mirror: Database) -> bytes | None:
    """The vendor's list of what is revoked, for a host; None where there is none."""
    row = mirror.one(
        "SELECT body FROM record WHERE kind = 'revocation_list' ORDER BY version DESC LIMIT 1"
    )
    return bytes(row[0]) if row else None


class _License(msgspec.Struct):
    order_id: str = ""
    key_hint: str = ""


class _Delivery(msgspec.Struct):
    license_key: str | None = None


def license_keys(mirror: Database, license_id: str) -> tuple[str, ...]:
    """The license keys that were delivered for a license: those of its order, by their hint."""
    row = mirror.one("SELECT body FROM record WHERE kind = 'license' AND id = ?", (license_id,))
    if row is None:
        return ()
    try:
        about = msgspec.json.decode(row[0], type=_License)
        rows = mirror.read("SELECT body FROM delivery WHERE order_id = ?", (about.order_id,))
        found = [msgspec.json.decode(body, type=_Delivery).license_key for (body,) in rows]
    except msgspec.MsgspecError:
        return ()
    return tuple(key for key in found if key and key.endswith(about.key_hint))


def _verified(own: Database) -> tuple[dict[str, Any], bytes, bytes]:
    """The kept vendor file, its signed bytes, and the key that signed it. Raises NoVendorFile."""
    content = store.vendor_file(own)
    if content is None:
        raise no_vendor_file()
    known = {pin.jwk.kid: url_base64(pin.jwk.x) for pin in read_pins(own)}
    try:
        document = json.loads(content)
        record = signed.taken_apart(document, signed.VENDOR_FILE)
        payload = signed.verified(record, known)
    except (Unusable, ValueError) as fault:
        raise bad_vendor_file(str(fault)) from fault
    return document, payload, known[record.kid]

"""The vendor's signing keys: pinned at the first sign-in, changed only by the old key's word.

Signed records are verified over the exact bytes received (RFC 7515 appendix F), before they are
parsed. Trust in them never rests on TLS, which a company may inspect (threat 14).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.portal import errors
from app.portal.server_text import plain
from app.portal.wire import Jwk, KeyChangeStatement, SignedRecord

KEY_CHANGE = "key-change+jws"
"""The `typ` of a key change, so that no other signed record passes for one (RFC 8725)."""

_MEMBERS = frozenset({"alg", "kid", "typ"})


class VendorKey(msgspec.Struct, frozen=True):
    """A key this profile relies on. `replaced_by` is the kid of its successor, "" if none."""

    jwk: Jwk
    pinned_at: datetime
    replaced_by: str = ""

    @property
    def kid(self) -> str:
        """The name records are signed under."""
        return self.jwk.kid


def pin(keys: Sequence[Jwk], now: datetime, host: str = "") -> tuple[VendorKey, ...]:
    """The keys of a portal never seen before, to be kept from now on.

    Raises NotAPortal when there is none, or one cannot be used.
    """
    if not keys or len({key.kid for key in keys}) != len(keys):
        raise errors.NotAPortal(host, detail="signing keys missing or ambiguous")
    for key in keys:
        _check_key(key, host)
    return tuple(VendorKey(key, now) for key in keys)


def accept_change(
    pinned: Sequence[VendorKey],
    keys: Sequence[Jwk],
    changes: Sequence[SignedRecord],
    now: datetime,
    host: str = "",
) -> tuple[VendorKey, ...]:
    """The keys to rely on from now on, given what the portal shows now.

    Each new key must be named in a change signed by the key it replaces, in a chain that starts
    at a pinned key. Raises VendorKeysChanged for any key without such proof, or for a known name
    that shows another key; the pinned keys then stay in force.
    """
    trusted = {key.kid: key for key in pinned}
    waiting = list(changes)
    while waiting:
        left = [change for change in waiting if not _take(change, trusted, now, host)]
        if len(left) == len(waiting):
            break
        waiting = left
    for key in keys:
        known = trusted.get(key.kid)
        if known is None or known.jwk.x != key.x:
            raise errors.VendorKeysChanged(host, detail=plain(f"key {key.kid}", 120))
    shown = {key.kid: key for key in keys}
    return tuple(
        msgspec.structs.replace(
            key, jwk=msgspec.structs.replace(key.jwk, status=_status(key, shown))
        )
        for key in trusted.values()
    )


def verify(record: SignedRecord, keys: Sequence[VendorKey], host: str = "") -> bytes:
    """The exact bytes the vendor signed. Raises BadVendorSignature; parse them only afterwards."""
    head, dot, rest = record.jws.partition("..")
    if not dot or "." in head or "." in rest:
        raise errors.BadVendorSignature(host, detail="not a compact signature without payload")
    header = _header(head, host)
    if not isinstance(header, dict) or not set(header) <= _MEMBERS or header.get("alg") != "EdDSA":
        raise errors.BadVendorSignature(host, detail="header")
    key = next((key for key in keys if key.kid == header.get("kid")), None)
    if key is None:
        raise errors.BadVendorSignature(host, detail="unknown key")
    signed = f"{head}.{record.payload}".encode("ascii", "replace")
    _verify_ed25519(_bytes(key.jwk.x, host), _bytes(rest, host), signed, host)
    return _bytes(record.payload, host)


def _take(change: SignedRecord, trusted: dict[str, VendorKey], now: datetime, host: str) -> bool:
    """Add the key a change names, if the key it replaces is trusted; False to try again later."""
    try:
        said = verify(change, tuple(trusted.values()), host)
        statement = msgspec.json.decode(said, type=KeyChangeStatement)
    except (errors.BadVendorSignature, msgspec.DecodeError, UnicodeDecodeError):
        return False
    old = trusted.get(statement.replaces)
    header = _header(change.jws.partition("..")[0], host)
    wanted = {"alg": "EdDSA", "kid": statement.replaces, "typ": KEY_CHANGE}
    if old is None or header != wanted:
        return False
    known = trusted.get(statement.key.kid)
    if known is not None:
        return known.jwk.x == statement.key.x
    if old.replaced_by:
        return False  # A key names one successor; a second one would fork the chain.
    _check_key(statement.key, host)
    trusted[old.kid] = msgspec.structs.replace(old, replaced_by=statement.key.kid)
    trusted[statement.key.kid] = VendorKey(statement.key, now)
    return True


def _status(key: VendorKey, shown: dict[str, Jwk]) -> str:
    if key.kid in shown:
        return shown[key.kid].status
    return "retired" if key.replaced_by else key.jwk.status


def _check_key(key: Jwk, host: str) -> None:
    if (key.kty, key.crv, key.alg) != ("OKP", "Ed25519", "EdDSA") or not key.kid:
        raise errors.NotAPortal(host, detail="a signing key is not Ed25519")
    try:
        size = len(_bytes(key.x, host))
    except errors.BadVendorSignature:
        size = 0
    if size != 32:
        raise errors.NotAPortal(host, detail="a signing key is not 32 bytes")


def _header(text: str, host: str) -> object:
    try:
        return msgspec.json.decode(_bytes(text, host))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise errors.BadVendorSignature(host, detail="header") from error


def _bytes(text: str, host: str) -> bytes:
    """base64url without padding; anything that does not encode back to `text` is refused."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise errors.BadVendorSignature(host, detail="base64url") from error
    if base64.urlsafe_b64encode(found).rstrip(b"=").decode("ascii") != text:
        raise errors.BadVendorSignature(host, detail="base64url")
    return found


def _verify_ed25519(public: bytes, signature: bytes, signed: bytes, host: str) -> None:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - 17 ms, first use only
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise errors.BadVendorSignature(host, detail="signature") from error

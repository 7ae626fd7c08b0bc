"""Signed records: exact bytes beside a detached JWS (RFC 7515 appendix F), EdDSA with Ed25519 only.

Bytes are verified as they came and read afterwards. The protected header names the kind of record
(RFC 8725 section 3.11), so that none passes for one of another kind that the same key signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.activation.faults import BadSignature, Malformed, UnknownKey, Unsupported
from app.activation.strict import json_object, url_base64
from app.activation.words import _

VENDOR_FILE = "vendor-file"
REVOCATIONS = "revocation_list"
KEY_CHANGE = "key-change"
HOST_RECEIPT = "host-receipt"


class Record(NamedTuple):
    """A signed record taken apart, not verified. `signed` are the bytes the signature covers."""

    payload: bytes
    kid: str
    signed: bytes
    signature: bytes


def base64url(data: bytes) -> str:
    """Base64 for addresses and JOSE, without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def canonical(value: Any) -> bytes:
    """JSON in its one canonical form (RFC 8785), for values without numbers."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def kid_of(public: bytes) -> str:
    """How a public key is named: the first digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def jwk_of(public: bytes) -> dict[str, str]:
    """An Ed25519 public key as the contract writes it (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "kid": kid_of(public), "x": base64url(public)}


def raw_key(jwk: Any) -> tuple[str, bytes]:
    """Name and 32 bytes of a JWK. Raises Malformed for anything but an Ed25519 key."""
    if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519"):
        raise Malformed(_("A key in it is not an Ed25519 key."))
    kid, x = jwk.get("kid"), jwk.get("x")
    if not isinstance(kid, str) or not isinstance(x, str) or "=" in x:
        raise Malformed(_("A key in it is not an Ed25519 key."))
    raw = url_base64(x)
    if len(raw) != 32:
        raise Malformed(_("A key in it is not an Ed25519 key."))
    return kid, raw


def new_seed() -> bytes:
    """A fresh Ed25519 private key."""
    from Crypto.PublicKey import ECC  # noqa: PLC0415 - only what the command needs

    return bytes(ECC.generate(curve="Ed25519").seed)


def public_of(seed: bytes) -> bytes:
    """The public half of a private key."""
    from Crypto.PublicKey import ECC  # noqa: PLC0415 - only what the command needs

    public = ECC.construct(curve="Ed25519", seed=seed).public_key()
    return bytes(public.export_key(format="raw"))


def sign(payload: bytes, seed: bytes, kind: str) -> dict[str, str]:
    """`payload` as a signed record of the type `kind`."""
    from Crypto.PublicKey import ECC  # noqa: PLC0415 - only what the command needs
    from Crypto.Signature import eddsa  # noqa: PLC0415 - as above

    kid = kid_of(public_of(seed))
    head = base64url(canonical({"alg": "EdDSA", "kid": kid, "typ": f"{kind}+jws"}))
    body = base64url(payload)
    key = ECC.construct(curve="Ed25519", seed=seed)
    signature = eddsa.new(key, "rfc8032").sign(f"{head}.{body}".encode("ascii"))
    return {"payload": body, "jws": f"{head}..{base64url(signature)}"}


def taken_apart(record: Any, kind: str) -> Record:
    """The parts of a signed record of the type `kind`. Raises Malformed, Unsupported."""
    if not isinstance(record, dict):
        raise Malformed(_("It is not a signed record."))
    payload, jws = record.get("payload"), record.get("jws")
    if not isinstance(payload, str) or not isinstance(jws, str) or not (payload + jws).isascii():
        raise Malformed(_("It is not a signed record."))
    parts = jws.split(".")
    if len(parts) != 3 or parts[1] or "=" in payload + jws:
        raise Malformed(_("Its signature does not have the form of one."))
    header = json_object(url_base64(parts[0]))
    if header.get("alg") != "EdDSA" or "crit" in header or "b64" in header:
        raise Unsupported(_("Its kind of signature is not one that is accepted."))
    if header.get("typ") != f"{kind}+jws":
        raise Unsupported(_("It is a signed record of another kind."))
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise Malformed(_("It does not say which key signed it."))
    signed = f"{parts[0]}.{payload}".encode("ascii")
    return Record(url_base64(payload), kid, signed, url_base64(parts[2]))


def verified(record: Record, keys: Mapping[str, bytes]) -> bytes:
    """The payload, once one of `keys` (by name) made it. Raises UnknownKey, BadSignature."""
    if record.kid not in keys:
        raise UnknownKey(_("It is signed by a key that is not known here."))
    if not _holds(keys[record.kid], record):
        raise BadSignature(_("Its signature does not match: it was changed on the way."))
    return record.payload


def _holds(public: bytes, record: Record) -> bool:
    from Crypto.Signature import eddsa  # noqa: PLC0415 - only what the command needs

    try:
        key = eddsa.import_public_key(public)
        eddsa.new(key, "rfc8032").verify(record.signed, record.signature)
    except (ValueError, TypeError):
        return False
    return True

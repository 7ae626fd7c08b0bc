"""The vendor's public keys, each bound to the one kind of signature it makes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.activation.faults import BadKey
from app.activation.words import _

_HEX = re.compile(r"[0-9a-fA-F]{64}")
_SMALLEST_RSA, _LARGEST_RSA = 2048, 8192


class PublicKey(NamedTuple):
    """One key. `schemes` are the signatures it may have made; all others are refused for it."""

    label: str
    """How a person tells it from others: the first digits of an Ed25519 key, or its file's name."""
    schemes: tuple[str, ...]
    key: Any
    until: datetime | None = None
    """When it was retired: what it signed later does not count. None: it is not retired."""


def public_keys(text: str, label: str = "") -> tuple[PublicKey, ...]:
    """The keys in `text`: 64 hexadecimal digits a line, or PEM. Raises BadKey."""
    if "-----BEGIN " in text:
        return tuple(_from_pem(block, label) for block in _pem_blocks(text))
    words = text.split()
    if not words or not all(_HEX.fullmatch(word) for word in words):
        raise BadKey(_("A public key is 64 hexadecimal digits (Ed25519), or PEM."))
    return tuple(ed25519(bytes.fromhex(word)) for word in words)


def ed25519(raw: bytes, label: str = "") -> PublicKey:
    """The Ed25519 key of 32 bytes. Raises BadKey for any that is none."""
    from Crypto.Signature import eddsa  # noqa: PLC0415 - a start without keys needs none of it

    try:
        return PublicKey(label or raw.hex()[:8], ("ed25519",), eddsa.import_public_key(raw))
    except ValueError:
        raise BadKey(_("These 32 bytes are no Ed25519 key.")) from None


def for_scheme(keys: Sequence[PublicKey], scheme: str) -> tuple[PublicKey, ...]:
    """The keys that may have made a signature of this scheme; all where it names none."""
    return tuple(key for key in keys if not scheme or scheme in key.schemes)


def _pem_blocks(text: str) -> tuple[str, ...]:
    found = []
    for part in text.split("-----BEGIN ")[1:]:
        name = part.partition("-----")[0]
        body, end, _rest = part.partition(f"-----END {name}-----")
        if end and name.endswith("PUBLIC KEY"):
            found.append(f"-----BEGIN {body}{end}")
    if not found:
        raise BadKey(_("This PEM file holds no public key."))
    return tuple(found)


def _from_pem(block: str, label: str) -> PublicKey:
    from Crypto.PublicKey import ECC, RSA  # noqa: PLC0415 - as above

    try:
        key = ECC.import_key(block)
    except (ValueError, IndexError, TypeError):
        pass
    else:
        name = str(key.curve)
        if name == "Ed25519":
            return PublicKey(label or "Ed25519", ("ed25519",), key)
        if name in ("NIST P-256", "p256"):
            return PublicKey(label or "P-256", ("ecdsa-p256",), key)
        raise BadKey(_("Keys on the curve {name} are not supported.").format(name=name))
    try:
        rsa = RSA.import_key(block)
    except (ValueError, IndexError, TypeError):
        raise BadKey(_("This PEM file holds no key that can be read.")) from None
    if rsa.size_in_bits() < _SMALLEST_RSA:
        raise BadKey(_("An RSA key of fewer than 2048 bits is not accepted."))
    if rsa.size_in_bits() > _LARGEST_RSA or rsa.e.bit_length() > 64:
        raise BadKey(_("An RSA key of more than 8192 bits is not accepted."))
    return PublicKey(label or "RSA", ("rsa-sha256", "rsa-pss-sha256"), rsa)

"""The envelope of a license file: armor, the three members, and the bytes that are signed."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.activation.faults import Malformed, Unsupported
from app.activation.strict import json_object, standard_base64, url_base64
from app.activation.words import _

LARGEST = 1_000_000
"""Bytes that a license file may have; genuine ones have some thousand."""

ENCODINGS = ("base64", "aes-256-gcm")
SCHEMES = ("ed25519", "rsa-sha256", "rsa-pss-sha256", "ecdsa-p256")
"""What a vendor may sign with. `alg` itself is not signed: anything else is refused."""

_ARMOR = re.compile(
    r"-----BEGIN (LICENSE|MACHINE) FILE-----\r?\n"
    r"((?:[A-Za-z0-9+/=]+\r?\n)+)"
    r"-----END (LICENSE|MACHINE) FILE-----(?:\r?\n)*"
)


class Envelope(NamedTuple):
    """A license file, a machine file or a signed key, taken apart and not yet verified."""

    kind: str
    """"license", "machine" or "key"."""
    algorithm: str
    """"aes-256-gcm+ed25519"; for a signed key, which names none, ""."""
    encrypted: bool
    scheme: str
    """What it is signed with; "" where it does not say."""
    content: str
    """What is signed, without the kind before it."""
    signature: bytes

    @property
    def signed(self) -> bytes:
        """The bytes the signature covers, as they came."""
        return f"{self.kind}/{self.content}".encode("ascii")


def opened(data: bytes) -> Envelope:
    """Take a file apart. Raises Malformed, or Unsupported for an algorithm that is not known."""
    if len(data) > LARGEST:
        raise Malformed(_("It is larger than any license file."))
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise Malformed(_("It holds characters that no license file has.")) from None
    if text.startswith("key/"):
        return _signed_key(text.strip())
    armor = _ARMOR.fullmatch(text)
    if armor is None:
        raise Malformed(_why_no_armor(text))
    first, body, last = armor.groups()
    if first != last:
        raise Malformed(_("Its first and its last line name different kinds."))
    members = json_object(standard_base64("".join(body.split())))
    content, signature, algorithm = _members(members)
    encoding, scheme = _allowed(algorithm)
    return Envelope(
        first.lower(),
        algorithm,
        encoding == "aes-256-gcm",
        scheme,
        content,
        standard_base64(signature),
    )


def encrypted_parts(envelope: Envelope) -> tuple[bytes, bytes, bytes]:
    """Ciphertext, IV and tag. Raises Malformed unless there are three of the right lengths."""
    parts = envelope.content.split(".")
    if len(parts) != 3:
        raise Malformed(_("Its encrypted content does not have three parts."))
    ciphertext, iv, tag = (standard_base64(part) for part in parts)
    if len(iv) != 12 or len(tag) != 16:
        raise Malformed(_("Its encrypted content has parts of a wrong length."))
    return ciphertext, iv, tag


def _members(members: object) -> tuple[str, str, str]:
    if not isinstance(members, dict):
        raise Malformed(_("It does not hold a JSON object."))
    found = tuple(members.get(name) for name in ("enc", "sig", "alg"))
    if not all(isinstance(value, str) and value.isascii() for value in found):
        raise Malformed(_("It lacks its content, its signature or its algorithm."))
    content, signature, algorithm = found
    return str(content), str(signature), str(algorithm)


def _allowed(algorithm: str) -> tuple[str, str]:
    encoding, _plus, scheme = algorithm.partition("+")
    if encoding not in ENCODINGS or scheme not in SCHEMES:
        raise Unsupported(
            _("The algorithm “{name}” is not one that is accepted.").format(name=algorithm[:60])
        )
    return encoding, scheme


def _signed_key(text: str) -> Envelope:
    content, dot, signature = text[len("key/") :].partition(".")
    if not dot:
        raise Malformed(_("A signed key has a signature behind a dot; this has none."))
    url_base64(content)
    return Envelope("key", "", False, "", content, url_base64(signature))


def _why_no_armor(text: str) -> str:
    begins = text.count("-----BEGIN ")
    if begins > 1:
        return _("There are several files in one.")
    if not begins:
        return _("It does not begin like a license file.")
    if "-----END " not in text:
        return _("Its end is missing.")
    return _("Its lines are not those of a license file.")

"""An issuer of license files on another library: what our reader accepts it has not made itself."""

from __future__ import annotations

import base64
import hashlib
import json
import textwrap
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

IV = bytes(range(12))


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def payload(kind: str = "license", **changes: Any) -> dict[str, Any]:
    """The members of a payload; `meta`, `attributes` and `included` may be given."""
    license_ = {"name": "Relay Gateway", "status": "ACTIVE", "expiry": "2027-06-30T21:59:59.000Z"}
    license_ |= {"maxMachines": 3, "suspended": False}
    machine = {"fingerprint": "af" * 32}
    included: list[dict[str, Any]] = [
        {"type": "products", "id": "p1", "attributes": {"name": "Relay Gateway"}}
    ]
    if kind == "machine":
        included.append({"type": "licenses", "id": "lic-1", "attributes": license_})
    attributes = license_ if kind == "license" else machine
    meta = {
        "issued": "2026-11-01T08:00:00.000Z", "expiry": "2026-12-01T08:00:00.000Z", "ttl": 2592000
    }  # fmt: skip
    return {
        "data": {
            "type": f"{kind}s",
            "id": "lic-1" if kind == "license" else "mac-1",
            "attributes": attributes | changes.get("attributes", {}),
        },
        "included": changes.get("included", included),
        "meta": meta | changes.get("meta", {}),
    }


class Issuer:
    """Signs with one scheme of the format."""

    def __init__(self, scheme: str = "ed25519") -> None:
        self.scheme = scheme
        match scheme:
            case "ed25519":
                self._key: Any = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
            case "ecdsa-p256":
                self._key = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
            case _:
                self._key = rsa.generate_private_key(65537, 2048)

    @property
    def public(self) -> str:
        """The public key: hexadecimal for Ed25519, else PEM."""
        public = self._key.public_key()
        if self.scheme == "ed25519":
            return public.public_bytes_raw().hex()
        return public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode()

    def sign(self, message: bytes) -> bytes:
        match self.scheme:
            case "ed25519":
                return self._key.sign(message)
            case "rsa-sha256":
                return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())
            case "rsa-pss-sha256":
                longest = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH)
                return self._key.sign(message, longest, hashes.SHA256())
            case _:
                return self._key.sign(message, ec.ECDSA(hashes.SHA256()))

    def file(self, content: dict[str, Any] | bytes, kind: str = "license", secret: str = "") -> str:
        """A file with this payload; encrypted where there is a secret."""
        plain = content if isinstance(content, bytes) else json.dumps(content).encode()
        if secret:
            sealed = AESGCM(hashlib.sha256(secret.encode()).digest()).encrypt(IV, plain, None)
            enc = ".".join(map(b64, (sealed[:-16], IV, sealed[-16:])))
        else:
            enc = b64(plain)
        algorithm = f"{'aes-256-gcm' if secret else 'base64'}+{self.scheme}"
        signature = b64(self.sign(f"{kind}/{enc}".encode()))
        return armored({"enc": enc, "sig": signature, "alg": algorithm}, kind)

    def signed_key(self, data: bytes) -> str:
        """A signed license key with this data."""
        content = base64.urlsafe_b64encode(data).decode()
        signature = base64.urlsafe_b64encode(self.sign(f"key/{content}".encode())).decode()
        return f"key/{content}.{signature}"


def armored(members: dict[str, Any] | bytes, kind: str = "license") -> str:
    """The armor around these members."""
    body = members if isinstance(members, bytes) else json.dumps(members).encode()
    lines = "\n".join(textwrap.wrap(b64(body), 60))
    name = kind.upper()
    return f"-----BEGIN {name} FILE-----\n{lines}\n-----END {name} FILE-----\n"


def members_of(file: str) -> dict[str, Any]:
    """What is inside the armor."""
    return json.loads(base64.b64decode("".join(file.splitlines()[1:-1])))

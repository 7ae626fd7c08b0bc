"""The vendor's own signature under a certification, after those of the customer."""

from __future__ import annotations

import secrets
import tempfile
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from msgspec import Struct

from app.base.clock import Clock
from app.documents.signing.model import KeyPlace, Level, SigningKey
from app.sandbox import vendor
from app.sandbox.authority import Authority


class Countersigned(Struct, frozen=True):
    """A document with the vendor's signature."""

    content: bytes
    sha256: str


class Countersigner:
    """Signs what came in with the key that the sandbox's authority vouches for."""

    def __init__(self, authority: Authority, clock: Clock) -> None:
        self._authority = authority
        self._clock = clock

    def sign(self, document: bytes) -> Countersigned:
        """`document` with one signature more. Raises the Problem that hinders it."""
        from app.documents.signing.signing import sign  # noqa: PLC0415 - pyHanko is slow to load

        issued, secret = self._authority.countersigner(), secrets.token_urlsafe(24)
        packed = pkcs12.serialize_key_and_certificates(
            b"countersigner",
            issued.key,
            issued.certificate,
            [issued.root],
            BestAvailableEncryption(secret.encode()),
        )
        with tempfile.TemporaryDirectory(prefix="sandbox-sign-") as folder:
            path = Path(folder) / "countersigner.p12"
            path.write_bytes(packed)
            content, signed = sign(
                document,
                SigningKey(place=KeyPlace.FILE, path=str(path)),
                secret,
                level=Level.B_B,
                reason="Countersigned",
                name=vendor.VENDOR.legal_name,
                place="Amsterdam",
                now=self._clock.now(),
                stamp=None,
                countersigns=True,
            )
        return Countersigned(content, signed.sha256 or sha256(content).hexdigest())

"""A second, minimal verifier of license files, written from the format alone on another library."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed_record(record: dict[str, str], keys: dict[str, bytes]) -> Any:
    """What a signed record says, once one of `keys` (by kid) verified it."""
    head, _, signature = record["jws"].partition("..")
    kid = json.loads(unpadded(head))["kid"]
    key = Ed25519PublicKey.from_public_bytes(keys[kid])
    key.verify(unpadded(signature), f"{head}.{record['payload']}".encode())
    return json.loads(unpadded(record["payload"]))


class Verifier:
    """Knows a vendor by its vendor file's payload."""

    def __init__(self, vendor: dict[str, Any]) -> None:
        self._keys: list[Any] = [
            Ed25519PublicKey.from_public_bytes(unpadded(jwk["x"])) for jwk in vendor["keys"]
        ]
        for one in vendor["pem_keys"]:
            self._keys.append(serialization.load_pem_public_key(one["pem"].encode()))

    def payload(self, file: str, secret: str = "") -> tuple[str, Any]:
        """Algorithm and document of a genuine file; `secret` opens an encrypted one."""
        first, *body, last = file.strip().splitlines()
        kind = first.split()[1].lower()
        assert first == f"-----BEGIN {kind.upper()} FILE-----"
        assert last == f"-----END {kind.upper()} FILE-----"
        assert max(map(len, body)) <= 60
        members = json.loads(base64.b64decode("".join(body), validate=True))
        encoding, _, scheme = members["alg"].partition("+")
        message = f"{kind}/{members['enc']}".encode()
        signature = base64.b64decode(members["sig"], validate=True)
        assert any(self._made(key, scheme, message, signature) for key in self._keys)
        if encoding == "base64":
            return members["alg"], json.loads(base64.b64decode(members["enc"], validate=True))
        ciphertext, iv, tag = (base64.b64decode(part) for part in members["enc"].split("."))
        key = hashlib.sha256(secret.encode()).digest()
        return members["alg"], json.loads(AESGCM(key).decrypt(iv, ciphertext + tag, None))

    @staticmethod
    def _made(key: Any, scheme: str, message: bytes, signature: bytes) -> bool:
        try:
            if scheme == "ed25519" and isinstance(key, Ed25519PublicKey):
                key.verify(signature, message)
            elif scheme == "ecdsa-p256" and isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
            elif scheme == "rsa-sha256" and isinstance(key, rsa.RSAPublicKey):
                key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            elif scheme == "rsa-pss-sha256" and isinstance(key, rsa.RSAPublicKey):
                longest = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH)
                key.verify(signature, message, longest, hashes.SHA256())
            else:
                return False
        except InvalidSignature:
            return False
        return True

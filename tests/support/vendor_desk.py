"""A vendor for isolated hosts, on another library: vendor files, answers, revocation lists."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.support.license_issuer import Issuer, payload


def unpadded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def wire(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class VendorDesk:
    """One vendor with one signing key; `seed` makes another one."""

    def __init__(self, seed: bytes = bytes(range(32))) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()
        self.issuer = Issuer()
        self.issuer._key = self._key
        self.kid = hashlib.sha256(self.public).hexdigest()[:16]

    @property
    def jwk(self) -> dict[str, str]:
        return {"kty": "OKP", "crv": "Ed25519", "kid": self.kid, "x": unpadded(self.public)}

    @property
    def short(self) -> str:
        """The fingerprint that a person compares."""
        digits = hashlib.sha256(self.public).hexdigest()[:24].upper()
        return "-".join(digits[place : place + 4] for place in range(0, 24, 4))

    def signed(self, content: Any, kind: str = "vendor-file", **head: Any) -> dict[str, str]:
        header = {"alg": "EdDSA", "kid": self.kid, "typ": f"{kind}+jws"} | head
        first, body = unpadded(json.dumps(header).encode()), unpadded(json.dumps(content).encode())
        signature = self._key.sign(f"{first}.{body}".encode())
        return {"payload": body, "jws": f"{first}..{unpadded(signature)}"}

    def vendor_file(self, path: str = "/var/lib/relay/license", **changes: Any) -> dict[str, Any]:
        content = {
            "vendor": "Kestrane",
            "issued_at": "2026-11-01T00:00:00Z",
            "keys": [self.jwk],
            "install_locations": [{"product_id": "relay", "path": path}],
            "fingerprint_policy": "most",
        }
        return self.signed(content | changes)

    def change_to(self, other: VendorDesk) -> dict[str, str]:
        """This vendor's word that `other`'s key takes the place of its own."""
        statement = {"replaces": self.kid, "key": other.jwk, "issued_at": "2026-11-02T00:00:00Z"}
        return self.signed(statement, "key-change")

    def machine_file(self, request: dict[str, Any], secret: str = "", **changes: Any) -> str:
        """A file that answers `request`; `echo`, `meta` and `attributes` may be given."""
        canonical = json.dumps(request, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        echo = {
            "id": request["request_id"],
            "sha256": hashlib.sha256(canonical.encode()).hexdigest(),
            "nonce": request["nonce"],
        }
        now = datetime.now(UTC)
        meta = {
            "issued": wire(now - timedelta(minutes=1)),
            "expiry": wire(now + timedelta(days=90)),
            "request": changes.get("echo", echo),
        }
        meta |= changes.get("meta", {})
        meta = {name: value for name, value in meta.items() if value is not None}
        content = payload(
            "machine",
            attributes={"fingerprint": request["fingerprint"]} | changes.get("attributes", {}),
            included=[
                {"type": "products", "id": "relay", "attributes": {"name": "Relay"}},
                {"type": "licenses", "id": request["license_id"], "attributes": {
                    "name": "Relay", "expiry": "2099-06-30T21:59:59.000Z", "status": "ACTIVE"}},
            ],
            meta={"ttl": 1},
        )  # fmt: skip
        content["meta"] = meta
        sealed_for = secret + request["fingerprint"] if secret else ""
        return self.issuer.file(content, "machine", sealed_for)

    def answer(self, request: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """One answer of a set."""
        return {
            "request_id": request["request_id"],
            "outcome": "issued",
            "license_file": None,
            "machine_file": self.machine_file(request, **changes),
            "reason": None,
        }

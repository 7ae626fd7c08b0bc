"""License and machine files as the sandbox signs them: four kinds of key, plain or encrypted.

The format is the open one that license servers issue: armor, an envelope, a signature over the
kind and the content, and a JSON:API document inside.
"""

from __future__ import annotations

import sqlite3
import textwrap
from base64 import b64encode
from hashlib import sha256
from os import urandom
from typing import Any, Literal, cast

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from msgspec import Struct

from app.sandbox.state import State

Scheme = Literal["ed25519", "rsa-sha256", "rsa-pss-sha256", "ecdsa-p256"]
_KEY_OF = {"rsa-sha256": "rsa", "rsa-pss-sha256": "rsa", "ecdsa-p256": "p256"}
_TAG = 16


class Policy(Struct, frozen=True):
    """How files for a product are signed, and whether only its license key opens them.

    `deactivations_a_year`: how many machines of a license are freed on a person's word.
    """

    scheme: Scheme = "ed25519"
    encrypted: bool = False
    deactivations_a_year: int = 3


POLICIES = {
    "relay-gateway-eu": Policy(),
    "relay-gateway": Policy("rsa-sha256"),
    "relay-edge": Policy("rsa-pss-sha256", encrypted=True),
    "strata-connector": Policy("ecdsa-p256"),
    "beacon-addons": Policy("ecdsa-p256", encrypted=True),
    "strata-archive": Policy("ed25519", encrypted=True),
}


class PemKey(Struct, frozen=True):
    """A public key that is no Ed25519 key, as the vendor file shows it."""

    kid: str
    pem: str


def file(
    state: State, kind: Literal["license", "machine"], payload: Any, policy: Policy, secret: str
) -> str:
    """A license or machine file; `secret` is what an encrypted one is opened with."""
    plain = msgspec.json.encode(payload)
    if policy.encrypted:
        iv = urandom(12)
        sealed = AESGCM(sha256(secret.encode()).digest()).encrypt(iv, plain, None)
        content = ".".join(map(_b64, (sealed[:-_TAG], iv, sealed[-_TAG:])))
    else:
        content = _b64(plain)
    encoding = "aes-256-gcm" if policy.encrypted else "base64"
    signature = _signed(state, policy.scheme, f"{kind}/{content}".encode())
    members = {"enc": content, "sig": _b64(signature), "alg": f"{encoding}+{policy.scheme}"}
    body = "\n".join(textwrap.wrap(_b64(msgspec.json.encode(members)), 60))
    name = kind.upper()
    return f"-----BEGIN {name} FILE-----\n{body}\n-----END {name} FILE-----\n"


def pem_keys(state: State) -> list[PemKey]:
    """The public keys beside the Ed25519 ones, made when they are first asked for."""
    found = []
    for name in ("rsa", "p256"):
        public = _key(state, name).public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        raw = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        found.append(PemKey(f"{name}-{sha256(raw).hexdigest()[:12]}", pem.decode()))
    return found


def _signed(state: State, scheme: Scheme, message: bytes) -> bytes:
    if scheme == "ed25519":
        row = state.one("SELECT private FROM signing_key WHERE status='current'")
        assert row is not None
        return Ed25519PrivateKey.from_private_bytes(row[0]).sign(message)
    key = _key(state, _KEY_OF[scheme])
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message, ec.ECDSA(hashes.SHA256()))
    if scheme == "rsa-sha256":
        return key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    longest = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH)
    return key.sign(message, longest, hashes.SHA256())


def _key(state: State, name: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    row = state.one("SELECT private FROM license_key WHERE name=?", (name,))
    if row is None:
        with state.write() as connection:
            row = _made(connection, name)
    key = load_pem_private_key(row[0], None)
    return cast("rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey", key)


def _made(connection: sqlite3.Connection, name: str) -> tuple[bytes]:
    """The key of this name, made unless another thread has just made it."""
    known = connection.execute("SELECT private FROM license_key WHERE name=?", (name,)).fetchone()
    if known:
        return (bytes(known[0]),)
    key = (
        rsa.generate_private_key(65537, 2048)
        if name == "rsa"
        else ec.generate_private_key(ec.SECP256R1())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    connection.execute("INSERT INTO license_key VALUES(?,?)", (name, pem))
    return (pem,)


def _b64(data: bytes) -> str:
    return b64encode(data).decode()

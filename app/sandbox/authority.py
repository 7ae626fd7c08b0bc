"""The sandbox's own certificate authority: what signs time stamps and countersignatures.

Its root is kept in the state, so that what was signed once can be checked after a restart; the
certificates below it name the revocation list where the portal listens now.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from app.base.clock import Clock
from app.sandbox import vendor
from app.sandbox.http import Reply, Request
from app.sandbox.state import State

CA_PATH = "/timestamp/ca.pem"
CRL_PATH = "/timestamp/ca.crl"
_ROOT = "root"
_BACKDATED = timedelta(days=730)
_ROOT_DAYS = timedelta(days=7_300)
_LEAF_DAYS = timedelta(days=1_095)
_CRL_DAYS = timedelta(days=30)


class Issued(Struct, frozen=True):
    """A key with its certificate, and the root above it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    root: x509.Certificate


class Authority:
    """Issues certificates under one root; `address` is where its list is served."""

    def __init__(self, state: State, clock: Clock, address: str) -> None:
        self._state = state
        self._clock = clock
        self._address = address

    def root(self, _request: Request) -> Reply:
        """`GET /timestamp/ca.pem`: what a person trusts to trust everything below it."""
        pem = self._root().certificate.public_bytes(Encoding.PEM)
        return Reply(200, pem, "application/x-pem-file")

    def revocations(self, _request: Request) -> Reply:
        """`GET /timestamp/ca.crl`: nothing is revoked."""
        root, now = self._root(), self._clock.now()
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(root.certificate.subject)
            .last_update(now - timedelta(hours=1))
            .next_update(now + _CRL_DAYS)
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(_names_key(root.certificate), critical=False)
            .sign(root.key, hashes.SHA256())
        )
        return Reply(200, made.public_bytes(Encoding.DER), "application/pkix-crl")

    def time_stamper(self, *, expired: bool = False) -> Issued:
        """A fresh key for time stamps; of one that ended a day ago where it is to be expired."""
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        until = self._clock.now() - timedelta(days=1) if expired else None
        return self._leaf("Kestrane Time Stamps", usage, until)

    def countersigner(self) -> Issued:
        """The key that the vendor countersigns with, made once."""
        known = self._kept("countersigner")
        if known:
            return Issued(*known, self._root().certificate)
        made = self._leaf("Kestrane Certifications", None, None)
        self._keep("countersigner", made.key, made.certificate)
        return made

    def _leaf(
        self, name: str, usage: x509.ExtendedKeyUsage | None, until: datetime | None
    ) -> Issued:
        root, now = self._root(), self._clock.now()
        key = ec.generate_private_key(ec.SECP256R1())
        until = until or now + _LEAF_DAYS
        since = until - timedelta(days=30) if until < now else now - timedelta(days=1)
        made = (
            _started(name, root.certificate.subject, key, since, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(_names_key(root.certificate), critical=False)
            .add_extension(_list_at(f"{self._address}{CRL_PATH}"), critical=False)
        )
        if usage:
            made = made.add_extension(usage, critical=True)
        return Issued(key, made.sign(root.key, hashes.SHA256()), root.certificate)

    def _root(self) -> Issued:
        known = self._kept(_ROOT)
        if known:
            return Issued(*known, known[1])
        now = self._clock.now()
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("Kestrane Sandbox Root")
        certificate = (
            _started("Kestrane Sandbox Root", name, key, now - _BACKDATED, now + _ROOT_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .sign(key, hashes.SHA256())
        )
        self._keep(_ROOT, key, certificate)
        kept = self._kept(_ROOT)
        assert kept is not None
        return Issued(*kept, kept[1])

    def _kept(self, name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate] | None:
        row = self._state.one("SELECT private, certificate FROM authority WHERE name=?", (name,))
        if row is None:
            return None
        key = cast(ec.EllipticCurvePrivateKey, load_der_private_key(row[0], None))
        return key, x509.load_der_x509_certificate(row[1])

    def _keep(
        self, name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate
    ) -> None:
        """Keep a key unless another thread was first."""
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        with self._state.write() as connection:
            _insert(connection, name, private, certificate)


def _insert(
    connection: sqlite3.Connection, name: str, private: bytes, certificate: x509.Certificate
) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO authority VALUES(?,?,?)",
        (name, private, certificate.public_bytes(Encoding.DER)),
    )


def _name(common: str) -> x509.Name:
    organization = vendor.VENDOR.legal_name
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _started(
    common: str,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    since: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(identifier, critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    """What a key may be used for: documents and stamps, or else certificates and lists."""
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )


def _names_key(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    found = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(found.value)


def _list_at(address: str) -> x509.CRLDistributionPoints:
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(address)], None, None, None)
    return x509.CRLDistributionPoints([point])

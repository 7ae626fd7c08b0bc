"""Keys and certificates for signing, made in the test: an authority, signers, a time-stamp service.

All with elliptic curves, which cost no time; RSA only where a test is about it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

WHEN = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FAR = WHEN + timedelta(days=36_500)
"""For those that are checked by the system's clock, whenever the tests run."""
PASSPHRASE = "correct horse battery"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Identity:
    """A private key with its certificate and whoever issued it."""

    def __init__(
        self, key: Key, certificate: x509.Certificate, issuer: Identity | None = None
    ) -> None:
        self.key = key
        self.certificate = certificate
        self.issuer = issuer

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def key_der(self) -> bytes:
        return self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    @property
    def chain(self) -> list[x509.Certificate]:
        """The issuers, nearest first."""
        found, at = [], self.issuer
        while at is not None:
            found.append(at.certificate)
            at = at.issuer
        return found

    def p12(self, passphrase: str = PASSPHRASE, *, with_chain: bool = True) -> bytes:
        # Few rounds: what guards a real key file costs a test a second.
        quick = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(16)
        lock = quick.build(passphrase.encode()) if passphrase else NoEncryption()
        chain = self.chain if with_chain else None
        return pkcs12.serialize_key_and_certificates(
            b"signer", self.key, self.certificate, chain, lock
        )

    def p12_file(self, folder: Path, name: str = "key.p12", **how: object) -> Path:
        path = folder / name
        path.write_bytes(self.p12(**how))
        return path


def uses(*named: str) -> x509.KeyUsage:
    """A key usage with the members named and no other."""
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{one: one in named for one in every})


def identity(
    name: str,
    issuer: Identity | None = None,
    *,
    authority: bool = False,
    begins: datetime = WHEN - timedelta(days=30),
    ends: datetime = WHEN + timedelta(days=700),
    usage: x509.KeyUsage | None = None,
    purposes: Sequence[ObjectIdentifier] = (),
    critical_purposes: bool = False,
    crl: str = "",
    issuer_at: str = "",
    key: Key | None = None,
    organization: str = "Häberlin & Söhne GmbH",
) -> Identity:
    """A new identity, issued by `issuer` or by itself."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    signer = issuer.key if issuer else own
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    given = usage or (
        uses("key_cert_sign", "crl_sign")
        if authority
        else uses("digital_signature", "content_commitment")
    )
    builder = builder.add_extension(given, critical=True)
    if purposes:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage(list(purposes)), critical=critical_purposes
        )
    if crl:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    if issuer_at:
        access = x509.AccessDescription(
            x509.oid.AuthorityInformationAccessOID.CA_ISSUERS,
            x509.UniformResourceIdentifier(issuer_at),
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return Identity(own, builder.sign(signer, hashes.SHA256()), issuer)


def revoked_list(
    issuer: Identity,
    *revoked: Identity,
    at: datetime = WHEN - timedelta(days=1),
    until: datetime = WHEN + timedelta(days=30),
) -> bytes:
    """The issuer's list of revoked certificates, as DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(until)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
        .add_extension(x509.CRLNumber(1), critical=False)
    )
    for one in revoked:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(one.certificate.serial_number)
            .revocation_date(at)
            .build()
        )
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


@functools.cache
def authority() -> Identity:
    """An authority that issues to signers."""
    return identity("Example Root", authority=True, organization="Example Trust", ends=FAR)


@functools.cache
def signer() -> Identity:
    """A person who may sign."""
    return identity("Petra Häberlin", authority())


@functools.cache
def second() -> Identity:
    """Another person of another authority."""
    root = identity("Other Root", authority=True, organization="Other Trust")
    return identity("Jan de Vries", root, organization="Kestrane Software B.V.")


@functools.cache
def foreigner() -> Identity:
    """Somebody who calls themselves like the signer, by an authority nobody trusts."""
    root = identity("Example Root", authority=True, organization="Example Trust")
    return identity("Petra Häberlin", root)


@functools.cache
def stamp_service() -> Identity:
    """A time-stamp service with its own root."""
    root = identity("Stamp Root", authority=True, organization="Stamp Trust")
    return stamp_identity(root)


def stamp_identity(root: Identity, **more: object) -> Identity:
    """A certificate for time stamps."""
    return identity(
        "Stamp Service", root, usage=uses("digital_signature"),
        purposes=[ExtendedKeyUsageOID.TIME_STAMPING], critical_purposes=True,
        organization="Stamp Trust", **more,
    )  # fmt: skip


def spki(one: Identity) -> bytes:
    return one.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

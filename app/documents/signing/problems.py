"""What can go wrong while a document is signed, each with what was kept and what to do."""

from __future__ import annotations

from datetime import datetime

from app.base.errors import Problem
from app.base.text import _
from app.documents.signing.model import Certificate


def unsigned() -> str:
    """What was kept, whatever went wrong."""
    return _("The document is kept, unsigned.")


class SigningProblem(Problem):
    """A document could not be signed."""

    code = "CP-5510"


class WrongSecret(SigningProblem):
    """The passphrase of the key file or the PIN of the token is wrong."""

    code = "CP-5511"


class BadKeyFile(SigningProblem):
    """The file is no PKCS#12 file, is damaged, or holds no key with a certificate."""

    code = "CP-5512"


class CertificateExpired(SigningProblem):
    """The certificate's time is over."""

    code = "CP-5513"


class CertificateNotYetValid(SigningProblem):
    """The certificate's time has not begun, or this computer's clock is behind."""

    code = "CP-5514"


class WrongPurpose(SigningProblem):
    """The certificate was not issued for signatures."""

    code = "CP-5515"


class NoSigningKey(SigningProblem):
    """The token holds no certificate with a key of that label, or several without one chosen."""

    code = "CP-5521"


class NotSignable(SigningProblem):
    """The document cannot take a signature: it is damaged, encrypted, or not signed yet."""

    code = "CP-5528"


class CertificateRevoked(SigningProblem):
    """The issuer withdrew the certificate."""

    code = "CP-5529"


class ClockWrong(SigningProblem):
    """By the time-stamp service's clock the certificate is not valid now."""

    code = "CP-5530"


class UnknownKind(SigningProblem):
    """A key of a kind that documents are not signed with."""

    code = "CP-5531"


def wrong_passphrase() -> WrongSecret:
    """Of a PKCS#12 file."""
    return WrongSecret(
        _("The passphrase is wrong"),
        _("It does not open the key file."),
        _("Enter the passphrase that the file was made with; capital letters count."),
        kept=unsigned(),
    )


def bad_key_file(detail: str) -> BadKeyFile:
    """What is in the way goes into the details."""
    return BadKeyFile(
        _("The key file cannot be used"),
        _("It is no PKCS#12 file (.p12, .pfx), or holds no key with its certificate."),
        _("Export the certificate together with its private key, then choose that file."),
        kept=unsigned(),
        detail=detail,
    )


def expired(told: Certificate, now: datetime) -> CertificateExpired:
    """With the dates, and the thought that the clock may be wrong."""
    return CertificateExpired(
        _("The certificate has expired"),
        _("{name} was valid until {day}; this computer says it is {now}.").format(
            name=told.common_name, day=_day(told.not_after), now=_day(now)
        ),
        _("Sign with a certificate that is valid, or set this computer's clock if it is wrong."),
        kept=unsigned(),
    )


def not_yet_valid(told: Certificate, now: datetime) -> CertificateNotYetValid:
    """With the dates, and the thought that the clock may be wrong."""
    return CertificateNotYetValid(
        _("The certificate is not valid yet"),
        _("{name} is valid from {day}; this computer says it is {now}.").format(
            name=told.common_name, day=_day(told.not_before), now=_day(now)
        ),
        _("Set this computer's clock if it is wrong, or sign with another certificate."),
        kept=unsigned(),
    )


def clock_wrong(told: Certificate, stamped: datetime, now: datetime) -> ClockWrong:
    """The stamp's time is outside the certificate's, this computer's is inside."""
    return ClockWrong(
        _("This computer's clock seems to be wrong"),
        _(
            "It says {now}; the time-stamp service says {stamped}, when {name} is not valid "
            "({first} to {last})."
        ).format(
            now=_day(now), stamped=_day(stamped), name=told.common_name,
            first=_day(told.not_before), last=_day(told.not_after),
        ),
        _("Set the clock, or sign with a certificate that is valid."),
        kept=unsigned(),
    )  # fmt: skip


def wrong_purpose(told: Certificate) -> WrongPurpose:
    """With what it is for."""
    return WrongPurpose(
        _("The certificate is not for signatures"),
        _("{name} was issued for: {purposes}.").format(
            name=told.common_name, purposes=", ".join(told.purposes) or _("nothing that is named")
        ),
        _("Choose a certificate that was issued for signing documents."),
        kept=unsigned(),
    )


def unknown_kind(told: Certificate, kind: str) -> UnknownKind:
    """With its kind as the library names it."""
    return UnknownKind(
        _("Documents cannot be signed with this kind of key"),
        _("The key of {name} is of the kind {kind}, which readers of PDF do not check.").format(
            name=told.common_name, kind=kind
        ),
        _("Choose a certificate with an RSA key, or with one on an elliptic curve (ECDSA)."),
        kept=unsigned(),
    )


def revoked(detail: str) -> CertificateRevoked:
    """The issuer's list names it."""
    return CertificateRevoked(
        _("The certificate was revoked"),
        _("Its issuer withdrew it, so that nobody would accept the signature."),
        _("Sign with another certificate, and ask the issuer why this one was withdrawn."),
        kept=unsigned(),
        detail=detail,
    )


def no_signing_key(label: str, found: tuple[str, ...]) -> NoSigningKey:
    """`found` are the labels of the certificates that are there."""
    there = ", ".join(found) if found else _("none")
    said = _("The token holds no signing key with the label “{label}”. Certificates: {there}.")
    if not label:
        said = _("One has to be chosen. Certificates on the token: {there}.")
    return NoSigningKey(
        _("No signing key was found"),
        said.format(label=label, there=there),
        _("Choose one of the certificates on the token that has its private key there."),
        kept=unsigned(),
    )


def not_signable(detail: str) -> NotSignable:
    """Damaged, encrypted, or without the signature that is to be countersigned."""
    return NotSignable(
        _("This document cannot be signed"),
        _("It is no sound PDF, is encrypted, or does not carry the signature that it should."),
        _("Make the document again, then sign it."),
        kept=_("Nothing was changed."),
        detail=detail,
    )


def _day(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"

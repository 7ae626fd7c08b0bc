"""What can go wrong while a document is signed, each with what was kept and what to do."""

from __future__ import annotations

from datetime import datetime

from app.base.errors import Problem
from app.base.text import _, ngettext
from app.documents.signing.model import Certificate


def _unsigned() -> str:
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


class ModuleMissing(SigningProblem):
    """The driver of the token (its PKCS#11 module) is not there or cannot be loaded."""

    code = "CP-5516"


class NoToken(SigningProblem):
    """No token is plugged in, or none with that label."""

    code = "CP-5517"


class TokenGone(SigningProblem):
    """The token was unplugged or stopped answering while it signed."""

    code = "CP-5518"


class TokenRefused(SigningProblem):
    """The token answered with an error of its own."""

    code = "CP-5519"


class PinLocked(SigningProblem):
    """The token locked itself after too many wrong PINs."""

    code = "CP-5520"


class NoSigningKey(SigningProblem):
    """The token holds no certificate with a key of that label, or several without one chosen."""

    code = "CP-5521"


class StampDown(SigningProblem):
    """The time-stamp service cannot be reached."""

    code = "CP-5522"


class StampRefused(SigningProblem):
    """The time-stamp service answered that it gives no stamp."""

    code = "CP-5523"


class StampWrong(SigningProblem):
    """The stamp is not one for this document: another nonce, another hash, a broken signature."""

    code = "CP-5524"


class NoStampService(SigningProblem):
    """A level with a time stamp was asked for, and the settings name no service."""

    code = "CP-5525"


class NoLongTermProof(SigningProblem):
    """What would prove the certificates in later years cannot be had (B-LTA)."""

    code = "CP-5526"


class SystemStoreMissing(SigningProblem):
    """The operating system offers no store of certificates that this program can use."""

    code = "CP-5527"


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
        kept=_unsigned(),
    )


def wrong_pin(tries: int | None, *, few: bool = False) -> WrongSecret:
    """Of a token; `tries` is how many are left where it is known, `few` where it warns."""
    left = _("The token does not say how many tries are left; after a few it locks itself.")
    if tries is not None:
        left = ngettext("{n} try is left.", "{n} tries are left.", tries).format(n=tries)
    elif few:
        left = _("Few tries are left.")
    return WrongSecret(
        _("The PIN is wrong"),
        _("The token did not accept it.") + " " + left,
        _("Enter the token's PIN with care: a locked token can only be opened by its issuer."),
        kept=_unsigned(),
    )


def pin_locked() -> PinLocked:
    """No PIN opens it any more."""
    return PinLocked(
        _("The token is locked"),
        _("Too many wrong PINs were entered."),
        _("Unlock it with its issuer's program or PUK, or sign with another key."),
        kept=_unsigned(),
    )


def bad_key_file(detail: str) -> BadKeyFile:
    """What is in the way goes into the details."""
    return BadKeyFile(
        _("The key file cannot be used"),
        _("It is no PKCS#12 file (.p12, .pfx), or holds no key with its certificate."),
        _("Export the certificate together with its private key, then choose that file."),
        kept=_unsigned(),
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
        kept=_unsigned(),
    )


def not_yet_valid(told: Certificate, now: datetime) -> CertificateNotYetValid:
    """With the dates, and the thought that the clock may be wrong."""
    return CertificateNotYetValid(
        _("The certificate is not valid yet"),
        _("{name} is valid from {day}; this computer says it is {now}.").format(
            name=told.common_name, day=_day(told.not_before), now=_day(now)
        ),
        _("Set this computer's clock if it is wrong, or sign with another certificate."),
        kept=_unsigned(),
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
        kept=_unsigned(),
    )  # fmt: skip


def wrong_purpose(told: Certificate) -> WrongPurpose:
    """With what it is for."""
    return WrongPurpose(
        _("The certificate is not for signatures"),
        _("{name} was issued for: {purposes}.").format(
            name=told.common_name, purposes=", ".join(told.purposes) or _("nothing that is named")
        ),
        _("Choose a certificate that was issued for signing documents."),
        kept=_unsigned(),
    )


def unknown_kind(told: Certificate, kind: str) -> UnknownKind:
    """With its kind as the library names it."""
    return UnknownKind(
        _("Documents cannot be signed with this kind of key"),
        _("The key of {name} is of the kind {kind}, which readers of PDF do not check.").format(
            name=told.common_name, kind=kind
        ),
        _("Choose a certificate with an RSA key, or with one on an elliptic curve (ECDSA)."),
        kept=_unsigned(),
    )


def revoked(detail: str) -> CertificateRevoked:
    """The issuer's list names it."""
    return CertificateRevoked(
        _("The certificate was revoked"),
        _("Its issuer withdrew it, so that nobody would accept the signature."),
        _("Sign with another certificate, and ask the issuer why this one was withdrawn."),
        kept=_unsigned(),
        detail=detail,
    )


def module_missing(path: str, detail: str) -> ModuleMissing:
    """`path` of the PKCS#11 module."""
    return ModuleMissing(
        _("The token's driver cannot be loaded"),
        _("{path} is not there, or is no PKCS#11 module for this computer.").format(
            path=path or _("No file")
        ),
        _("Install the token's software and choose its PKCS#11 module (.so, .dll, .dylib)."),
        kept=_unsigned(),
        detail=detail,
    )


def no_token(label: str) -> NoToken:
    """`label` "" where none was asked for."""
    said = _("No token is plugged in.")
    if label:
        said = _("No token named “{label}” is plugged in.").format(label=label)
    return NoToken(
        _("The token was not found"), said, _("Plug it in, then try again."), kept=_unsigned()
    )


def several_tokens(labels: tuple[str, ...]) -> NoToken:
    """More than one is plugged in, and none was chosen."""
    return NoToken(
        _("There are several tokens"),
        _("These are plugged in: {labels}.").format(labels=", ".join(labels)),
        _("Choose one by its label."),
        kept=_unsigned(),
    )


def token_gone(detail: str) -> TokenGone:
    """In the middle of signing."""
    return TokenGone(
        _("The token stopped answering"),
        _("It was unplugged or lost its connection before the signature was complete."),
        _("Plug it in again and sign once more; nothing of the attempt remains."),
        kept=_unsigned(),
        detail=detail,
    )


def token_refused(detail: str) -> TokenRefused:
    """With the token's own words in the details."""
    return TokenRefused(
        _("The token refused to sign"),
        _("Its driver answered with an error; the details name it."),
        _("Check the token with its own program, then try again."),
        kept=_unsigned(),
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
        kept=_unsigned(),
    )


def stamp_down(detail: str) -> StampDown:
    """No answer at all."""
    return StampDown(
        _("The time-stamp service does not answer"),
        _("Without it the signature carries no time that others can prove."),
        _("Try again later, or sign without a time stamp (level B-B)."),
        kept=_unsigned(),
        detail=detail,
    )


def stamp_refused(detail: str) -> StampRefused:
    """It said no."""
    return StampRefused(
        _("The time-stamp service refused"),
        _("It answered, and gave no stamp; the details hold its reason."),
        _("Choose another service in the settings, or sign without a time stamp (level B-B)."),
        kept=_unsigned(),
        detail=detail,
    )


def stamp_wrong(detail: str) -> StampWrong:
    """Its stamp proves nothing about this document."""
    return StampWrong(
        _("The time stamp is not for this document"),
        _("The service's answer does not belong to what was asked, or its signature is broken."),
        _("Choose another service in the settings, or sign without a time stamp (level B-B)."),
        kept=_unsigned(),
        detail=detail,
    )


def no_stamp_service() -> NoStampService:
    """None is set."""
    return NoStampService(
        _("No time-stamp service is set"),
        _("The levels B-T and B-LTA need one."),
        _("Enter its address in the settings, or sign at level B-B."),
        kept=_unsigned(),
    )


def no_long_term_proof(detail: str) -> NoLongTermProof:
    """Chain or revocation lists are missing."""
    return NoLongTermProof(
        _("The signature cannot be made to last"),
        _(
            "For level B-LTA the issuers' certificates and their lists of revoked ones are put "
            "into the document, and some of them could not be had."
        ),
        _("Add the issuer's certificate in the settings, try again, or sign at level B-T."),
        kept=_unsigned(),
        detail=detail,
    )


def system_store_missing() -> SystemStoreMissing:
    """Said honestly: on Linux it needs p11-kit, elsewhere it is not offered."""
    return SystemStoreMissing(
        _("The system's certificates cannot be used here"),
        _("They are reached through p11-kit, which this computer does not have."),
        _("Choose the token's PKCS#11 module, or a PKCS#12 file exported from the system."),
        kept=_unsigned(),
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

"""Certificates as a person reads them, and whether they may sign a document now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from app.base.text import _
from app.documents.signing import problems
from app.documents.signing.model import Certificate

if TYPE_CHECKING:
    from asn1crypto import x509

SIGNING_USES = frozenset({"digital_signature", "non_repudiation"})
"""Key usages of which a signing certificate needs one, if it names any (RFC 5280, 4.2.1.3)."""
_DOCUMENT_PURPOSES = frozenset(
    {
        "any_extended_key_usage",
        "client_auth",
        "email_protection",
        "adobe_authentic_documents_trust",
        "microsoft_document_signing",
        "1.2.840.113583.1.1.5",
        "1.3.6.1.4.1.311.10.3.12",
        "1.3.6.1.5.5.7.3.36",
    }
)
"""Extended key usages that a signer of documents may have; the last is that of RFC 9336."""


_KINDS = frozenset({"rsa", "ec"})
"""What every reader of PDF checks; Ed25519 and keys for PSS alone are not among that."""


def described(found: x509.Certificate, *, token: str = "", label: str = "") -> Certificate:
    """A certificate with its names, dates and purposes; labels where it lies on a token."""
    subject = found.subject.native
    return Certificate(
        subject=found.subject.human_friendly,
        common_name=_text(subject.get("common_name")) or found.subject.human_friendly,
        organization=_text(subject.get("organization_name")),
        issuer=found.issuer.human_friendly,
        serial=f"{found.serial_number:x}",
        sha256=found.sha256.hex(),
        not_before=found.not_valid_before,
        not_after=found.not_valid_after,
        purposes=_purposes(found),
        token=token,
        label=label,
    )


def may_sign(found: x509.Certificate) -> bool:
    """Whether its key usages let a certificate sign documents; one that names none may."""
    uses = found.key_usage_value
    if uses is not None and not SIGNING_USES & set(uses.native):
        return False
    purposes = found.extended_key_usage_value
    return purposes is None or bool(_DOCUMENT_PURPOSES & set(purposes.native))


def may_issue(found: x509.Certificate) -> bool:
    """Whether a certificate is an authority's (RFC 5280, 4.2.1.9 and 4.2.1.3)."""
    uses = found.key_usage_value
    return bool(found.ca) and (uses is None or "key_cert_sign" in uses.native)


def may_stamp(found: x509.Certificate) -> bool:
    """Whether a certificate is a time-stamp service's and nothing else's (RFC 3161, 2.3)."""
    purposes = found.extended_key_usage_value
    return purposes is not None and purposes.native == ["time_stamping"]


def check_signer(found: x509.Certificate, now: datetime) -> None:
    """Raise UnknownKind, CertificateExpired, CertificateNotYetValid or WrongPurpose."""
    told = described(found)
    if found.public_key.algorithm not in _KINDS:
        raise problems.unknown_kind(told, found.public_key.algorithm)
    if not may_sign(found):
        raise problems.wrong_purpose(told)
    if now < told.not_before:
        raise problems.not_yet_valid(told, now)
    if now > told.not_after:
        raise problems.expired(told, now)


def issuers(
    found: x509.Certificate, among: Iterable[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """The issuers of a certificate, nearest first; what else lies there is no part of it."""
    waiting = [one for one in among if one.sha256 != found.sha256]
    chain: list[x509.Certificate] = []
    at = found
    while not self_signed(at):
        above = next((one for one in waiting if one.subject == at.issuer), None)
        if above is None:
            break
        waiting.remove(above)
        chain.append(above)
        at = above
    return tuple(chain)


def self_signed(found: x509.Certificate) -> bool:
    """Whether a certificate is its own issuer."""
    return bool(found.self_signed in ("yes", "maybe"))


def loaded(files: Iterable[bytes]) -> list[x509.Certificate]:
    """The certificates in PEM or DER files. Raises ValueError for a file that holds none."""
    from asn1crypto import pem, x509  # noqa: PLC0415 - with the library that signs

    found = []
    for content in files:
        if pem.detect(content):
            parts = pem.unarmor(content, multiple=True)
            inner = [der for kind, _headers, der in parts if kind == "CERTIFICATE"]
        else:
            inner = [content]
        made = [x509.Certificate.load(der, strict=True) for der in inner]
        for one in made:
            one.native  # noqa: B018 - parses all of it, so that a damaged one is refused here
        if not made:
            raise ValueError("no certificate in the file")
        found += made
    return found


def _purposes(found: x509.Certificate) -> tuple[str, ...]:
    words = {
        "digital_signature": _("signatures"),
        "non_repudiation": _("binding signatures"),
        "key_encipherment": _("encryption of keys"),
        "data_encipherment": _("encryption"),
        "key_agreement": _("agreement of keys"),
        "key_cert_sign": _("issuing certificates"),
        "crl_sign": _("revoking certificates"),
        "server_auth": _("servers"),
        "client_auth": _("sign-in"),
        "email_protection": _("e-mail"),
        "code_signing": _("programs"),
        "time_stamping": _("time stamps"),
    }
    uses = found.key_usage_value
    purposes = found.extended_key_usage_value
    named = [*(sorted(uses.native) if uses else ()), *(purposes.native if purposes else ())]
    return tuple(words.get(one, one) for one in named)


def _text(value: object) -> str:
    """A name's part: several of a kind are joined."""
    match value:
        case str():
            return value
        case list():
            return ", ".join(map(str, value))
        case _:
            return ""

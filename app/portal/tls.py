"""TLS as this client wants it: the system's roots (plus the company's, when set), no way around.

Imported at the first connection only. A refused certificate is explained: the reason in our own
words and who issued it. For that the handshake is made once more without verification; not one
byte of HTTP is sent over it (threat 13).
"""

from __future__ import annotations

import http.client
import ssl
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import truststore

from app.base.text import _
from app.portal.errors import ClockOff, CompanyCaUnreadable, PortalProblem, TlsRefused
from app.portal.server_text import plain, plain_name

# Numbers of OpenSSL's x509_vfy.h, the same since 1.0.2.
_NOT_YET_VALID = 9
_EXPIRED = 10
_SELF_SIGNED = (18, 19)
_UNKNOWN_ROOT = (2, 20, 21, 27)
_REVOKED = 23
_WRONG_NAME = (62, 63, 64)


class Route(msgspec.Struct, frozen=True):
    """Where a TLS connection goes, for looking at its certificate once more."""

    host: str
    port: int
    proxy: str = ""
    proxy_headers: dict[str, str] = {}


def make_context(company_ca: Path | None) -> truststore.SSLContext:
    """A client context that verifies against the system's roots and those in `company_ca` (PEM).

    TLS 1.2 at least; the name must be in subjectAltName (a common name alone does not count).
    Raises CompanyCaUnreadable.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # OpenSSL falls back to the common name of a certificate without subjectAltName; RFC 9525 does
    # not allow it.
    context.hostname_checks_common_name = False
    if company_ca is not None:
        try:
            context.load_verify_locations(cafile=str(company_ca))
        except (OSError, ssl.SSLError) as error:
            raise CompanyCaUnreadable(
                str(company_ca), detail=f"{type(error).__name__}: {error}"
            ) from error
    return context


def refusal(error: ssl.SSLError, route: Route, *, clock_ahead: bool) -> PortalProblem:
    """The problem that a failed handshake means.

    `clock_ahead`: this computer's clock is known to be ahead, so that a certificate that looks
    expired may well be valid.
    """
    technical = plain(f"{type(error).__name__}: {error}", 300)
    if not isinstance(error, ssl.SSLCertVerificationError):
        return TlsRefused(
            route.host,
            reason=_("The server does not speak a safe version of TLS here."),
            detail=technical,
        )
    code = error.verify_code
    if code == _NOT_YET_VALID:
        return ClockOff(behind=True, detail=technical)
    if code == _EXPIRED and clock_ahead:
        return ClockOff(behind=False, detail=technical)
    seen = peer_certificate(route)
    issuer, not_after = _issuer_and_end(seen) if seen else ("", None)
    return TlsRefused(route.host, reason=_reason(code, not_after), issuer=issuer, detail=technical)


def _reason(code: int, not_after: datetime | None) -> str:
    if code == _EXPIRED:
        if not_after is None:
            return _("Its certificate has expired, or this computer's clock is ahead.")
        return _("Its certificate expired on {date}, or this computer's clock is ahead.").format(
            date=not_after.date().isoformat()
        )
    if code in _SELF_SIGNED:
        return _("Its certificate was not issued by an authority that this computer trusts.")
    if code in _UNKNOWN_ROOT:
        return _("This computer does not know the authority that issued its certificate.")
    if code in _WRONG_NAME:
        return _("Its certificate was issued for another name.")
    if code == _REVOKED:
        return _("Its certificate has been revoked.")
    return _("Its certificate could not be verified.")


def peer_certificate(route: Route) -> bytes | None:
    """The certificate (DER) that the server shows, unverified; None where it shows none.

    For the sentence on the screen only: nothing is sent, nothing received is trusted.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if route.proxy:
        way = urlsplit(route.proxy)
        connection = http.client.HTTPSConnection(
            way.hostname or "", way.port or 80, timeout=5, context=context
        )
        connection.set_tunnel(route.host, route.port, headers=route.proxy_headers)
    else:
        connection = http.client.HTTPSConnection(route.host, route.port, timeout=5, context=context)
    try:
        connection.connect()
        secured = connection.sock
        return secured.getpeercert(binary_form=True) if secured is not None else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _issuer_and_end(der: bytes) -> tuple[str, datetime | None]:
    from cryptography import x509  # noqa: PLC0415 - 45 ms, needed for a refused certificate only
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    try:
        certificate = x509.load_der_x509_certificate(der)
        names = [
            plain_name(str(attribute.value))
            for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
            for attribute in certificate.issuer.get_attributes_for_oid(oid)[:1]
        ]
        end = certificate.not_valid_after_utc.astimezone(UTC)
    except ValueError:
        return "", None
    return ", ".join(dict.fromkeys(name for name in names if name)), end

"""The way to a portal step by step, for finding out where it ends: name, connection, certificate.

Not a byte of HTTP is sent here but the CONNECT that a proxy needs. Each step has a deadline of its
own and ends within 50 ms of a cancel.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.base.tasks import CancelToken, TooSlow, bounded
from app.portal import errors, tls
from app.portal.proxies import shown
from app.portal.server_text import plain, plain_name

SECONDS = 5.0
"""How long a step may take."""

_INSPECTORS = (
    "zscaler", "fortinet", "fortigate", "palo alto", "blue coat", "bluecoat", "netskope", "sophos",
    "umbrella", "skyhigh", "mcafee", "forcepoint", "websense", "check point", "barracuda",
    "watchguard", "sonicwall", "kaspersky", "bitdefender", "eset ssl", "avast", "untangle",
    "squid", "mitmproxy",
)  # fmt: skip
"""Products that look into TLS, as they sign the certificates that they make."""


class Secured(msgspec.Struct, frozen=True):
    """A certificate that was accepted."""

    issuer: str
    until: datetime
    inspected: bool
    """Whether its issuer is known to inspect connections."""


class Root(msgspec.Struct, frozen=True):
    """A certificate in the company's file."""

    name: str
    until: datetime


def resolve(host: str, port: int, cancel: CancelToken | None, seconds: float = SECONDS) -> int:
    """How many addresses the name has. Raises Unreachable, TimedOut, Cancelled."""

    def look_up() -> int:
        return len(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    try:
        return bounded(look_up, seconds, cancel=cancel)
    except TooSlow as error:
        raise errors.TimedOut(host) from error
    except (OSError, UnicodeError) as error:
        raise errors.Unreachable(host, detail=plain(f"{type(error).__name__}", 100)) from error


def connect(host: str, port: int, cancel: CancelToken | None, seconds: float = SECONDS) -> None:
    """Make a connection and close it. Raises Unreachable, TimedOut, Cancelled."""

    def reach() -> None:
        socket.create_connection((host, port), timeout=seconds).close()

    try:
        bounded(reach, seconds + 1, cancel=cancel)
    except (TooSlow, TimeoutError) as error:
        raise errors.TimedOut(host) from error
    except OSError as error:
        raise errors.Unreachable(host, detail=plain(f"{type(error).__name__}", 100)) from error


def secure(
    route: tls.Route,
    company_ca: Path | None,
    cancel: CancelToken | None,
    *,
    clock_ahead: bool = False,
    seconds: float = SECONDS,
) -> Secured:
    """Shake hands and look at the certificate.

    Raises TlsRefused, ClockOff, ProxyNeedsSignIn, CompanyCaUnreadable, Unreachable, TimedOut,
    Cancelled.
    """
    context = tls.make_context(company_ca)

    def shake() -> bytes | None:
        connection = _connection(route, context, seconds)
        try:
            connection.connect()
            made: ssl.SSLSocket | None = connection.sock
            return made.getpeercert(binary_form=True) if made is not None else None
        finally:
            connection.close()

    try:
        return _read(bounded(shake, seconds + 1, cancel=cancel))
    except ssl.SSLError as error:
        raise tls.refusal(error, route, clock_ahead=clock_ahead) from error
    except (TooSlow, TimeoutError) as error:
        raise errors.TimedOut(route.host) from error
    except (OSError, http.client.HTTPException) as error:
        if "Tunnel connection failed: 407" in str(error):
            raise errors.ProxyNeedsSignIn(shown(route.proxy)) from error
        detail = plain(f"{type(error).__name__}", 100)
        raise errors.Unreachable(route.host, detail=detail) from error


def roots_in(file: Path) -> tuple[Root, ...]:
    """The certificates in a PEM file. Raises CompanyCaUnreadable."""
    from cryptography import x509  # noqa: PLC0415 - 45 ms, for the doctor only

    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as error:
        raise errors.CompanyCaUnreadable(str(file), detail=type(error).__name__) from error
    return tuple(Root(_name(one.subject), one.not_valid_after_utc.astimezone(UTC)) for one in found)


def _connection(
    route: tls.Route, context: ssl.SSLContext, seconds: float
) -> http.client.HTTPSConnection:
    if not route.proxy:
        return http.client.HTTPSConnection(route.host, route.port, timeout=seconds, context=context)
    way = urlsplit(route.proxy)
    connection = http.client.HTTPSConnection(
        way.hostname or "", way.port or 80, timeout=seconds, context=context
    )
    connection.set_tunnel(route.host, route.port, headers=route.proxy_headers)
    return connection


def _read(der: bytes | None) -> Secured:
    from cryptography import x509  # noqa: PLC0415 - 45 ms, for the doctor only

    certificate = x509.load_der_x509_certificate(der or b"")
    issuer = _name(certificate.issuer)
    return Secured(
        issuer,
        certificate.not_valid_after_utc.astimezone(UTC),
        any(sign in issuer.casefold() for sign in _INSPECTORS),
    )


def _name(found: object) -> str:
    from cryptography import x509  # noqa: PLC0415 - as above
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    assert isinstance(found, x509.Name)
    names = [
        plain_name(str(attribute.value))
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for attribute in found.get_attributes_for_oid(oid)[:1]
    ]
    return ", ".join(dict.fromkeys(name for name in names if name))

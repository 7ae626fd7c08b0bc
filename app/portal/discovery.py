"""From what a person types to a portal: its discovery document, fetched and checked."""

from __future__ import annotations

import msgspec

from app.base.tasks import CancelToken
from app.portal import errors
from app.portal.proxies import is_loopback, shown
from app.portal.server_text import plain
from app.portal.transport import Transport, checked_url
from app.portal.wire import DISCOVERY_PATH, Discovery

_CAP = 1024 * 1024


def discover(transport: Transport, address: str, cancel: CancelToken | None = None) -> Discovery:
    """The discovery document of the portal at `address`.

    `address` is a name ("portal.example.com", with a port if need be) or an https address; plain
    http works only for this computer itself. Raises BadAddress, NotAPortal, or what `Transport`
    raises.
    """
    origin = origin_of(address)
    host = origin.partition("://")[2]
    try:
        reply = transport.request("GET", origin + DISCOVERY_PATH, cap=_CAP, cancel=cancel)
    except (errors.NotFound, errors.Gone, errors.RedirectRefused, errors.Refused) as error:
        raise errors.NotAPortal(host, detail=error.detail) from error
    except errors.NetworkSignInNeeded as error:
        # Over TLS with a certificate for this very name, a web page is the site's own answer.
        if origin.startswith("https://"):
            raise errors.NotAPortal(host, detail=error.detail) from error
        raise
    try:
        found = msgspec.json.decode(reply.body, type=Discovery)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise errors.NotAPortal(host, detail=plain(str(error), 300)) from error
    _check(found, host, loopback=origin.startswith("http://"))
    return found


def origin_of(address: str) -> str:
    """The origin (scheme, host and port) that a typed address means. Raises BadAddress."""
    text = address.strip()
    typed = shown(text)[:200]
    if not text or any(character.isspace() for character in text):
        raise errors.BadAddress(typed)
    if "://" not in text:
        text = f"{_scheme_for(text)}://{text}"
    parts = checked_url(text)
    host = parts.hostname or ""
    try:
        # IDNA also refuses empty and overlong labels; the punycode form is what is asked and shown.
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise errors.BadAddress(typed) from None
    if not name or not all(c.isalnum() or c in "-._:%" for c in name):
        raise errors.BadAddress(typed)
    place = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{place}" + (f":{parts.port}" if parts.port else "")


def _scheme_for(address: str) -> str:
    host = address.partition("/")[0]
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return "http" if is_loopback(name) else "https"


def _check(found: Discovery, host: str, *, loopback: bool) -> None:
    """Every address must be https; a portal on this computer may name itself with http."""
    named = {
        "issuer": found.issuer,
        "api": found.api,
        "authorization_endpoint": found.authorization_endpoint,
        "token_endpoint": found.token_endpoint,
        "device_authorization_endpoint": found.device_authorization_endpoint,
        "revocation_endpoint": found.revocation_endpoint,
    }
    for member, url in named.items():
        try:
            parts = checked_url(url)
        except errors.BadAddress as error:
            raise errors.NotAPortal(host, detail=f"{member}: not a safe address") from error
        if parts.scheme != "https" and not loopback:
            raise errors.NotAPortal(host, detail=f"{member}: not a safe address")
    if not found.client_id:
        raise errors.NotAPortal(host, detail="client_id is empty")

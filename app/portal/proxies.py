"""Which proxy a connection takes: what the settings say, visibly, never a silent variable.

"system" asks the operating system itself (the Windows registry, the macOS system configuration).
Elsewhere the system has no such place, and environment variables count only where the settings
say "environment" (threat 8: requests would take them unasked). Loopback never goes by a proxy.
Proxy scripts (PAC), SOCKS, Negotiate and NTLM are not supported, and errors say so.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec

from app.portal.errors import ProxyNotUsable


class ProxyCredentials(msgspec.Struct, frozen=True):
    """User name and password for Basic sign-in at the proxy; they come from the keyring."""

    user: str
    password: str

    def __repr__(self) -> str:
        return "ProxyCredentials(<hidden>)"


class ProxyChoice(msgspec.Struct, frozen=True):
    """The proxy in force for an address, and where it was set. `address` "" means direct."""

    address: str
    source: str

    def __repr__(self) -> str:
        return f"ProxyChoice({shown(self.address)!r}, {self.source!r})"


DIRECT = ProxyChoice("", "none")


def is_loopback(host: str) -> bool:
    """Whether `host` is this computer by its address or as "localhost"."""
    if host.casefold().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def choose(setting: str, host: str) -> ProxyChoice:
    """The proxy for https connections to `host` under the setting `setting`.

    `setting` is "system", "environment", "none" or a proxy's address. Raises ProxyNotUsable.
    """
    if setting == "none" or is_loopback(host):
        return DIRECT
    if setting == "environment":
        return _from_os(host, "environment", "environment")
    if setting == "system":
        return _from_system(host)
    return ProxyChoice(checked(setting), "settings")


def unused_environment() -> bool:
    """Whether variables name a proxy that is not used: worth a line in an error's details."""
    import urllib.request  # noqa: PLC0415 - 27 ms, for connections only

    return "https" in urllib.request.getproxies_environment()


def checked(address: str) -> str:
    """`address` as an HTTP proxy's URL. Raises ProxyNotUsable for PAC, SOCKS and credentials."""
    text = address if "://" in address else f"http://{address}"
    try:
        parts = urlsplit(text)
        usable = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not str(parts.hostname).endswith(".pac")
            and parts.port != 0
            and parts.path in ("", "/")
            and not parts.query
        )
    except ValueError:
        usable = False
        parts = urlsplit("")
    if not usable or parts.username is not None or parts.password is not None:
        raise ProxyNotUsable(shown(address))
    return f"{parts.scheme}://{parts.netloc}"


def shown(address: str) -> str:
    """`address` without user name and password, for screens and logs."""
    head, mark, tail = address.rpartition("@")
    if not mark:
        return address
    scheme = head.partition("://")[0] + "://" if "://" in head else ""
    return scheme + tail


def _from_table(table: dict[str, str], bypassed: bool, source: str) -> ProxyChoice:
    address = table.get("https") or table.get("all") or ""
    if not address or bypassed:
        return ProxyChoice("", source)
    scheme, _mark, rest = address.rpartition("://")
    user, at, place = rest.rpartition("@")
    usable = checked(f"{scheme or 'http'}://{place}")
    if not at:
        return ProxyChoice(usable, source)
    return ProxyChoice(usable.replace("://", f"://{user}@", 1), source)


def _from_system(host: str) -> ProxyChoice:
    match sys.platform:
        case "darwin":
            return _from_os(host, "macosx_sysconf", "system")
        case "win32":
            return _from_os(host, "registry", "system")
        case _:
            return ProxyChoice("", "system")


def _from_os(host: str, place: str, source: str) -> ProxyChoice:
    import urllib.request  # noqa: PLC0415

    # By name: the standard library has each pair on its own system only, and types none of them.
    table: Callable[[], dict[str, str]] = getattr(urllib.request, f"getproxies_{place}")
    bypassed: Callable[[str], object] = getattr(urllib.request, f"proxy_bypass_{place}")
    return _from_table(table(), bool(bypassed(host)), source)

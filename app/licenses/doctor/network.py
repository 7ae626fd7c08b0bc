"""The doctor on a workstation: by which way the portal is reached, and where that way ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from app.activation.clock import span
from app.activation.doctor.model import Action, Area, Finding, Level
from app.base.clock import Clock
from app.base.settings import Settings
from app.base.tasks import CancelToken
from app.base.text import _, ngettext
from app.portal import errors, probing, tls
from app.portal.discovery import discover, origin_of
from app.portal.proxies import ProxyChoice, choose, shown, unused_environment
from app.portal.transport import SKEW, Transport
from app.portal.wire import Discovery

T = TypeVar("T")

_SOON = timedelta(days=30)
_OFFLINE = (errors.Unreachable, errors.TimedOut)


class Portal(msgspec.Struct, frozen=True):
    """Where the portal is, and what leads there."""

    origin: str
    host: str
    port: int
    secure: bool


class Network:
    """Looks at the way to one portal; `found` is what it said about itself, once it was asked."""

    def __init__(
        self, settings: Settings, transport: Transport, clock: Clock, cancel: CancelToken | None
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock
        self._cancel = cancel
        self.found: Discovery | None = None

    @property
    def _company_ca(self) -> Path | None:
        return Path(self._settings.company_ca) if self._settings.company_ca else None

    def here(self, address: str) -> Iterator[Finding]:
        """What can be said without the network: proxy and certificates."""
        host = urlsplit(address).hostname or "" if address else ""
        yield proxy_finding(self._settings.proxy, host)
        yield self._certificates()

    def way(self, address: str) -> Iterator[Finding]:
        """Each step to the portal; what comes after a step that failed is not tried."""
        try:
            portal = _portal(address)
            proxy = choose(self._settings.proxy, portal.host)
            near = urlsplit(proxy.address) if proxy.address else None
            host = (near.hostname or "") if near else portal.host
            port = (near.port or 80) if near else portal.port
            yield self._name(host, port)
            yield self._connection(host, port, proxied=near is not None)
            if portal.secure and not (near and near.scheme == "https"):
                yield self._certificate(portal, proxy)
            yield self._answer(portal)
        except _OFFLINE as problem:
            yield _offline(problem)
            return
        except errors.PortalProblem as problem:
            yield _refused(problem)
            return
        yield from self._clock_finding()

    def _name(self, host: str, port: int) -> Finding:
        count, took = self._timed(lambda: probing.resolve(host, port, self._cancel))
        cause = ngettext(
            "The name has {count} address.", "The name has {count} addresses.", count
        ).format(count=count)
        return _fine("network.name", _("{host} is known by name").format(host=host), cause, took)

    def _connection(self, host: str, port: int, *, proxied: bool) -> Finding:
        took = self._timed(lambda: probing.connect(host, port, self._cancel))[1]
        title = _("The proxy can be reached") if proxied else _("The portal's computer answers")
        return _fine(
            "network.connection", title,
            _("A connection to {host}, port {port}, came about.").format(host=host, port=port),
            took,
        )  # fmt: skip

    def _certificate(self, portal: Portal, proxy: ProxyChoice) -> Finding:
        route = tls.Route(portal.host, portal.port, proxy.address)
        ahead = self._transport.clock_off
        company = False
        try:
            seen, took = self._timed(
                lambda: probing.secure(route, None, self._cancel, clock_ahead=ahead)
            )
        except errors.TlsRefused:
            if self._company_ca is None:
                raise
            seen, took = self._timed(
                lambda: probing.secure(route, self._company_ca, self._cancel, clock_ahead=ahead)
            )
            company = True
        facts = (
            (_("Issued by"), seen.issuer or _("not stated")),
            (_("Valid until"), seen.until.strftime("%Y-%m-%d")),
            (_("Took"), took),
        )
        if company or seen.inspected:
            return Finding(
                "network.certificate", Area.NETWORK, Level.NOTE,
                _("Your network inspects the connection"),
                _("The portal's certificate goes back to your company's own root. Signed files are "
                  "verified by the vendor's keys all the same.") if company
                else _("The portal's certificate was issued by a product that inspects "
                       "connections. Signed files are verified by the vendor's keys all the same."),
                _("If that is not meant, ask whoever runs your network."), facts,
            )  # fmt: skip
        soon = seen.until - self._clock.now() < _SOON
        return Finding(
            "network.certificate", Area.NETWORK, Level.NOTE if soon else Level.OK,
            _("The portal's certificate is trusted"),
            _("It goes back to a root that this system trusts."),
            _("It ends soon; the vendor renews it.") if soon else "", facts,
        )  # fmt: skip

    def _answer(self, portal: Portal) -> Finding:
        def ask() -> Discovery:
            return discover(self._transport, portal.origin, self._cancel)

        found, took = self._timed(ask)
        self.found = found
        return Finding(
            "network.portal", Area.NETWORK, Level.OK, _("The portal answers"),
            _("It said who runs it and where it is."), "",
            ((_("Vendor"), found.vendor.name), (_("Took"), took)),
        )  # fmt: skip

    def _clock_finding(self) -> Iterator[Finding]:
        skew = self._transport.skew
        if skew is None:
            return
        if abs(skew) <= SKEW:
            yield Finding(
                "clock.portal", Area.CLOCK, Level.OK, _("The clock agrees with the portal's"),
                _("They differ by less than five minutes."),
            )  # fmt: skip
            return
        title = (
            _("The clock is {by} ahead of the portal's") if skew > timedelta(0)
            else _("The clock is {by} behind the portal's")
        )  # fmt: skip
        yield Finding(
            "clock.portal", Area.CLOCK, Level.WARN, title.format(by=span(abs(skew))),
            _("Certificates and sign-ins may be refused for it. Nothing is locked, and it heals "
              "by itself when the clock is right."),
            _("Set date, time and time zone right."),
        )  # fmt: skip

    def _certificates(self) -> Finding:
        file = self._company_ca
        if file is None:
            return Finding(
                "network.roots", Area.NETWORK, Level.OK, _("The system's own roots are trusted"),
                _("No company certificate was chosen beside them."), "",
            )  # fmt: skip
        try:
            roots = probing.roots_in(file)
        except errors.CompanyCaUnreadable as problem:
            return _refused(problem, "network.roots")
        names = tuple((_("Root"), one.name or _("not stated")) for one in roots[:5])
        over = [one for one in roots if one.until <= self._clock.now()]
        if over:
            return Finding(
                "network.roots", Area.NETWORK, Level.WARN, _("A company certificate has ended"),
                _("{name} is valid no longer, so connections it vouches for are refused.").format(
                    name=over[0].name or _("It")
                ),
                _("Ask whoever runs your network for the present one."),
                ((_("File"), str(file)), *names), Action.CONNECTION,
            )  # fmt: skip
        return Finding(
            "network.roots", Area.NETWORK, Level.OK,
            _("A company certificate is trusted beside the system's roots"),
            _("It was chosen under Account, Connection."), "",
            ((_("File"), str(file)), *names),
        )  # fmt: skip

    def _timed(self, step: Callable[[], T]) -> tuple[T, str]:
        """What a step gave, and how long it took, in words."""
        start = self._clock.monotonic()
        found = step()
        seconds = self._clock.monotonic() - start
        if seconds < 0.1:
            return found, _("less than 0.1 s")
        return found, _("{seconds} s").format(seconds=f"{seconds:.1f}")


def proxy_finding(setting: str, host: str) -> Finding:
    """Which proxy is used and why; never its user name or password."""
    facts = ((_("Setting"), _setting_words(setting)),)
    try:
        choice = choose(setting, host)
    except errors.ProxyNotUsable as problem:
        return _refused(problem, "network.proxy")
    if choice.address:
        return Finding(
            "network.proxy", Area.NETWORK, Level.OK, _("A proxy is used"),
            _source_words(choice.source), "",
            (*facts, (_("Proxy"), shown(choice.address))),
        )  # fmt: skip
    if setting != "environment" and unused_environment():
        return Finding(
            "network.proxy", Area.NETWORK, Level.NOTE, _("A proxy in the environment is not used"),
            _("HTTPS_PROXY is set, but the setting does not say that variables count."),
            _("If the portal is only reached by that proxy, choose “As the environment variables "
              "say” under Account, Connection."), facts, Action.CONNECTION,
        )  # fmt: skip
    return Finding(
        "network.proxy", Area.NETWORK, Level.OK, _("No proxy is used"),
        _why_direct(setting, choice.source), "", facts,
    )  # fmt: skip


def _setting_words(setting: str) -> str:
    return {
        "system": _("As the system says"),
        "environment": _("As the environment variables say"),
        "none": _("Direct, without a proxy"),
    }.get(setting) or _("This proxy:") + " " + shown(setting)


def _source_words(source: str) -> str:
    return {
        "environment": _("The environment variables name it."),
        "system": _("The system's own settings name it."),
    }.get(source) or _("It was entered under Account, Connection.")


def _why_direct(setting: str, source: str) -> str:
    if source == "none" and setting != "none":
        return _("The portal is on this computer itself.")
    if setting == "none":
        return _("The setting says so.")
    if setting == "environment":
        return _("The environment variables name none for this address.")
    if sys.platform in ("win32", "darwin"):
        return _("The system's own settings name none for this address.")
    return _("This system has no setting of its own for it; variables are not taken unasked.")


def _portal(address: str) -> Portal:
    parts = urlsplit(origin_of(address))
    secure = parts.scheme == "https"
    return Portal(
        f"{parts.scheme}://{parts.netloc}",
        parts.hostname or "",
        parts.port or (443 if secure else 80),
        secure,
    )


def _fine(name: str, title: str, cause: str, took: str) -> Finding:
    return Finding(name, Area.NETWORK, Level.OK, title, cause, "", ((_("Took"), took),))


def _offline(problem: errors.PortalProblem) -> Finding:
    """No connection: everything else works without one."""
    return Finding(
        "network.offline", Area.NETWORK, Level.WARN, _("Offline: the portal cannot be reached"),
        problem.explanation + " "
        + _("Everything here can still be read and prepared; what is queued waits."),
        problem.next_step, ((_("Code"), problem.code),), Action.CONNECTION,
    )  # fmt: skip


def _refused(problem: errors.PortalProblem, name: str = "network.refused") -> Finding:
    """A known problem of the way as a finding; what a server said is left out."""
    return Finding(
        name, Area.NETWORK, Level.BAD, problem.title, problem.explanation, problem.next_step,
        ((_("Code"), problem.code),), Action.CONNECTION,
    )  # fmt: skip

"""What goes wrong on the way: name, connection, certificate, proxy, a damaged answer."""

from __future__ import annotations

from app.base.text import _
from app.portal.problem import PortalProblem


class Unreachable(PortalProblem):
    """No connection came about, or it broke before an answer came: name, network, refusal."""

    code = "CP-3001"
    retry = True

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The portal cannot be reached"),
            _("There was no connection to {host}.").format(host=host or _("the portal")),
            _("Check the network and the portal's address, then try again."),
            detail=detail,
        )


class TimedOut(PortalProblem):
    """The whole exchange did not end within its deadline (threat 11)."""

    code = "CP-3002"
    retry = True

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The portal takes too long to answer"),
            _("{host} did not finish its answer in time.").format(host=host or _("The portal")),
            _("Try again in a while; if it stays so, tell the vendor."),
            detail=detail,
        )


class TlsRefused(PortalProblem):
    """The server's certificate does not prove that it is the portal. There is no way past it."""

    code = "CP-3003"
    retry = True

    def __init__(
        self, host: str = "", *, reason: str = "", issuer: str = "", detail: str = ""
    ) -> None:
        lines = [
            _("The connection to {host} is not safe.").format(host=host or _("the portal")),
            reason,
        ]
        if issuer:
            lines.append(_("The certificate was issued by: {issuer}.").format(issuer=issuer))
        lines.append(_("Nothing was sent."))
        super().__init__(
            _("The portal's certificate was refused"),
            " ".join(line for line in lines if line),
            _(
                "If your company inspects connections, choose its certificate under Account, "
                "Connection. Otherwise tell the vendor."
            ),
            detail=detail,
        )
        self.reason = reason
        self.issuer = issuer


class NetworkSignInNeeded(PortalProblem):
    """A web page came where data should: a hotel, train or guest network wants a sign-in."""

    code = "CP-3004"
    retry = True

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The network wants you to sign in first"),
            _("Instead of {host}, a web page of the network answered.").format(
                host=host or _("the portal")
            ),
            _("Open any page in your browser, sign in to the network, then try again."),
            detail=detail,
        )


class Truncated(PortalProblem):
    """The answer was cut off or damaged on its way, or cannot be proved complete (threat 10)."""

    code = "CP-3005"
    retry = True

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The answer arrived incomplete"),
            _("What came from {host} was cut off or damaged; it was thrown away.").format(
                host=host or _("the portal")
            ),
            _("Try again."),
            detail=detail,
        )


class TooLarge(PortalProblem):
    """The answer, as sent or unpacked, is larger than this client takes (threat 12)."""

    code = "CP-3006"
    retry = True

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The answer is too large"),
            _("{host} sent more than this program accepts; it was stopped.").format(
                host=host or _("The portal")
            ),
            _("Tell the vendor."),
            detail=detail,
        )


class RedirectRefused(PortalProblem):
    """The server points to another address; nothing is sent there (threat 9)."""

    code = "CP-3007"
    retry = True

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The portal points to another address"),
            _("{host} wants to send your data to another address. It was not followed.").format(
                host=host or _("The portal")
            ),
            _("Ask the vendor for the portal's present address and sign in there."),
            detail=detail,
        )


class ProxyNeedsSignIn(PortalProblem):
    """The company's proxy wants credentials, or refuses those it got (407)."""

    code = "CP-3017"
    retry = True

    def __init__(self, proxy: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The proxy wants a user name and password"),
            _(
                "The proxy {proxy} did not let the connection through. Counterpart cannot sign in "
                "to proxies yet, neither by password nor by Negotiate or NTLM."
            ).format(proxy=proxy),
            _(
                "Ask whoever runs the proxy to let this computer through without a password, or "
                "for an exception for the portal's address."
            ),
            detail=detail,
        )


class ProxyNotUsable(PortalProblem):
    """The proxy setting names a kind that is not supported: a PAC script, SOCKS, credentials."""

    code = "CP-3018"
    retry = True

    def __init__(self, proxy: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The proxy setting cannot be used"),
            _(
                "“{proxy}” is not the address of an HTTP proxy. Automatic configuration scripts "
                "(PAC) and SOCKS are not supported; user names and passwords have fields of "
                "their own."
            ).format(proxy=proxy),
            _("Enter an address such as http://proxy.example.com:8080 under Account, Connection."),
            detail=detail,
        )


class CompanyCaUnreadable(PortalProblem):
    """The file with the company's root certificates cannot be read as PEM."""

    code = "CP-3019"
    retry = True

    def __init__(self, path: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The company certificate cannot be read"),
            _("{path} holds no certificate in PEM form, or cannot be opened.").format(path=path),
            _("Choose the right file under Account, Connection, or clear the setting."),
            detail=detail,
        )


class ClockOff(PortalProblem):
    """Safety or sign-in failed because this computer's clock is wrong."""

    code = "CP-3020"
    retry = True

    def __init__(self, *, behind: bool | None = None, detail: str = "") -> None:
        if behind is None:
            explanation = _("The date or time of this computer is wrong.")
        elif behind:
            explanation = _("The clock of this computer is behind the portal's.")
        else:
            explanation = _("The clock of this computer is ahead of the portal's.")
        super().__init__(
            _("This computer's clock is wrong"),
            " ".join((explanation, _("Certificates and sign-ins cannot be checked so."))),
            _("Set date, time and time zone right, then try again."),
            detail=detail,
        )

"""The closed set of ways in which talking to a portal fails, each with what to do about it.

Nothing else leaves this room. What a server said is in `detail` only (plain text, cleaned by
`app.portal.server_text`), never in a sentence of ours (threat 7). `retry` tells the outbox
whether the same item may be sent again later as it is: True for every fault of network, portal
and sign-in, False where the portal took a decision about the item itself.
"""

from __future__ import annotations

from app.base.errors import Problem
from app.base.text import _


class PortalProblem(Problem):
    """Base of everything that goes wrong between this computer and a portal."""

    code = "CP-3000"
    retry: bool = False

    def __init__(
        self, title: str, explanation: str, next_step: str, *, kept: str = "", detail: str = ""
    ) -> None:
        super().__init__(
            title,
            explanation,
            next_step,
            kept=kept or _("What you see was stored before; unsent items stay in your outbox."),
            detail=detail,
        )


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
                "If your company inspects connections, choose its certificate under Settings, "
                "Network. Otherwise tell the vendor."
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


class NotAPortal(PortalProblem):
    """Something answers at the address, but not as the portal contract says."""

    code = "CP-3008"
    retry = True

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("This is not a customer portal"),
            _("{host} answers, but not as a customer portal does.").format(
                host=host or _("The address")
            ),
            _("Check the address with the vendor."),
            detail=detail,
        )


class BadAddress(NotAPortal):
    """What was typed cannot be the address of a portal; nothing was sent."""

    code = "CP-3009"

    def __init__(self, address: str = "", *, detail: str = "") -> None:
        Problem.__init__(
            self,
            _("This is not an address of a portal"),
            _("“{address}” cannot be a portal's address.").format(address=address),
            _("Type a name such as portal.example.com, or an address that begins with https://."),
            detail=detail,
        )


class Throttled(PortalProblem):
    """The portal asks to wait (429, or 503 with Retry-After)."""

    code = "CP-3010"
    retry = True

    def __init__(self, host: str = "", *, retry_after: float = 0.0, detail: str = "") -> None:
        super().__init__(
            _("The portal is busy"),
            _("{host} asks to wait before the next try.").format(host=host or _("The portal")),
            _("Nothing to do: the program tries again by itself."),
            detail=detail,
        )
        self.retry_after = retry_after
        """Seconds to wait at least, 0 to 3600; 0 where the portal named no usable time."""


class ServerFault(PortalProblem):
    """The portal failed inside (5xx)."""

    code = "CP-3011"
    retry = True

    def __init__(self, host: str = "", *, status: int = 500, detail: str = "") -> None:
        super().__init__(
            _("The portal has a fault"),
            _("{host} could not do what was asked (status {status}).").format(
                host=host or _("The portal"), status=status
            ),
            _("Try again later; if it stays so, tell the vendor."),
            detail=detail,
        )
        self.status = status


class NotPermitted(PortalProblem):
    """The signed-in person may not do this (403)."""

    code = "CP-3012"

    def __init__(self, host: str = "", *, problem_code: str = "", detail: str = "") -> None:
        super().__init__(
            _("You are not permitted to do this"),
            _("{host} does not allow this for the account you are signed in with.").format(
                host=host or _("The portal")
            ),
            _("Ask the person who administers your account with the vendor."),
            detail=detail,
        )
        self.problem_code = problem_code


class NotFound(PortalProblem):
    """The portal does not know what was asked for (404)."""

    code = "CP-3013"

    def __init__(self, host: str = "", *, problem_code: str = "", detail: str = "") -> None:
        super().__init__(
            _("The portal does not know this"),
            _("{host} has nothing under what was asked for.").format(host=host or _("The portal")),
            _("Synchronize, then try again."),
            detail=detail,
        )
        self.problem_code = problem_code


class Gone(PortalProblem):
    """It was there, and is no more (410); for the feed: an unknown cursor, begin anew."""

    code = "CP-3014"

    def __init__(self, host: str = "", *, problem_code: str = "", detail: str = "") -> None:
        super().__init__(
            _("The portal no longer has this"),
            _("What was asked for has been removed at {host}.").format(
                host=host or _("the portal")
            ),
            _("Synchronize, then try again."),
            detail=detail,
        )
        self.problem_code = problem_code


class Conflict(PortalProblem):
    """The portal holds something else under this key or version (409).

    `retry` is True on the instance where the first try of the same key is still being worked on.
    """

    code = "CP-3015"

    def __init__(self, host: str = "", *, problem_code: str = "", detail: str = "") -> None:
        super().__init__(
            _("The portal holds something else"),
            _("What was sent does not go with what {host} already has.").format(
                host=host or _("the portal")
            ),
            _("Synchronize, look at the item again, and send it anew if it is still right."),
            detail=detail,
        )
        self.problem_code = problem_code
        self.retry = problem_code == "in_progress"


class Refused(PortalProblem):
    """The portal understood and declined (any other 4xx); its reasons are in the detail."""

    code = "CP-3016"

    def __init__(
        self, host: str = "", *, status: int = 400, problem_code: str = "", detail: str = ""
    ) -> None:
        super().__init__(
            _("The portal declined"),
            _("{host} did not accept what was sent (status {status}).").format(
                host=host or _("The portal"), status=status
            ),
            _("Read the details, correct the item, and send it again."),
            detail=detail,
        )
        self.status = status
        self.problem_code = problem_code


class ProxyNeedsSignIn(PortalProblem):
    """The company's proxy wants credentials, or refuses those it got (407)."""

    code = "CP-3017"
    retry = True

    def __init__(self, proxy: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The proxy wants a user name and password"),
            _(
                "The proxy {proxy} did not let the connection through. Basic sign-in is "
                "supported; Negotiate (Kerberos) and NTLM are not."
            ).format(proxy=proxy),
            _(
                "Enter the proxy's user name and password under Settings, Network. If your proxy "
                "takes only Negotiate or NTLM, ask for an exception for the portal's address."
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
            _("Enter an address such as http://proxy.example.com:8080 under Settings, Network."),
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
            _("Choose the right file under Settings, Network, or clear the setting."),
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


class SignInNeeded(PortalProblem):
    """There is no sign-in, or the portal no longer takes it (401 after one refresh)."""

    code = "CP-3101"
    retry = True

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("Sign in again"),
            _("Your sign-in to {host} has ended.").format(host=host or _("the portal")),
            _("Sign in; everything that waits is then sent."),
            detail=detail,
        )


class WrongPassword(PortalProblem):
    """The portal did not take the user name and password."""

    code = "CP-3102"

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("User name or password is wrong"),
            _("{host} did not accept your user name and password.").format(
                host=host or _("The portal")
            ),
            _("Try again, or use the portal's page for a forgotten password."),
            detail=detail,
        )


class AccountLocked(PortalProblem):
    """The vendor locked the account."""

    code = "CP-3103"

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("Your account is locked"),
            _("{host} has locked this account.").format(host=host or _("The portal")),
            _("Ask the vendor, or your account's administrator, to unlock it."),
            detail=detail,
        )


class ConsentRefused(PortalProblem):
    """The person, or the portal, said no to giving this program access."""

    code = "CP-3104"

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("Access was not granted"),
            _("The request for access to {host} was declined.").format(
                host=host or _("the portal")
            ),
            _("Sign in again and allow access when the portal asks."),
            detail=detail,
        )


class SignInExpired(PortalProblem):
    """Nobody finished the sign-in in the browser in time."""

    code = "CP-3105"

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The sign-in was not finished in time"),
            _("No answer came from the browser for {host}.").format(host=host or _("the portal")),
            _("Start the sign-in again and finish it in the browser window that opens."),
            detail=detail,
        )


class SignInTampered(PortalProblem):
    """An answer came that does not belong to this sign-in (state or issuer differ)."""

    code = "CP-3106"

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The sign-in was stopped for safety"),
            _("An answer came back that does not belong to the sign-in at {host}.").format(
                host=host or _("the portal")
            ),
            _("Start the sign-in again. If it happens again, tell the vendor."),
            detail=detail,
        )


class SignInFailed(PortalProblem):
    """The portal ended the sign-in for a reason this program has no own words for."""

    code = "CP-3107"

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The sign-in failed"),
            _("{host} ended the sign-in.").format(host=host or _("The portal")),
            _("Try again; if it fails again, give the vendor the details."),
            detail=detail,
        )


class BrowserMissing(PortalProblem):
    """No browser could be opened on this computer."""

    code = "CP-3108"

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("No browser could be opened"),
            _("The sign-in to {host} needs a browser.").format(host=host or _("the portal")),
            _("Sign in from the shell with a code instead: counterpart signin --device."),
            detail=detail,
        )


class RevocationFailed(PortalProblem):
    """Signed out on this computer, but the portal could not be told to end the sign-in."""

    code = "CP-3109"

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The portal could not be told that you signed out"),
            _("You are signed out on this computer. {host} did not take the message.").format(
                host=host or _("The portal")
            ),
            _("If the computer is not yours alone, end the sign-in on the portal's own page."),
            detail=detail,
        )


class VendorKeysChanged(PortalProblem):
    """The portal shows other signing keys, and the pinned ones did not sign the change."""

    code = "CP-3110"

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("The vendor's keys changed without proof"),
            _("{host} shows new signing keys that the known keys did not sign.").format(
                host=host or _("The portal")
            ),
            _("Do not go on. Ask the vendor, by a way you know, whether its keys were replaced."),
            kept=_("The keys pinned at the first sign-in stay in force."),
            detail=detail,
        )


class BadVendorSignature(PortalProblem):
    """A record is not signed by a pinned key of the vendor, or was changed after signing."""

    code = "CP-3111"

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("A record is not signed by the vendor"),
            _("What came from {host} does not carry the vendor's signature.").format(
                host=host or _("the portal")
            ),
            _("Do not rely on it. Tell the vendor."),
            detail=detail,
        )

"""What goes wrong with signing in, staying signed in, and the vendor's keys."""

from __future__ import annotations

from app.base.text import _
from app.portal.problem import PortalProblem


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
    retry = True

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
    retry = True

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
    retry = True

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
    retry = True

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
    retry = True

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
    retry = True

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
    retry = True

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
    retry = True

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
    retry = True

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("A record is not signed by the vendor"),
            _("What came from {host} does not carry the vendor's signature.").format(
                host=host or _("the portal")
            ),
            _("Do not rely on it. Tell the vendor."),
            detail=detail,
        )

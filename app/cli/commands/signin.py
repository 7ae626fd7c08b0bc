"""`counterpart signin` and `signout`: the system browser, or a code typed on another device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.browser import open_in_browser
from app.base.messages import SignInMethod
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context
from app.cli.exits import ExitCode

if TYPE_CHECKING:
    from app.account.model import ProfileInfo
    from app.portal.wire import DeviceStart


def configure(commands: Commands) -> None:
    """Add the two commands."""
    parser = leaf(commands, "signin", _("sign in at a portal, into a new or known profile"), signin)
    parser.add_argument("address", metavar=_("ADDRESS"), help=_("the portal's address"))
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--browser", dest="method", action="store_const", const=SignInMethod.BROWSER,
        help=_("sign in with the browser of this computer"),
    )  # fmt: skip
    how.add_argument(
        "--device", dest="method", action="store_const", const=SignInMethod.DEVICE,
        help=_("type a code on another device (the default here)"),
    )  # fmt: skip
    parser.set_defaults(method=SignInMethod.DEVICE)
    leaf(commands, "signout", _("revoke and forget the sign-in of a profile"), signout)


def signin(context: Context, arguments: Namespace) -> ExitCode:
    """Sign in, and say the recovery code of a new profile."""
    output = context.output
    codes: list[str] = []

    def open_browser(url: str) -> None:
        if open_in_browser(url):
            output.note(_("Sign in with your browser. If it shows nothing, open this address:"))
        else:
            output.note(_("Open this address in your browser, on this computer:"))
        output.notice(url)

    def show_device(start: DeviceStart) -> None:
        output.note(_("On any device, open this address:"))
        output.notice(start.verification_uri)
        output.note(_("and type this code:"))
        output.notice(start.user_code)

    known = _known(context, arguments)
    info = context.office.sign_in(
        arguments.address,
        name=arguments.profile or "",
        method=arguments.method,
        profile_id=known.id if known else None,
        open_browser=open_browser,
        show_device=show_device,
        on_recovery_code=codes.append,
        cancel=context.cancel,
    )
    document = {"profile": info, "recovery_code": codes[0] if codes else None}

    def lines() -> list[str]:
        said = [_("Signed in: {name}, {vendor}.").format(name=info.name, vendor=info.vendor)]
        if codes:
            said += [
                "",
                _("Recovery code of what you write here (shown once, kept nowhere):"),
                codes[0],
                _("Keep it in a safe place. Without it nobody can open your unsent items"),
                _("when this computer's keyring is lost."),
            ]
        return said

    output.show(document, lines)
    return ExitCode.OK


def _known(context: Context, arguments: Namespace) -> ProfileInfo | None:
    """The profile to sign in to again: the one named, else the only one of this address."""
    profiles = context.office.profiles.list()
    if arguments.profile:
        wanted = arguments.profile.casefold()
        named = [info for info in profiles if wanted in (info.name.casefold(), info.id)]
        return named[0] if named else None
    there = [info for info in profiles if _place(info.address) == _place(arguments.address)]
    return there[0] if len(there) == 1 else None


def _place(address: str) -> str:
    return address.strip().casefold().partition("://")[2].strip("/") or address.strip().casefold()


def signout(context: Context, _arguments: Namespace) -> ExitCode:
    """Revoke the tokens at the portal and forget them here."""
    info = context.profile()
    revoked = context.office.sign_out(info.id, context.cancel)
    context.output.show(
        {"profile": info.id, "revoked": revoked},
        lambda: [
            _("Signed out of {name}.").format(name=info.name)
            if revoked
            else _("Signed out of {name} on this computer. The portal could not be told.").format(
                name=info.name
            )
        ],
    )
    return ExitCode.OK

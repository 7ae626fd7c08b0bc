"""With which key a certification is signed from the shell, and signing it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.base.text import _
from app.cli.arguments import Namespace
from app.cli.context import Context, absolute, usage

if TYPE_CHECKING:
    from app.base.signing import SigningKey
    from app.documents.signing.model import Signed
    from app.services.signing import SigningDesk

_LEVELS = ("B-B", "B-T", "B-LTA")


def add_key(parser: argparse.ArgumentParser, option: str = "--key") -> None:
    """Add the options that name a key; `option` takes the file."""
    parser.add_argument(
        option, dest="key", metavar=_("FILE"), type=absolute, help=_("sign with this PKCS#12 file")
    )
    parser.add_argument(
        "--module", metavar=_("FILE"), type=absolute,
        help=_("sign with a token, by this PKCS#11 module"),
    )  # fmt: skip
    parser.add_argument(
        "--system", action="store_true",
        help=_("sign with the system's own store of certificates (Linux, by p11-kit)"),
    )  # fmt: skip
    parser.add_argument("--token", metavar=_("LABEL"), default="", help=_("which token"))
    parser.add_argument(
        "--label", metavar=_("LABEL"), default="", help=_("which certificate of the token")
    )
    parser.add_argument(
        "--passphrase-file", metavar=_("FILE"), type=absolute,
        help=_("its first line is the passphrase of the file or the PIN of the token"),
    )  # fmt: skip
    parser.add_argument(
        "--level", choices=_LEVELS, default="B-B",
        help=_("B-T adds a time stamp, B-LTA all that is needed to check it years later"),
    )  # fmt: skip
    parser.add_argument(
        "--allow-lower", action="store_true",
        help=_("sign at a lower level where the time-stamp service does not answer"),
    )  # fmt: skip


def wants_signing(arguments: Namespace) -> bool:
    """Whether a key is named."""
    return _places(arguments) > 0


def check_key(arguments: Namespace) -> None:
    """Raises Usage for options that contradict each other."""
    if _places(arguments) > 1:
        raise usage(_("Sign with a file, with a token or with the system's store, not with two."))


def _places(arguments: Namespace) -> int:
    """How many places are named where the key is to be found."""
    return sum((arguments.key is not None, arguments.module is not None, arguments.system))


def sign_now(
    context: Context, arguments: Namespace, draft_id: str, secret: str, *, countersigns: bool
) -> Signed:
    """Sign the made document of a certification, in this process."""
    from app.base.signing import Level  # noqa: PLC0415 - not for usage and help

    return _desk(context).sign(
        context.profile().id,
        draft_id,
        _key(arguments),
        secret,
        level=Level(arguments.level),
        allow_lower=arguments.allow_lower,
        countersigns=countersigns,
        cancel=context.cancel,
    )


def ask_secret(context: Context, arguments: Namespace) -> str:
    """The passphrase or PIN, asked for before anything is made; it opens a key file at once.

    A token is not tried: it counts wrong PINs. Raises the problems of opening a key.
    """
    secret = context.passphrase(arguments.passphrase_file)
    if arguments.key is not None:
        _desk(context).certificates(_key(arguments), secret)
    return secret


def signed_lines(signed: Signed) -> list[str]:
    """Who signed, at which level, and what to know about it."""
    from app.cli.safe import safe  # noqa: PLC0415 - where something was signed

    name = signed.certificate.common_name or signed.certificate.subject
    return [
        _("Signed by {name}, level {level}.").format(name=safe(name), level=signed.level.value),
        *(safe(note) for note in signed.notes),
    ]


def _desk(context: Context) -> SigningDesk:
    from app.services.signing import SigningDesk  # noqa: PLC0415 - not for usage and help

    return SigningDesk(context.office, context.places, context.clock)


def _key(arguments: Namespace) -> SigningKey:
    from app.base.signing import KeyPlace, SigningKey  # noqa: PLC0415 - not for usage and help

    if arguments.key is not None:
        return SigningKey(place=KeyPlace.FILE, path=str(arguments.key))
    return SigningKey(
        place=KeyPlace.SYSTEM if arguments.system else KeyPlace.TOKEN,
        path="" if arguments.system else str(arguments.module),
        token=arguments.token,
        label=arguments.label,
    )

"""What can go wrong with a token or the system's store of keys, in words."""

from __future__ import annotations

from app.base.text import _, ngettext
from app.documents.signing.problems import SigningProblem, WrongSecret, unsigned


class ModuleMissing(SigningProblem):
    """The driver of the token (its PKCS#11 module) is not there or cannot be loaded."""

    code = "CP-5516"


class NoToken(SigningProblem):
    """No token is plugged in, or none with that label."""

    code = "CP-5517"


class TokenGone(SigningProblem):
    """The token was unplugged or stopped answering while it signed."""

    code = "CP-5518"


class TokenRefused(SigningProblem):
    """The token answered with an error of its own."""

    code = "CP-5519"


class PinLocked(SigningProblem):
    """The token locked itself after too many wrong PINs."""

    code = "CP-5520"


class SystemStoreMissing(SigningProblem):
    """The operating system offers no store of certificates that this program can use."""

    code = "CP-5527"


def wrong_pin(tries: int | None, *, few: bool = False) -> WrongSecret:
    """Of a token; `tries` is how many are left where it is known, `few` where it warns."""
    left = _("The token does not say how many tries are left; after a few it locks itself.")
    if tries is not None:
        left = ngettext("{n} try is left.", "{n} tries are left.", tries).format(n=tries)
    elif few:
        left = _("Few tries are left.")
    return WrongSecret(
        _("The PIN is wrong"),
        _("The token did not accept it.") + " " + left,
        _("Enter the token's PIN with care: a locked token can only be opened by its issuer."),
        kept=unsigned(),
    )


def pin_locked() -> PinLocked:
    """No PIN opens it any more."""
    return PinLocked(
        _("The token is locked"),
        _("Too many wrong PINs were entered."),
        _("Unlock it with its issuer's program or PUK, or sign with another key."),
        kept=unsigned(),
    )


def module_missing(path: str, detail: str) -> ModuleMissing:
    """`path` of the PKCS#11 module."""
    return ModuleMissing(
        _("The token's driver cannot be loaded"),
        _("{path} is not there, or is no PKCS#11 module for this computer.").format(
            path=path or _("No file")
        ),
        _("Install the token's software and choose its PKCS#11 module (.so, .dll, .dylib)."),
        kept=unsigned(),
        detail=detail,
    )


def no_token(label: str) -> NoToken:
    """`label` "" where none was asked for."""
    said = _("No token is plugged in.")
    if label:
        said = _("No token named “{label}” is plugged in.").format(label=label)
    return NoToken(
        _("The token was not found"), said, _("Plug it in, then try again."), kept=unsigned()
    )


def several_tokens(labels: tuple[str, ...]) -> NoToken:
    """More than one is plugged in, and none was chosen."""
    return NoToken(
        _("There are several tokens"),
        _("These are plugged in: {labels}.").format(labels=", ".join(labels)),
        _("Choose one by its label."),
        kept=unsigned(),
    )


def token_gone(detail: str) -> TokenGone:
    """In the middle of signing."""
    return TokenGone(
        _("The token stopped answering"),
        _("It was unplugged or lost its connection before the signature was complete."),
        _("Plug it in again and sign once more; nothing of the attempt remains."),
        kept=unsigned(),
        detail=detail,
    )


def token_refused(detail: str) -> TokenRefused:
    """With the token's own words in the details."""
    return TokenRefused(
        _("The token refused to sign"),
        _("Its driver answered with an error; the details name it."),
        _("Check the token with its own program, then try again."),
        kept=unsigned(),
        detail=detail,
    )


def system_store_missing() -> SystemStoreMissing:
    """Said honestly: on Linux it needs p11-kit, elsewhere it is not offered."""
    return SystemStoreMissing(
        _("The system's certificates cannot be used here"),
        _("They are reached through p11-kit, which this computer does not have."),
        _("Choose the token's PKCS#11 module, or a PKCS#12 file exported from the system."),
        kept=unsigned(),
    )

"""Keys on tokens (PKCS#11): cards, sticks, and what p11-kit shows of the system's own store.

A token may vanish at any moment; each of its errors becomes a problem in words. The PIN goes to
the driver and nowhere else.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.documents.signing import problems
from app.documents.signing.certificates import self_signed
from app.documents.signing.model import KeyPlace, SigningKey
from app.documents.signing.opening import Opened

if TYPE_CHECKING:
    from asn1crypto import x509  # noqa: PLC0415 - with the library that signs

_PROXIES = (
    "/usr/lib/x86_64-linux-gnu/p11-kit-proxy.so",
    "/usr/lib/aarch64-linux-gnu/p11-kit-proxy.so",
    "/usr/lib64/p11-kit-proxy.so",
    "/usr/lib/p11-kit-proxy.so",
    "/usr/local/lib/p11-kit-proxy.so",
)
"""Where distributions put the module that shows all others."""


@contextlib.contextmanager
def opened(key: SigningKey, pin: str) -> Iterator[Opened]:
    """The token's key, ready until the block ends. Raises a SigningProblem."""
    import pkcs11

    gone = _gone()
    try:
        with _session(key, pin) as session:
            yield _ready(session, key)
    except gone as error:
        raise problems.token_gone(type(error).__name__) from error
    except pkcs11.PKCS11Error as error:
        raise problems.token_refused(type(error).__name__) from error


def certificates(key: SigningKey, pin: str) -> list[x509.Certificate]:
    """The certificates on the token that have a private key there. Raises a SigningProblem."""
    import pkcs11

    try:
        with _session(key, pin) as session:
            return [found for _label, _id, found in _with_keys(session)]
    except _gone() as error:
        raise problems.token_gone(type(error).__name__) from error
    except pkcs11.PKCS11Error as error:
        raise problems.token_refused(type(error).__name__) from error


def _gone() -> tuple[type[Exception], ...]:
    """What drivers answer when the token is no longer there; they do not agree on one error."""
    from pkcs11 import exceptions as of

    return (
        of.DeviceRemoved, of.DeviceError, of.TokenNotPresent, of.TokenNotRecognised,
        of.SessionHandleInvalid, of.SessionClosed, of.KeyHandleInvalid, of.ObjectHandleInvalid,
        of.UserNotLoggedIn, of.GeneralError, of.SlotIDInvalid,
    )  # fmt: skip


@contextlib.contextmanager
def _session(key: SigningKey, pin: str) -> Iterator[Any]:
    """An open session, logged in where there is a PIN."""
    from pkcs11 import exceptions as of

    token = _token(key)
    try:
        session = token.open(user_pin=pin or None)
    except (of.PinIncorrect, of.PinInvalid, of.PinLenRange) as error:
        raise _wrong_pin(token) from error
    except (of.PinLocked, of.PinExpired) as error:
        raise problems.pin_locked() from error
    try:
        yield session
    finally:
        # A token that was pulled out cannot close its session any more.
        with contextlib.suppress(of.PKCS11Error):
            session.close()


def _token(key: SigningKey) -> Any:
    """The token that is meant: by its label, else the only one. Raises NoToken, ModuleMissing."""
    from pkcs11 import exceptions as of

    path = key.path if key.place is KeyPlace.TOKEN else _system_module()
    found = []
    for slot in _library(path).get_slots(token_present=True):
        try:
            found.append(slot.get_token())
        except of.PKCS11Error:
            continue
    fitting = [one for one in found if not key.token or one.label.strip() == key.token]
    ready = [one for one in fitting if key.token or _usable(one)]
    if not ready:
        raise problems.no_token(key.token)
    if len(ready) > 1:
        raise problems.several_tokens(tuple(one.label.strip() for one in ready))
    return ready[0]


def _usable(token: Any) -> bool:
    """Whether a token was ever set up: an empty slot of a driver is none."""
    from pkcs11 import TokenFlag

    return bool(token.flags & TokenFlag.TOKEN_INITIALIZED)


def _library(path: str) -> Any:
    import pkcs11

    if not path or not Path(path).is_file():
        raise problems.module_missing(path, "no such file")
    try:
        library = pkcs11.lib(path)
        # A driver shows tokens that were plugged in since it was loaded only when asked anew.
        library.reinitialize()
    except (RuntimeError, OSError) as error:
        raise problems.module_missing(path, f"{type(error).__name__}: {error}"[:300]) from error
    return library


def _system_module() -> str:
    """The module that shows the system's own store. Raises SystemStoreMissing."""
    for place in _PROXIES if sys.platform.startswith("linux") else ():
        if Path(place).is_file():
            return place
    raise problems.system_store_missing()


def _wrong_pin(token: Any) -> problems.SigningProblem:
    """With what the token tells about the tries that are left."""
    from pkcs11 import TokenFlag

    flags = token.flags
    # python-pkcs11 reads the flags once; the slot is asked for the token as it is now.
    with contextlib.suppress(Exception):
        flags = token.slot.get_token().flags
    if flags & TokenFlag.USER_PIN_LOCKED:
        return problems.pin_locked()
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        return problems.wrong_pin(1)
    return problems.wrong_pin(None, few=bool(flags & TokenFlag.USER_PIN_COUNT_LOW))


def _ready(session: Any, key: SigningKey) -> Opened:
    """The certificate that is meant with its key, and the others on the token as its chain."""
    from pyhanko.sign.pkcs11 import PKCS11Signer

    pairs = _with_keys(session)
    fitting = [one for one in pairs if not key.label or one[0] == key.label]
    if len(fitting) != 1:
        raise problems.no_signing_key(key.label, tuple(label for label, _id, _found in pairs))
    _label, key_id, certificate = fitting[0]
    chain = tuple(one for _l, _i, one in _all(session) if one.sha256 != certificate.sha256)
    issuers = tuple(one for one in chain if one.ca)
    signer = PKCS11Signer(
        session, signing_cert=certificate, ca_chain=issuers, key_id=key_id, other_certs_to_pull=()
    )
    return Opened(signer, certificate, issuers)


def _all(session: Any) -> list[tuple[str, bytes, x509.Certificate]]:
    """Label, id and content of each certificate on the token."""
    from asn1crypto import x509  # noqa: PLC0415 - with the library that signs
    from pkcs11 import Attribute, ObjectClass

    found = []
    for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        try:
            content = x509.Certificate.load(one[Attribute.VALUE], strict=True)
            found.append((str(one[Attribute.LABEL]), bytes(one[Attribute.ID]), content))
        except (ValueError, TypeError):
            continue
    return found


def _with_keys(session: Any) -> list[tuple[str, bytes, x509.Certificate]]:
    """The certificates whose private key is there, by the id that both carry."""
    from pkcs11 import Attribute, ObjectClass

    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY}
    keys = {bytes(one[Attribute.ID]) for one in session.get_objects(wanted)}
    every = _all(session)
    mine = [one for one in every if one[1] in keys]
    # An issuer's certificate that carries the key's id by mistake signs nothing.
    return [one for one in mine if not (one[2].ca and not self_signed(one[2]))] or mine

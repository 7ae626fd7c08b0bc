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

from app.documents.signing import problems, token_problems
from app.documents.signing.certificates import described, issuers, self_signed
from app.documents.signing.model import Certificate, KeyPlace, SigningKey
from app.documents.signing.opening import Opened

if TYPE_CHECKING:
    from asn1crypto import x509

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

    try:
        with _session(_token(key), pin) as session:
            yield _ready(session, key)
    except pkcs11.PKCS11Error as error:
        raise _failed(error, key) from error


def certificates(key: SigningKey, pin: str) -> tuple[Certificate, ...]:
    """What could sign on the token that `key` names, or on all that are plugged in.

    Without a PIN it is what a token shows to anybody. A PIN is tried on one token only, since each
    wrong one brings a token nearer to locking itself. Raises a SigningProblem.
    """
    import pkcs11

    try:
        found: list[Certificate] = []
        tokens = _fitting(key)
        for token in tokens:
            with _session(token, pin if len(tokens) == 1 else "") as session:
                shown = (_with_keys(session) if pin else []) or _all(session)
                label = token.label.strip()
                found += [described(one, token=label, label=name) for name, _id, one in shown]
        return tuple(found)
    except pkcs11.PKCS11Error as error:
        raise _failed(error, key) from error


def _failed(error: Exception, key: SigningKey) -> problems.SigningProblem:
    """Whether the token went away or said no: where that is open, it is looked for."""
    said = f"{type(error).__name__} {error}".strip()[:300]
    if isinstance(error, _gone()):
        return token_problems.token_gone(said)
    try:
        _fitting(key)
    except problems.SigningProblem:
        return token_problems.token_gone(said)
    return token_problems.token_refused(said)


def _gone() -> tuple[type[Exception], ...]:
    """What drivers answer when the token is no longer there; they do not agree on one error."""
    from pkcs11 import exceptions as of

    return (
        of.DeviceRemoved, of.DeviceError, of.TokenNotPresent, of.TokenNotRecognised,
        of.SessionHandleInvalid, of.SessionClosed, of.KeyHandleInvalid, of.ObjectHandleInvalid,
        of.UserNotLoggedIn, of.GeneralError, of.SlotIDInvalid,
    )  # fmt: skip


@contextlib.contextmanager
def _session(token: Any, pin: str) -> Iterator[Any]:
    """An open session, logged in where there is a PIN."""
    from pkcs11 import exceptions as of

    try:
        session = token.open(user_pin=pin or None)
    except (of.PinIncorrect, of.PinInvalid, of.PinLenRange) as error:
        raise _wrong_pin(token) from error
    except (of.PinLocked, of.PinExpired) as error:
        raise token_problems.pin_locked() from error
    try:
        yield session
    finally:
        # A token that was pulled out cannot close its session any more.
        with contextlib.suppress(of.PKCS11Error):
            session.close()


def _token(key: SigningKey) -> Any:
    """The one token that is meant. Raises NoToken, ModuleMissing, SystemStoreMissing."""
    found = _fitting(key)
    if len(found) > 1:
        raise token_problems.several_tokens(tuple(one.label.strip() for one in found))
    return found[0]


def _fitting(key: SigningKey) -> list[Any]:
    """The tokens of that label, else all that are set up; at least one. Raises as `_token`."""
    from pkcs11 import exceptions as of

    path = key.path if key.place is KeyPlace.TOKEN else _system_module()
    found = []
    for slot in _library(path).get_slots(token_present=True):
        try:
            token = slot.get_token()
        except of.PKCS11Error:
            continue
        if token.label.strip() == key.token if key.token else _usable(token):
            found.append(token)
    if not found:
        raise token_problems.no_token(key.token)
    return found


def _usable(token: Any) -> bool:
    """Whether a token was ever set up: an empty slot of a driver is none."""
    from pkcs11 import TokenFlag

    return bool(token.flags & TokenFlag.TOKEN_INITIALIZED)


def _library(path: str) -> Any:
    import pkcs11

    if not path or not Path(path).is_file():
        raise token_problems.module_missing(path, "no such file")
    try:
        library = pkcs11.lib(path)
        # A driver shows tokens that were plugged in since it was loaded only when asked anew.
        library.reinitialize()
    except (RuntimeError, OSError) as error:
        raise token_problems.module_missing(
            path, f"{type(error).__name__}: {error}"[:300]
        ) from error
    return library


def has_system_store() -> bool:
    """Whether the system's own store can be reached from here, as far as files tell."""
    return bool(_proxy())


def _system_module() -> str:
    """The module that shows the system's own store. Raises SystemStoreMissing."""
    place = _proxy()
    if not place:
        raise token_problems.system_store_missing()
    return place


def _proxy() -> str:
    linux = sys.platform.startswith("linux")
    return next((one for one in _PROXIES if linux and Path(one).is_file()), "")


def _wrong_pin(token: Any) -> problems.SigningProblem:
    """With what the token tells about the tries that are left."""
    from pkcs11 import TokenFlag

    flags = token.flags
    # python-pkcs11 reads the flags once; the slot is asked for the token as it is now.
    with contextlib.suppress(Exception):
        flags = token.slot.get_token().flags
    if flags & TokenFlag.USER_PIN_LOCKED:
        return token_problems.pin_locked()
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        return token_problems.wrong_pin(1)
    return token_problems.wrong_pin(None, few=bool(flags & TokenFlag.USER_PIN_COUNT_LOW))


def _ready(session: Any, key: SigningKey) -> Opened:
    """The certificate that is meant with its key, and the others on the token as its chain."""
    from pyhanko.sign.pkcs11 import PKCS11Signer

    pairs = _with_keys(session)
    fitting = [one for one in pairs if not key.label or one[0] == key.label]
    if len(fitting) != 1:
        raise problems.no_signing_key(key.label, tuple(label for label, _id, _found in pairs))
    _label, key_id, certificate = fitting[0]
    chain = issuers(certificate, [one for _label, _id, one in _all(session)])
    signer = PKCS11Signer(
        session,
        signing_cert=certificate,
        ca_chain=chain,
        embed_roots=False,
        key_id=key_id,
        other_certs_to_pull=(),
        use_raw_mechanism=not _hashes(session, certificate),
    )
    return Opened(signer, certificate, chain)


def _hashes(session: Any, certificate: x509.Certificate) -> bool:
    """Whether the token hashes by itself; many sign a hash that is handed to them only."""
    from pkcs11 import Mechanism

    able = session.token.slot.get_mechanisms()
    curve = certificate.public_key.algorithm == "ec"
    return (Mechanism.ECDSA_SHA256 if curve else Mechanism.SHA256_RSA_PKCS) in able


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
    # A token lists its objects in any order.
    return sorted(found, key=lambda one: one[:2])


def _with_keys(session: Any) -> list[tuple[str, bytes, x509.Certificate]]:
    """The certificates whose private key is there, by the id that both carry."""
    from pkcs11 import Attribute, ObjectClass

    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY}
    keys = {bytes(one[Attribute.ID]) for one in session.get_objects(wanted)}
    every = _all(session)
    mine = [one for one in every if one[1] in keys]
    # An issuer's certificate that carries the key's id by mistake signs nothing.
    return [one for one in mine if not (one[2].ca and not self_signed(one[2]))] or mine

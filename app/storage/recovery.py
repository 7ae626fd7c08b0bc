"""The recovery code: shown once, it opens own.db when the keyring no longer has its key.

140 random bits in base32 (Crockford's letters, which no two hands confuse) and a checksum of 20;
the code wraps the key with scrypt (RFC 7914) and AES-256-GCM.
"""

from __future__ import annotations

import hashlib
import secrets

import msgspec

from app.base.text import _
from app.storage.errors import BadCode
from app.storage.key import StoreKey

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")
_SECRET = 28
_CHECK = 4
_GROUP = 4
_COST = 1 << 15
_LARGEST_COST = 1 << 18
"""Of a file that claims more, opening is refused: it would only be there to eat memory."""


class _Wrapped(msgspec.Struct, frozen=True):
    version: int
    cost: int
    block: int
    salt: bytes
    nonce: bytes
    sealed: bytes


def new_code() -> str:
    """A fresh code: eight groups of four, the last one a checksum. Show it once, keep it never."""
    secret = "".join(secrets.choice(_LETTERS) for _letter in range(_SECRET))
    return _grouped(secret + _checksum(secret))


def wrap(own_key: StoreKey, code: str) -> bytes:
    """The content of own.recovery: the key, readable by nobody without `code`.

    Raises BadCode for a code with a typing error.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 17 ms (P1)

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = stretch(normalized(code).encode(), salt, _COST)
    sealed = AESGCM(key).encrypt(nonce, own_key.raw, _label(_COST, 8, salt))
    return msgspec.json.encode(_Wrapped(1, _COST, 8, salt, nonce, sealed))


def unwrap(blob: bytes, code: str) -> StoreKey:
    """The key of own.db. Raises BadCode: mistyped, of another profile, or the file is damaged."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - 17 ms (P1)
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    secret = normalized(code).encode()
    try:
        wrapped = msgspec.json.decode(blob, type=_Wrapped)
        if wrapped.version != 1 or not 1 < wrapped.cost <= _LARGEST_COST or wrapped.block != 8:
            raise ValueError("unknown form")
        key = stretch(secret, wrapped.salt, wrapped.cost)
        label = _label(wrapped.cost, wrapped.block, wrapped.salt)
        return StoreKey(AESGCM(key).decrypt(wrapped.nonce, wrapped.sealed, label))
    except (msgspec.DecodeError, ValueError) as error:
        raise BadCode(
            _("The recovery file is damaged"),
            _("own.recovery is not as it was written."),
            _("Put back the file from a backup of the profile's folder."),
            kept=_("Nothing was changed."),
            detail=str(error),
        ) from error
    except InvalidTag as error:
        raise BadCode(
            _("This recovery code does not fit"),
            _("It is written correctly, but belongs to another profile."),
            _("Look for the code that was shown when this profile was made."),
            kept=_("Nothing was changed."),
        ) from error


def normalized(code: str) -> str:
    """The code's letters without its spelling: case, spaces, dashes, O for 0, I and L for 1.

    Raises BadCode for a typing error.
    """
    letters = "".join(code.upper().split()).replace("-", "").translate(_LOOKALIKES)
    secret, check = letters[:_SECRET], letters[_SECRET:]
    if len(letters) != _SECRET + _CHECK or set(letters) - set(_LETTERS):
        raise _mistyped()
    if _checksum(secret) != check:
        raise _mistyped()
    return secret


def stretch(secret: bytes, salt: bytes, cost: int) -> bytes:
    """32 bytes from a secret by scrypt with r=8, p=1; takes 1 KB of memory a unit of `cost`."""
    return hashlib.scrypt(
        secret, salt=salt, n=cost, r=8, p=1, dklen=32, maxmem=cost * 1024 + (4 << 20)
    )


def _label(cost: int, block: int, salt: bytes) -> bytes:
    return b"counterpart own key 1 %d %d " % (cost, block) + salt


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _checksum(secret: str) -> str:
    number = int.from_bytes(hashlib.sha256(secret.encode()).digest()[:3], "big") >> 4
    return "".join(_LETTERS[(number >> shift) & 31] for shift in (15, 10, 5, 0))


def _mistyped() -> BadCode:
    return BadCode(
        _("The recovery code has a typing error"),
        _("A recovery code has eight groups of four letters and digits; one of them is wrong."),
        _("Compare it with what you wrote down and try again."),
        kept=_("Nothing was changed."),
    )

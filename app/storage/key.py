"""The key of one store: 32 random bytes that never show in a log, a message or a repr."""

from __future__ import annotations

import hmac
import secrets

SIZE = 32


class StoreKey:
    """32 bytes. Raises ValueError for any other length."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != SIZE:
            raise ValueError("a store key has 32 bytes")
        self._raw = bytes(raw)

    @classmethod
    def new(cls) -> StoreKey:
        """A fresh key from the system's random source."""
        return cls(secrets.token_bytes(SIZE))

    @property
    def raw(self) -> bytes:
        """The bytes, for the keyring and the worker's pipe; never for a log."""
        return self._raw

    def literal(self, salt: bytes = b"") -> str:
        """How SQLCipher wants a raw key, optionally with the salt of the file to be made."""
        return f"x'{(self._raw + salt).hex()}'"

    def __repr__(self) -> str:
        return "StoreKey(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoreKey) and hmac.compare_digest(self._raw, other._raw)

    def __hash__(self) -> int:
        return hash(self._raw)

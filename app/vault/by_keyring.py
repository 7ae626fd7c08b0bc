"""The system's keyring by the keyring library: Windows, macOS, and what else a person chose.

The only file that imports keyring, and only at first use. Backends outside the list of those that
encrypt are refused: `keyrings.alt` and "null" would keep secrets readable, or not at all.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import msgspec

from app.vault.errors import VaultAbsent, VaultDenied, VaultLocked, VaultRefused

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SAFE = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.Windows": "Windows Credential Manager",
    "keyring.backends.macOS": "macOS Keychain",
}
"""Modules whose backends encrypt what they keep, and what people call them."""

WINDOWS_LENGTH = 1200
"""Characters in one secret; Windows holds at most 1280 (2560 bytes of UTF-16)."""

_INDEX = "names"
_CHAIN = "keyring.backends.chainer"
_NONE = "keyring.backends.fail"


class KeyringRing:
    """One safe backend of the keyring library.

    Such a backend cannot list what it keeps, so an index is kept beside; and where secrets must be
    short, a long one is kept in numbered parts that its first part names.
    """

    def __init__(self, backend: KeyringBackend, *, longest: int | None = None) -> None:
        self._ring = backend
        module = type(backend).__module__
        self.backend = SAFE.get(module, module)
        self._longest = longest or (WINDOWS_LENGTH if module.endswith(".Windows") else None)

    def read(self, service: str, names: Collection[str]) -> dict[str, str]:
        """The secrets that are there of `names`."""
        with _problems():
            found = {name: self._join(service, name) for name in names}
        return {name: text for name, text in found.items() if text is not None}

    def write(self, service: str, name: str, text: str) -> None:
        """Keep a secret; its first part last, so that an interrupted call leaves the old one."""
        with _problems():
            old = self._parts(service, name)
            self._note_name(service, name, present=True)
            pieces = self._split(text)
            mark = secrets.token_hex(4)
            for number, piece in enumerate(pieces[1:], 1):
                self._ring.set_password(service, f"{name}.{mark}.{number}", piece)
            first = f"{len(pieces)}:{mark}:{pieces[0]}"
            self._ring.set_password(service, name, first)
            self._forget(service, old)

    def delete(self, service: str, name: str) -> None:
        """Forget a secret and its parts."""
        with _problems():
            parts = self._parts(service, name)
            if self._ring.get_password(service, name) is not None:
                self._ring.delete_password(service, name)
            self._forget(service, parts)
            self._note_name(service, name, present=False)

    def names(self, service: str) -> frozenset[str]:
        """The names in the index."""
        with _problems():
            return self._index(service)

    def unlock(self, seconds: float) -> bool:
        """Nothing to do: these backends ask the person by themselves, at each call."""
        return False

    def abandon(self) -> None:
        """Not possible here: a call that hangs keeps its own daemon thread."""

    def _join(self, service: str, name: str) -> str | None:
        first = self._ring.get_password(service, name)
        if first is None:
            return None
        count, mark, text = _first_part(first)
        for number in range(1, count):
            piece = self._ring.get_password(service, f"{name}.{mark}.{number}")
            if piece is None:
                return None
            text += piece
        return text

    def _parts(self, service: str, name: str) -> list[str]:
        first = self._ring.get_password(service, name)
        count, mark, _text = _first_part(first) if first is not None else (1, "", "")
        return [f"{name}.{mark}.{number}" for number in range(1, count)]

    def _split(self, text: str) -> list[str]:
        size = self._longest
        if size is None or len(text) <= size:
            return [text]
        return [text[start : start + size] for start in range(0, len(text), size)]

    def _forget(self, service: str, parts: list[str]) -> None:
        for part in parts:
            if self._ring.get_password(service, part) is not None:
                self._ring.delete_password(service, part)

    def _index(self, service: str) -> frozenset[str]:
        text = self._ring.get_password(service, _INDEX)
        try:
            return frozenset(msgspec.json.decode(text or "[]", type=list[str]))
        except msgspec.DecodeError:
            return frozenset()

    def _note_name(self, service: str, name: str, *, present: bool) -> None:
        known = self._index(service)
        wanted = known | {name} if present else known - {name}
        if wanted != known:
            text = msgspec.json.encode(sorted(wanted)).decode()
            self._ring.set_password(service, _INDEX, text)


def chosen() -> KeyringRing:
    """The backend keyring would use, if it is safe. Raises VaultAbsent or VaultRefused."""
    import keyring

    found = safe_backend(keyring.get_keyring())
    return KeyringRing(found)


def safe_backend(backend: KeyringBackend) -> KeyringBackend:
    """`backend`, or the first safe one in a chain. Raises VaultAbsent or VaultRefused."""
    module = type(backend).__module__
    if module in SAFE:
        return backend
    if module == _CHAIN:
        links: Collection[KeyringBackend] = getattr(backend, "backends", ())
        for link in links:
            if type(link).__module__ in SAFE:
                return link
        raise VaultRefused(", ".join(sorted({type(link).__module__ for link in links})))
    if module == _NONE:
        raise VaultAbsent(detail=module)
    raise VaultRefused(module)


def _first_part(text: str) -> tuple[int, str, str]:
    count, _colon, rest = text.partition(":")
    mark, _colon, piece = rest.partition(":")
    return (int(count) if count.isdigit() else 1), mark, piece


@contextlib.contextmanager
def _problems() -> Iterator[None]:
    from keyring import errors

    try:
        yield
    except errors.KeyringLocked as error:
        raise VaultLocked(detail=_note(error)) from error
    except (errors.NoKeyringError, errors.InitError) as error:
        raise VaultAbsent(detail=_note(error)) from error
    except (errors.KeyringError, OSError) as error:
        raise VaultDenied(detail=_note(error)) from error


def _note(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]

"""A profile's secrets: in the system's keyring, or in memory for one session. Nowhere else.

Every call is bounded: a keyring that hangs becomes a problem that says so, and the thread that
waits for it is left behind.
"""

from __future__ import annotations

import base64
import binascii
import os
import sys
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Protocol, TypeVar

import msgspec

from app.base.errors import ProblemReport
from app.base.tasks import TooSlow, bounded
from app.vault.errors import (
    VaultAbsent,
    VaultDenied,
    VaultHung,
    VaultLocked,
    VaultProblem,
    VaultRefused,
)
from app.vault.ring import Ring

T = TypeVar("T")

TIMEOUT = 5.0
"""Seconds that a keyring may take to answer."""

PROMPT_TIMEOUT = 60.0
"""Seconds that a person has to unlock the keyring when the system asks."""

MIRROR_KEY = "mirror-key"
OWN_KEY = "own-key"
TOKENS = "tokens"


class VaultState(Enum):
    """How the keyring was found."""

    READY = "ready"
    LOCKED = "locked"
    DENIED = "denied"
    ABSENT = "absent"
    REFUSED = "refused"
    HUNG = "hung"


class VaultReport(msgspec.Struct, frozen=True):
    """What a probe found. `problem` says what to do unless the state is READY."""

    state: VaultState
    backend: str = ""
    problem: ProblemReport | None = None


class Vault(Protocol):
    """Keeps named secrets (bytes) of one profile. Methods raise VaultProblem."""

    def get(self, name: str) -> bytes | None:
        """The secret `name`; None when there is none."""

    def get_many(self, names: Iterable[str]) -> dict[str, bytes]:
        """Those of the secrets `names` that are there, in one go."""

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret in place of the one before; it is safe when this returns."""

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens when there is none."""

    def names(self) -> frozenset[str]:
        """The names of all secrets of the profile."""


class KeyringVault:
    """One profile's secrets in the system's keyring. Raises a VaultProblem, never hangs."""

    def __init__(
        self,
        profile_id: str,
        timeout: float = TIMEOUT,
        *,
        prompt_timeout: float = PROMPT_TIMEOUT,
        open_ring: Callable[[], Ring] | None = None,
    ) -> None:
        self._service = f"counterpart/{profile_id}"
        self._timeout = timeout
        self._prompt_timeout = prompt_timeout
        self._open_ring = open_ring or system_ring
        self._ring: Ring | None = None

    @property
    def backend(self) -> str:
        """The keyring's name for people; "" before the first call."""
        return self._ring.backend if self._ring is not None else ""

    def get(self, name: str) -> bytes | None:
        """The secret `name`; None when there is none."""
        return self.get_many((name,)).get(name)

    def get_many(self, names: Iterable[str]) -> dict[str, bytes]:
        """Those of the secrets `names` that are there, in one go."""
        wanted = frozenset(names)
        found = self._call(lambda ring: ring.read(self._service, wanted))
        return {name: _from_text(text) for name, text in found.items()}

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret in place of the one before; it is safe when this returns."""
        text = base64.b64encode(secret).decode("ascii")
        self._call(lambda ring: ring.write(self._service, name, text))

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens when there is none."""
        self._call(lambda ring: ring.delete(self._service, name))

    def names(self) -> frozenset[str]:
        """The names of all secrets of the profile."""
        return self._call(lambda ring: ring.names(self._service))

    def _call(self, work: Callable[[Ring], T]) -> T:
        """Do `work`; if the keyring is locked, let the system ask the person once, then again."""
        ring = self._opened()
        try:
            return self._bounded(ring, lambda: work(ring), self._timeout)
        except VaultLocked:
            if not self._unlocked(ring):
                raise
        return self._bounded(ring, lambda: work(ring), self._timeout)

    def _opened(self) -> Ring:
        if self._ring is None:
            try:
                self._ring = bounded(self._open_ring, self._timeout)
            except TooSlow as error:
                raise VaultHung from error
        return self._ring

    def _unlocked(self, ring: Ring) -> bool:
        seconds = self._prompt_timeout
        if seconds <= 0:
            return False
        try:
            return self._bounded(ring, lambda: ring.unlock(seconds), seconds + 1)
        except VaultHung:
            return False

    def _bounded(self, ring: Ring, call: Callable[[], T], seconds: float) -> T:
        try:
            return bounded(call, seconds)
        except TooSlow as error:
            ring.abandon()
            raise VaultHung(detail=ring.backend) from error


class MemoryVault:
    """Secrets of a session that keeps nothing. For a computer without a keyring, said plainly."""

    def __init__(self) -> None:
        self._secrets: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """The secret `name`; None when there is none."""
        return self._secrets.get(name)

    def get_many(self, names: Iterable[str]) -> dict[str, bytes]:
        """Those of the secrets `names` that are there."""
        return {name: self._secrets[name] for name in names if name in self._secrets}

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret until the program ends."""
        self._secrets[name] = bytes(secret)

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._secrets.pop(name, None)

    def names(self) -> frozenset[str]:
        """The names of all secrets."""
        return frozenset(self._secrets)


def probe(timeout: float = TIMEOUT, *, open_ring: Callable[[], Ring] | None = None) -> VaultReport:
    """Whether a secret can be kept, read and forgotten here. Asks nobody to unlock anything."""
    vault = KeyringVault("probe", timeout, prompt_timeout=0.0, open_ring=open_ring)
    secret = os.urandom(32)
    try:
        vault.put("probe", secret)
        same = vault.get("probe") == secret
        vault.delete("probe")
        if not same:
            raise VaultDenied(detail="what was kept came back different")
    except VaultProblem as problem:
        return VaultReport(
            _STATES.get(type(problem), VaultState.DENIED), vault.backend, problem.report()
        )
    return VaultReport(VaultState.READY, vault.backend)


def system_ring() -> Ring:
    """The keyring of this system. Raises VaultAbsent or VaultRefused.

    A backend that the person chose for keyring by its own variable is obeyed, if it is safe. Else,
    on Linux, the Secret Service is asked directly, without looking for backends.
    """
    from app.vault import by_keyring, secret_service  # noqa: PLC0415 - one of them is enough

    if sys.platform not in ("win32", "darwin") and not os.environ.get("PYTHON_KEYRING_BACKEND"):
        ring = secret_service.SecretServiceRing()
        if ring.available():
            return ring
    return by_keyring.chosen()


_STATES: dict[type[VaultProblem], VaultState] = {
    VaultLocked: VaultState.LOCKED,
    VaultDenied: VaultState.DENIED,
    VaultAbsent: VaultState.ABSENT,
    VaultRefused: VaultState.REFUSED,
    VaultHung: VaultState.HUNG,
}


def _from_text(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise VaultDenied(detail="a secret in the keyring is damaged") from error

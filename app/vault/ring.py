"""What a keyring must do for us, however it is reached."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class Ring(Protocol):
    """A way to the system's keyring. Methods block, and raise vault problems.

    A secret is found by a service ("counterpart/<profile>") and a name; values are ASCII text.
    """

    @property
    def backend(self) -> str:
        """Its name, for people."""

    def read(self, service: str, names: Collection[str]) -> dict[str, str]:
        """The secrets that are there of `names`. Raises VaultLocked without asking anybody."""

    def write(self, service: str, name: str, text: str) -> None:
        """Keep a secret in place of the one before. Raises VaultLocked as `read` does."""

    def delete(self, service: str, name: str) -> None:
        """Forget a secret; nothing happens when there is none."""

    def names(self, service: str) -> frozenset[str]:
        """The names of all secrets of `service`."""

    def unlock(self, seconds: float) -> bool:
        """Let the system ask the person to unlock; False when that did not come about."""

    def abandon(self) -> None:
        """Make a call that hangs on another thread end, where that is possible."""

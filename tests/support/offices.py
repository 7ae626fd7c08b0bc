"""An office for tests: a home of its own, vaults in memory, and a person who signs in at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.account.model import ProfileInfo
from app.base.clock import Clock, SystemClock
from app.base.paths import Folders
from app.base.tasks import CancelToken
from app.services.office import Office
from app.vault.vault import MemoryVault, Vault
from tests.support.sandbox import SandboxServer


class Ring:
    """A keyring that lives as long as the test: one vault a profile, kept between offices."""

    def __init__(self) -> None:
        self.vaults: dict[str, MemoryVault] = {}

    def __call__(self, profile_id: str) -> Vault:
        return self.vaults.setdefault(profile_id, MemoryVault())


def places(root: Path) -> Folders:
    return Folders(root / "data", root / "config", root / "cache", root / "state", root / "logs")


class Desk:
    """One workstation: folders, a keyring, and the codes that were shown on it."""

    def __init__(
        self,
        root: Path,
        *,
        clock: Clock | None = None,
        ring: Callable[[str], Vault] | None = None,
    ) -> None:
        self.places = places(root)
        self.ring = ring or Ring()
        self.clock = clock or SystemClock()
        self.codes: list[str] = []
        self.office = self.opened()

    def opened(self) -> Office:
        """A fresh office over the same folders and keyring, as after a restart."""
        return Office(self.places, self.clock, vault_for=self.ring)

    def sign_in(
        self, sandbox: SandboxServer, user: str | None = None, **asked: object
    ) -> ProfileInfo:
        return self.office.sign_in(
            sandbox.address,
            open_browser=lambda url: sandbox.sign_in_as_browser(url, user) and None,
            show_device=lambda start: sandbox.approve_device(start.user_code, user) and None,
            on_recovery_code=self.codes.append,
            cancel=CancelToken(),
            **asked,  # type: ignore[arg-type]
        )

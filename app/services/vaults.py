"""Which vault a profile has: the system's keyring, or memory alone where there is none.

A profile in memory lives in a temporary folder that is removed when the program ends; the person is
told so, and what to do to keep it (threat 2).
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.account.profiles import ProfileFolder
from app.base.errors import ProblemReport
from app.base.text import _

if TYPE_CHECKING:
    from app.vault.vault import Vault


class Vaults:
    """The vaults of this process. Safe to use from several threads."""

    def __init__(self, vault_for: Callable[[str], Vault] | None = None) -> None:
        self._vault_for = vault_for
        self._lock = threading.Lock()
        self._memory: dict[str, Vault] = {}
        self._notes: dict[str, ProblemReport] = {}
        self._folder: Path | None = None

    def of(self, profile_id: str) -> Vault:
        """The vault of a profile; not asked yet whether it works."""
        with self._lock:
            held = self._memory.get(profile_id)
        return held or self._keyring(profile_id)

    def for_new(self, profile_id: str, regular: ProfileFolder) -> tuple[Vault, ProfileFolder]:
        """A vault that works, and the folder that belongs with it, for a profile to be made.

        Raises VaultLocked, VaultDenied, VaultHung: there is a keyring, and it can be made to work.
        """
        from app.vault.errors import VaultAbsent, VaultRefused  # noqa: PLC0415 - lazily (P1)

        vault = self._keyring(profile_id)
        try:
            vault.put("probe", b"probe")
            vault.delete("probe")
        except (VaultAbsent, VaultRefused) as problem:
            return self._in_memory(profile_id, problem.report())
        return vault, regular

    def note(self, profile_id: str) -> ProblemReport | None:
        """Why a profile lives in memory only, and what to do; None for any other profile."""
        with self._lock:
            return self._notes.get(profile_id)

    def forget(self, profile_id: str) -> None:
        """A profile in memory was removed."""
        with self._lock:
            self._memory.pop(profile_id, None)
            self._notes.pop(profile_id, None)

    def close(self) -> None:
        """Remove what lives in memory only, with its files."""
        with self._lock:
            self._memory.clear()
            self._notes.clear()
            folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _in_memory(self, profile_id: str, why: ProblemReport) -> tuple[Vault, ProfileFolder]:
        from app.vault.vault import MemoryVault  # noqa: PLC0415 - lazily (P1)

        vault = MemoryVault()
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="counterpart-session-"))
            folder = ProfileFolder(self._folder / profile_id)
            self._memory[profile_id] = vault
            self._notes[profile_id] = ProblemReport(
                code=why.code,
                title=_("This session is not kept"),
                explanation=_(
                    "There is no usable keyring, so the keys are in memory only. When the program "
                    "ends, this profile ends with it."
                ),
                next_step=why.next_step,
                kept=_("Nothing secret is written to the disk."),
                detail=why.title,
            )
        return vault, folder

    def _keyring(self, profile_id: str) -> Vault:
        if self._vault_for is not None:
            return self._vault_for(profile_id)
        from app.vault.vault import KeyringVault  # noqa: PLC0415 - lazily (P1)

        return KeyringVault(profile_id)

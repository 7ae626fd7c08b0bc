"""The one seam to the operating system's keyring."""

from app.vault.errors import (
    VaultAbsent,
    VaultDenied,
    VaultHung,
    VaultLocked,
    VaultProblem,
    VaultRefused,
)
from app.vault.vault import (
    MIRROR_KEY,
    OWN_KEY,
    TOKENS,
    KeyringVault,
    MemoryVault,
    Vault,
    VaultReport,
    VaultState,
    probe,
)

__all__ = [
    "MIRROR_KEY",
    "OWN_KEY",
    "TOKENS",
    "KeyringVault",
    "MemoryVault",
    "Vault",
    "VaultAbsent",
    "VaultDenied",
    "VaultHung",
    "VaultLocked",
    "VaultProblem",
    "VaultRefused",
    "VaultReport",
    "VaultState",
    "probe",
]

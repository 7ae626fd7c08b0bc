"""Where things live on this computer. The only importer of appdirs.

`platformdirs` is appdirs' living, API-compatible successor: the swap is the import line below.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

APPLICATION = "counterpart"


class Folders(msgspec.Struct, frozen=True):
    """The folders of one user. `state` is per computer (window geometry, locks, sockets)."""

    data: Path
    config: Path
    cache: Path
    state: Path
    logs: Path

    @property
    def profiles(self) -> Path:
        """One folder a profile."""
        return self.data / "profiles"


def folders() -> Folders:
    """The folders of this user; all under $COUNTERPART_HOME where that is set."""
    home = os.environ.get("COUNTERPART_HOME")
    if home:
        root = Path(home)
        return Folders(
            root / "data", root / "config", root / "cache", root / "state", root / "logs"
        )
    import appdirs  # noqa: PLC0415 - imported where no override made it unnecessary

    dirs = appdirs.AppDirs(APPLICATION, appauthor=False)
    return Folders(
        Path(dirs.user_data_dir),
        Path(dirs.user_config_dir),
        Path(dirs.user_cache_dir),
        Path(dirs.user_state_dir),
        Path(dirs.user_log_dir),
    )

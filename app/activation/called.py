"""What the commands of a host are called here: in the host kit by another name than elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

KIT = "counterpart-host"


def tool() -> str:
    """The words before a command of a host: “counterpart-host” where the kit was started."""
    started = Path(sys.argv[0]).name if sys.argv else ""
    return KIT if started.startswith(KIT) else "counterpart license"

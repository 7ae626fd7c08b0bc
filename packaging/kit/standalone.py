"""Where the build that needs no Python begins; with its version it says what it runs on."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from app.activation import kit, kit_check

if __name__ == "__main__":
    # What PyInstaller laid beside the program; nothing is ever unpacked to another place.
    inside = Path(getattr(sys, "_MEIPASS", __file__))
    about = (inside / "oldest-system.txt").read_text(encoding="utf-8").splitlines()
    python = f"Python {platform.python_version()} included"
    folder = Path(sys.executable).resolve().parent
    if sys.argv[1:2] == ["check"]:
        sys.exit(kit_check.main(sys.argv[2:], folder))
    sys.exit(kit.main(sys.argv[1:], folder, [*about, python]))

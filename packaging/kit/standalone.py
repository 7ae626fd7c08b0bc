"""Where the build that needs no Python begins; with its version it says what it runs on."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from app.activation.kit import main

if __name__ == "__main__":
    # What PyInstaller laid beside the program; nothing is ever unpacked to another place.
    inside = Path(getattr(sys, "_MEIPASS", __file__))
    about = (inside / "oldest-system.txt").read_text(encoding="utf-8").splitlines()
    python = f"Python {platform.python_version()} included"
    sys.exit(main(sys.argv[1:], Path(sys.executable).resolve().parent, [*about, python]))

"""Where the portable tool keeps what it remembers: one folder for a user and for sudo."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NAME = "counterpart-host"


def state_folder(given: str | None) -> Path:
    """The folder asked for, else this host's own; it need not exist.

    Under sudo it is that of the user who called it, so that both work on the same requests.
    """
    if given:
        return Path(os.path.abspath(os.path.expanduser(given)))
    home = os.environ.get("COUNTERPART_HOME")
    if home:
        return Path(os.path.abspath(home)) / "host"
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / NAME if base else Path.home() / NAME
    caller = _home_of_caller()
    if sys.platform == "darwin":
        return caller / "Library" / "Application Support" / NAME
    return caller / ".local" / "state" / NAME


def _home_of_caller() -> Path:
    """The home of whoever sits at the terminal: HOME may already be root's under sudo."""
    user = os.environ.get("SUDO_USER")
    if user and user != "root" and sys.platform != "win32" and os.geteuid() == 0:
        import pwd  # noqa: PLC0415 - not on every system

        try:
            return Path(pwd.getpwnam(user).pw_dir)
        except KeyError:
            return Path.home()
    return Path.home()

"""Starting the worker before Qt is imported: it fetches the keys while the window is being built.

No Qt here (performance.md P1): `ui.link` takes the running process over.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import app
from app.base.messages import Open, encode


def worker_command() -> list[str]:
    """The command line of the worker. `-P`: nothing of the current folder can pose as a module."""
    return [sys.executable, "-P", "-m", "app.worker"]


def start_worker(
    profile_id: str | None = None, *, command: Sequence[str] | None = None
) -> subprocess.Popen[bytes]:
    """Start the worker and ask for the keys of a profile (None: the one used last).

    Only its pipes connect it to the window; it ends when its standard input does. Raises OSError
    where the system cannot start a process.
    """
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    process = subprocess.Popen(
        list(command) if command else worker_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if _has_stderr() else subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": _python_path()},
        creationflags=flags,
        # Ctrl+C in the terminal is the window's to handle: the worker ends with its pipe.
        start_new_session=os.name != "nt",
    )
    if process.stdin:
        try:
            process.stdin.write(encode(Open(profile_id)))
            process.stdin.flush()
        except BrokenPipeError:
            return process  # it ended already; its reader says so
    return process


def _python_path() -> str:
    root = str(Path(next(iter(app.__path__))).parent)
    return os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])


def _has_stderr() -> bool:
    try:
        return sys.stderr is not None and sys.stderr.fileno() >= 0
    except (OSError, ValueError):
        return False

"""Taking a document apart in a process of its own, which ends in time and takes nothing along."""

from __future__ import annotations

import subprocess
import sys

import msgspec

from app.documents.verifying.found import Found, Task
from app.documents.verifying.limits import LARGEST

_WALL = 30.0
"""Seconds by the clock: the processor time is bound within, this is for a machine under load."""
_LARGEST_ANSWER = 64 * 1024 * 1024


def taken_apart(task: Task) -> Found:
    """What is in a document. Whatever goes wrong is a `fault`; nothing is raised but Cancelled."""
    if len(task.pdf) > LARGEST:
        return Found(fault=f"larger than {LARGEST} bytes")
    command = [sys.executable, "-P", "-m", "app.documents.verifying"]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        ended = subprocess.run(
            command,
            input=msgspec.msgpack.encode(task),
            capture_output=True,
            timeout=_WALL if sys.platform != "win32" else _WALL / 6,
            creationflags=flags,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Found(fault="took too long")
    except OSError as error:
        return Found(fault=f"{type(error).__name__}: {error}"[:500])
    if ended.returncode != 0 or len(ended.stdout) > _LARGEST_ANSWER:
        said = ended.stderr[-300:].decode("utf-8", "replace")
        return Found(fault=f"ended with {ended.returncode}: {said}")
    try:
        return msgspec.msgpack.decode(ended.stdout, type=Found)
    except msgspec.DecodeError as error:
        return Found(fault=f"no answer: {error}")

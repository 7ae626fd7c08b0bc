"""The bounds of the process that takes documents apart: time, memory, and no network (threat 38).

A document is an enemy's until it is judged. Where the system has no such limits (Windows), the
wall clock of the parent and the size of what goes in are the bounds.
"""

from __future__ import annotations

import sys

SECONDS = 4
"""Of processor time; a certificate with 500 hosts takes about one."""
MEMORY = 512 * 1024 * 1024
"""Bytes of address space."""
LARGEST = 32 * 1024 * 1024
"""Bytes of a document; a certificate of 40 orders and 500 hosts has 0.4 MB."""

_REFUSED = frozenset(
    {
        "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
        "socket.gethostbyname", "socket.gethostbyaddr", "subprocess.Popen", "os.system", "os.exec",
        "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.startfile", "webbrowser.open",
        "urllib.Request", "ftplib.connect", "http.client.connect", "os.remove", "os.rename",
        "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree",
    }
)  # fmt: skip


class Refused(RuntimeError):
    """Something that judging a document never needs was tried."""


def confine() -> None:
    """Confine this process for the rest of its life: no way back."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        _limit(resource.RLIMIT_CPU, SECONDS, SECONDS + 1)
        _limit(resource.RLIMIT_AS, MEMORY, MEMORY)
        _limit(resource.RLIMIT_FSIZE, 0, 0)
        _limit(resource.RLIMIT_CORE, 0, 0)
    sys.addaudithook(_watch)


def _limit(which: int, soft: int, hard: int) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    ceiling = resource.getrlimit(which)[1]
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    try:
        resource.setrlimit(which, (soft, hard))
    except (ValueError, OSError):
        # macOS refuses a limit of the address space; the others hold there.
        return


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in _REFUSED:
        raise Refused(event)
    if event == "open" and _writes(arguments):
        raise Refused(event)


def _writes(arguments: tuple[object, ...]) -> bool:
    mode = arguments[1] if len(arguments) > 1 else None
    return isinstance(mode, str) and any(sign in mode for sign in "wax+")

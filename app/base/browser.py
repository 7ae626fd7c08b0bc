"""Opening the system browser, for signing in (RFC 8252): no text browser, no strange address."""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

from app.base.tasks import TooSlow, bounded

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PATIENCE = 10.0


def may_open(url: str) -> bool:
    """Whether `url` is one for a browser: https, or http on this very computer (threat 40)."""
    try:
        parts = urlsplit(url)
        return (parts.scheme == "https" and bool(parts.hostname)) or (
            parts.scheme == "http" and parts.hostname in _LOOPBACK
        )
    except ValueError:
        return False


def open_in_browser(url: str) -> bool:
    """Show `url` in the system browser; False where none could be started (show the address)."""
    if not may_open(url) or not _has_screen():
        return False
    try:
        return bounded(lambda: _open(url), _PATIENCE)
    except TooSlow:
        return True  # started, and it keeps its starter waiting


def _open(url: str) -> bool:
    import webbrowser  # noqa: PLC0415 - 20 ms, for a sign-in only

    try:
        return webbrowser.open(url)
    except (webbrowser.Error, OSError):
        return False


def _has_screen() -> bool:
    # Without a display Python may start a text browser, which would read the terminal or our pipe.
    if sys.platform != "linux" or os.environ.get("BROWSER"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

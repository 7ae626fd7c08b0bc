"""What is blacked out of a bundle: secrets, numbers of people, and the names of person and host."""

from __future__ import annotations

import getpass
import platform
import re
from collections.abc import Iterator
from pathlib import Path

from app.base.redact import redact
from app.base.tasks import CancelToken
from app.support.scan.redacting import cover_all

_AT_ONCE = 100_000
"""Characters."""
_SHORTEST = 3
_TOO_COMMON = frozenset(("root", "user", "admin", "app", "localhost", "administrator", "runner"))


def cleaned(
    text: str, *, named: bool = False, cancel: CancelToken | None = None
) -> tuple[str, int]:
    """`text` with all that may not leave covered, and at how many places the scanner did.

    The names of this host and its user go as well unless `named`. Raises Cancelled.
    """
    text, covered = cover_all(text, cancel)
    text = "".join(_redacted(text, cancel))
    home = str(Path.home())
    if len(home) > 1:
        text = text.replace(home, "~")
    if not named:
        for name, mask in ((platform.node(), "[host]"), (_user(), "[user]")):
            if len(name) >= _SHORTEST and name.lower() not in _TOO_COMMON:
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", mask, text, flags=re.IGNORECASE)
    return text, covered


def _redacted(text: str, cancel: CancelToken | None) -> Iterator[str]:
    """The program's own redaction, some lines at a time: it cannot be stopped by itself."""
    at = 0
    while at < len(text):
        if cancel:
            cancel.check()
        end = text.find("\n", min(len(text), at + _AT_ONCE)) + 1 or len(text)
        yield redact(text[at:end])
        at = end


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""

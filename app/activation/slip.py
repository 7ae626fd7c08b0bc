"""The slip of paper that goes with a medium: which files are on it, by size and SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.activation import filing
from app.activation.report import plain
from app.activation.words import _

_WIDTH = 76


def slip(files: Sequence[Path], now: datetime) -> str:
    """The slip as plain text. Raises BadFile for a file that cannot be read."""
    lines = [
        _("TRANSFER SLIP"),
        _("Made {when}").format(when=now.strftime("%Y-%m-%d %H:%M UTC")),
        "=" * _WIDTH,
    ]
    for number, file in enumerate(files, 1):
        data = filing.content(file)
        digest = hashlib.sha256(data).hexdigest()
        lines += [
            f"{number:>3}  {plain(file.name)}",
            "     " + _("{size:,} bytes").format(size=len(data)),
            "     SHA-256  " + " ".join(digest[place : place + 8] for place in range(0, 32, 8)),
            "              " + " ".join(digest[place : place + 8] for place in range(32, 64, 8)),
            "",
        ]
    lines += [
        "=" * _WIDTH,
        _("Files: {count}").format(count=len(files)),
        "",
        *_signature(_("Carried out by")),
        *_signature(_("Received and compared by")),
    ]
    return "\n".join(lines) + "\n"


def _signature(who: str) -> list[str]:
    line = "_" * 24
    return ["", f"{who + ':':<28}{line}  {_('Date:')} {'_' * 14}", ""]

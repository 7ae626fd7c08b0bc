"""The shell: the `counterpart` command and all its subcommands, without Qt."""

from __future__ import annotations

import sys
from collections.abc import Sequence

_PORTABLE = frozenset({"verify", "request", "install", "status", "remove", "receipt", "slip", "qr"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status (see `app.cli.exits`)."""
    try:
        given = list(sys.argv[1:] if argv is None else argv)
        if given[:1] == ["license"] and given[1:2] and given[1] in _PORTABLE:
            # They need nothing of what the other commands load, and run where it is not installed.
            from app.activation.host_program import main as portable  # noqa: PLC0415 - as below

            return portable(given[1], given[2:])
        from app.cli.program import run  # noqa: PLC0415 - Ctrl+C may come while it is imported

        return int(run(given))
    except KeyboardInterrupt:
        return 130

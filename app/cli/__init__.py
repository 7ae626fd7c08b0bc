"""The shell: the `counterpart` command and all its subcommands, without Qt."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status (see `app.cli.exits`)."""
    try:
        given = list(sys.argv[1:] if argv is None else argv)
        if given[:2] == ["license", "verify"]:
            # Needs nothing of what the other commands load, and runs where that is not installed.
            from app.activation.program import main as verify  # noqa: PLC0415 - as below

            return verify(given[2:])
        from app.cli.program import run  # noqa: PLC0415 - Ctrl+C may come while it is imported

        return int(run(given))
    except KeyboardInterrupt:
        return 130

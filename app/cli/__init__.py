"""The shell: the `counterpart` command and all its subcommands, without Qt."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status (see `app.cli.exits`)."""
    try:
        from app.cli.program import run  # noqa: PLC0415 - Ctrl+C may come while it is imported

        return int(run(argv))
    except KeyboardInterrupt:
        return 130

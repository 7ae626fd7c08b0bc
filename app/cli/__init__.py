"""The shell: the `counterpart` command and all its subcommands, without Qt."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status (see `app.cli.exits`)."""
    from app.cli.program import run  # noqa: PLC0415 - the package itself stays empty

    return int(run(argv))

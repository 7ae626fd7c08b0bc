"""`counterpart terms diff`: two texts clause by clause."""

from __future__ import annotations

from app.cli.arguments import Commands


def configure(commands: Commands) -> None:
    """Add the commands."""

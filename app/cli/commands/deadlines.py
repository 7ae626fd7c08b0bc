"""`counterpart deadlines`: what is due when, as a list, a calendar, or a check."""

from __future__ import annotations

from app.cli.arguments import Commands


def configure(commands: Commands) -> None:
    """Add the commands."""

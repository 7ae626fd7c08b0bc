"""`counterpart terms facts` and `refs`: rule values and cross-references of any text."""

from __future__ import annotations

from app.cli.arguments import Commands


def configure(commands: Commands) -> None:
    """Add the commands."""

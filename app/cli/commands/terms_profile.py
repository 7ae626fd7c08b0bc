"""`counterpart terms` for a profile: its documents, what governs an order, acceptance."""

from __future__ import annotations

from app.cli.arguments import Commands


def configure(commands: Commands) -> None:
    """Add the commands."""

"""`counterpart notices`: what the vendor announced, and our own drafts."""

from __future__ import annotations

from app.cli.arguments import Commands


def configure(commands: Commands) -> None:
    """Add the commands."""

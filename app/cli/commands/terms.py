"""`counterpart terms`: read, compare and accept the terms of a profile, and look into any file."""

from __future__ import annotations

from app.base.text import _
from app.cli.arguments import Commands, group
from app.cli.commands import terms_diff, terms_facts, terms_outline, terms_profile


def configure(commands: Commands) -> None:
    """Add the commands."""
    terms = group(commands, "terms", _("the terms of a profile, and texts in files"))
    for part in (terms_profile, terms_outline, terms_facts, terms_diff):
        part.configure(terms)

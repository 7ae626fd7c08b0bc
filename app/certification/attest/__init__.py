"""Attesting: the statements that the governing terms call for; no I/O."""

"""Diagnostics for a request: gathered with one click, blacked out, read through, then attached."""

"""Hundreds of isolated hosts as one batch."""

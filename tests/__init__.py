"""Tests mirror the rooms; shared helpers live in tests/support."""

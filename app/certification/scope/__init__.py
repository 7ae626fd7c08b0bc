"""Scope: which orders and lines hold, what governs each of them, and what they permit; no I/O."""

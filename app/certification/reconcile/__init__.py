"""Reconciling: what is permitted by which orders, what is used, and what follows; no I/O."""

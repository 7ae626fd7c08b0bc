"""The outbox page: what waits to leave, why, and what was sent lately."""

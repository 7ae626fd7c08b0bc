"""Support: for now feedback, the first thing that leaves by the outbox."""

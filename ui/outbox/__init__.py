"""The outbox: everything that waits for the vendor, and deciding about it."""

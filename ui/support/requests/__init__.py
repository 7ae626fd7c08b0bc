"""Support requests: the list, the thread of one, and the answer to it."""

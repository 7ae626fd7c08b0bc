"""Requests for support: their list and threads, what is being written, what was sent."""

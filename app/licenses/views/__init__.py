"""Licenses and machines as a person sees them, counted against the order's scope."""

"""Feedback to the vendor, and where each piece of it is."""

"""Judging signed documents, whoever made them."""

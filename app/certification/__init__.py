"""Certification: what the vendor asks, what is used, what is permitted, and the signed answer."""

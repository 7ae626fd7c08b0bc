"""Licenses: the list, and one of them with its scope and use."""

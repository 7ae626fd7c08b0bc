"""Machines that hold an instance: the list, one of them, who hosts it, moving it."""

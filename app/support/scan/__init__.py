"""Looks for what should not leave by accident: credentials, numbers of people, cards, accounts.

Nothing that is scanned leaves the machine, and no finding holds the value it found.
"""

"""License and machine files, read and verified offline.

This room travels to hosts without a network: Python 3.9 or newer, the standard library and
pycryptodome only, and nothing else of this program.
"""

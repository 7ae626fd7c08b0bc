"""This computer as a host, for the window."""

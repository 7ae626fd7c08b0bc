"""The orders page: a table of any length, filters, and everything about one order beside it."""

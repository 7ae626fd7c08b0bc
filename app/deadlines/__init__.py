"""Deadlines: what is due when and why, reckoned on real calendars; knows no other room."""

"""Notices: what the vendor announced and when it counts as given; drafts of our own."""

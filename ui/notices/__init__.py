"""The notices page: what the vendor announced, and drafts of our own notices."""

"""The two doors: from the vendor through the feed, to the vendor through outbox and sender."""

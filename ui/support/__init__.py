"""The support page: requests with their threads, and feedback beside them."""

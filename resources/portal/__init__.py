"""The published contract between a vendor's portal and Counterpart (OpenAPI 3.1)."""

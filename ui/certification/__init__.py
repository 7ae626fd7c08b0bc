"""Certification: requests and audits, the guide, the checker of certificates."""

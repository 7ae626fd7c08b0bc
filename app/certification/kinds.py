"""What certifications are called in the store and in the outbox."""

from __future__ import annotations

CERTIFICATION = "certification"
"""Kind of the records in `noted`, of the items in the outbox, and of the feed's records."""
REQUEST_BY_HAND = "cert_request"
AUDIT_BY_HAND = "cert_audit"
AUDIT_REPLY = "cert_audit_reply"
"""Kinds of further records in `noted`."""

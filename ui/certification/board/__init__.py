"""What the certification page shows first: requests, audits, certifications."""

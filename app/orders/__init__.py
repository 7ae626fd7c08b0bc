"""Orders: what was bought, for what scope and term, from whom, and where it stands."""

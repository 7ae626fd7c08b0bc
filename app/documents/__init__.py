"""Documents: typst templates to PDF, and what they are looked at with."""

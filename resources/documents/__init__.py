"""Templates of the documents that this program makes (typst)."""

"""Words that documents print, a table for each language."""

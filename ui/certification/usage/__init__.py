"""The step that brings figures with evidence."""

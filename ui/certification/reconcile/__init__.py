"""The step that compares what is used with what may be used."""

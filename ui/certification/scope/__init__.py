"""The step that says what the certification covers."""

"""License files that a person opens: read, verified, told as facts."""

"""License files that a person opens, shown as facts."""

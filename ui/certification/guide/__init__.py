"""The guide: rail, bar below, and its first step."""

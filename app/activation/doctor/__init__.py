"""What an isolated host is like: its parts, clock, folder and licenses, as findings."""

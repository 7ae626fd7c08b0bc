"""The embedded vendor: a portal with a seeded, invented vendor, started as a program of its own."""

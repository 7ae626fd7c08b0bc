"""Pictures of every page, and the tests that look at them: `python -m tests.screens --out DIR`."""

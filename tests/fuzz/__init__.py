"""Random hostile input for every reader of license files: `python -m tests.fuzz`."""

"""The history of license files: the list, a file, what it can do."""

"""The invented vendor's documents, each with its rule set, and the schema that rule sets follow."""

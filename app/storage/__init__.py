"""The two encrypted databases of a profile: opened, migrated, repaired. Only sqlcipher3 user."""

"""The commands of an isolated host: each has `summary`, `options` and `run`."""

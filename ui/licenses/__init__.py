"""Licenses, machines, the guided activation, the doctor, and the history of files."""

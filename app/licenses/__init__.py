"""Licenses of isolated hosts, seen from the connected workstation: sets sent, answers kept."""

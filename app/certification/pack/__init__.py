"""Packs: the evidence behind a certificate, and a certification handed to a colleague."""

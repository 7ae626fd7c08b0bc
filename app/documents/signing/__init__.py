"""Signatures of documents (PAdES), with keys of files, tokens and the system's store."""

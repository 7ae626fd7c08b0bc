"""Certificates as paper: a Statement becomes pages in a language, a PDF with its data, a table."""

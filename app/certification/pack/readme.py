"""The page of words in a pack: what is in it, and how anybody checks it with other programs."""

from __future__ import annotations

_TEXT = """\
EVIDENCE OF A CERTIFICATION

This archive holds what a certificate of compliance or deletion rests on.

  manifest.json    what the archive holds, with size and salted SHA-256 of each file
  salts.json       the salts of the files that are there
  log.jsonl        who did what when; a line an entry
  head.json        what the certificate states, without its schedules
  statement.json   the whole of it, exactly as it is embedded in the PDF
  document/        the signed document and its copies
  rows.jsonl       every row that was counted; a line a row
  sources/         the files that the rows were counted from

HOW TO CHECK IT WITHOUT THE PROGRAM THAT WROTE IT

1. Every file that manifest.json names has the size stated there. The SHA-256 there is that of
   its salt, as the text that stands in salts.json, followed by the content of the file.
2. Each line of log.jsonl holds in "before" the SHA-256 of the line before it, without its line
   end; the first line holds 64 zeros. Line number "log_entries" has the SHA-256 "log_head".
3. JSON is written as RFC 8785 says. For each line of rows.jsonl:
     hidden_sha256 = SHA-256 of {"hidden": ..., "salt": ...}, or what the line states in its place
     leaf          = SHA-256 of {"hidden_sha256": ..., "open": ...}
   "rows_root" is the SHA-256 of all leaves (32 bytes each), one after the other.
4. For each product and metric, the quantities in the open parts add up to what head.json states
   as used.
5. The SHA-256 of each source is the one that the certificate prints in its schedule of evidence.

A redacted archive has the same manifest.json. Rows that name what was redacted show
"hidden_sha256" instead of their hidden part; files that would show it are left out. The entries
of log.jsonl after number "log_entries" say which rows and which files.
"""


def readme() -> bytes:
    """The page, in English: whoever checks a pack may have another language than who made it."""
    return _TEXT.encode()

"""What a server wrote, made harmless: plain text for "Details", never markup, never a sentence.

Threat 7: an error body may hold links, markup, control and bidirectional characters, or megabytes.
"""

from __future__ import annotations

import unicodedata

import msgspec

from app.portal.wire import ProblemDocument

DETAIL_LENGTH = 2000
"""Characters of server text kept at most."""

NAME_LENGTH = 60


def plain(text: str, limit: int = DETAIL_LENGTH) -> str:
    """`text` without control, format and surrogate characters (new lines stay), cut at `limit`."""
    kept = (
        character
        for character in text[: limit * 4].replace("\r\n", "\n").replace("\t", " ")
        if character == "\n" or not unicodedata.category(character).startswith("C")
    )
    clean = "".join(kept).strip()
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def plain_name(text: str) -> str:
    """A name that a stranger chose, fit to stand quoted in a sentence: one short line, no link."""
    words = "".join(c if c.isalnum() or c in " .-,&'()*+" else " " for c in plain(text))
    line = " ".join(words.split())
    return line if len(line) <= NAME_LENGTH else line[: NAME_LENGTH - 1] + "…"


def problem_document(body: bytes, content_type: str) -> ProblemDocument | None:
    """The problem document (RFC 9457) in an error body; None where there is none."""
    if content_type not in ("application/problem+json", "application/json"):
        return None
    try:
        return msgspec.json.decode(body, type=ProblemDocument)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def detail_of(status: int, body: bytes, document: ProblemDocument | None) -> str:
    """The lines that go behind "Details" for an answer with an error status."""
    lines = [f"HTTP {status}"]
    if document is None:
        lines.append(plain(body[: DETAIL_LENGTH * 4].decode("utf-8", "replace")))
    else:
        lines += [plain(document.title, 200), plain(document.detail)]
        if document.errors:
            lines += [
                f"{plain(error.pointer, 200)}: {plain(error.detail, 200)}"
                for error in document.errors[:20]
            ]
        if document.code:
            lines.append(f"code: {plain(document.code, 80)}")
        if document.instance:
            lines.append(f"instance: {plain(document.instance, 200)}")
    return "\n".join(line for line in lines if line)

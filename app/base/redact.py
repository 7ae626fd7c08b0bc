"""One redaction for logs, crash reports and diagnostics (threat 6)."""

from __future__ import annotations

import re

MASK = "[redacted]"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<=bearer )[A-Za-z0-9._~+/=-]+",
        r"(?<=basic )[A-Za-z0-9+/=]{6,}",
        r"(?:(?<=token)|(?<=secret)|(?<=passphrase)|(?<=password)|(?<=code_verifier)"
        r"|(?<=device_code)|(?<=api_key)|(?<=license_key)|(?<=recovery_code))"
        r"[\"']?\s*[:=]\s*(?:\"[^\"\n]*|'[^'\n]*|[^\s\"'&,;}]+)",
        r"(?<=[?&]code=)[^&\s\"']+",
        r"\bx'[0-9a-f]{64}'",
        r"\b[0-9a-f]{64}\b",
        r"(?<![a-z0-9+/])[a-z0-9+/]{43}=",
        r"\bb'(?=[^'\n]*\\x)(?:[^'\\\n]|\\.)*",
        r"\bb\"(?=[^\"\n]*\\x)(?:[^\"\\\n]|\\.)*",
        # A bare token, known by its looks alone: long, with a digit and letters of both cases.
        r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*(?-i:[A-Z]))(?=[\w-]*(?-i:[a-z]))[\w-]{32,}",
        r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)",
        r"\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}",
        r"\b(?:[0-9A-Z]{4,6}-){4,}[0-9A-Z]{4,6}\b",
    )
)


def redact(text: str) -> str:
    """`text` with everything that looks like a credential or a key masked."""
    for pattern in _PATTERNS:
        text = pattern.sub(MASK, text)
    return text

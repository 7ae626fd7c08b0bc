"""Canonical JSON (RFC 8785): one value has one form in bytes, that can be hashed and signed."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from app.base.errors import Problem
from app.base.text import _


class NotCanonical(Problem):
    """A value that JSON cannot hold exactly: half a character, a number beyond 2^53, infinity."""

    code = "CP-5503"


def canonical(value: object) -> bytes:
    """`value` as RFC 8785 writes it; Decimals become texts, instants RFC 3339.

    Raises NotCanonical.
    """
    import rfc8785

    try:
        builtin: Any = msgspec.to_builtins(value, str_keys=True)
        return bytes(rfc8785.dumps(builtin))
    except (rfc8785.CanonicalizationError, UnicodeError, TypeError) as error:
        raise NotCanonical(
            _("The data cannot be written exactly"),
            _("A text or number in it has no exact form in JSON."),
            _("Correct the value that the details name, then try again."),
            kept=_("The data is kept as it is."),
            detail=f"{type(error).__name__}: {error}"[:500],
        ) from error


def fingerprint(value: object) -> str:
    """SHA-256 of the canonical form, hexadecimal. Raises NotCanonical."""
    return hashlib.sha256(canonical(value)).hexdigest()

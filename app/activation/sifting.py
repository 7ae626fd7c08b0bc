"""Which of many answers could be for this host: told by what they say, before any is verified.

It only spares work: what is left is verified as ever, and nothing that is left out is used.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.activation import payload
from app.activation.checking import Checked
from app.activation.envelope import opened
from app.activation.faults import CannotDecrypt, Unusable
from app.activation.verdicts import Verdict


def may_fit(data: bytes, fingerprints: Sequence[str]) -> bool:
    """Whether a file has to be looked at: all but plain machine files that name another machine."""
    try:
        envelope = opened(data)
        if envelope.kind != "machine" or envelope.encrypted:
            return True
        named = payload.read(envelope, payload.content_of(envelope, (), "")).fingerprint
    except Unusable:
        return True
    return named is None or named in fingerprints


def fitting(
    data: bytes, checked: Checked, fingerprints: Sequence[str], license_keys: Sequence[str]
) -> str | None:
    """The fingerprint for which a file with a good signature was made; None for none of these."""
    if checked.verdict is Verdict.CANNOT_DECRYPT:
        return next((one for one in fingerprints if _opens(data, one, license_keys)), None)
    named = checked.payload.fingerprint if checked.payload else None
    return named if named in fingerprints else None


def _opens(data: bytes, fingerprint: str, license_keys: Sequence[str]) -> bool:
    try:
        payload.content_of(opened(data), tuple(license_keys), fingerprint)
    except CannotDecrypt:
        return False
    except Unusable:
        return True
    return True

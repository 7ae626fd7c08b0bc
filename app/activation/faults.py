"""What can be wrong with a license file, as typed errors; each carries the verdict it leads to."""

from __future__ import annotations

from app.activation.verdicts import Verdict


class Unusable(Exception):
    """A file that leads to `verdict`; `reason` is a sentence for a person, translated."""

    verdict = Verdict.MALFORMED

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Malformed(Unusable):
    """Not a license file, or one that is damaged or ambiguous."""


class Unsupported(Unusable):
    """A form or an algorithm that is not known, and so not accepted."""

    verdict = Verdict.UNSUPPORTED


class UnknownKey(Unusable):
    """No key that could have signed it is known."""

    verdict = Verdict.UNKNOWN_KEY


class BadSignature(Unusable):
    """No known key made this signature over these bytes."""

    verdict = Verdict.BAD_SIGNATURE


class CannotDecrypt(Unusable):
    """The license key, or the fingerprint, is missing or is another one."""

    verdict = Verdict.CANNOT_DECRYPT


class BadKey(ValueError):
    """A public key that cannot be read; the message is a sentence for a person."""

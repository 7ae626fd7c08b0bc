"""All rules in one place."""

from __future__ import annotations

import functools

from app.support.scan import credentials, identities, library, money, people
from app.support.scan.looking import Detector


@functools.cache
def detector() -> Detector:
    """The detector with every rule. Made once; loading its library takes 0.4 s."""
    return Detector(
        (
            *credentials.rules(),
            *library.rules(),
            *money.rules(),
            *identities.rules(),
            *people.rules(),
        )
    )

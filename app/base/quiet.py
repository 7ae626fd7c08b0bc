"""Values that no log may show."""

from __future__ import annotations

import msgspec


class Quiet(msgspec.Struct, frozen=True, kw_only=True):
    """A message that carries a secret: its repr is its name."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

"""Files that go along with something sent: copied, hashed and encrypted here when attached."""

from __future__ import annotations

import msgspec


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file whose copy lies beside own.db, encrypted; what leaves is exactly this copy."""

    id: str
    """Of the copy; also the client id of its upload once it is queued."""
    name: str
    """Safe on every system; `given` is the name it had."""
    given: str
    size: int
    """Bytes."""
    sha256: str
    media_type: str = "application/octet-stream"

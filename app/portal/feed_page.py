"""Reading a page of the feed so that one broken entry does not spoil the others."""

from __future__ import annotations

import msgspec

from app.portal import errors
from app.portal.server_text import plain
from app.portal.wire import Change, ChangePage


class _LoosePage(msgspec.Struct):
    changes: list[msgspec.Raw]
    next: str
    more: bool
    remaining: int | None = None


def read_page(body: bytes, host: str = "") -> ChangePage:
    """A page of the feed from its JSON. Raises NotAPortal when it is none.

    An entry whose own members are wrong, or whose data are no UTF-8, does not spoil the page: it
    becomes a Change of kind "" whose id is the hash of its bytes and whose data are those bytes.
    """
    try:
        if _is_text(body):
            return msgspec.json.decode(body, type=ChangePage)
    except msgspec.ValidationError:
        pass
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise errors.NotAPortal(host, detail=plain(str(error), 300)) from error
    try:
        loose = msgspec.json.decode(body, type=_LoosePage)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise errors.NotAPortal(host, detail=plain(str(error), 300)) from error
    changes = [_change(bytes(entry)) for entry in loose.changes]
    return ChangePage(changes, loose.next, loose.more, loose.remaining)


def _change(entry: bytes) -> Change:
    try:
        if _is_text(entry):
            return msgspec.json.decode(entry, type=Change)
    except msgspec.ValidationError:
        pass
    import hashlib  # noqa: PLC0415 - 5 ms, for broken entries only

    name = hashlib.sha256(entry).hexdigest()[:32]
    return Change("", name, 0, False, msgspec.Raw(entry))


def _is_text(body: bytes) -> bool:
    """Whether it is UTF-8 throughout: a record's own data are stored before they are read."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

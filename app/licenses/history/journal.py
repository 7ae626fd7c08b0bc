"""The history of license files: each one that was made, collected, sent, carried or installed here.

No license key is ever in it: a file that holds one is noted by name, size and hash alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

import msgspec

from app.base import ids
from app.base.clock import Clock
from app.base.text import _
from app.licenses import noted, store
from app.licenses.history.files import LARGEST_KEPT, may_be_kept
from app.licenses.history.words import act_words
from app.licenses.noted import Noted
from app.licenses.views.model import Act, HistoryEntry
from app.storage.database import Database, Transaction

_ENTRY, _FILE = "history", "file"
_SHOWN = 3


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happens to a file; `data` is what is in it."""

    act: Act
    name: str
    kind: str
    data: bytes
    hosts: Sequence[str] = ()
    product_id: str = ""
    license_id: str = ""
    request_id: str = ""
    note: str = ""
    more_words: Sequence[str] = ()
    """Further words by which it is found."""
    set_id: str = ""
    """The set of requests whose answer it is: that is kept already."""


class _Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    at: datetime
    act: Act
    name: str
    kind: str
    size: int
    sha256: str
    hosts: str = ""
    product_id: str = ""
    license_id: str = ""
    request_id: str = ""
    note: str = ""


class _Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a file is: here, or with the set whose answer it is."""

    set_id: str = ""


def note(tx: Transaction, events: Iterable[Event], clock: Clock) -> list[str]:
    """Note what happened, within the transaction that it belongs to; the ids of the entries."""
    now, base = clock.now(), ids.new_id(clock)
    entries: list[Noted] = []
    files: dict[str, Noted] = {}
    for number, event in enumerate(events):
        digest = sha256(event.data).hexdigest()
        record = _Record(
            at=now,
            act=event.act,
            name=event.name,
            kind=event.kind,
            size=len(event.data),
            sha256=digest,
            hosts=_hosts_words(event.hosts),
            product_id=event.product_id,
            license_id=event.license_id,
            request_id=event.request_id,
            note=event.note,
        )
        body = msgspec.json.encode(record)
        entries.append(Noted(f"{base}-{number:06}", body, _words(record, event)))
        if digest not in files and may_be_kept(event.kind, event.data):
            place = msgspec.json.encode(_Place(event.set_id))
            content = None if event.set_id else zlib.compress(event.data, 1)
            files[digest] = Noted(digest, place, None, content)
    noted.put_new(tx, _FILE, files.values())
    noted.put(tx, _ENTRY, entries)
    return [one.id for one in entries]


def note_once(tx: Transaction, events: Iterable[Event], clock: Clock) -> list[str]:
    """Note what did not happen to exactly this file before."""
    decoder = msgspec.json.Decoder(_Record)
    before = {
        (one.sha256, one.act)
        for one in (decoder.decode(body) for _name, body in noted.bodies(tx, _ENTRY))
    }
    new = [one for one in events if (sha256(one.data).hexdigest(), one.act) not in before]
    return note(tx, new, clock)


def entries(own: Database, text: str = "", limit: int = 2000) -> tuple[HistoryEntry, ...]:
    """What happened, newest first; only where all words of `text` are found, in any case."""
    wanted = text.casefold().split()
    where = "".join(" AND words LIKE ? ESCAPE '\\'" for _word in wanted)
    patterns = [f"%{_escaped(word)}%" for word in wanted]
    rows = own.read(
        "SELECT id, body, EXISTS (SELECT 1 FROM noted f WHERE f.kind = 'file'"  # noqa: S608
        " AND f.id = substr(n.words, 1, 64)) FROM noted n WHERE kind = 'history'"
        f"{where} ORDER BY id DESC LIMIT ?",
        (*patterns, limit),
    )
    decoder = msgspec.json.Decoder(_Record)
    return tuple(
        HistoryEntry(id=name, kept=bool(kept), **msgspec.structs.asdict(decoder.decode(body)))
        for name, body, kept in rows
    )


def file_of(own: Database, entry_id: str) -> bytes | None:
    """The file of an entry as it was; None where it is not kept."""
    body = noted.one(own, _ENTRY, entry_id)
    if body is None:
        return None
    digest = msgspec.json.decode(body, type=_Record).sha256
    place = noted.one(own, _FILE, digest)
    found = msgspec.json.decode(place, type=_Place) if place is not None else _Place()
    if found.set_id:
        answer = store.answer(own, found.set_id)
        return answer if answer and sha256(answer).hexdigest() == digest else None
    data = noted.file(own, _FILE, digest)
    return zlib.decompress(data, bufsize=LARGEST_KEPT) if data is not None else None


def _words(record: _Record, event: Event) -> str:
    """What a search looks through; the hash comes first, by which the file is found."""
    found = (
        record.sha256, record.name, record.kind, record.act.value, act_words(record.act),
        *event.hosts, record.product_id, record.license_id, record.request_id, record.note,
        *event.more_words,
    )  # fmt: skip
    return " ".join(filter(None, found)).casefold()


def _hosts_words(hosts: Sequence[str]) -> str:
    named = [name for name in hosts if name]
    shown = ", ".join(named[:_SHOWN])
    if len(named) <= _SHOWN:
        return shown
    return _("{names} and {count} more").format(names=shown, count=len(named) - _SHOWN)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

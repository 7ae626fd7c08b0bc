"""Request files read into a batch: what is new, what was known, what cannot be used and why.

The same file twice changes nothing; of two requests of one host the newer one counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from app.activation import signed
from app.activation.payload import instant_of
from app.activation.problems import HostProblem
from app.activation.receipts import FORMAT as RECEIPTS
from app.activation.requests import RequestSet, read_set
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.licenses.batches.model import Unread
from app.licenses.batches.store import HostRecord, Hosts, digest
from app.licenses.history.journal import Event
from app.licenses.views.model import Act

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

Files = Sequence[tuple[str, bytes]]


class Read(msgspec.Struct, frozen=True):
    """What files hold: requests with the file they came in, and the files that hold none."""

    requests: list[tuple[str, HostRecord, bytes]]
    """File, facts, and the request as its host wrote it."""
    unread: list[Unread]
    good: list[tuple[str, bytes, list[HostRecord]]]
    """The files that were read, with the hosts in each."""


class Merged(msgspec.Struct):
    """What changes in a batch."""

    changed: dict[str, tuple[HostRecord, bytes | None]]
    added: int
    known: int
    unread: list[Unread]


def read(files: Files, now: datetime, report: Report, cancel: CancelToken | None) -> Read:
    """Read request files. Raises Cancelled."""
    found = Read([], [], [])
    for place, (name, data) in enumerate(files):
        if cancel is not None:
            cancel.check()
        report(Progress(_("Reading requests"), place, len(files)))
        try:
            requests = read_set(data).requests
        except HostProblem as problem:
            found.unread.append(_other_kind(name, data) or unread(name, problem))
            continue
        rows = [(_record(one, name, now), signed.canonical(one)) for one in requests]
        hosts = [msgspec.structs.replace(record, sha256=digest(body)) for record, body in rows]
        found.requests.extend(
            (name, host, body) for host, (_record_, body) in zip(hosts, rows, strict=True)
        )
        found.good.append((name, data, hosts))
    report(Progress(_("Reading requests"), len(files), len(files)))
    return found


def merged(found: Read, hosts: Hosts, base: str) -> Merged:
    """What `found` changes in `hosts`; new ones get ids that begin with `base`."""
    book = _Book(hosts, base)
    for name, record, body in found.requests:
        book.take(name, record, body)
    return Merged(book.changed, book.added, book.known, book.unread)


def unread(name: str, problem: HostProblem) -> Unread:
    """A file that the portable room could not read."""
    return Unread(name, problem.title, problem.explanation, problem.next_step)


def event(name: str, data: bytes, hosts: Sequence[HostRecord]) -> Event:
    """That a request file was read."""
    return Event(
        act=Act.COLLECTED,
        name=name,
        kind="requests",
        data=data,
        hosts=[one.host_name for one in hosts],
        product_id=_only({one.product_id for one in hosts}),
        license_id=_only({one.license_id for one in hosts}),
        request_id=_only({one.request_id for one in hosts}),
        more_words=[one.request_id for one in hosts],
    )


def collected(name: str, data: bytes, found: RequestSet) -> Event:
    """That a request file was read outside of a batch."""
    return event(name, data, [_record(one, name, _LONG_AGO) for one in found.requests])


def _only(values: set[str]) -> str:
    """The one value there is; "" for several."""
    return next(iter(values)) if len(values) == 1 else ""


class _Head(msgspec.Struct):
    format: str = ""
    responses: msgspec.Raw = msgspec.Raw()
    jws: str = ""


def _other_kind(name: str, data: bytes) -> Unread | None:
    """A file of this program that is no request file, and where it belongs; None for others."""
    if data[:11] == b"-----BEGIN ":
        title, step = _("This is a license file"), _("It is installed on a host.")
        return Unread(name, title, _("It answers a request, and holds none."), step)
    try:
        head = msgspec.json.decode(data, type=_Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    words = _("It holds no request.")
    if head.format == RECEIPTS:
        step = _("Take it in where receipts are given to the vendor.")
        return Unread(name, _("This is a receipt file"), words, step)
    if bytes(head.responses):
        step = _("Take it in where answers of another computer are taken in.")
        return Unread(name, _("This is a set of answers"), words, step)
    if head.jws:
        step = _("Bring the request files of the hosts.")
        return Unread(name, _("This is a file of the vendor"), words, step)
    return None


class _Book:
    """The hosts of a batch by what tells one from another."""

    def __init__(self, hosts: Hosts, base: str) -> None:
        self._hosts = dict(hosts)
        self._base = base
        self._by_request = {
            request: name for name, one in hosts.items() for request in _requests(one)
        }
        self._same = {_identity(one): name for name, one in hosts.items() if one.request_id}
        self._expected = {
            one.host_name.casefold(): name
            for name, one in hosts.items()
            if not one.request_id and not one.stray
        }
        self.changed: dict[str, tuple[HostRecord, bytes | None]] = {}
        self.added = 0
        self.known = 0
        self.unread: list[Unread] = []

    def take(self, file: str, new: HostRecord, body: bytes) -> None:
        """Take one request in."""
        name = self._by_request.get(new.request_id)
        if name is not None and not self._hosts[name].stray:
            self._again(file, name, new)
            return
        if name is None:
            name = self._same.get(_identity(new))
        if name is not None and not self._hosts[name].stray:
            self._newer(name, new, body)
            return
        name = name or self._expected.pop(new.host_name.casefold(), None)
        self.added += 1
        self._put(name or f"{self._base}-{self.added:06}", new, body)

    def _again(self, file: str, name: str, new: HostRecord) -> None:
        """The same request once more, or another one under its id."""
        old = self._hosts[name]
        if old.request_id == new.request_id and old.sha256 != new.sha256:
            self.unread.append(
                Unread(
                    file,
                    _("Another request with this id was read before"),
                    _("The request of “{host}” was changed after it was made.").format(
                        host=new.host_name
                    ),
                    _("Make a new one on the host with “counterpart license request --new”."),
                )
            )
            return
        self.known += 1

    def _newer(self, name: str, new: HostRecord, body: bytes) -> None:
        """Another request of a known host: its newest one counts."""
        old = self._hosts[name]
        self.known += 1
        if (new.created_at or _LONG_AGO) < (old.created_at or _LONG_AGO):
            return
        earlier = (*old.earlier, old.request_id)
        self._put(name, msgspec.structs.replace(new, earlier=earlier), body)

    def _put(self, name: str, record: HostRecord, body: bytes) -> None:
        self._hosts[name] = record
        self._by_request |= dict.fromkeys(_requests(record), name)
        self._same[_identity(record)] = name
        self.changed[name] = (record, body)


def _requests(host: HostRecord) -> tuple[str, ...]:
    return (*host.earlier, host.request_id) if host.request_id else host.earlier


def _identity(host: HostRecord) -> tuple[str, ...]:
    """What makes two requests those of one host for one thing."""
    return (host.host_name.casefold(), host.product_id, host.license_id, host.fingerprint)


def _record(request: Mapping[str, Any], source: str, now: datetime) -> HostRecord:
    return HostRecord(
        host_name=str(request.get("host_name", "")),
        product_id=request["product_id"],
        license_id=request["license_id"],
        fingerprint=request["fingerprint"],
        request_id=request["request_id"],
        source=source,
        collected_at=now,
        created_at=instant_of(request["created_at"]),
    )

"""What this host remembers: its requests with their keys, whom it trusts, what is installed.

One JSON file of mode 0600 in one folder, replaced in one step. No license key is ever in it.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

from app.activation import filing
from app.activation import folder as folder_of_host
from app.activation.clock import Marks
from app.activation.faults import Malformed
from app.activation.payload import instant_of
from app.activation.problems import BadState
from app.activation.strict import json_object
from app.activation.words import _

FORMAT = 1
_FILE, _LOCK = "host.json", "lock"
_LARGEST = 64_000_000
_SEED = 32
_TEXTS = ("request_id", "nonce", "fingerprint", "product_id", "license_id", "host_name")

T = TypeVar("T", bound="tuple[Any, ...]")


class MadeRequest(NamedTuple):
    """A request that was made here. `body` is its canonical JSON, `seed` the host key's, in hex."""

    request_id: str
    body: str
    seed: str
    created_at: str


class Installed(NamedTuple):
    """A license that was installed here; instants in RFC 3339, "" where not stated."""

    product_id: str
    license_id: str
    request_id: str
    path: str
    sha256: str
    issued: str
    expiry: str
    license_expiry: str
    installed_at: str
    previous: str
    """Where the file that was there before is kept; "" for none."""
    machine_id: str = ""
    """How the vendor names this machine; "" where the file did not say."""


class Removed(NamedTuple):
    """A license that was taken away from here."""

    product_id: str
    license_id: str
    request_id: str
    """The request that its file answered; "" for none."""
    also: str
    """Further requests of this host for the license, given up with it; separated by spaces."""
    path: str
    sha256: str
    installed_at: str
    removed_at: str
    """By the clock, but never before anything that is known to have been earlier."""
    said_at: str
    """What the clock showed."""
    file: str
    """What became of the file: "deleted", "kept" or "absent" (it was not there any more)."""
    no_proof: str
    """Why no key can sign for it; "" where the request's key can."""

    @property
    def requests(self) -> tuple[str, ...]:
        """The requests that are given up."""
        return (*filter(None, (self.request_id,)), *self.also.split())


class Leaving(NamedTuple):
    """A license file that is on its way out: set aside under another name, or about to be."""

    path: str
    aside: str
    sha256: str


class Trusted(NamedTuple):
    """The vendor that a person confirmed: its signing key, and the last vendor file of it."""

    kid: str
    public: str
    """The key, in hex."""
    payload: str
    """The vendor file, as JSON."""
    confirmed_at: str


class Revocations(NamedTuple):
    """The last list of revoked licenses and machines, as JSON."""

    number: str
    payload: str


class HostState(NamedTuple):
    """All of it."""

    requests: tuple[MadeRequest, ...] = ()
    installed: tuple[Installed, ...] = ()
    vendor: Trusted | None = None
    revocations: Revocations | None = None
    marks: Marks = Marks()
    removed: tuple[Removed, ...] = ()
    leaving: tuple[Leaving, ...] = ()

    @property
    def closed(self) -> frozenset[str]:
        """The requests that need no answer any more: answered, or given up."""
        given_up = (name for one in self.removed for name in one.requests)
        return frozenset((*(one.request_id for one in self.installed), *given_up))

    def removal(self, request_id: str) -> Removed | None:
        """The removal that gave this request up; None where none did."""
        return next((one for one in self.removed if request_id in one.requests), None)

    def request(self, request_id: str) -> MadeRequest | None:
        """The request of this id, None for one that was not made here."""
        return next((one for one in self.requests if one.request_id == request_id), None)


class Keeper:
    """The state of one folder, held by one process at a time; use it with `with`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = -1
        self.state = HostState()

    def __enter__(self) -> Keeper:
        try:
            folder_of_host.make(self.folder)
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            self._lock = os.open(self.folder / _LOCK, flags, 0o600)
            filing.hand_over(self._lock, self.folder)
            folder_of_host.hold(self._lock)
        except OSError as error:
            self._release()
            raise folder_of_host.unusable(self.folder, error.strerror or str(error)) from error
        try:
            self.state = load(self.folder)
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._release()

    def save(self, state: HostState) -> None:
        """Remember `state`. Raises CannotWrite."""
        if state != self.state:
            filing.write(self.folder / _FILE, _encoded(state))
            self.state = state

    def _release(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def load(folder: Path) -> HostState:
    """What is remembered in `folder`; nothing where it was not used. Raises BadState."""
    file = folder / _FILE
    try:
        data = filing.content(file, _LARGEST) if _is_there(file) else b""
        return _whole(_decoded(data, file)) if data else HostState()
    except (Malformed, ValueError, TypeError) as error:
        raise BadState(
            _("What this host remembers cannot be read"),
            _("{file} is damaged: {why}").format(file=file, why=error),
            _("Put it aside and make a new request, or restore it from a backup."),
        ) from error


def stamp(instant: datetime | None) -> str:
    """An aware UTC instant in RFC 3339 with whole seconds; "" for None."""
    if instant is None:
        return ""
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z")


def instant(text: str) -> datetime | None:
    """The instant that `stamp` wrote."""
    return instant_of(text) if text else None


def _encoded(state: HostState) -> bytes:
    document = {
        "format": FORMAT,
        "vendor": state.vendor._asdict() if state.vendor else None,
        "revocations": state.revocations._asdict() if state.revocations else None,
        "requests": [one._asdict() for one in state.requests],
        "installed": [one._asdict() for one in state.installed],
        "removed": [one._asdict() for one in state.removed],
        "leaving": [one._asdict() for one in state.leaving],
        "clock": {name: stamp(at) for name, at in state.marks._asdict().items()},
    }
    return json.dumps(document, indent=1).encode("utf-8")


def _decoded(data: bytes, file: Path) -> HostState:
    document = json_object(data)
    if document.get("format") != FORMAT:
        raise BadState(
            _("What this host remembers was written by a newer version"),
            _("{file} has the format {number}.").format(file=file, number=document.get("format")),
            _("Use that version, or choose another folder with --state."),
        )
    clock = document["clock"] if isinstance(document.get("clock"), dict) else {}
    vendor, revoked = document.get("vendor"), document.get("revocations")
    return HostState(
        tuple(_row(MadeRequest, one) for one in _rows(document, "requests")),
        tuple(_row(Installed, one) for one in _rows(document, "installed")),
        _row(Trusted, vendor) if vendor is not None else None,
        _row(Revocations, revoked) if revoked is not None else None,
        Marks(*(instant(clock.get(name, "")) for name in Marks._fields)),
        tuple(_row(Removed, one) for one in _rows(document, "removed")),
        tuple(_row(Leaving, one) for one in _rows(document, "leaving")),
    )


def _is_there(file: Path) -> bool:
    """Whether it is; a folder that may not be looked into is no empty one. Raises CannotWrite."""
    try:
        os.lstat(file)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise folder_of_host.unusable(file.parent, error.strerror or str(error)) from error
    return True


def _whole(state: HostState) -> HostState:
    """The state itself. Raises Malformed, ValueError where a part of it was changed by others."""
    for made in state.requests:
        body = json_object(made.body.encode("utf-8"))
        texts = [body.get(name) for name in _TEXTS]
        parts = body.get("components")
        known = isinstance(parts, dict) and all(
            one is None or isinstance(one, str) for one in parts.values()
        )
        if not known or not all(isinstance(one, str) for one in texts):
            raise Malformed(_("A request in it has not the form of one."))
        if len(bytes.fromhex(made.seed)) != _SEED or "production" not in body:
            raise Malformed(_("A request in it has not the form of one."))
    for one in state.installed:
        for text in (one.issued, one.expiry, one.license_expiry, one.installed_at):
            instant(text)
    for gone in state.removed:
        for text in (gone.installed_at, gone.removed_at, gone.said_at):
            instant(text)
    if state.vendor is not None:
        bytes.fromhex(state.vendor.public)
        json_object(state.vendor.payload.encode("utf-8"))
    if state.revocations is not None:
        int(state.revocations.number)
        json_object(state.revocations.payload.encode("utf-8"))
    return state


def _rows(document: dict[str, Any], name: str) -> list[Any]:
    found = document.get(name, [])
    if not isinstance(found, list):
        raise Malformed(name)
    return found


def _row(kind: type[T], value: Any) -> T:
    """A row of texts; what an older version did not write yet has its default. Raises Malformed."""
    names: tuple[str, ...] = kind._fields  # type: ignore[attr-defined] # every NamedTuple has it
    defaults: dict[str, str] = kind._field_defaults  # type: ignore[attr-defined] # as above
    if not isinstance(value, dict):
        raise Malformed(kind.__name__)
    texts = [value.get(name, defaults.get(name)) for name in names]
    if not all(isinstance(text, str) for text in texts):
        raise Malformed(kind.__name__)
    return kind(*map(str, texts))

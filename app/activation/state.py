"""What this host remembers: its requests with their keys, whom it trusts, what is installed.

One JSON file of mode 0600 in one folder, replaced in one step. No license key is ever in it.
"""

from __future__ import annotations

import json
import os
import stat
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

from app.activation import filing
from app.activation.clock import Marks
from app.activation.faults import Malformed
from app.activation.payload import instant_of
from app.activation.problems import BadState, CannotWrite
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
            _make(self.folder)
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            self._lock = os.open(self.folder / _LOCK, flags, 0o600)
            filing.hand_over(self._lock, self.folder)
            _hold(self._lock)
        except OSError as error:
            self._release()
            raise _unusable(self.folder, error.strerror or str(error)) from error
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
        "clock": {"seen": stamp(state.marks.seen), "proved": stamp(state.marks.proved)},
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
        Marks(instant(clock.get("seen", "")), instant(clock.get("proved", ""))),
    )


def _is_there(file: Path) -> bool:
    """Whether it is; a folder that may not be looked into is no empty one. Raises CannotWrite."""
    try:
        os.lstat(file)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unusable(file.parent, error.strerror or str(error)) from error
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
    """A row of texts. Raises Malformed where one is missing."""
    names: tuple[str, ...] = kind._fields  # type: ignore[attr-defined] # every NamedTuple has it
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in names):
        raise Malformed(kind.__name__)
    return kind(*(value[name] for name in names))


def _make(folder: Path) -> None:
    """Make the folder, for its user alone; what root makes in a user's home is the user's."""
    missing = [up for up in (folder, *folder.parents) if not up.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700)
        if os.name != "nt" and os.geteuid() == 0:
            above = os.stat(place.parent)
            os.chown(place, above.st_uid, above.st_gid, follow_symlinks=False)
    if not stat.S_ISDIR(os.stat(folder).st_mode):
        raise NotADirectoryError(20, _("it is no folder"), str(folder))


def _hold(descriptor: int) -> None:
    """Wait until no other process has the folder; the system lets go when this one ends."""
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415 - this system's own

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined] # Windows
        return
    import fcntl  # noqa: PLC0415 - this system's own

    fcntl.flock(descriptor, fcntl.LOCK_EX)


def _unusable(folder: Path, why: str) -> CannotWrite:
    return CannotWrite(
        _("The folder {folder} cannot be used").format(folder=folder),
        _("This host's requests and keys are kept there. The system says: {why}.").format(why=why),
        _("Name a folder that can be written with --state, the same one each time."),
    )

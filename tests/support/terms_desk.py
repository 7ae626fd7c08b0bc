"""A signed-in workstation whose terms came from a real sandbox, with a clock that can be set."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from app.account.keys import Keys
from app.account.model import ProfileInfo
from app.account.profiles import ProfileFolder
from app.exchange.feed import SyncResult
from app.services.rooms import Rooms
from app.storage.database import Database
from app.storage.opening import open_mirror, open_own
from tests.support.network import ShiftedClock
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer

OLD, NEW = "terms-2025-03", "terms-2026-09"
RENEWING = "KO-21502"
"""An order that renews by itself and states no last moment to cancel."""
BETA = "KO-21207"
"""A product without charge, which goes on only once the newest version is accepted."""


class TermsDesk:
    """One profile on one workstation."""

    def __init__(self, root: Path, sandbox: SandboxServer) -> None:
        self.clock = ShiftedClock()
        self.sandbox = sandbox
        self.desk = Desk(root, clock=self.clock)
        self.info: ProfileInfo = self.desk.sign_in(sandbox)
        self.heard: list[frozenset[str]] = []

    def sync(self) -> SyncResult:
        """Synchronize; what is said to the window is in `heard`."""
        self.heard.clear()
        return self.desk.office.synchronize(self.info.id, on_kinds=self.heard.append)

    def later(self, **period: float) -> None:
        """Let time go by at both ends."""
        step = timedelta(**period)
        self.clock.shift += step
        self.sandbox.mutate("advance_clock", seconds=step.total_seconds())

    @contextlib.contextmanager
    def rooms(self) -> Iterator[Rooms]:
        """The rooms as the window has them."""
        rooms = self.desk.office.rooms(self.info.id)
        try:
            yield rooms
        finally:
            rooms.close()

    @property
    def folder(self) -> ProfileFolder:
        """Where its files are."""
        return self.desk.office.profiles.folder(self.info.id)

    @property
    def keys(self) -> Keys:
        """Of its two stores."""
        return self.desk.office.keys(self.info.id)

    def mirror(self) -> Database:
        """mirror.db, open for writing."""
        return open_mirror(self.folder.mirror, self.keys.mirror)

    def own(self) -> Database:
        """own.db, open."""
        return open_own(self.folder.own, self.keys.own)

    def bytes(self) -> list[bytes]:
        """What lies in both files."""
        return [path.read_bytes() for path in (self.folder.mirror, self.folder.own)]

    def close(self) -> None:
        """End its office."""
        self.desk.office.close()


@contextlib.contextmanager
def terms_desk(root: Path, *, orders: int = 60, synced: bool = True) -> Iterator[TermsDesk]:
    """A sandbox and a workstation at it."""
    with SandboxServer.start(orders=orders) as sandbox:
        made = TermsDesk(root, sandbox)
        try:
            if synced:
                made.sync()
            yield made
        finally:
            made.close()

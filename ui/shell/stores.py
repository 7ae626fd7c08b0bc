"""The stores of one profile, opened for the window's thread and for its jobs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEventLoop, QObject, QTimer

from app.account.model import ProfileInfo, SignInState
from app.account.profiles import ProfileFolder, Profiles
from app.base.clock import Clock
from app.base.messages import Keys, OutboxTally
from app.services import keys_of, open_rooms
from ui.jobs import Jobs
from ui.page import Standing

if TYPE_CHECKING:
    from app.services import Rooms

_GOODBYE_MS = 2_000


class OpenStores(NamedTuple):
    """What belongs to an open profile. `factory` opens the same rooms for another thread."""

    profile: ProfileInfo
    rooms: Rooms
    factory: Callable[[], Rooms]
    mirror: Path
    identity: tuple[int, int]
    """Which file the mirror was when it was opened."""

    def replaced(self) -> bool:
        """Whether another file has taken the mirror's place since."""
        return _identity(self.mirror) not in {self.identity, (0, 0)}


def open_stores(keys: Keys, clock: Clock) -> OpenStores:
    """Open both stores with their keys. Raises the problems of the stores."""
    folder = ProfileFolder(Path(keys.own_path).parent)
    pair = keys_of(keys.mirror_key, keys.own_key)

    def factory() -> Rooms:
        return open_rooms(folder, pair, clock=clock, read_only_mirror=True)

    profile = Profiles(folder.path.parent).get(folder.id)
    identity = _identity(folder.mirror)
    return OpenStores(profile, factory(), factory, folder.mirror, identity)


def standing_of(rooms: Rooms) -> Standing:
    """How the profile stands as far as its stores know."""
    signed_in = rooms.who.signed_in().state is SignInState.SIGNED_IN
    return Standing(signed_in=signed_in, synced_at=rooms.sync_state().synced_at)


def tally_of(rooms: Rooms) -> OutboxTally:
    """How many items of the outbox are in which state."""
    counts = rooms.outbox.counts()
    return OutboxTally(
        queued=counts.queued,
        sending=counts.sending,
        waiting=counts.waiting,
        refused=counts.refused,
        sent=counts.sent,
    )


def let_jobs_end(jobs: Jobs, parent: QObject) -> None:
    """What pages still keep while they go (a draft) reaches the disk; at most two seconds."""
    loop = QEventLoop()
    last = jobs.job(parent, lambda _rooms, _cancel, _report: None)
    last.on_success(lambda _none: loop.quit()).on_failure(lambda _report: loop.quit())
    last.on_canceled(loop.quit).run()
    patience = QTimer(loop, singleShot=True, interval=_GOODBYE_MS)
    patience.timeout.connect(loop.quit)
    patience.start()
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    patience.stop()


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)

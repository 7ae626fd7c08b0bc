"""What the pictures show: a workstation whose stores were really filled from the sandbox.

The clock stands still on Tuesday 24 November 2026 in Berlin, for the portal as for the window.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.account.model import ProfileInfo
from app.base.messages import Keys as KeysMessage
from app.base.paths import Folders
from app.base.tasks import no_report
from app.services import Keys
from app.services.rooms import Rooms
from app.support.model import FeedbackDraft, FeedbackTopic
from tests.screens.license_world import fill_batches
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer

NOW = datetime(2026, 11, 24, 8, 33, tzinfo=UTC)
ZONE = "Europe/Berlin"

_FEEDBACK = (
    (FeedbackTopic.PRODUCT, "The usage report of Strata Cloud is clear, and the export saves us an"
     " hour every month. A column with the cost center would save another."),
    (FeedbackTopic.SERVICE, "The answer about the failover came within the hour. Thank you."),
    (FeedbackTopic.CLIENT, "Please add a calendar file for the last days to cancel."),
)  # fmt: skip


class StoppedClock:
    """A clock that stands still; durations go on."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        """Always the same instant."""
        return self._now

    def set(self, now: datetime) -> None:
        """Move the hands."""
        self._now = now

    def monotonic(self) -> float:
        """Seconds that really pass."""
        return time.monotonic()


@dataclass(frozen=True)
class Station:
    """One workstation: its folders, its profile and the keys (None: first run)."""

    places: Folders
    profile: ProfileInfo | None = None
    keys: Keys | None = None

    def keys_message(self, *, memory_only: bool = False) -> KeysMessage:
        """What the worker would hand over."""
        assert self.profile is not None
        assert self.keys is not None
        folder = self.places.profiles / self.profile.id
        return KeysMessage(
            profile_id=self.profile.id,
            mirror_key=self.keys.mirror.raw,
            own_key=self.keys.own.raw,
            mirror_path=str(folder / "mirror.db"),
            own_path=str(folder / "own.db"),
            memory_only=memory_only,
        )


@dataclass(frozen=True)
class World:
    """The stations a scene can be set on."""

    filled: Station
    fresh: Station
    reader: Station
    """Of a person who may read orders and nothing else."""
    none: Station


def stand_in_berlin() -> None:
    """Let this process stand in Berlin, where it can."""
    os.environ["TZ"] = ZONE
    if hasattr(time, "tzset"):
        time.tzset()


def build(root: Path, *, orders: int = 60) -> World:
    """Fill the stations from a sandbox that is gone afterwards."""
    clock = StoppedClock()
    with SandboxServer.start(orders=orders, today=date(2026, 11, 24), clock=clock) as sandbox:
        return World(
            filled=_filled(root / "filled", sandbox, clock),
            fresh=_signed_in(root / "fresh", sandbox, clock)[0],
            reader=_signed_in(root / "reader", sandbox, clock, "robin")[0],
            none=Station(Desk(root / "none", clock=clock).places),
        )


def _signed_in(
    root: Path, sandbox: SandboxServer, clock: StoppedClock, user: str | None = None
) -> tuple[Station, Desk]:
    desk = Desk(root, clock=clock)
    info = desk.sign_in(sandbox, user, name="Production")
    desk.office.prepare(info.id)
    return Station(desk.places, info, desk.office.keys(info.id)), desk


def _filled(root: Path, sandbox: SandboxServer, clock: StoppedClock) -> Station:
    station, desk = _signed_in(root, sandbox, clock)
    assert station.profile is not None
    profile = station.profile
    clock.set(NOW - timedelta(days=5))
    desk.office.synchronize(profile.id, no_report)
    _give_feedback(desk, profile, clock, 0, NOW - timedelta(days=4, minutes=20))
    desk.office.send(profile.id)
    _give_feedback(desk, profile, clock, 1, NOW - timedelta(hours=3))
    sandbox.fault("status", status=422, path="/v1/feedback", times=1)
    desk.office.send(profile.id)
    sandbox.faults()
    clock.set(NOW - timedelta(minutes=2))
    desk.office.synchronize(profile.id, no_report)
    fill_batches(desk, profile, clock)
    _give_feedback(desk, profile, clock, 2, NOW - timedelta(minutes=29))
    clock.set(NOW)
    return station


def _give_feedback(
    desk: Desk, profile: ProfileInfo, clock: StoppedClock, which: int, when: datetime
) -> None:
    clock.set(when)
    topic, text = _FEEDBACK[which]
    rooms: Rooms = desk.office.rooms(profile.id)
    try:
        products = rooms.support.products()
        draft = FeedbackDraft(
            topic=topic,
            text=text,
            product_id=products[0].id if products and topic is FeedbackTopic.PRODUCT else None,
            statement=rooms.support.statement(),
            acknowledged=True,
        )
        rooms.support.send_feedback(draft, profile.subject)
    finally:
        rooms.close()

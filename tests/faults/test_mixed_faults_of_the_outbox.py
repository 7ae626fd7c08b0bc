"""Any order of queueing, crashing, resending, losing replies and moving clocks (threat 26)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from app.base.errors import Cancelled
from app.exchange.errors import ItemSettled, UnknownItem
from app.exchange.model import OutboxState
from app.exchange.sender import Route, Sender
from app.portal.errors import Refused, ServerFault, SignInNeeded, Throttled, TimedOut, Unreachable
from app.storage.ledger import Ledger, reconcile
from app.storage.opening import open_own
from tests.support.stores import HandClock, KeyedPortal, Stores, put

FAULTS = {
    "offline": Unreachable,
    "slow": TimedOut,
    "throttled": lambda host: Throttled(host, retry_after=60.0),
    "fault": ServerFault,
    "signed out": SignInNeeded,
    "cancelled": lambda _host: Cancelled(),
}


Fault = Callable[[str], BaseException | None]


class Killed(BaseException):
    """The process is gone: nothing after this point runs."""


class OutboxUnderFaults(RuleBasedStateMachine):
    """One profile, two people who sign in, a portal, and whatever may go wrong between them."""

    items = Bundle("items")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="counterpart-test-"))
        self.clock = HandClock()
        self.stores = Stores(self.folder, self.clock)
        self.portal = KeyedPortal(self.clock)
        self.own = self.stores.own()
        self.outbox = self.stores.outbox(self.own)
        self.subjects: dict[str, str] = {}
        self.acknowledged: set[str] = set()
        self.copy: bytes | None = None
        self.senders: dict[str, str] = {}

    @rule(target=items, subject=st.sampled_from(["anna", "ben"]))
    def queue(self, subject: str) -> str:
        item = put(self.outbox, self.own, "text", subject)
        self.subjects[item] = subject
        return item

    @rule(target=items, before=items)
    def queue_after(self, before: str) -> object:
        subject = self.subjects[before]
        try:
            item = put(self.outbox, self.own, "text", subject, after=before)
        except UnknownItem:
            assert before in self.acknowledged
            return multiple()
        self.subjects[item] = subject
        return item

    @rule(subject=st.sampled_from(["anna", "ben"]), hurry=st.booleans())
    def send(self, subject: str, hurry: bool) -> None:
        self._send(subject, hurry)

    @rule(
        subject=st.sampled_from(["anna", "ben"]),
        fault=st.sampled_from(sorted(FAULTS)),
        arrives=st.booleans(),
        nth=st.integers(1, 3),
    )
    def send_with_a_fault(self, subject: str, fault: str, arrives: bool, nth: int) -> None:
        left = [nth]

        def fail(_key: str) -> BaseException | None:
            left[0] -= 1
            return FAULTS[fault]("portal.example.com") if left[0] <= 0 else None

        self._with_fault(fail, arrives, subject)

    @rule(subject=st.sampled_from(["anna", "ben"]), arrives=st.booleans())
    def killed_while_sending(self, subject: str, arrives: bool) -> None:
        def kill(_key: str) -> BaseException:
            # What the disk holds at this moment is what the next process finds.
            self.crash_image = self._image()
            return Killed()

        self.crash_image: dict[str, bytes] | None = None
        self._with_fault(kill, arrives, subject)
        if self.crash_image is not None:
            self._restart(self.crash_image)

    @rule(subject=st.sampled_from(["anna", "ben"]))
    def refused(self, subject: str) -> None:
        self._with_fault(lambda _key: Refused("portal.example.com"), False, subject)

    @rule()
    def restart(self) -> None:
        self._restart(self._image())

    @rule(days=st.sampled_from([0.001, 1, 30, 84, 95, 400, -1, -40]))
    def clock_moves(self, days: float) -> None:
        self.clock.time += timedelta(days=days)

    @rule(item=items)
    def retry(self, item: str) -> None:
        self._act(self.outbox.retry, item)

    @rule(item=consumes(items))
    def discard(self, item: str) -> None:
        self._act(self.outbox.discard, item)

    @rule(target=items, item=consumes(items))
    def edit(self, item: str) -> str:
        try:
            new = self.outbox.edit(item, b"{}")
        except ItemSettled:
            return item
        except UnknownItem:
            assert item in self.acknowledged
            return item
        self.subjects[new] = self.subjects[item]
        return new

    @precondition(lambda self: self.copy is None)
    @rule()
    def copy_the_file(self) -> None:
        self.own.pragma("PRAGMA wal_checkpoint(TRUNCATE)")
        self.copy = self.stores.own_path.read_bytes()

    @precondition(lambda self: self.copy is not None)
    @rule()
    def put_the_older_file_back(self) -> None:
        before = set(self._ids())
        assert self.copy is not None
        image = self._image() | {"own.db": self.copy}
        image.pop("own.db-wal", None)
        self._restart(image)
        now = set(self._ids())
        lost = {entry.id for entry in self.found.missing}
        assert before - now <= lost | self.acknowledged
        Ledger(self.stores.ledger).acknowledge(lost)
        self.acknowledged |= lost
        self.copy = None

    @invariant()
    def nothing_arrives_twice_or_as_someone_else(self) -> None:
        if not hasattr(self, "portal"):
            return
        assert len(self.portal.arrived) == len(set(self.portal.arrived))
        for item, subject in self.senders.items():
            assert subject == self.subjects[item]

    @invariant()
    def everything_acknowledged_is_there_and_what_is_sent_arrived(self) -> None:
        if not hasattr(self, "portal"):
            return
        known = {item.id: item for item in self.outbox.items()}
        assert set(self.subjects) <= set(known) | set(self.acknowledged)
        for item in known.values():
            if item.state is OutboxState.SENT:
                assert item.id in self.portal.keys
                assert item.receipt is not None
                if item.after is not None and item.after in known:
                    assert known[item.after].state is OutboxState.SENT

    def teardown(self) -> None:
        if not hasattr(self, "own"):
            return
        for subject in ("anna", "ben"):
            self.clock.time += timedelta(days=2)
            self._send(subject, True)
            self._send(subject, True)
        known = {item.id: item for item in self.outbox.items()}
        for item in known.values():
            blocked = item.after in known and known[item.after].state is not OutboxState.SENT
            lost_before = item.after is not None and item.after not in known
            finished = {OutboxState.SENT, OutboxState.REFUSED, OutboxState.DISCARDED}
            assert item.state in finished or blocked or lost_before
        self.own.close()
        shutil.rmtree(self.folder)

    def _ids(self) -> list[str]:
        return [item.id for item in self.outbox.items()]

    def _act(self, act: Callable[[str], None], item: str) -> None:
        try:
            act(item)
        except ItemSettled:
            return
        except UnknownItem:
            assert item in self.acknowledged

    def _with_fault(
        self, fail: Callable[[str], BaseException | None], arrives: bool, subject: str
    ) -> None:
        name = "fail_after" if arrives else "fail"
        setattr(self.portal, name, fail)
        try:
            self._send(subject, True)
        except (Killed, Cancelled, SignInNeeded):
            pass
        finally:
            setattr(self.portal, name, lambda _key: None)

    def _send(self, subject: str, hurry: bool) -> None:
        before = set(self.portal.arrived)
        try:
            Sender(
                self.own,
                self.portal,
                {"feedback": Route("/v1/feedback")},
                self.stores.send_lock,
                self.clock,
                ledger=self.stores.ledger,
                dice=lambda: 0.5,
            ).send_all(subject, hurry=hurry)
        finally:
            for item in set(self.portal.arrived) - before:
                self.senders[item] = subject

    def _image(self) -> dict[str, bytes]:
        names = ("own.db", "own.db-wal", "own.ledger")
        paths = [self.folder / name for name in names]
        return {path.name: path.read_bytes() for path in paths if path.exists()}

    def _restart(self, image: dict[str, bytes]) -> None:
        """The process ends without a word; the next one finds the files as they were."""
        self.own.close()
        for name in ("own.db", "own.db-wal", "own.db-shm", "own.ledger"):
            (self.folder / name).unlink(missing_ok=True)
        for name, content in image.items():
            (self.folder / name).write_bytes(content)
        self.own = open_own(self.stores.own_path, self.stores.own_key)
        self.outbox = self.stores.outbox(self.own)
        self.found = reconcile(self.own, self.stores.ledger)


OutboxUnderFaults.TestCase.settings = settings(
    max_examples=min(settings().max_examples // 2, 500), stateful_step_count=30
)
TestAnyOrderOfFaults = OutboxUnderFaults.TestCase

"""Requests, replies, feedback, alarms and their files under any order of faults (threat 26).

Whatever was acknowledged arrives exactly once, or is visibly refused or held by what was: 0 lost.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from app.base.errors import Cancelled, Problem
from app.exchange.errors import ItemSettled
from app.exchange.keeping import tidy
from app.exchange.model import OutboxItem, OutboxState
from app.exchange.outbox import Outbox
from app.portal.errors import (
    NetworkSignInNeeded,
    Refused,
    ServerFault,
    SignInNeeded,
    Throttled,
    TimedOut,
    Truncated,
    Unreachable,
)
from app.portal.uploads import UploadTooLarge
from app.portal.wire_sent import SupportRequestBody, UnauthorizedUseBody
from app.storage.blobs import Blobs
from app.storage.database import Database
from app.storage.ledger import reconcile
from app.storage.opening import open_own
from tests.support.file_portal import FilePortal
from tests.support.file_storm import answer, ask, files_of, sender
from tests.support.stores import HandClock, Stores, put

SUBJECT = "anna"
FAULTS: dict[str, Callable[[], BaseException]] = {
    "offline": Unreachable,
    "slow": TimedOut,
    "cut": Truncated,
    "HTML in place of data": NetworkSignInNeeded,
    "throttled": lambda: Throttled(retry_after=60.0),
    "fault": ServerFault,
    "token expired": SignInNeeded,
    "cancelled": Cancelled,
    "413": UploadTooLarge,
    "422": lambda: Refused(status=422, problem_code="invalid_body"),
}
SIZES = (0, 10, 300_000, 700_000)
FINISHED = {OutboxState.SENT, OutboxState.REFUSED, OutboxState.DISCARDED}


class Killed(BaseException):
    """The process is gone: nothing after this point runs."""


class SupportUnderFaults(RuleBasedStateMachine):
    """One profile, at times two programs over it, a portal, and whatever may go wrong."""

    requests = Bundle("requests")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="counterpart-test-"))
        self.clock = HandClock()
        self.stores = Stores(self.folder, self.clock)
        self.portal = FilePortal(self.clock)
        self.acknowledged: set[str] = set()
        self.number = 0
        self._opened()

    @rule(target=requests, sizes=st.lists(st.sampled_from(SIZES), max_size=2))
    def write_a_request(self, sizes: list[int]) -> str:
        return self._keep(self._asked(self.own, self.outbox, sizes))

    @rule(target=requests, sizes=st.lists(st.sampled_from(SIZES), max_size=1))
    def write_one_in_another_window(self, sizes: list[int]) -> str:
        with self.stores.own() as own:
            return self._keep(self._asked(own, self.stores.outbox(own), sizes))

    @rule(request=requests)
    def reply(self, request: str) -> None:
        self._keep(answer(self.own, self.outbox, self.clock, request, SUBJECT))

    @rule()
    def give_feedback(self) -> None:
        self._keep(put(self.outbox, self.own, "text", SUBJECT))

    @rule()
    def sound_the_alarm(self) -> None:
        item, now = self.outbox.new_id(), self.clock.now()
        body = UnauthorizedUseBody(client_id=item, created_at=now, noticed_at=now, text="t")
        with self.own.write() as tx:
            self.outbox.put(tx, "unauthorized_use", body, SUBJECT, id=item)
        self._keep(item)

    @rule(hurry=st.booleans())
    def send(self, hurry: bool) -> None:
        self._send(hurry=hurry)

    @rule(
        fault=st.sampled_from(sorted(FAULTS)), arrives=st.booleans(), nth=st.integers(1, 6),
        often=st.booleans(),
    )  # fmt: skip
    def send_with_a_fault(self, fault: str, arrives: bool, nth: int, often: bool) -> None:
        steps = [0]

        def fail(_key: str) -> BaseException | None:
            steps[0] += 1
            hit = steps[0] >= nth if often else steps[0] == nth
            return FAULTS[fault]() if hit else None

        self._with_fault(fail, arrives=arrives and fault not in ("413", "422"))

    @rule(arrives=st.booleans(), nth=st.integers(1, 6))
    def killed_while_sending(self, arrives: bool, nth: int) -> None:
        steps = [0]
        image: list[dict[str, bytes]] = []

        def kill(_key: str) -> BaseException | None:
            steps[0] += 1
            if steps[0] != nth:
                return None
            # What the disk holds at this moment is what the next process finds.
            image.append(self._image())
            return Killed()

        self._with_fault(kill, arrives=arrives)
        if image:
            self._restart(image[0])

    @rule(nth=st.integers(1, 6))
    def discarded_in_another_window_while_sending(self, nth: int) -> None:
        steps = [0]

        def discard(key: str) -> None:
            steps[0] += 1
            if steps[0] == nth:
                with self.stores.own() as own:
                    self._act(self.stores.outbox(own).discard, key)

        self._with_fault(discard, arrives=False)

    @rule()
    def restart(self) -> None:
        self._restart(self._image())

    @rule()
    def killed_while_attaching(self) -> None:
        self.files.attach(("never used.log", b"x" * 100))
        folder = self.folder / "attachments"
        (folder / ".half.0011.part").write_bytes(b"half")
        self._restart(self._image())

    @rule()
    def tidy_up(self) -> None:
        tidy(self.own, Blobs(self.folder / "attachments"), self.clock)

    @rule()
    def the_portal_forgets_what_was_not_complete(self) -> None:
        self.portal.forget_uploads()

    @rule(days=st.sampled_from([0.001, 1, 30, 95, -1, -40]))
    def clock_moves(self, days: float) -> None:
        self.clock.time += timedelta(days=days)

    @rule(nth=st.integers(0, 20))
    def retry(self, nth: int) -> None:
        self._act(self.outbox.retry, self._some(nth))

    @rule(nth=st.integers(0, 20))
    def discard(self, nth: int) -> None:
        self._act(self.outbox.discard, self._some(nth))

    @rule(nth=st.integers(0, 20))
    def correct_a_refused_request(self, nth: int) -> None:
        refused = [
            item
            for item in self.outbox.items((OutboxState.REFUSED,))
            if item.kind == "support_request"
        ]
        if refused:
            self._corrected(refused[nth % len(refused)])

    @invariant()
    def nothing_arrives_twice(self) -> None:
        if not hasattr(self, "portal"):
            return
        assert len(self.portal.arrived) == len(set(self.portal.arrived))
        assert set(self.portal.completed.values()) <= {1}

    @invariant()
    def what_was_acknowledged_is_there_and_what_is_sent_arrived_whole(self) -> None:
        if not hasattr(self, "portal"):
            return
        known = {item.id: item for item in self.outbox.items()}
        assert self.acknowledged <= set(known)
        for item in known.values():
            if item.state is not OutboxState.SENT:
                continue
            assert item.receipt is not None
            if item.kind == "upload":
                content = self.portal.contents[item.id]
                wanted = self.portal.announced[item.id][0]
                assert hashlib.sha256(content).hexdigest() == wanted.sha256
            else:
                assert item.id in self.portal.bodies
                assert self.outbox.payload(item.id) == self.portal.bodies[item.id]

    def teardown(self) -> None:
        if not hasattr(self, "own"):
            return
        for _round in range(4):
            self.clock.time += timedelta(days=2)
            self._send(hurry=True)
        for item in self.outbox.items():
            assert item.state in FINISHED or self.outbox.held_by(item.id) is not None
        self.own.close()
        shutil.rmtree(self.folder)

    def _opened(self) -> None:
        self.own = open_own(self.stores.own_path, self.stores.own_key)
        self.outbox = self.stores.outbox(self.own)
        self.files = files_of(self.folder, self.own, self.clock)

    def _asked(self, own: Database, outbox: Outbox, sizes: list[int]) -> str:
        files = files_of(self.folder, own, self.clock)
        self.number += 1
        start = b"%d " % self.number
        kept = [files.attach((f"{n}.log", start + b"x" * size)) for n, size in enumerate(sizes)]
        return ask(own, outbox, files, self.clock, kept, SUBJECT)

    def _corrected(self, refused: OutboxItem) -> None:
        """As a person does: the same text and files under a new id, what is gone left out."""
        row = self.own.one(
            "SELECT body FROM noted WHERE kind = 'support_sent' AND id = ?", (refused.id,)
        )
        assert row is not None
        names = [one for one in msgspec.json.decode(row[0])["files"] if one]
        kept = [self.files.get(one) for one in names]
        item = self.outbox.new_id()
        with self.own.write() as tx:
            uploads, last = self.files.put_uploads(tx, self.outbox, kept, SUBJECT)
            body = SupportRequestBody(
                client_id=item, created_at=self.clock.now(), subject="s", text="corrected",
                severity="low", uploads=uploads,
            )  # fmt: skip
            self.outbox.edit(refused.id, body, new_id=item, tx=tx)
            self.outbox.rewrite(tx, item, body, after=last)
            tx.execute(
                "INSERT INTO noted (kind, id, body) VALUES ('support_sent', ?, ?)", (item, row[0])
            )
        self._keep(item)

    def _keep(self, item: str) -> str:
        self.acknowledged.add(item)
        return item

    def _some(self, nth: int) -> str:
        items = self.outbox.items()
        return items[nth % len(items)].id if items else ""

    def _act(self, act: Callable[[str], None], item: str) -> None:
        try:
            act(item)
        except (ItemSettled, Problem):
            return

    def _with_fault(self, fail: Callable[[str], BaseException | None], *, arrives: bool) -> None:
        name = "fail_after" if arrives else "fail"
        setattr(self.portal, name, fail)
        try:
            self._send(hurry=True)
        except (Killed, Cancelled, SignInNeeded):
            pass
        finally:
            setattr(self.portal, name, lambda _key: None)

    def _send(self, *, hurry: bool) -> None:
        sender(self.folder, self.own, self.portal, self.clock).send_all(SUBJECT, hurry=hurry)

    def _image(self) -> dict[str, bytes]:
        names = ("own.db", "own.db-wal", "own.ledger")
        paths = [self.folder / name for name in names]
        paths += sorted((self.folder / "attachments").glob("*"))
        paths += sorted((self.folder / "attachments").glob(".*.part"))
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in paths if p.is_file()}

    def _restart(self, image: dict[str, bytes]) -> None:
        """The process ends without a word; the next one finds the files as they were."""
        self.own.close()
        for name in ("own.db", "own.db-wal", "own.db-shm", "own.ledger"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.folder / "attachments", ignore_errors=True)
        (self.folder / "attachments").mkdir()
        for name, content in image.items():
            (self.folder / name).write_bytes(content)
        self._opened()
        assert reconcile(self.own, self.stores.ledger).missing == ()


SupportUnderFaults.TestCase.settings = settings(
    max_examples=min(settings().max_examples // 3, 500), stateful_step_count=25
)
TestSupportSurvivesAnything = SupportUnderFaults.TestCase

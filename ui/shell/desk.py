"""The open profile as the window works with it: its rooms, its worker, how it stands.

The desk hears the worker, opens and closes the rooms, keeps the timer of synchronization, and tells
the window in signals what changed. It has no widgets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import Problem, ProblemReport
from app.base.messages import (
    FromWorker,
    Keys,
    KindsChanged,
    NoProfile,
    Open,
    OutboxChanged,
    OutboxTally,
    ProfileLocked,
    RecoveryCode,
    RetryVault,
    SignedIn,
    SignedOut,
    SignOut,
    StoresReady,
    Synced,
    VaultTrouble,
)
from app.base.settings import Settings
from app.base.text import _
from ui.jobs import Jobs
from ui.link import WorkerLink
from ui.page import Standing, Work
from ui.shell.standing import BARE_OFFLINE_CODES, SIGN_IN_CODES, after_failure
from ui.shell.stores import OpenStores, let_jobs_end, open_stores, standing_of, tally_of
from ui.worker_task import WorkerTask

if TYPE_CHECKING:
    from app.services import Rooms

DEMO_ORDERS = 400
_RETRY_MS = 60_000
_GOODBYE_MS = 2_000


class Desk(QObject):
    """One window's profile, or none yet. Signals come on the window's thread."""

    profile_opened = Signal()
    profile_closed = Signal()
    no_profile = Signal()
    vault_trouble = Signal(object)
    """VaultTrouble, or None when it is over."""
    profile_locked = Signal(object)
    """ProfileLocked: no keys until somebody signs in."""
    standing_changed = Signal()
    tally_changed = Signal()
    kinds_changed = Signal(object)
    recovery_code = Signal(str, str)
    """The profile's id and the code, to be shown once."""
    synced = Signal(object)
    """Synced, after every synchronization that ended well."""
    problem = Signal(object)
    """A ProblemReport to be shown above the page."""
    problem_over = Signal()
    """What the last synchronization met holds no more: the footer says all there is to say."""
    work_started = Signal(object)
    profiles_changed = Signal()

    def __init__(
        self,
        link: WorkerLink,
        jobs: Jobs,
        settings: Settings,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.link = link
        self.jobs = jobs
        self.clock = clock
        self.profile: ProfileInfo | None = None
        self.rooms: Rooms | None = None
        self.memory_only = False
        self.note: ProblemReport | None = None
        self.standing = Standing()
        self.tally = OutboxTally()
        self._settings = settings
        self._keys: Keys | None = None
        self._stores: OpenStores | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.sync)
        link.received.connect(self._hear)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    def use_settings(self, settings: Settings) -> None:
        """Follow changed settings; a new interval counts from now."""
        self._settings = settings
        self._plan()

    def open_profile(self, profile_id: str | None) -> None:
        """Ask for another profile's keys; `profile_opened` follows."""
        self.close_profile()
        self.link.send(Open(profile_id))

    def close_profile(self) -> None:
        """Put the open profile away."""
        self._keys = None
        if self.rooms is None:
            return
        self._timer.stop()
        self.profile_closed.emit()
        let_jobs_end(self.jobs, self)
        self.jobs.use(None)
        self.rooms.close()
        self.rooms = self.profile = self._stores = None
        self.standing, self.tally = Standing(), OutboxTally()

    def retry_vault(self) -> None:
        """Ask the keyring once more."""
        self.link.send(RetryVault())

    def sync(self) -> WorkerTask | None:
        """Fetch and send now. None where nothing is open; the one under way is as good."""
        if self.rooms is None or self.standing.syncing:
            return None
        self._timer.stop()
        self._stand(self.standing._replace(syncing=True))
        task = self.link.sync()
        work = Work(_("Synchronizing"), task.cancel, self)
        task.on_progress(work.progress)
        task.on_success(lambda: self._sync_over(work))
        task.on_canceled(lambda: self._sync_over(work))
        task.on_failure(lambda report: self._sync_failed(work, report))
        self.work_started.emit(work)
        return task

    def sync_now(self) -> None:
        """A person asks: fetch, and send also what would be tried again only later."""
        task = self.sync()
        if task is not None:
            self.send_queued(hurry=True)

    def send_queued(self, *, hurry: bool = False) -> None:
        """Something was queued: let the worker send it."""
        self.link.send_queued(hurry=hurry).on_failure(self._send_failed)

    def sign_out(self) -> None:
        """Revoke and forget the tokens; orders stay readable."""
        self.link.task(self, lambda task: SignOut(task=task)).on_failure(self.problem.emit).run()

    def close(self) -> None:
        """The program ends: put the profile away."""
        self.link.received.disconnect(self._hear)
        self.close_profile()

    def _hear(self, message: FromWorker) -> None:
        match message:
            case Keys():
                self._receive(message)
            case StoresReady(profile_id=profile_id, notes=notes):
                self._follow_stores()
                self._prepared(profile_id)
                for note in notes:
                    self.problem.emit(note)
            case ProfileLocked() | NoProfile():
                self._without_keys(message)
            case VaultTrouble():
                self.vault_trouble.emit(message)
            case SignedIn():
                self._stand(self.standing._replace(signed_in=True, offline=False))
            case SignedOut():
                self._stand(self.standing._replace(signed_in=False))
            case RecoveryCode(profile_id=profile, code=code):
                self.recovery_code.emit(profile, code)
            case KindsChanged(kinds=kinds):
                self._follow_stores()
                self.kinds_changed.emit(frozenset(kinds))
            case OutboxChanged(counts=counts):
                self.tally = counts
                self.tally_changed.emit()
                self.kinds_changed.emit(frozenset({"outbox"}))
            case Synced(at=at):
                fresh = self.standing._replace(offline=False, signed_in=True, synced_at=at)
                self._stand(fresh)
                self.synced.emit(message)

    def _without_keys(self, message: ProfileLocked | NoProfile) -> None:
        self.vault_trouble.emit(None)
        if isinstance(message, ProfileLocked):
            self.close_profile()
            self.profile_locked.emit(message)
        else:
            self.no_profile.emit()

    def _receive(self, keys: Keys) -> None:
        self.vault_trouble.emit(None)
        if self._keys == keys and self.rooms is not None:
            return  # the worker was started again; the stores are open already
        self.close_profile()
        self._keys = keys
        try:
            self._open(keys)
        except Problem:
            return  # a store is missing or older: opened when the worker says StoresReady

    def _prepared(self, profile_id: str) -> None:
        keys = self._keys
        if keys is None or self.rooms is not None or keys.profile_id != profile_id:
            return
        try:
            self._open(keys)
        except Problem as problem:
            self.problem.emit(problem.report())

    def _open(self, keys: Keys) -> None:
        stores = open_stores(keys, self.clock)
        self._stores = stores
        self.rooms, self.profile = stores.rooms, stores.profile
        self.memory_only, self.note = keys.memory_only, keys.note
        self.jobs.use(stores.factory)
        self.standing, self.tally = standing_of(stores.rooms), tally_of(stores.rooms)
        self.profile_opened.emit()
        self.standing_changed.emit()
        self.tally_changed.emit()
        QTimer.singleShot(0, self, self.sync)

    def _follow_stores(self) -> None:
        """A damaged mirror was put aside and made anew by the worker: read the new one."""
        keys = self._keys
        if keys is not None and self._stores is not None and self._stores.replaced():
            self.close_profile()
            self._keys = keys
            self._prepared(keys.profile_id)

    def _stand(self, standing: Standing) -> None:
        if standing != self.standing:
            self.standing = standing
            self.standing_changed.emit()

    def _sync_over(self, work: Work) -> None:
        work.end()
        self._stand(self.standing._replace(syncing=False))
        self._plan()

    def _sync_failed(self, work: Work, report: ProblemReport) -> None:
        work.end()
        self._stand(after_failure(self.standing, report.code))
        self._plan()
        if report.code in BARE_OFFLINE_CODES | SIGN_IN_CODES:
            self.problem_over.emit()
        else:
            self.problem.emit(report)

    def _send_failed(self, report: ProblemReport) -> None:
        self._stand(
            after_failure(self.standing, report.code)._replace(syncing=self.standing.syncing)
        )
        if report.code not in BARE_OFFLINE_CODES | SIGN_IN_CODES:
            self.problem.emit(report)

    def _plan(self) -> None:
        """Set the timer for the next synchronization by itself."""
        minutes = self._settings.sync_minutes
        if self.rooms is None or minutes <= 0 or not self.standing.signed_in:
            self._timer.stop()
            return
        wait = minutes * 60_000
        self._timer.start(min(wait, _RETRY_MS) if self.standing.offline else wait)

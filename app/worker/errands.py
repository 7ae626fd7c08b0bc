"""What the worker can do for the window: keys, sign-in, synchronize, send, backup. One profile."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.account.keys import KeyLost
from app.base.clock import Clock
from app.base.errors import Problem
from app.base.findings import DoctorFinding
from app.base.messages import (
    Backup,
    Credentials,
    Examine,
    Examined,
    FromWorker,
    Keys,
    KindsChanged,
    ListCertificates,
    ListCredentials,
    LockProfile,
    LostItem,
    NewRecoveryCode,
    NoProfile,
    ProfileCard,
    ProfileLocked,
    Recover,
    RecoveryCode,
    RemoveProfile,
    Restore,
    RotateCredential,
    SaveAttachment,
    SignCertification,
    SignedIn,
    SignedOut,
    SignIn,
    SignOut,
    StartDemo,
    StartOver,
    StoresReady,
    Synced,
    SyncSummary,
    TaskMessage,
    VaultTrouble,
)
from app.base.paths import Folders
from app.base.tasks import CancelToken, Report
from app.base.text import _
from app.vault.errors import VaultProblem
from app.worker.demo import DemoPortal, DemoTrouble
from app.worker.dispatch import Dispatch
from app.worker.entrance import Entrance

if TYPE_CHECKING:
    from app.account.model import ProfileInfo
    from app.activation.doctor.model import Finding
    from app.services import Office


class NothingOpen(Problem):
    """A task needs a profile and none is open."""

    code = "CP-6004"


class Errands:
    """Acts for the open profile. Its methods run on the worker's lanes, several at once."""

    def __init__(self, say: Callable[[FromWorker], None], places: Folders, clock: Clock) -> None:
        self._say = say
        self._places = places
        self._clock = clock
        self._demo = DemoPortal(places.data / "demo")
        self._office: Office | None = None
        self._making = threading.Lock()
        self._asked: str | None = None
        self._open: str | None = None
        self._codes: list[str] = []
        self._dispatch = Dispatch(say, clock)
        self._entrance = Entrance(say, clock, self._demo, self._codes.append)

    @property
    def office(self) -> Office:
        """What knows profiles, vault, portal and stores; made when first used."""
        with self._making:
            if self._office is None:
                from app.services import open_office  # noqa: PLC0415 - after the first line

                self._office = open_office(self._places, self._clock)
            return self._office

    def open(self, profile_id: str | None) -> bool:
        """Fetch the keys of a profile and hand them over; True where that was done."""
        self._asked = profile_id
        info = self.office.current(profile_id)
        if info is None:
            self._say(NoProfile())
            return False
        if info.locked is not None:
            self._open = None
            self._tell_locked(info)
            return False
        return self._hand_over(info)

    def finish_lock(self) -> None:
        """Where the profile asked for is locked, and a crash came in between, end its sign-in."""
        info = self.office.current(self._asked)
        if info is not None and info.locked is not None and not info.locked.revoked:
            self.office.finish_lock(info.id)

    def open_again(self) -> bool:
        """Ask the keyring again for what was asked last."""
        return self.open(self._open or self._asked)

    def prepare(self) -> None:
        """Make or migrate the stores, and finish what a crash left half done in own.db."""
        if self._open is not None:
            found = self.office.prepare(self._open)
            self._say(StoresReady(profile_id=self._open, notes=found.notes))

    def reckon(self, token: CancelToken) -> None:
        """Bring what follows from the terms up to this instant, without a network."""
        if self._open is not None:
            self.office.reckon(self._open, token, on_kinds=self._tell_kinds)

    def synchronize(self, task: str, token: CancelToken, report: Report) -> None:
        """Fetch what changed."""
        info = self._profile()
        self._wake_demo(info, token)
        result = self.office.synchronize(info.id, report, token, on_kinds=self._tell_kinds)
        summary = SyncSummary(
            applied=result.applied,
            deleted=result.deleted,
            set_aside=result.set_aside,
            requests=result.requests,
            snapshot=result.snapshot,
        )
        self._tell_kinds(result.kinds)
        self._say(Synced(task=task, at=self._clock.now(), result=summary))

    def send(self, token: CancelToken, *, hurry: bool) -> float | None:
        """Send what is due; seconds until the next waiting item is, or None.

        Where another process sends, this waits for it: an item queued meanwhile may have been
        missed there.
        """
        info = self._profile()
        self._wake_demo(info, token)
        self._dispatch.send(self.office, info.id, token, hurry=hurry)
        return self.office.next_due(info.id)

    def perform(self, message: TaskMessage, token: CancelToken, report: Report) -> None:
        """Do what a person asked for."""
        match message:
            case SignIn(task=task):
                self._signed_in(task, self._entrance.sign_in(self.office, message, token))
            case StartDemo(task=task, orders=orders):
                info = self._entrance.start_demo(self.office, orders, token, report)
                self._signed_in(task, info)
            case SignOut() | LockProfile() | RemoveProfile():
                self._leave(message, token)
            case Backup(path=path, passphrase=passphrase):
                self.office.backup(self._profile().id, Path(path), passphrase, report, token)
            case Restore(task=task, path=path, passphrase=passphrase, name=name):
                info = self.office.restore(Path(path), passphrase, name, report, token)
                self._signed_in(task, info)
            case Recover(profile_id=profile_id, code=code):
                self.office.recover(profile_id, code)
                self.open(profile_id)
            case StartOver(profile_id=profile_id):
                self.office.start_over(profile_id, self._codes.append)
                self._tell_codes(profile_id)
                self.open(profile_id)
            case SaveAttachment():
                self._save_attachment(message, token, report)
            case SignCertification() | ListCertificates():
                self._sign(message, token)
            case Examine(task=task, offline=offline):
                self._examine(task, token, report, offline=offline)
            case ListCredentials() | RotateCredential() | NewRecoveryCode():
                self._about_credentials(message, token)
            case _:
                raise TypeError(type(message).__name__)

    def close(self) -> None:
        """Stop the demo's portal and forget a session that lived in memory only."""
        self._demo.close()
        if self._office is not None:
            self._office.close()

    def _examine(self, task: str, token: CancelToken, report: Report, *, offline: bool) -> None:
        """Look at the open profile, else at the one that would be opened, and at this computer."""
        if self._open is not None and not offline:
            with contextlib.suppress(DemoTrouble):
                self._wake_demo(self._profile(), token)
        found = self.office.examine(self._open, report, token, offline=offline)
        told = tuple(map(_told, found))
        self._say(Examined(task=task, findings=told))

    def _about_credentials(
        self, message: ListCredentials | RotateCredential | NewRecoveryCode, token: CancelToken
    ) -> None:
        info = self._profile()
        desk = self.office.credentials(info.id)
        match message:
            case ListCredentials(task=task):
                memory_only = self.office.memory_note(info.id) is not None
                self._say(
                    Credentials(
                        task=task,
                        profile_id=info.id,
                        credentials=desk.listed(),
                        memory_only=memory_only,
                    )
                )
            case RotateCredential(name=name):
                self._wake_demo(info, token)
                if desk.rotate(name, token):
                    self._hand_over(info)
            case NewRecoveryCode():
                self._say(RecoveryCode(profile_id=info.id, code=desk.new_recovery_code()))

    def _save_attachment(self, message: SaveAttachment, token: CancelToken, report: Report) -> None:
        from app.exchange.downloads import VendorFile  # noqa: PLC0415 - after the keys

        info = self._profile()
        self._wake_demo(info, token)
        wanted = VendorFile(id=message.attachment_id, size=message.size, sha256=message.sha256)
        self.office.save_attachment(info.id, wanted, Path(message.path), report, token)

    def _sign(self, message: SignCertification | ListCertificates, token: CancelToken) -> None:
        from app.worker import signing  # noqa: PLC0415 - for few

        info = self._profile()
        if isinstance(message, SignCertification):
            # Its time-stamp service may be the demo's own.
            with contextlib.suppress(DemoTrouble):
                self._wake_demo(info, token)
        signing.perform(message, self.office, info.id, self._places, self._clock, self._say, token)

    def _leave(self, message: SignOut | LockProfile | RemoveProfile, token: CancelToken) -> None:
        match message:
            case SignOut():
                info = self._profile()
                revoked = self.office.sign_out(info.id, token)
                self._say(SignedOut(profile_id=info.id, revoked=revoked))
            case LockProfile(after_item=item):
                self._lock_profile(item, token)
            case RemoveProfile(profile_id=profile_id):
                if self._open == profile_id:
                    self._open = None
                self.office.remove(profile_id, token)

    def _lock_profile(self, after_item: str, token: CancelToken) -> None:
        info = self._profile()
        self._wake_demo(info, token)
        self._dispatch.lock(self.office, info.id, after_item, token)
        self._open = None
        self._tell_locked(self.office.profiles.get(info.id))

    def _tell_locked(self, info: ProfileInfo) -> None:
        from app.account.profiles import profile_is_locked  # noqa: PLC0415 - after the keys

        self._say(
            ProfileLocked(
                profile_id=info.id,
                revoked=info.locked is not None and info.locked.revoked,
                profile=self._card(info),
                report=profile_is_locked(info).report(),
            )
        )

    def _signed_in(self, task: str, info: ProfileInfo) -> None:
        self._say(SignedIn(task=task, profile=self._card(info)))
        self._tell_codes(info.id)
        self._hand_over(info)

    def _tell_codes(self, profile_id: str) -> None:
        while self._codes:
            self._say(RecoveryCode(profile_id=profile_id, code=self._codes.pop()))

    def _hand_over(self, info: ProfileInfo) -> bool:
        office = self.office
        try:
            keys = office.keys(info.id)
        except (VaultProblem, KeyLost) as error:
            self._say(self._trouble(info, error))
            return False
        self._open = info.id
        folder = office.profiles.folder(info.id)
        note = office.memory_note(info.id)
        self._say(
            Keys(
                profile_id=info.id,
                mirror_key=keys.mirror.raw,
                own_key=keys.own.raw,
                mirror_path=str(folder.mirror),
                own_path=str(folder.own),
                memory_only=note is not None,
                note=note,
            )
        )
        return True

    def _trouble(self, info: ProfileInfo, error: VaultProblem | KeyLost) -> VaultTrouble:
        lost: tuple[LostItem, ...] = ()
        if isinstance(error, KeyLost):
            lost = tuple(
                LostItem(entry.id, entry.kind, entry.state, entry.created_at)
                for entry in self.office.lost(info.id)
            )
        return VaultTrouble(
            report=error.report(),
            profile_id=info.id,
            key_lost=isinstance(error, KeyLost),
            lost=lost,
        )

    def _card(self, info: ProfileInfo) -> ProfileCard:
        return ProfileCard(
            id=info.id,
            name=info.name,
            vendor=info.vendor,
            address=info.address,
            account=info.account,
            subject=info.subject,
            demo=info.demo,
            memory_only=self.office.memory_note(info.id) is not None,
        )

    def _profile(self) -> ProfileInfo:
        info = self.office.current(self._open) if self._open else None
        if info is None:
            raise NothingOpen(
                _("No profile is open"),
                _("This needs a profile whose keys the keyring has given."),
                _("Sign in, or open a profile, then try again."),
            )
        return info

    def _wake_demo(self, info: ProfileInfo, token: CancelToken) -> None:
        if info.demo:
            self._demo.resume(token)

    def _tell_kinds(self, kinds: frozenset[str]) -> None:
        if kinds:
            self._say(KindsChanged(tuple(sorted(kinds))))


def _told(found: Finding) -> DoctorFinding:
    return DoctorFinding(
        id=found.id,
        area=found.area.value,
        level=found.level.value,
        title=found.title,
        cause=found.cause,
        next_step=found.next_step,
        facts=found.facts,
        action=found.action.value,
    )

"""What the worker tells the window."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.base.errors import ProblemReport
from app.base.findings import DoctorFinding
from app.base.quiet import Quiet
from app.base.signing import Certificate
from app.base.tasks import Progress


class ProfileCard(msgspec.Struct, frozen=True, kw_only=True):
    """One profile (an account with a vendor), as screens and the shell show it."""

    id: str
    name: str
    vendor: str
    address: str
    account: str = ""
    subject: str = ""
    demo: bool = False
    memory_only: bool = False


class SyncSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What one synchronization did. `snapshot` says that everything was fetched anew."""

    applied: int = 0
    deleted: int = 0
    set_aside: int = 0
    requests: int = 0
    snapshot: bool = False


class OutboxTally(msgspec.Struct, frozen=True, kw_only=True):
    """How many items of the outbox are in which state."""

    queued: int = 0
    sending: int = 0
    waiting: int = 0
    refused: int = 0
    sent: int = 0

    @property
    def unsent(self) -> int:
        """Items that still have to leave, or that need a decision."""
        return self.queued + self.sending + self.waiting + self.refused


class Started(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """The worker runs; the first line it ever writes."""

    pid: int
    version: str


class Keys(Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """The two stores of the open profile and their keys (32 bytes each).

    `memory_only`: there is no usable keyring, so this session ends with the program; `note` says
    why and what to do.
    """

    profile_id: str
    mirror_key: bytes
    own_key: bytes
    mirror_path: str
    own_path: str
    memory_only: bool = False
    note: ProblemReport | None = None


class StoresReady(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Both stores exist and are of this version.

    Follows `Keys`, which come as early as they can: who failed to open a store that was missing or
    older opens it again now. `notes` say what was damaged and has been repaired.
    """

    profile_id: str
    notes: tuple[ProblemReport, ...] = ()


class ProfileLocked(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """The profile is locked: forget its keys, close its stores; `SignIn` into it opens it again.

    Answers `LockProfile`, and `Open` of a locked profile. `revoked` False: the portal could not be
    told, its tokens expire there.
    """

    profile_id: str
    revoked: bool
    profile: ProfileCard
    report: ProblemReport


class NoProfile(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """There is no profile to open: first run."""


class LostItem(msgspec.Struct, frozen=True):
    """One item of an own.db that nobody can open: what is known without its text."""

    id: str
    kind: str
    state: str
    created_at: datetime


class VaultTrouble(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """The keys cannot be had: locked, denied, absent, refused or hanging. `RetryVault` asks again.

    With `key_lost` the keyring answered but no longer holds the key of own.db: `Recover` with the
    recovery code brings everything back; without it `lost` is exactly what `StartOver` gives up.
    """

    report: ProblemReport
    profile_id: str | None = None
    key_lost: bool = False
    lost: tuple[LostItem, ...] = ()


class Progressed(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """How far a task is; at most about ten of these a second."""

    task: str
    progress: Progress


class BrowserOpened(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """The system browser was asked to show `url`; `opened` False: none could be started."""

    task: str
    url: str
    opened: bool = True


class DeviceShown(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """The code to type at `address` on another device; `complete` holds both, for a QR code."""

    task: str
    code: str
    address: str
    complete: str = ""
    expires_at: datetime | None = None


class SignedIn(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """A sign-in succeeded; `Keys` of the profile follow."""

    task: str
    profile: ProfileCard


class SignedOut(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """The tokens are gone. `revoked` False: the portal could not be told, they expire there."""

    profile_id: str
    revoked: bool = True


class RecoveryCode(Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """The recovery code of a new profile's own.db: shown once, kept nowhere."""

    profile_id: str
    code: str


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """A secret by its name, never its value. `since` is aware UTC, None where it is not known."""

    name: str
    present: bool
    since: datetime | None = None


class Credentials(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """What lies in the keyring for a profile; nothing in it is secret."""

    task: str
    profile_id: str
    credentials: tuple[Credential, ...]
    memory_only: bool = False


class Certificates(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """What a key file or a token holds that could sign."""

    task: str
    certificates: tuple[Certificate, ...]


class KindsChanged(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Records of these kinds changed in mirror.db: read again what shows them."""

    kinds: tuple[str, ...]


class OutboxChanged(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Items of the outbox changed their state."""

    counts: OutboxTally


class Uploading(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """How far the upload `item` of the outbox is, in bytes; at most four of these a second."""

    item: str
    done: int
    total: int


class Synced(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """A synchronization ended well at `at` (UTC)."""

    task: str
    at: datetime
    result: SyncSummary


class Examined(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """What an examination found; nothing in it is secret. `Done` follows."""

    task: str
    findings: tuple[DoctorFinding, ...]


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """A task ended badly. `bug`: unexpected; then `report.detail` is the redacted trace.

    An empty `task` belongs to none: the worker itself met trouble and lives on.
    """

    task: str
    report: ProblemReport
    bug: bool = False


class Done(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """A task ended: well, or (`canceled`) because somebody asked."""

    task: str
    canceled: bool = False


class Pong(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """I am here."""

    n: int

"""What the window and its worker say to each other: one typed JSON line a message, both ways.

The pipe is private to the two processes; it is the only way a store key travels (never argv, never
the environment). Values that are secret stay out of `repr`, so that no log can show them. A line
that cannot be read is a bug to report and never the end of either process.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from app.base.errors import ProblemReport
from app.base.findings import DoctorFinding
from app.base.tasks import Progress


class SignInMethod(StrEnum):
    """How a person proves who they are: the system browser, or a code typed on another device."""

    BROWSER = "browser"
    DEVICE = "device"


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


class _Quiet(msgspec.Struct, frozen=True, kw_only=True):
    """A message that carries a secret: its repr is its name."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class Open(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Fetch the keys of a profile; None means the profile used last."""

    profile_id: str | None = None


class SignIn(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Sign in at a portal's address: with `profile_id` again, without it into a new profile."""

    task: str
    address: str
    profile_name: str = ""
    method: SignInMethod = SignInMethod.BROWSER
    profile_id: str | None = None


class StartDemo(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Start the embedded portal with `orders` orders and sign in as its demo account."""

    task: str
    orders: int = 100


class Sync(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Fetch what changed, then send what is queued."""

    task: str


class Send(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Something was queued: send it. `hurry`: a person asked, what waits to be tried again too."""

    task: str
    hurry: bool = False


class SignOut(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Revoke and forget the tokens of the open profile. Its orders stay readable offline."""

    task: str


class LockProfile(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Lock the open profile: revoke its sign-in, give out no keys until somebody signs in.

    With `after_item` that item is sent first, in a hurry; where it does not leave, the task fails
    and nothing is locked.
    """

    task: str
    after_item: str = ""


class Backup(_Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Seal own.db of the open profile into the file `path`."""

    task: str
    path: str
    passphrase: str


class Restore(_Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Bring a sealed file back as a new profile called `name`."""

    task: str
    path: str
    passphrase: str
    name: str = ""


class Recover(_Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Open own.db of a profile with its recovery code and keep its key in the keyring anew."""

    task: str
    profile_id: str
    code: str


class StartOver(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Go on without an own.db whose key and code are lost: it is put aside, never deleted."""

    task: str
    profile_id: str


class RemoveProfile(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Sign out, then delete the keys and the files of a profile. Nothing of it is kept here."""

    task: str
    profile_id: str


class Examine(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Look at keyring, network and stores. `offline`: without touching the network."""

    task: str
    offline: bool = False


class ListCredentials(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Say what lies in the keyring for the open profile: names and times. `Credentials` follow."""

    task: str


class RotateCredential(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Replace a secret of the open profile by a fresh one: its tokens, or the mirror's key.

    After the mirror's key the mirror is empty, and `Keys` follow: orders are fetched anew.
    """

    task: str
    name: str


class NewRecoveryCode(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Make the recovery code of the open profile anew; the old one opens nothing any more."""

    task: str


class RetryVault(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Ask the keyring again for what `Open` asked last."""


class Cancel(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Stop a task."""

    task: str


class Ping(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Are you there? Answered by `Pong` with the same number."""

    n: int


class Quit(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """End: cancel the tasks, close the stores, exit."""


class Started(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """The worker runs; the first line it ever writes."""

    pid: int
    version: str


class Keys(_Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
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


class RecoveryCode(_Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
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


TaskMessage: TypeAlias = (
    SignIn
    | StartDemo
    | Sync
    | Send
    | SignOut
    | LockProfile
    | Backup
    | Restore
    | Recover
    | StartOver
    | RemoveProfile
    | Examine
    | ListCredentials
    | RotateCredential
    | NewRecoveryCode
)
ToWorker: TypeAlias = TaskMessage | Open | RetryVault | Cancel | Ping | Quit
FromWorker: TypeAlias = (
    Started
    | Keys
    | StoresReady
    | ProfileLocked
    | NoProfile
    | VaultTrouble
    | Progressed
    | BrowserOpened
    | DeviceShown
    | SignedIn
    | SignedOut
    | RecoveryCode
    | Credentials
    | KindsChanged
    | OutboxChanged
    | Uploading
    | Synced
    | Examined
    | Failed
    | Done
    | Pong
)


class BadLine(ValueError):
    """A line that is no message. Its text holds what is wrong and never the line itself."""


def encode(message: ToWorker | FromWorker) -> bytes:
    """The line for `message`, newline included."""
    return msgspec.json.encode(message) + b"\n"


def to_worker(line: bytes) -> ToWorker:
    """What the window said. Raises BadLine."""
    try:
        message: ToWorker = msgspec.json.decode(line, type=ToWorker)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadLine(f"line of {len(line)} bytes to the worker: {error}") from None
    return message


def from_worker(line: bytes) -> FromWorker:
    """What the worker said. Raises BadLine."""
    try:
        message: FromWorker = msgspec.json.decode(line, type=FromWorker)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadLine(f"line of {len(line)} bytes from the worker: {error}") from None
    return message

"""What the window asks its worker to do."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from app.base.quiet import Quiet
from app.base.signing import Level, SigningKey


class SignInMethod(StrEnum):
    """How a person proves who they are: the system browser, or a code typed on another device."""

    BROWSER = "browser"
    DEVICE = "device"


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


class Backup(Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Seal own.db of the open profile into the file `path`."""

    task: str
    path: str
    passphrase: str


class Restore(Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Bring a sealed file back as a new profile called `name`."""

    task: str
    path: str
    passphrase: str
    name: str = ""


class Recover(Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
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


class SaveAttachment(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Fetch a file that the vendor attached and save it as `path`; `size` and `sha256` are known.

    Sizes are in bytes; `Progressed` tells how far it is, and nothing is written until it is whole.
    """

    task: str
    attachment_id: str
    size: int
    sha256: str
    path: str


class SignCertification(Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Sign the newest document of a certification; `secret` opens the key and is not kept.

    With `allow_lower` a lower level is taken where the time-stamp service does not answer.
    """

    task: str
    draft_id: str
    key: SigningKey
    secret: str
    level: Level = Level.B_B
    allow_lower: bool = False
    countersigns: bool = False


class ListCertificates(Quiet, frozen=True, kw_only=True, tag=True, tag_field="type"):
    """Say which certificates a key file or a token holds. `Certificates` follow."""

    task: str
    key: SigningKey
    secret: str = ""


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

"""What the window and its worker say to each other: one typed JSON line a message, both ways.

The pipe is private to the two processes; it is the only way a store key travels (never argv, never
the environment). Values that are secret stay out of `repr`, so that no log can show them. A line
that cannot be read is a bug to report and never the end of either process.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from app.base.asked import (
    Backup,
    Cancel,
    Examine,
    ListCertificates,
    ListCredentials,
    LockProfile,
    NewRecoveryCode,
    Open,
    Ping,
    Quit,
    Recover,
    RemoveProfile,
    Restore,
    RetryVault,
    RotateCredential,
    SaveAttachment,
    Send,
    SignCertification,
    SignIn,
    SignInMethod,
    SignOut,
    StartDemo,
    StartOver,
    Sync,
)
from app.base.told import (
    BrowserOpened,
    Certificates,
    Credential,
    Credentials,
    DeviceShown,
    Done,
    Examined,
    Failed,
    Keys,
    KindsChanged,
    LostItem,
    NoProfile,
    OutboxChanged,
    OutboxTally,
    Pong,
    ProfileCard,
    ProfileLocked,
    Progressed,
    RecoveryCode,
    SignedIn,
    SignedOut,
    Started,
    StoresReady,
    Synced,
    SyncSummary,
    Uploading,
    VaultTrouble,
)

__all__ = [
    "Backup",
    "BadLine",
    "BrowserOpened",
    "Cancel",
    "Certificates",
    "Credential",
    "Credentials",
    "DeviceShown",
    "Done",
    "Examine",
    "Examined",
    "Failed",
    "FromWorker",
    "Keys",
    "KindsChanged",
    "ListCertificates",
    "ListCredentials",
    "LockProfile",
    "LostItem",
    "NewRecoveryCode",
    "NoProfile",
    "Open",
    "OutboxChanged",
    "OutboxTally",
    "Ping",
    "Pong",
    "ProfileCard",
    "ProfileLocked",
    "Progressed",
    "Quit",
    "Recover",
    "RecoveryCode",
    "RemoveProfile",
    "Restore",
    "RetryVault",
    "RotateCredential",
    "SaveAttachment",
    "Send",
    "SignCertification",
    "SignIn",
    "SignInMethod",
    "SignOut",
    "SignedIn",
    "SignedOut",
    "StartDemo",
    "StartOver",
    "Started",
    "StoresReady",
    "Sync",
    "SyncSummary",
    "Synced",
    "TaskMessage",
    "ToWorker",
    "Uploading",
    "VaultTrouble",
    "encode",
    "from_worker",
    "to_worker",
]

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
    | SaveAttachment
    | SignCertification
    | ListCertificates
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
    | Certificates
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

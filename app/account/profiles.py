"""The profiles kept on this computer: a folder each, described by a small file without secrets."""

from __future__ import annotations

import contextlib
import shutil
from datetime import datetime
from pathlib import Path

import msgspec

from app.account.model import BrokenProfile, Locked, ProfileInfo
from app.base.errors import Problem, from_os_error
from app.base.files import private_folder, sync_folder, write_bytes
from app.base.text import _

INFO_FILE = "profile.json"

Found = list[ProfileInfo | BrokenProfile]


class UnknownProfile(Problem):
    """There is no profile with this name or id."""

    code = "CP-5001"


class BrokenProfileFile(Problem):
    """A profile's description cannot be read; its stores are untouched."""

    code = "CP-5002"


class ProfileNameTaken(Problem):
    """Another profile has this name already, or the name is empty."""

    code = "CP-5003"


class ProfileIsLocked(Problem):
    """The profile was locked on this computer; signing in opens it again."""

    code = "CP-5010"


class ProfileFolder:
    """Where the files of one profile are."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def id(self) -> str:
        """The profile's id, which is the folder's name."""
        return self.path.name

    @property
    def mirror(self) -> Path:
        """What the vendor said; can be fetched anew."""
        return self.path / "mirror.db"

    @property
    def own(self) -> Path:
        """What the customer made; never discarded."""
        return self.path / "own.db"

    @property
    def recovery(self) -> Path:
        """The key of own.db, wrapped by the recovery code."""
        return self.path / "own.recovery"

    @property
    def ledger(self) -> Path:
        """Ids, kinds and times of what is in own.db; no text."""
        return self.path / "own.ledger"

    @property
    def attachments(self) -> Path:
        """Copies of files that were attached, encrypted; their keys are in own.db."""
        return self.path / "attachments"

    @property
    def sync_lock(self) -> Path:
        """Held by whoever synchronizes."""
        return self.path / "sync.lock"

    @property
    def send_lock(self) -> Path:
        """Held by the one sender."""
        return self.path / "send.lock"

    @property
    def tokens_lock(self) -> Path:
        """Held while the sign-in is refreshed."""
        return self.path / "tokens.lock"

    @property
    def quarantine(self) -> Path:
        """Where damaged stores are put aside."""
        return self.path / "quarantine"

    @property
    def info_file(self) -> Path:
        """The description."""
        return self.path / INFO_FILE


class Profiles:
    """The profiles below one folder. A folder without a description is not a profile (yet)."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._session: dict[str, ProfileFolder] = {}

    def admit(self, folder: ProfileFolder) -> None:
        """List a profile of this session only, which lies in a folder elsewhere."""
        self._session[folder.id] = folder

    def dismiss(self, profile_id: str) -> None:
        """No longer list a profile of this session."""
        self._session.pop(profile_id, None)

    def folder(self, profile_id: str) -> ProfileFolder:
        """The files of a profile. Raises UnknownProfile for what cannot be an id."""
        if not profile_id or Path(profile_id).name != profile_id or profile_id.startswith("."):
            raise unknown_profile(profile_id)
        return self._session.get(profile_id) or ProfileFolder(self._root / profile_id)

    def list(self) -> tuple[ProfileInfo, ...]:
        """The profiles that can be read, oldest first."""
        return tuple(found for found in self._scan() if isinstance(found, ProfileInfo))

    def broken(self) -> tuple[BrokenProfile, ...]:
        """The profiles whose description cannot be read."""
        return tuple(found for found in self._scan() if isinstance(found, BrokenProfile))

    def get(self, name_or_id: str) -> ProfileInfo:
        """The profile with this id, else with this name in any case.

        Raises UnknownProfile, BrokenProfileFile.
        """
        found = self.list()
        for info in found:
            if info.id == name_or_id:
                return info
        named = [info for info in found if info.name.casefold() == name_or_id.casefold()]
        if named:
            return named[0]
        for broken in self.broken():
            if broken.id == name_or_id:
                raise _broken(self.folder(broken.id), broken.problem.detail)
        raise unknown_profile(name_or_id)

    def free_name(self, wanted: str) -> str:
        """`wanted`, or with a number behind it where it is taken."""
        taken = {info.name.casefold() for info in self.list()}
        base = " ".join(wanted.split()) or _("Profile")
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base} {number}", number + 1
        return name

    def create(self, info: ProfileInfo) -> ProfileFolder:
        """Describe a new profile; from now on it is listed. Raises ProfileNameTaken."""
        self._check_name(info)
        folder = self.folder(info.id)
        private_folder(folder.path.parent)
        private_folder(folder.path)
        self._write(info)
        return folder

    def update(self, info: ProfileInfo) -> None:
        """Replace a profile's description. Raises ProfileNameTaken, UnknownProfile."""
        if not self.folder(info.id).path.is_dir():
            raise unknown_profile(info.id)
        self._check_name(info)
        self._write(info)

    def rename(self, profile_id: str, name: str) -> ProfileInfo:
        """Give a profile another name. Raises ProfileNameTaken, UnknownProfile."""
        info = msgspec.structs.replace(self.get(profile_id), name=" ".join(name.split()))
        self.update(info)
        return info

    def is_locked(self, profile_id: str) -> bool:
        """Whether a profile was locked. Raises UnknownProfile, BrokenProfileFile."""
        return self.get(profile_id).locked is not None

    def lock(self, profile_id: str, at: datetime) -> None:
        """Hand out no keys of this profile until somebody signs in; on the disk when done."""
        self.update(msgspec.structs.replace(self.get(profile_id), locked=Locked(at)))

    def note_revoked(self, profile_id: str) -> None:
        """The portal was told to revoke the tokens of a locked profile."""
        info = self.get(profile_id)
        if info.locked is not None:
            locked = msgspec.structs.replace(info.locked, revoked=True)
            self.update(msgspec.structs.replace(info, locked=locked))

    def unlock(self, profile_id: str) -> None:
        """Somebody signed in."""
        self.update(msgspec.structs.replace(self.get(profile_id), locked=None))

    def remove(self, profile_id: str) -> None:
        """Delete a profile's files. The description goes first: a half-removed one is not listed.

        Raises UnknownProfile and the problems of a disk.
        """
        folder = self.folder(profile_id)
        if not folder.path.is_dir():
            raise unknown_profile(profile_id)
        try:
            folder.info_file.unlink(missing_ok=True)
            sync_folder(folder.path)
            shutil.rmtree(folder.path)
        except OSError as error:
            raise from_os_error(error, folder.path) from error

    def _write(self, info: ProfileInfo) -> None:
        content = msgspec.json.format(msgspec.json.encode(info), indent=2)
        write_bytes(self.folder(info.id).info_file, content + b"\n")

    def _check_name(self, info: ProfileInfo) -> None:
        taken = any(
            other.id != info.id and other.name.casefold() == info.name.casefold()
            for other in self.list()
        )
        if taken or not info.name.strip():
            raise ProfileNameTaken(
                _("This name cannot be used"),
                _("There is a profile called “{name}” already.").format(name=info.name)
                if taken
                else _("A profile needs a name."),
                _("Choose another name."),
                kept=_("Nothing was changed."),
            )

    def _scan(self) -> Found:
        found: Found = []
        folders = list(self._session.values())
        with contextlib.suppress(FileNotFoundError):
            folders += [ProfileFolder(path) for path in sorted(self._root.iterdir())]
        for folder in folders:
            if folder.info_file.is_file():
                found.append(_read(folder))
        return sorted(found, key=_age)


def _read(folder: ProfileFolder) -> ProfileInfo | BrokenProfile:
    try:
        info = msgspec.json.decode(folder.info_file.read_bytes(), type=ProfileInfo)
        if info.id != folder.id or info.created_at.tzinfo is None:
            raise msgspec.ValidationError("the description belongs to another folder")
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        return BrokenProfile(folder.id, _broken(folder, str(error)).report())
    return info


def _age(found: ProfileInfo | BrokenProfile) -> tuple[bool, float, str]:
    if isinstance(found, BrokenProfile):
        return (True, 0.0, found.id)
    return (False, found.created_at.timestamp(), found.id)


def profile_is_locked(info: ProfileInfo) -> ProfileIsLocked:
    """The profile hands out no keys until somebody signs in."""
    return ProfileIsLocked(
        _("This profile is locked"),
        _("It was locked after unauthorized use was reported: {name}.").format(name=info.name),
        _("Sign in again with a new password; that opens it."),
        kept=_("Your data and what has not been sent are kept, encrypted."),
    )


def unknown_profile(name: str) -> UnknownProfile:
    """No profile is called so."""
    return UnknownProfile(
        _("There is no such profile"),
        _("No profile on this computer is called “{name}”.").format(name=name),
        _("List the profiles to see their names."),
    )


def _broken(folder: ProfileFolder, detail: str) -> BrokenProfileFile:
    return BrokenProfileFile(
        _("A profile cannot be read"),
        _("{path} is damaged.").format(path=folder.info_file),
        _("Restore the file from a copy. Your stores beside it are not touched."),
        kept=_("The profile's data are kept as they are."),
        detail=detail,
    )

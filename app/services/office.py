"""What acts for the profiles of this user: sign-in, synchronize, send, keep, restore, recover.

For worker and shell. Several threads may use one Office at once: stores are opened within each
call, by the thread that makes it, and closed before it ends.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.account import keys as profile_keys
from app.account.keys import Keys
from app.account.model import ProfileInfo
from app.account.profiles import Profiles, profile_is_locked
from app.base import settings as settings_file
from app.base.clock import Clock
from app.base.errors import Problem, ProblemReport
from app.base.paths import Folders
from app.base.tasks import CancelToken, Report, no_report
from app.services.vaults import Vaults

if TYPE_CHECKING:
    from app.account.portal_access import Method
    from app.account.stores import Preparation
    from app.activation.doctor.model import Finding
    from app.exchange.downloads import VendorFile
    from app.exchange.feed import SyncResult
    from app.exchange.model import OutboxCounts, OutboxState, SendResult
    from app.portal.transport import Transport
    from app.portal.wire import DeviceStart
    from app.services.credentials import CredentialDesk
    from app.services.rooms import Rooms
    from app.services.traffic import Way
    from app.storage.ledger import LedgerEntry
    from app.vault.vault import Vault, VaultReport

Codes = Callable[[str], None]


def _unheard(_value: object) -> None:
    """Nobody asked to hear of it."""


def _untold(_item: str, _done: int, _total: int) -> None:
    """Nobody asked how far uploads are."""


class Office:
    """The profiles of one user. `close` it at the end: a session in memory ends then."""

    def __init__(
        self,
        places: Folders,
        clock: Clock,
        *,
        vault_for: Callable[[str], Vault] | None = None,
        transport: Callable[[], Transport] | None = None,
        probe: Callable[[], VaultReport] | None = None,
    ) -> None:
        self._places = places
        self._clock = clock
        self._vaults = Vaults(vault_for)
        self._make_transport = transport
        self._probe = probe
        self.profiles = Profiles(places.profiles)

    def current(self, name_or_id: str | None) -> ProfileInfo | None:
        """The profile asked for, else the one used last, else the newest; None without any.

        Raises UnknownProfile for a name that is none, BadSettings.
        """
        if name_or_id:
            return self.profiles.get(name_or_id)
        found = self.profiles.list()
        last = settings_file.load(self._places.config).last_profile
        return next((info for info in found if info.id == last), found[-1] if found else None)

    def use(self, profile_id: str) -> None:
        """Make a profile the one that is opened without being named; a session's is not noted."""
        if self.memory_note(profile_id) is not None:
            return
        known = settings_file.load(self._places.config)
        if known.last_profile != profile_id:
            changed = msgspec.structs.replace(known, last_profile=profile_id)
            settings_file.save(self._places.config, changed)

    def keys(self, profile_id: str) -> Keys:
        """The keys of the two stores.

        Raises VaultProblem, KeyLost, UnknownProfile, ProfileIsLocked.
        """
        for info in self.profiles.list():
            if info.id == profile_id and info.locked is not None:
                raise profile_is_locked(info)
        return self._keys(profile_id)

    def memory_note(self, profile_id: str) -> ProblemReport | None:
        """Why this profile lives in memory only, and what to do; None for any other."""
        return self._vaults.note(profile_id)

    def prepare(self, profile_id: str) -> Preparation:
        """Make, migrate and where needed repair both stores; bring states up to this instant."""
        from app.account import stores  # noqa: PLC0415 - after the keys (P1)
        from app.services import traffic  # noqa: PLC0415 - after the keys (P1)

        folder, keys = self.profiles.folder(profile_id), self.keys(profile_id)
        found = stores.prepare(folder, keys, self._clock)
        traffic.move_states_on(folder, keys, self._clock)
        traffic.tidy_files(folder, keys, self._clock)
        return found

    def rooms(self, profile_id: str) -> Rooms:
        """The rooms of a profile for the shell, its stores made and migrated where needed."""
        from app.account import stores  # noqa: PLC0415 - after the keys (P1)
        from app.services.rooms import open_rooms  # noqa: PLC0415 - after the keys (P1)

        folder, keys = self.profiles.folder(profile_id), self.keys(profile_id)
        stores.prepare(folder, keys, self._clock)
        return open_rooms(folder, keys, clock=self._clock, read_only_mirror=True)

    def sign_in(
        self,
        address: str,
        *,
        name: str = "",
        method: Method = "browser",
        profile_id: str | None = None,
        open_browser: Callable[[str], None],
        show_device: Callable[[DeviceStart], None],
        on_recovery_code: Codes = _unheard,
        cancel: CancelToken,
        demo: bool = False,
    ) -> ProfileInfo:
        """Sign in: into `profile_id`, else into this account's profile, else into a new one.

        Raises the problems of portal, sign-in, vault and disk, AnotherAccount, Cancelled.
        """
        from app.account.portal_access import Door  # noqa: PLC0415 - after the keys (P1)
        from app.services.entry import Entry  # noqa: PLC0415 - after the keys (P1)

        door = Door("device" if method == "device" else "browser", open_browser, show_device)
        known = self.profiles.get(profile_id) if profile_id else None
        with contextlib.closing(self._transport()) as transport:
            entry = Entry(self.profiles, self._vaults, transport, self._clock)
            if known:
                info = entry.again(known, address, door, cancel)
            else:
                info = entry.anew(address, door, name, on_recovery_code, cancel, demo=demo)
        self.use(info.id)
        return info

    def lock(self, profile_id: str, cancel: CancelToken | None = None) -> bool:
        """Lock a profile: forget its tokens, give out no keys; whether the portal revoked them.

        Signing in opens it again. On the disk before the tokens are touched.
        """
        self.profiles.lock(profile_id, self._clock.now())
        return self._end_locked(profile_id, cancel)

    def finish_lock(self, profile_id: str) -> None:
        """Revoke what a crash in the middle of `lock` has left; offline it is forgotten only."""
        if profile_keys.VaultKeeper(self._vaults.of(profile_id)).load() is not None:
            self._end_locked(profile_id, None)

    def _end_locked(self, profile_id: str, cancel: CancelToken | None) -> bool:
        revoked = self.sign_out(profile_id, cancel)
        if revoked:
            self.profiles.note_revoked(profile_id)
        return revoked

    def state_of(self, profile_id: str, item: str) -> OutboxState:
        """Where an item of the outbox is on its way. Raises UnknownItem."""
        from app.services import traffic  # noqa: PLC0415 - after the keys (P1)

        return traffic.state_of(self.profiles.folder(profile_id), self.keys(profile_id), item)

    def sign_out(self, profile_id: str, cancel: CancelToken | None = None) -> bool:
        """Forget the tokens here in any case; whether the portal could be told to revoke them."""
        from app.services import traffic  # noqa: PLC0415 - after the keys (P1)

        folder, keys = self.profiles.folder(profile_id), self._keys(profile_id)
        with contextlib.closing(self._transport()) as transport:
            return traffic.sign_out(
                folder, keys, self._vaults.of(profile_id), transport, self._clock, cancel
            )

    def synchronize(
        self,
        profile_id: str,
        report: Report = no_report,
        cancel: CancelToken | None = None,
        *,
        on_kinds: Callable[[frozenset[str]], None] = _unheard,
    ) -> SyncResult:
        """Fetch what changed. `on_kinds` hears the kinds of each page once it is stored.

        Raises SignInNeeded, SyncBusy, the problems of portal and stores, Cancelled. A damaged
        mirror is put aside and fetched anew.
        """
        from app.services import traffic  # noqa: PLC0415 - after the keys (P1)

        with self._way(profile_id) as way:
            return traffic.synchronize(way, report, cancel, on_kinds)

    def reckon(
        self,
        profile_id: str,
        cancel: CancelToken | None = None,
        *,
        on_kinds: Callable[[frozenset[str]], None] = _unheard,
    ) -> None:
        """Bring deadlines and governing versions up to this instant, also offline.

        Raises the stores' problems and Cancelled; left alone where another process is at it.
        """
        from app.services import traffic  # noqa: PLC0415 - after the keys (P1)

        traffic.reckon(
            self.profiles.folder(profile_id), self.keys(profile_id), self._clock, cancel, on_kinds
        )

    def send(
        self,
        profile_id: str,
        on_change: Callable[[OutboxCounts], None] = _unheard,
        cancel: CancelToken | None = None,
        *,
        hurry: bool = False,
        until: str = "",
        on_progress: Callable[[str, int, int], None] = _untold,
    ) -> SendResult:
        """Send what is due for the person signed in. Raises SendBusy and as `synchronize`.

        With `until` only that item leaves. `on_progress` hears of uploads: the item, the bytes
        that have arrived, all of them.
        """
        from app.services import traffic  # noqa: PLC0415 - after the keys (P1)

        with self._way(profile_id) as way:
            return traffic.send(way, on_change, on_progress, cancel, hurry=hurry, until=until)

    def save_attachment(
        self,
        profile_id: str,
        wanted: VendorFile,
        path: Path,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> None:
        """Save a file that the vendor attached. Raises AttachmentDiffers and as `synchronize`."""
        from app.services import traffic  # noqa: PLC0415 - after the keys (P1)

        with self._way(profile_id) as way:
            traffic.save_attachment(way, wanted, path, report, cancel)

    def next_due(self, profile_id: str) -> float | None:
        """Seconds until a waiting item is to be tried again; None where none waits."""
        from app.services import traffic  # noqa: PLC0415 - after the keys (P1)

        folder, keys = self.profiles.folder(profile_id), self.keys(profile_id)
        return traffic.next_due(folder, keys, self._clock)

    def examine(
        self,
        name_or_id: str | None,
        report: Report = no_report,
        cancel: CancelToken | None = None,
        *,
        offline: bool = False,
    ) -> tuple[Finding, ...]:
        """Look at keyring, network, vendor's keys and stores of the profile that `current` finds.

        Raises UnknownProfile, Cancelled; settings that cannot be read are a finding.
        """
        from app.services import checkup  # noqa: PLC0415 - for the doctor only

        patient = checkup.patient_of(self, name_or_id)
        return checkup.examine(
            self._places, self._clock, patient, probe=self._probe, transport=self._make_transport,
            report=report, cancel=cancel or CancelToken(), offline=offline,
        )  # fmt: skip

    def rename(self, profile_id: str, name: str) -> ProfileInfo:
        """Give a profile another name. Raises ProfileNameTaken, UnknownProfile."""
        return self.profiles.rename(profile_id, name)

    def remove(self, profile_id: str, cancel: CancelToken | None = None) -> None:
        """Sign out, delete the keys, then the files. Without the keys the files are unreadable.

        Raises VaultProblem where the keys cannot be deleted: then nothing is removed.
        """
        folder = self.profiles.folder(profile_id)
        with contextlib.suppress(Problem):
            self.sign_out(profile_id, cancel)
        profile_keys.forget(self._vaults.of(profile_id))
        self.profiles.remove(folder.id)
        self.profiles.dismiss(folder.id)
        self._vaults.forget(folder.id)

    def backup(
        self,
        profile_id: str,
        path: Path,
        passphrase: str,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> None:
        """Seal what the customer made into one file. Raises the problems of disk and store."""
        from app.account import stores  # noqa: PLC0415 - after the keys (P1)

        folder, info = self.profiles.folder(profile_id), self.profiles.get(profile_id)
        keys = self.keys(profile_id)
        stores.back_up(
            folder, info, keys, path, passphrase, self._clock, report=report, cancel=cancel
        )

    def restore(
        self,
        path: Path,
        passphrase: str,
        name: str = "",
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> ProfileInfo:
        """Bring a sealed file back as a profile; its orders are fetched after the next sign-in.

        Its recovery code is the one it had. Raises BadBackup, VaultProblem, Cancelled.
        """
        from app.services.entry import Entry  # noqa: PLC0415 - after the keys (P1)

        with contextlib.closing(self._transport()) as transport:
            entry = Entry(self.profiles, self._vaults, transport, self._clock)
            info = entry.from_backup(path, passphrase, name, report, cancel)
        self.use(info.id)
        return info

    def recover(self, profile_id: str, code: str) -> Keys:
        """Open own.db by its recovery code and keep its key anew. Raises BadCode, WrongKey."""
        from app.account import stores  # noqa: PLC0415 - after the keys (P1)

        folder, vault = self.profiles.folder(profile_id), self._vaults.of(profile_id)
        key = stores.recovered_key(folder, code)
        return profile_keys.adopt(vault, key)

    def credentials(self, profile_id: str) -> CredentialDesk:
        """What lies in the keyring for a profile, to be listed and replaced."""
        from app.services.credentials import CredentialDesk  # noqa: PLC0415 - when asked for

        return CredentialDesk(
            self.profiles.get(profile_id),
            self.profiles.folder(profile_id),
            self._vaults.of(profile_id),
            self._transport,
            self._clock,
        )

    def lost(self, profile_id: str) -> tuple[LedgerEntry, ...]:
        """Exactly what is lost when own.db opens neither by key nor by code."""
        from app.account import stores  # noqa: PLC0415 - after the keys (P1)

        return stores.lost_items(self.profiles.folder(profile_id))

    def start_over(self, profile_id: str, on_recovery_code: Codes) -> Keys:
        """Go on without an own.db that nobody can open: put aside, never deleted; sign in again."""
        from app.account import stores  # noqa: PLC0415 - after the keys (P1)

        folder, vault = self.profiles.folder(profile_id), self._vaults.of(profile_id)
        stores.set_own_aside(folder, self._clock)
        keys = profile_keys.make_keys(vault)
        on_recovery_code(stores.make_own(folder, keys, _unheard))
        return keys

    def close(self) -> None:
        """End sessions that live in memory only."""
        self._vaults.close()

    @contextlib.contextmanager
    def _way(self, profile_id: str) -> Iterator[Way]:
        """What reaches a profile's portal and stores, for as long as the block lasts."""
        from app.services.traffic import Way  # noqa: PLC0415 - after the keys (P1)

        folder, keys = self.profiles.folder(profile_id), self.keys(profile_id)
        with contextlib.closing(self._transport()) as transport:
            yield Way(folder, keys, self._vaults.of(profile_id), transport, self._clock)

    def _keys(self, profile_id: str) -> Keys:
        self.profiles.folder(profile_id)
        return profile_keys.load_keys(self._vaults.of(profile_id))

    def _transport(self) -> Transport:
        if self._make_transport is not None:
            return self._make_transport()
        from app.account.portal_access import make_transport  # noqa: PLC0415 - after the keys (P1)

        return make_transport(settings_file.load(self._places.config), self._clock)

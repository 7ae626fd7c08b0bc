"""Signing in, step by step: who runs the portal, who the person is, whose account it is.

A new profile appears only when all of it is in place: keys in the vault, own.db on the disk with
its recovery code, tokens kept. Whatever fails before leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.account import keys as profile_keys
from app.account import portal_access, store, stores
from app.account.model import ProfileInfo
from app.account.profiles import ProfileFolder, Profiles
from app.base import ids
from app.base.clock import Clock
from app.base.errors import Problem
from app.base.tasks import CancelToken, Report
from app.base.text import _
from app.portal.discovery import discover
from app.portal.errors import PortalProblem
from app.portal.transport import Transport
from app.portal.wire import Discovery, Me
from app.services.vaults import Vaults
from app.storage.database import Database
from app.storage.opening import open_own
from app.vault.errors import VaultProblem
from app.vault.vault import Vault


class AnotherAccount(Problem):
    """The person signed in to another portal or account than the profile belongs to."""

    code = "CP-5005"


class Arrival(msgspec.Struct, frozen=True):
    """Who came in, and where."""

    found: Discovery
    me: Me
    keeper: portal_access.MemoryKeeper


class Entry:
    """Brings a person into a new profile, or back into one there is."""

    def __init__(
        self, profiles: Profiles, vaults: Vaults, transport: Transport, clock: Clock
    ) -> None:
        self._profiles = profiles
        self._vaults = vaults
        self._transport = transport
        self._clock = clock

    def again(
        self, info: ProfileInfo, address: str, door: portal_access.Door, cancel: CancelToken
    ) -> ProfileInfo:
        """Sign in into a profile there is. Raises AnotherAccount, KeyLost and as `arrive`."""
        profile_keys.load_keys(self._vaults.of(info.id))
        arrival = self.arrive(address, door, cancel)
        try:
            return self.into_existing(info, arrival)
        except BaseException:
            self.turn_away(arrival)
            raise

    def anew(
        self,
        address: str,
        door: portal_access.Door,
        name: str,
        on_recovery_code: Callable[[str], None],
        cancel: CancelToken,
        *,
        demo: bool,
    ) -> ProfileInfo:
        """Sign in into a new profile, or into the one that this account has already.

        An account has a second profile only under a name of its own.
        """
        place = self.place()
        try:
            arrival = self.arrive(address, door, cancel)
            try:
                known = self._of_account(arrival, name)
                if known is None:
                    return self.into_new(arrival, name, on_recovery_code, demo=demo, place=place)
                info = self.into_existing(known, arrival)
            except BaseException:
                self.turn_away(arrival)
                raise
        except BaseException:
            self.abandon(place)
            raise
        self.abandon(place)
        return info

    def arrive(self, address: str, door: portal_access.Door, cancel: CancelToken) -> Arrival:
        """Discovery, sign-in, and who it was; nothing is kept yet."""
        found = discover(self._transport, address, cancel)
        tokens = portal_access.authenticate(self._transport, found, door, self._clock, cancel)
        keeper = portal_access.MemoryKeeper(tokens)
        session = portal_access.session(self._transport, found, keeper, self._clock)
        try:
            return Arrival(found, session.me(cancel), keeper)
        except BaseException:
            with contextlib.suppress(PortalProblem):
                session.sign_out()
            raise

    def into_existing(self, info: ProfileInfo, arrival: Arrival) -> ProfileInfo:
        """Keep the sign-in for a profile. Raises AnotherAccount, VaultProblem, KeyLost."""
        self._check_same(info, arrival)
        folder = self._profiles.folder(info.id)
        vault = self._vaults.of(info.id)
        keys = profile_keys.load_keys(vault)
        with open_own(folder.own, keys.own) as own:
            self._remember(own, arrival)
        self._keep_tokens(vault, arrival)
        updated = msgspec.structs.replace(
            info,
            vendor=arrival.found.vendor.name,
            subject=arrival.me.subject,
            account=arrival.me.account_name,
            account_id=arrival.me.account_id,
            locked=None,
        )
        self._profiles.update(updated)
        return updated

    def into_new(
        self,
        arrival: Arrival,
        name: str,
        on_recovery_code: Callable[[str], None],
        *,
        demo: bool,
        place: Place,
    ) -> ProfileInfo:
        """Make a profile for whoever arrived; its recovery code is told once."""
        vault, folder = place.vault, place.folder
        found, me = arrival.found, arrival.me
        info = ProfileInfo(
            id=folder.id,
            name=self._profiles.free_name(name or me.account_name or found.vendor.name),
            vendor=found.vendor.name,
            address=found.issuer,
            subject=me.subject,
            account=me.account_name,
            account_id=me.account_id,
            created_at=self._clock.now(),
            demo=demo,
        )
        keys = profile_keys.make_keys(vault)
        code = stores.make_own(folder, keys, lambda own: self._remember(own, arrival))
        self._keep_tokens(vault, arrival)
        if place.in_memory:
            self._profiles.admit(folder)
        self._profiles.create(info)
        on_recovery_code(code)
        return info

    def from_backup(
        self,
        path: Path,
        passphrase: str,
        name: str,
        report: Report,
        cancel: CancelToken | None,
    ) -> ProfileInfo:
        """Bring a sealed file back as a profile. Raises BadBackup, VaultProblem, Cancelled."""
        place = self.place()
        try:
            own, about = stores.bring_back(
                place.folder, path, passphrase, report=report, cancel=cancel
            )
            profile_keys.adopt(place.vault, own)
            if place.in_memory:
                self._profiles.admit(place.folder)
            info = msgspec.structs.replace(
                about.info,
                id=place.folder.id,
                name=self._profiles.free_name(name or about.info.name),
            )
            self._profiles.create(info)
        except BaseException:
            self.abandon(place)
            raise
        return info

    def place(self) -> Place:
        """Room for a new profile: proved to be able to keep its keys, before anybody signs in."""
        profile_id = ids.new_id(self._clock)
        regular = self._profiles.folder(profile_id)
        vault, folder = self._vaults.for_new(profile_id, regular)
        return Place(vault, folder, folder.path != regular.path)

    def abandon(self, place: Place) -> None:
        """Remove what was prepared for a profile that did not come to be."""
        with contextlib.suppress(VaultProblem):
            profile_keys.forget(place.vault)
        self._profiles.dismiss(place.folder.id)
        self._vaults.forget(place.folder.id)
        shutil.rmtree(place.folder.path, ignore_errors=True)

    def turn_away(self, arrival: Arrival) -> None:
        """Have the tokens of a sign-in that leads nowhere revoked."""
        session = portal_access.session(self._transport, arrival.found, arrival.keeper, self._clock)
        with contextlib.suppress(PortalProblem):
            session.sign_out()

    def _of_account(self, arrival: Arrival, name: str) -> ProfileInfo | None:
        for info in self._profiles.list():
            same = (info.address, info.account_id) == (
                arrival.found.issuer,
                arrival.me.account_id,
            )
            if same and name.casefold() in ("", info.name.casefold()):
                return info
        return None

    def _remember(self, own: Database, arrival: Arrival) -> None:
        portal_access.learn_portal(own, arrival.found, self._clock)
        with own.write() as tx:
            store.keep_me(tx, arrival.me)

    def _keep_tokens(self, vault: Vault, arrival: Arrival) -> None:
        tokens = arrival.keeper.load()
        if tokens is not None:
            profile_keys.VaultKeeper(vault).save(tokens)

    def _check_same(self, info: ProfileInfo, arrival: Arrival) -> None:
        same_portal = info.address == arrival.found.issuer
        if same_portal and info.account_id in ("", arrival.me.account_id):
            return
        other = arrival.me.account_name if same_portal else urlsplit(arrival.found.issuer).netloc
        raise AnotherAccount(
            _("This is another account"),
            _("You signed in to {other}, but the profile belongs to {account}.").format(
                other=other, account=info.account or info.vendor
            ),
            _("Sign in to a new profile, or with a user of the profile's account."),
            kept=_("The profile is unchanged."),
        )


class Place(msgspec.Struct, frozen=True):
    """Where a new profile will be."""

    vault: Vault
    folder: ProfileFolder
    in_memory: bool

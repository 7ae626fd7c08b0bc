"""How a profile reaches its portal: discovery kept for a day, keys pinned, signed-in sessions.

A synchronization that finds nothing new is one request (performance P6), so what the portal says
about itself is asked again at most once a day, and at every sign-in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from app.account import store
from app.account.keys import VaultKeeper
from app.account.profiles import ProfileFolder
from app.base.clock import Clock
from app.base.settings import Settings
from app.base.tasks import CancelToken
from app.portal import signin, vendor_keys
from app.portal.discovery import discover
from app.portal.errors import SignInNeeded
from app.portal.session import Session
from app.portal.tokens import TokenKeeper, TokenSet
from app.portal.transport import Transport
from app.portal.wire import DeviceStart, Discovery
from app.storage.database import Database
from app.vault.vault import Vault

Method = Literal["browser", "device"]

_FRESH = timedelta(days=1)


class Door(msgspec.Struct, frozen=True):
    """How a person signs in: what opens the browser, what shows a device code."""

    method: Method
    open_browser: Callable[[str], None]
    show_device: Callable[[DeviceStart], None]


class MemoryKeeper:
    """Tokens that are not kept yet, because it is not known whose they are."""

    def __init__(self, tokens: TokenSet) -> None:
        self._tokens: TokenSet | None = tokens

    def load(self) -> TokenSet | None:
        """The tokens."""
        return self._tokens

    def save(self, tokens: TokenSet) -> None:
        """Take newer ones."""
        self._tokens = tokens

    def clear(self) -> None:
        """Forget them."""
        self._tokens = None


def make_transport(settings: Settings, clock: Clock) -> Transport:
    """The way to the network that the settings ask for."""
    company_ca = Path(settings.company_ca) if settings.company_ca else None
    return Transport(clock=clock, proxy=settings.proxy, company_ca=company_ca)


def authenticate(
    transport: Transport, found: Discovery, door: Door, clock: Clock, cancel: CancelToken | None
) -> TokenSet:
    """Let the person prove who they are. Raises the sign-in's problems, Cancelled."""
    if door.method == "device":
        return signin.with_device(
            transport, found, show=door.show_device, clock=clock, cancel=cancel
        )
    return signin.with_browser(
        transport, found, open_browser=door.open_browser, clock=clock, cancel=cancel
    )


def session(
    transport: Transport,
    found: Discovery,
    keeper: TokenKeeper,
    clock: Clock,
    folder: ProfileFolder | None = None,
) -> Session:
    """A session under the tokens that `keeper` keeps."""
    lock = folder.tokens_lock if folder else None
    return Session(transport, found, keeper, clock, refresh_lock=lock)


def known_portal(
    own: Database, transport: Transport, clock: Clock, cancel: CancelToken | None
) -> Discovery:
    """What the portal says about itself, asked again where the last answer is a day old.

    Raises SignInNeeded before the first sign-in, VendorKeysChanged where the vendor's keys changed
    without proof, and what `discover` raises.
    """
    kept = store.read_discovery(own)
    if kept is None:
        raise SignInNeeded("")
    age = clock.now() - kept.at
    if timedelta(0) <= age < _FRESH:
        return kept.document
    found = discover(transport, kept.document.issuer, cancel)
    learn_portal(own, found, clock)
    return found


def learn_portal(own: Database, found: Discovery, clock: Clock) -> None:
    """Remember what the portal says, and pin its keys; writes only what changed.

    Keys seen before may change only as the old key says. Raises VendorKeysChanged, NotAPortal.
    """
    now = clock.now()
    host = urlsplit(found.issuer).netloc
    pinned = tuple(
        vendor_keys.VendorKey(key.jwk, key.pinned_at, key.replaced_by)
        for key in store.read_pins(own)
    )
    if pinned:
        trusted = vendor_keys.accept_change(pinned, found.keys, found.key_changes, now, host)
    else:
        trusted = vendor_keys.pin(found.keys, now, host)
    with own.write() as tx:
        if trusted != pinned:
            store.keep_pins(
                tx,
                tuple(store.PinnedKey(key.jwk, key.pinned_at, key.replaced_by) for key in trusted),
            )
        store.keep_discovery(tx, store.KeptDiscovery(now, found))


def profile_session(
    own: Database,
    transport: Transport,
    vault: Vault,
    folder: ProfileFolder,
    clock: Clock,
    cancel: CancelToken | None,
) -> Session:
    """The signed-in session of a profile. Raises as `known_portal` does."""
    found = known_portal(own, transport, clock, cancel)
    return session(transport, found, VaultKeeper(vault), clock, folder)

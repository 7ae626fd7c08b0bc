"""What lies in the keyring for a profile: listed by name and time, replaced by fresh secrets.

The key of own.db is not replaced in place: every process that has the store open would lose it, and
a crash between store and keyring could lock a person out. Its recovery code can be made anew, and a
backup brought back as a new profile has a new key.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from app.account import keys as profile_keys
from app.account import portal_access, stores
from app.account.keys import MIRROR_KEY, OWN_KEY, TOKENS, VaultKeeper
from app.account.model import ProfileInfo
from app.account.profiles import ProfileFolder
from app.base.clock import Clock, from_wire, to_wire
from app.base.errors import Problem
from app.base.messages import Credential
from app.base.tasks import CancelToken
from app.base.text import _
from app.exchange.errors import sync_busy
from app.exchange.locks import held
from app.portal.transport import Transport
from app.storage import repair
from app.storage.key import StoreKey
from app.storage.opening import open_own
from app.vault.vault import Vault

RECOVERY = "recovery-code"
"""Not in the keyring: the file beside own.db that the code opens."""

_SINCE = "credentials-since"
_BUSY_SECONDS = 20.0
"""So long a synchronization under way may take before the mirror's key is not replaced."""


class NotReplaced(Problem):
    """There is no such secret that can be replaced by itself."""

    code = "CP-5013"


class CredentialDesk:
    """The secrets of one profile. `transport` makes the way to the portal; methods may block."""

    def __init__(
        self,
        info: ProfileInfo,
        folder: ProfileFolder,
        vault: Vault,
        transport: Callable[[], Transport],
        clock: Clock,
    ) -> None:
        self._info = info
        self._folder = folder
        self._vault = vault
        self._transport = transport
        self._clock = clock

    def listed(self) -> tuple[Credential, ...]:
        """Each secret by name, whether it is there, and since when. Raises VaultProblem."""
        found = self._vault.names()
        tokens = VaultKeeper(self._vault).load() if TOKENS in found else None
        since = self._since()
        made = self._info.created_at
        return (
            Credential(
                name=TOKENS,
                present=tokens is not None,
                since=tokens.obtained_at if tokens is not None else None,
            ),
            *(
                Credential(name=name, present=name in found, since=since.get(name, made))
                for name in (OWN_KEY, MIRROR_KEY)
            ),
            Credential(
                name=RECOVERY,
                present=self._folder.recovery.is_file(),
                since=self._recovery_since(),
            ),
        )

    def rotate(self, name: str, cancel: CancelToken | None = None) -> bool:
        """Replace a secret; True where the stores' keys changed with it.

        Raises NotReplaced, SignInNeeded and the problems of portal and vault, SyncBusy.
        """
        match name:
            case profile_keys.TOKENS:
                self._renew_tokens(cancel)
                return False
            case profile_keys.MIRROR_KEY:
                self._renew_mirror(cancel)
                return True
            case _:
                raise NotReplaced(
                    _("This secret is not replaced by itself"),
                    _("The key of your own records stays as long as the profile."),
                    _("Make a new recovery code, or bring a backup back as a new profile."),
                    kept=_("Nothing was changed."),
                )

    def new_recovery_code(self) -> str:
        """A fresh recovery code; the old one opens nothing more. Raises VaultProblem, KeyLost."""
        keys = profile_keys.load_keys(self._vault)
        return stores.new_code(self._folder, keys.own)

    def _renew_tokens(self, cancel: CancelToken | None) -> None:
        keys = profile_keys.load_keys(self._vault)
        with (
            contextlib.closing(self._transport()) as transport,
            open_own(self._folder.own, keys.own) as own,
        ):
            portal_access.profile_session(
                own, transport, self._vault, self._folder, self._clock, cancel
            ).renew(cancel)

    def _renew_mirror(self, cancel: CancelToken | None) -> None:
        """The key first: should this end here, the next start puts the old mirror aside itself."""
        with held(self._folder.sync_lock, sync_busy, wait=_BUSY_SECONDS, cancel=cancel):
            self._vault.put(MIRROR_KEY, StoreKey.new().raw)
            if self._folder.mirror.exists():
                repair.renew_mirror(self._folder.mirror, self._folder.quarantine, self._clock)
        self._note(MIRROR_KEY)

    def _since(self) -> dict[str, datetime]:
        keys = profile_keys.load_keys(self._vault)
        with open_own(self._folder.own, keys.own) as own:
            row = own.one("SELECT value FROM meta WHERE name = ?", (_SINCE,))
        try:
            noted = msgspec.json.decode(row[0], type=dict[str, str]) if row is not None else {}
            return {name: from_wire(at) for name, at in noted.items()}
        except (msgspec.MsgspecError, ValueError):
            return {}

    def _note(self, name: str) -> None:
        noted = {key: to_wire(at) for key, at in self._since().items()}
        noted[name] = to_wire(self._clock.now())
        keys = profile_keys.load_keys(self._vault)
        with open_own(self._folder.own, keys.own) as own, own.write() as tx:
            tx.execute(
                "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
                (_SINCE, msgspec.json.encode(noted)),
            )

    def _recovery_since(self) -> datetime | None:
        try:
            at = self._folder.recovery.stat().st_mtime
        except OSError:
            return None
        return datetime.fromtimestamp(at, UTC)

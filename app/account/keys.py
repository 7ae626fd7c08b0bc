"""The keys of a profile's stores and its tokens: in the keyring, or in memory for one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.base.errors import Problem
from app.base.text import _
from app.storage.key import StoreKey

if TYPE_CHECKING:
    from app.portal.tokens import TokenSet
    from app.vault.vault import Vault

MIRROR_KEY = "mirror-key"
OWN_KEY = "own-key"
TOKENS = "tokens"
ALL_SECRETS = (MIRROR_KEY, OWN_KEY, TOKENS)


class Keys(msgspec.Struct, frozen=True):
    """The keys of the two stores; they never show in a repr."""

    mirror: StoreKey
    own: StoreKey


class KeyLost(Problem):
    """The keyring works, but no longer holds the key of own.db."""

    code = "CP-5004"


def make_keys(vault: Vault) -> Keys:
    """Fresh keys, safe in the vault when this returns. Raises VaultProblem."""
    keys = Keys(StoreKey.new(), StoreKey.new())
    vault.put(MIRROR_KEY, keys.mirror.raw)
    vault.put(OWN_KEY, keys.own.raw)
    return keys


def load_keys(vault: Vault) -> Keys:
    """The keys of a profile. A lost mirror key is replaced: the mirror is then fetched anew.

    Raises KeyLost where the key of own.db is gone, VaultProblem.
    """
    found = vault.get_many((MIRROR_KEY, OWN_KEY))
    own = _key(found.get(OWN_KEY))
    if own is None:
        raise key_lost()
    mirror = _key(found.get(MIRROR_KEY))
    if mirror is None:
        mirror = StoreKey.new()
        vault.put(MIRROR_KEY, mirror.raw)
    return Keys(mirror, own)


def adopt(vault: Vault, own: StoreKey) -> Keys:
    """Keep the key of an own.db that came back; the mirror's key is made where it is missing."""
    vault.put(OWN_KEY, own.raw)
    return load_keys(vault)


def forget(vault: Vault) -> None:
    """Delete every secret of a profile. Raises VaultProblem."""
    for name in ALL_SECRETS:
        vault.delete(name)


def key_lost() -> KeyLost:
    """The key of own.db is not in the keyring."""
    return KeyLost(
        _("The key to your own data is gone"),
        _("The keyring no longer holds the key of this profile's own items and drafts."),
        _("Enter the recovery code you were shown when the profile was made."),
        kept=_("Your data are still there, encrypted. Orders are fetched again by themselves."),
    )


class VaultKeeper:
    """Keeps the tokens of one profile in its vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def load(self) -> TokenSet | None:
        """The tokens kept last, None where there are none or they cannot be read."""
        from app.portal.tokens import TokenSet  # noqa: PLC0415 - keys alone need no portal (P1)

        kept = self._vault.get(TOKENS)
        if kept is None:
            return None
        try:
            return msgspec.json.decode(kept, type=TokenSet)
        except msgspec.MsgspecError:
            return None

    def save(self, tokens: TokenSet) -> None:
        """Keep `tokens` in place of those before."""
        self._vault.put(TOKENS, msgspec.json.encode(tokens))

    def clear(self) -> None:
        """Forget the tokens."""
        self._vault.delete(TOKENS)


def _key(raw: bytes | None) -> StoreKey | None:
    try:
        return StoreKey(raw) if raw is not None else None
    except ValueError:
        return None

"""The vault over a real Secret Service, and over keyring's own backends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from app.vault import KeyringVault
from app.vault.by_keyring import KeyringRing
from app.vault.ring import Ring
from app.vault.secret_service import SecretServiceRing
from tests.support import secret_service
from tests.support.secret_service import SecretService

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason=f"{secret_service.missing()} is not installed"
)


@pytest.fixture(scope="module")
def service() -> Iterator[SecretService]:
    with secret_service.running() as started:
        yield started


@pytest.fixture(autouse=True)
def use_bus(monkeypatch: pytest.MonkeyPatch, service: SecretService) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)


def _backend():
    from keyring.backends.SecretService import Keyring

    return Keyring()


def _short() -> Ring:
    return KeyringRing(_backend(), longest=1000)


def _library() -> Ring:
    return KeyringRing(_backend())


@pytest.fixture(params=[SecretServiceRing, _library, _short], ids=["direct", "keyring", "short"])
def vault(request: pytest.FixtureRequest) -> Iterator[KeyringVault]:
    made = KeyringVault(f"p-{request.node.name}", open_ring=request.param)
    yield made
    for name in made.names():
        made.delete(name)


def test_any_bytes_come_back_as_they_were(vault: KeyringVault) -> None:
    for secret in (b"", b"\x00", bytes(range(256)) * 8, b"x" * 4000):
        vault.put("tokens", secret)
        assert vault.get("tokens") == secret


def test_names_lists_what_is_kept_and_deleting_takes_it_away(vault: KeyringVault) -> None:
    vault.put("mirror-key", b"a")
    vault.put("own-key", b"b" * 1000)
    assert vault.names() == {"mirror-key", "own-key"}
    wanted = ("mirror-key", "own-key", "tokens")
    assert vault.get_many(wanted) == {"mirror-key": b"a", "own-key": b"b" * 1000}
    vault.delete("own-key")
    vault.delete("own-key")
    assert vault.names() == {"mirror-key"}
    assert vault.get("own-key") is None


def test_a_shorter_secret_leaves_no_part_of_the_longer_one(service: SecretService) -> None:
    vault = KeyringVault("parts", open_ring=_short)
    vault.put("tokens", b"x" * 2000)
    vault.put("tokens", b"y")
    assert vault.get("tokens") == b"y"
    assert SecretServiceRing().names("counterpart/parts") == {"tokens", "names"}
    vault.delete("tokens")
    assert SecretServiceRing().names("counterpart/parts") == {"names"}


def test_profiles_do_not_see_each_other() -> None:
    first, second = KeyringVault("one"), KeyringVault("two")
    first.put("own-key", b"1")
    assert second.get("own-key") is None
    assert second.names() == frozenset()


def test_the_items_carry_the_attributes_that_keyring_looks_for() -> None:
    KeyringVault("shared").put("own-key", b"\x00\x01\x02\x03")
    assert _backend().get_password("counterpart/shared", "own-key") == "AAECAw=="


def test_importing_the_vault_loads_no_keyring_and_the_direct_way_never_does() -> None:
    code = (
        "import sys, app.vault as v; heavy = {'keyring', 'secretstorage', 'cryptography'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules);"
        "v.KeyringVault('cold').put('own-key', b'k'); assert v.KeyringVault('cold').get('own-key');"
        "assert 'keyring' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)

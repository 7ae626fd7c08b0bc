"""Threats 2 and 3: the keyring missing, unsafe, locked, denied, hung — against a real one."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.vault import (
    KeyringVault,
    MemoryVault,
    VaultAbsent,
    VaultHung,
    VaultLocked,
    VaultRefused,
    VaultState,
    probe,
)
from app.vault.by_keyring import safe_backend
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


def test_a_ready_keyring_is_named_and_nothing_of_the_probe_stays() -> None:
    report = probe()
    assert (report.state, report.problem) == (VaultState.READY, None)
    assert report.backend == "Secret Service"
    assert KeyringVault("probe").names() == frozenset()


def test_a_locked_keyring_says_so_and_works_again_once_unlocked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with secret_service.running() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        vault = KeyringVault("locked", prompt_timeout=2)
        vault.put("own-key", b"\x00\xff" * 16)
        service.lock()
        assert probe().state is VaultState.LOCKED
        with pytest.raises(VaultLocked) as caught:
            vault.get("own-key")
        with pytest.raises(VaultLocked):
            vault.put("own-key", b"other")
        report = caught.value.report()
        assert report.title
        assert report.explanation
        assert "Try again" in report.next_step
        service.unlock()
        assert vault.get("own-key") == b"\x00\xff" * 16


def test_a_keyring_that_hangs_is_given_up_in_time_and_leaves_no_thread(
    service: SecretService,
) -> None:
    vault = KeyringVault("hung", timeout=0.4)
    vault.put("tokens", b"kept")
    service.hang()
    try:
        began = time.monotonic()
        with pytest.raises(VaultHung) as caught:
            vault.get("tokens")
        assert time.monotonic() - began < 3
        assert caught.value.next_step
        assert probe(0.4).state is VaultState.HUNG
    finally:
        service.resume()
    assert vault.get("tokens") == b"kept"


def test_a_bus_that_forbids_the_keyring_is_a_denial(monkeypatch: pytest.MonkeyPatch) -> None:
    with secret_service.running(denied=True) as denied:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", denied.address)
        report = probe()
    assert report.state is VaultState.DENIED
    assert report.problem is not None
    assert "AccessDenied" in report.problem.detail


@pytest.mark.parametrize("address", ["disabled:", "unix:path=/nonexistent/bus", "", "junk"])
def test_without_a_bus_there_is_no_keyring_and_memory_is_offered(
    monkeypatch: pytest.MonkeyPatch, address: str, home: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    report = probe()
    assert report.state is VaultState.ABSENT
    assert report.problem is not None
    assert "this session only" in report.problem.next_step


def test_a_bus_without_a_keyring_is_an_absent_keyring(
    monkeypatch: pytest.MonkeyPatch, service: SecretService
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with pytest.raises(VaultAbsent):
        KeyringVault("nobody").get("tokens")


_PLAINTEXT = """
from pathlib import Path
from keyring.backend import KeyringBackend

class Keyring(KeyringBackend):
    priority = 9

    def set_password(self, service, name, password):
        Path(__file__).with_name("kept").write_text(password)

    def get_password(self, service, name):
        return None

    def delete_password(self, service, name):
        pass
"""


def test_a_plaintext_backend_is_refused_and_gets_no_byte(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import keyring

    (tmp_path / "plain_ring.py").write_text(_PLAINTEXT)
    monkeypatch.syspath_prepend(str(tmp_path))
    import plain_ring  # type: ignore[import-not-found]

    before = keyring.get_keyring()
    keyring.set_keyring(plain_ring.Keyring())
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "plain_ring.Keyring")
    try:
        assert probe().state is VaultState.REFUSED
        with pytest.raises(VaultRefused):
            KeyringVault("p").put("own-key", b"secret")
    finally:
        keyring.set_keyring(before)
        sys.modules.pop("plain_ring", None)
    assert not (tmp_path / "kept").exists()


def test_fail_and_null_backends_are_never_taken() -> None:
    from keyring.backends import fail, null

    with pytest.raises(VaultAbsent):
        safe_backend(fail.Keyring())
    with pytest.raises(VaultRefused):
        safe_backend(null.Keyring())


def test_a_chain_gives_its_first_safe_link_or_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends import SecretService as Service
    from keyring.backends import chainer, null

    class Chain(chainer.ChainerBackend):
        backends = [null.Keyring(), Service.Keyring()]  # noqa: RUF012

    Chain.__module__ = "keyring.backends.chainer"
    assert isinstance(safe_backend(Chain()), Service.Keyring)
    Chain.backends = [null.Keyring()]
    with pytest.raises(VaultRefused, match="not safe"):
        safe_backend(Chain())


def test_memory_keeps_secrets_for_the_session_only(home: Path) -> None:
    vault = MemoryVault()
    vault.put("own-key", b"\x00\x01")
    assert vault.get("own-key") == b"\x00\x01"
    assert vault.names() == {"own-key"}
    vault.delete("own-key")
    assert vault.get("own-key") is None
    assert [path for path in home.rglob("*") if path.is_file()] == []

"""The recovery code and the sealed backup: both bring own.db back, neither gives way to a flip."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.base.errors import Cancelled
from app.base.redact import redact
from app.base.tasks import CancelToken, Progress
from app.storage import errors, recovery, seal
from app.storage.key import StoreKey
from app.storage.opening import open_own
from tests.support.stores import HandClock, Stores, put

PASSPHRASE = "correct horse, battery: staple"


@pytest.fixture(autouse=True)
def quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same function at a small cost: hundreds of files are opened here."""
    monkeypatch.setattr(seal, "_COST", 1 << 4)


def test_a_recovery_code_opens_what_it_wrapped_however_it_is_typed() -> None:
    key, code = StoreKey.new(), recovery.new_code()
    blob = recovery.wrap(key, code)
    assert key.raw not in blob
    assert recovery.unwrap(blob, code) == key
    spoken = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert recovery.unwrap(blob, spoken) == key
    assert redact(f"code {code}") == "code [redacted]"


def test_every_single_typing_error_in_a_code_is_noticed() -> None:
    code = recovery.new_code().replace("-", "")
    noticed = 0
    for at in range(len(code)):
        other = "7" if code[at] != "7" else "8"
        try:
            recovery.normalized(code[:at] + other + code[at + 1 :])
        except errors.BadCode:
            noticed += 1
    assert noticed == len(code)
    for wrong in ("", "1234", code + "0", code[:-1] + "!"):
        with pytest.raises(errors.BadCode):
            recovery.normalized(wrong)


def test_another_profiles_code_and_a_damaged_file_are_refused() -> None:
    code = recovery.new_code()
    blob = recovery.wrap(StoreKey.new(), code)
    with pytest.raises(errors.BadCode):
        recovery.unwrap(blob, recovery.new_code())
    for damaged in (b"", b"{}", blob[:-9], blob.replace(b'"version":1', b'"version":9')):
        with pytest.raises(errors.BadCode):
            recovery.unwrap(damaged, code)
    huge = blob.replace(b'"cost":32768', b'"cost":1073741824')
    with pytest.raises(errors.BadCode):
        recovery.unwrap(huge, code)


def test_a_sealed_store_comes_back_on_another_workstation_while_the_first_goes_on(
    tmp_path: Path,
) -> None:
    stores = Stores(tmp_path)
    backup, elsewhere = tmp_path / "backup.sealed", tmp_path / "elsewhere.db"
    seen: list[Progress] = []
    with stores.own() as own, stores.own() as writer:
        outbox = stores.outbox(own)
        items = [put(outbox, own, "canary " * 500) for _n in range(40)]
        with writer.write() as tx:
            tx.execute("INSERT INTO meta VALUES ('half', 'done')")
            seal.seal(
                own,
                stores.own_key,
                backup,
                PASSPHRASE,
                about=b'{"name":"Office"}',
                clock=HandClock(),
                report=seen.append,
            )
    sealed = backup.read_bytes()
    assert b"canary" not in sealed
    assert stores.own_key.raw not in sealed
    assert seen[-1].done == seen[-1].total
    assert [path.name for path in tmp_path.glob(".*")] == []
    back = seal.unseal(backup, elsewhere, PASSPHRASE)
    assert back.about == b'{"name":"Office"}'
    assert repr(back.key.raw) not in repr(back)
    with open_own(elsewhere, back.key) as restored:
        assert restored.read("SELECT id FROM outbox ORDER BY rowid") == [(i,) for i in items]
        assert restored.read("SELECT * FROM meta WHERE name = 'half'") == []
    with pytest.raises(FileExistsError):
        seal.unseal(backup, elsewhere, PASSPHRASE)


def test_no_flipped_bit_cut_or_wrong_passphrase_opens_a_backup(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    backup, target = tmp_path / "backup.sealed", tmp_path / "back.db"
    with stores.own() as own:
        with own.write() as tx:
            tx.execute("INSERT INTO meta VALUES ('large', zeroblob(200000))")
        seal.seal(own, stores.own_key, backup, PASSPHRASE, about=b"{}", clock=HandClock())
    genuine = backup.read_bytes()
    head = range(400)
    dice = random.Random(20261122)
    places = [*head, *(dice.randrange(400, len(genuine)) for _n in range(300)), len(genuine) - 1]
    broken = [_flipped(genuine, at, dice.randrange(8)) for at in places]
    broken += [genuine[:at] for at in (0, 5, 8, 12, 100, 400, 70_000, len(genuine) - 1)]
    chunk = 64 * 1024 + 16
    broken += [genuine + b"\x00", genuine + genuine[-chunk:], genuine[:-chunk]]
    for content in broken:
        backup.write_bytes(content)
        with pytest.raises(errors.BadBackup):
            seal.unseal(backup, target, PASSPHRASE)
    backup.write_bytes(genuine)
    with pytest.raises(errors.BadBackup):
        seal.unseal(backup, target, PASSPHRASE + " ")
    assert not target.exists()
    assert [path.name for path in tmp_path.glob(".*")] == []
    seal.unseal(backup, target, PASSPHRASE)


def test_a_cancelled_backup_leaves_no_file(tmp_path: Path) -> None:
    stores, token = Stores(tmp_path), CancelToken()
    token.cancel()
    with stores.own() as own, pytest.raises(Cancelled):
        seal.seal(
            own,
            stores.own_key,
            tmp_path / "backup.sealed",
            PASSPHRASE,
            about=b"",
            clock=HandClock(),
            cancel=token,
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.db"]


def _flipped(content: bytes, at: int, bit: int) -> bytes:
    changed = bytearray(content)
    changed[at] ^= 1 << bit
    return bytes(changed)

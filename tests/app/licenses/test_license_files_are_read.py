"""License files a person shows: verified with the profile's keys, opened, told as facts."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.account.store import PinnedKey, keep_pins
from app.base.errors import Cancelled
from app.base.tasks import CancelToken, Progress
from app.licenses.files.facts import FileFacts
from app.licenses.files.reading import Reader
from app.portal.wire import Jwk
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.opening import open_own
from tests.support.license_feed import license_record, machine_record, put_records
from tests.support.license_issuer import Issuer, payload
from tests.support.orders_feed import FixedClock, mirror_with

KEY = "K-AAAA-7QF2"
PRINT = "af" * 32


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Database]:
    with mirror_with(tmp_path, [], FixedClock()) as db:
        yield db


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Database]:
    with open_own(tmp_path / "own.db", StoreKey.new()) as db:
        x = base64.urlsafe_b64encode(bytes.fromhex(Issuer().public)).decode().rstrip("=")
        jwk = Jwk(kty="OKP", crv="Ed25519", kid="2026-11", x=x, alg="EdDSA")
        with db.write() as tx:
            keep_pins(tx, (PinnedKey(jwk, datetime(2026, 11, 1, tzinfo=UTC), ""),))
        yield db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "medium"
    made.mkdir()
    return made


def read(mirror: Database, own: Database, *places: Path, keys: tuple[str, ...] = ()) -> FileFacts:
    [found] = Reader(mirror, own, FixedClock()).read(places, keys)
    return found


def test_a_genuine_file_is_told_as_facts(mirror: Database, own: Database, folder: Path) -> None:
    user = {"type": "users", "id": "u", "attributes": {"name": "Brennholt SE"}}
    product = {"type": "products", "id": "p1", "attributes": {"name": "Relay Gateway"}}
    entitled = {"type": "entitlements", "id": "e", "attributes": {"code": "clustering"}}
    content = payload(included=[user, product, entitled], attributes={"maxUsers": 40})
    file = folder / "a.lic"
    file.write_text(Issuer().file(content))
    found = read(mirror, own, file)
    assert (found.verdict, found.words, found.valid) == ("valid", "Valid", True)
    assert (found.product, found.licensee) == ("Relay Gateway", "Brennholt SE")
    assert set(found.permits) == {"3 instances", "40 users"}
    assert found.entitlements == ("clustering",)
    assert found.issued_at == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert found.file_ends_at == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert found.license_ends_at == datetime(2027, 6, 30, 21, 59, 59, tzinfo=UTC)
    assert (found.key, found.signature) == ("2026-11", "base64+ed25519")


def test_a_machine_file_names_the_machine_that_is_known_here(
    mirror: Database, own: Database, folder: Path
) -> None:
    put_records(mirror, "machine", [("m1", machine_record("ham-1", fingerprint=PRINT))])
    file = folder / "m.lic"
    file.write_text(Issuer().file(payload("machine"), "machine"))
    found = read(mirror, own, file)
    assert (found.fingerprint, found.machine_name) == (PRINT, "ham-1")


def test_another_vendors_file_shows_nothing_of_what_it_says(
    mirror: Database, own: Database, folder: Path
) -> None:
    file = folder / "x.lic"
    file.write_text(Issuer().file(payload()).replace("\n", "\n", 1))
    assert read(mirror, own, file).valid
    file.write_text(Issuer("ecdsa-p256").file(payload()))
    found = read(mirror, own, file)
    assert found.verdict == "unknown_key"
    assert (found.read, found.product) == (False, "")


def test_an_encrypted_file_asks_for_its_key_and_keeps_it_nowhere(
    mirror: Database, own: Database, folder: Path
) -> None:
    file = folder / "sealed.lic"
    file.write_text(Issuer().file(payload(), secret=KEY))
    closed = read(mirror, own, file)
    assert (closed.wants_key, closed.read) == (True, False)
    found = read(mirror, own, file, keys=(KEY,))
    assert (found.valid, found.product) == (True, "Relay Gateway")
    assert read(mirror, own, file).wants_key
    assert KEY not in repr(found)


def test_an_encrypted_machine_file_is_tried_with_the_machines_known_here(
    mirror: Database, own: Database, folder: Path
) -> None:
    put_records(
        mirror, "machine",
        [(f"m{n}", machine_record(f"gw-{n}")) for n in range(5)]
        + [("m9", machine_record("ham-1", fingerprint=PRINT))],
    )  # fmt: skip
    file = folder / "sealed.lic"
    file.write_text(Issuer().file(payload("machine"), "machine", secret=KEY + PRINT))
    found = read(mirror, own, file, keys=(KEY,))
    assert (found.valid, found.machine_name) == (True, "ham-1")


def test_a_key_that_was_delivered_opens_a_file_by_itself(
    mirror: Database, own: Database, folder: Path
) -> None:
    put_records(mirror, "license", [("lic-1", license_record())])
    delivery = f'{{"order_id": "ord-1", "name": "key", "license_key": "{KEY}"}}'
    with mirror.write() as tx:
        tx.execute("INSERT INTO delivery VALUES ('d', 'ord-1', 1, 1, ?)", (delivery.encode(),))
    file = folder / "sealed.lic"
    file.write_text(Issuer().file(payload(), secret=KEY))
    assert read(mirror, own, file).valid


def test_a_folder_gives_what_looks_like_license_files_with_progress(
    mirror: Database, own: Database, folder: Path
) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "b.txt").write_text(Issuer().file(payload()))
    (folder / "a.lic").write_bytes(b"no license")
    (folder / "readme.txt").write_text("nothing")
    told: list[Progress] = []
    found = Reader(mirror, own, FixedClock()).read([folder], (), told.append)
    assert [(one.name, one.verdict) for one in found] == [
        ("a.lic", "malformed"), ("b.txt", "valid"),
    ]  # fmt: skip
    assert (told[-1].done, told[-1].total) == (2, 2)


def test_reading_many_files_can_be_stopped(mirror: Database, own: Database, folder: Path) -> None:
    (folder / "a.lic").write_text(Issuer().file(payload()))
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        Reader(mirror, own, FixedClock()).read([folder], (), cancel=token)


def test_what_is_no_file_or_gone_is_said(mirror: Database, own: Database, folder: Path) -> None:
    found = read(mirror, own, folder / "gone.lic")
    assert found.verdict == "malformed"
    assert "cannot be read" in found.reasons[0]

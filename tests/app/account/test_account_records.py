"""The account's small records: checked as they come, shown in a sensible order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.account.records import ACCOUNT_KINDS, CheckedApplier
from app.account.service import AccountService
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.opening import open_mirror
from tests.support.orders_feed import change, deletion


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Database]:
    with open_mirror(tmp_path / "mirror.db", StoreKey.new()) as db:
        yield db


def apply(db: Database, *changes: object) -> list[str]:
    with db.write() as tx:
        broken = CheckedApplier(ACCOUNT_KINDS).apply(tx, changes, 1)  # type: ignore[arg-type]
    return [one.id for one in broken]


def test_before_the_first_synchronization_nothing_is_known(mirror: Database) -> None:
    service = AccountService(mirror)
    assert service.account() is None
    assert service.users() == service.contacts() == ()
    assert service.may("feedback")


def test_records_that_do_not_fit_are_returned_and_the_others_kept(mirror: Database) -> None:
    broken = apply(
        mirror,
        change(
            "acc", {"name": "Brennholt SE", "review_by": "2026-12-31T22:59:59Z"}, kind="account"
        ),
        change("u1", {"name": "Zoe", "active": False}, kind="user"),
        change("u2", {"name": "adam"}, kind="user"),
        change("u3", {"name": "Yan"}, kind="user"),
        change("u4", {"email": "who@b.example"}, kind="user"),
        change("u5", [1], kind="user"),
        change("c1", {"name": "Noor", "role": "purchasing", "new": 1}, kind="contact"),
    )
    assert broken == ["u4", "u5"]
    service = AccountService(mirror)
    account = service.account()
    assert account is not None
    assert account.review_by is not None
    assert [user.name for user in service.users()] == ["adam", "Yan", "Zoe"]
    assert service.contacts()[0].role == "purchasing"


def test_a_deleted_record_is_gone_and_an_older_one_changes_nothing(mirror: Database) -> None:
    apply(mirror, change("u1", {"name": "New"}, kind="user", version=5))
    apply(mirror, change("u1", {"name": "Old"}, kind="user", version=4))
    assert [user.name for user in AccountService(mirror).users()] == ["New"]
    apply(mirror, deletion("u1", kind="user", version=6))
    assert AccountService(mirror).users() == ()

"""Credentials are listed without their values, and replaced so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.account.keys import MIRROR_KEY, OWN_KEY, TOKENS
from app.base.tasks import no_report
from app.services.credentials import RECOVERY, NotReplaced
from app.storage.errors import BadCode
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=6) as server:
        yield server


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    made = Desk(home / "desk")
    yield made
    made.office.close()


def test_each_secret_is_listed_by_name_and_time(desk: Desk, sandbox: SandboxServer) -> None:
    info = desk.sign_in(sandbox)
    listed = desk.office.credentials(info.id).listed()
    assert [one.name for one in listed] == [TOKENS, OWN_KEY, MIRROR_KEY, RECOVERY]
    assert all(one.present and one.since is not None for one in listed)
    secret = desk.office.keys(info.id).own.raw.hex()
    assert secret not in repr(listed)


def test_without_a_sign_in_there_are_no_tokens(desk: Desk, sandbox: SandboxServer) -> None:
    info = desk.sign_in(sandbox)
    desk.office.sign_out(info.id)
    [tokens, *others] = desk.office.credentials(info.id).listed()
    assert not tokens.present
    assert all(one.present for one in others)


def test_renewed_tokens_work_and_the_old_ones_are_gone(desk: Desk, sandbox: SandboxServer) -> None:
    info = desk.sign_in(sandbox)
    vault = desk.ring(info.id)
    before = vault.get(TOKENS)
    assert desk.office.credentials(info.id).rotate(TOKENS) is False
    assert vault.get(TOKENS) != before
    desk.office.synchronize(info.id, no_report)


def test_a_renewed_mirror_key_empties_the_mirror_and_keeps_what_is_ours(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id, no_report)
    rooms = desk.office.rooms(info.id)
    item = rooms.account.confirm(info.subject)
    rooms.close()
    before = desk.office.keys(info.id)
    assert desk.office.credentials(info.id).rotate(MIRROR_KEY) is True
    after = desk.office.keys(info.id)
    assert after.mirror.raw != before.mirror.raw
    assert after.own.raw == before.own.raw
    desk.office.prepare(info.id)
    desk.office.synchronize(info.id, no_report)
    rooms = desk.office.rooms(info.id)
    assert rooms.orders.count() > 0
    assert rooms.outbox.get(item).id == item
    rooms.close()


def test_a_crash_after_the_new_mirror_key_costs_only_the_mirror(
    desk: Desk, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id, no_report)

    def crash(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.storage.repair.renew_mirror", crash)
    with pytest.raises(KeyboardInterrupt):
        desk.office.credentials(info.id).rotate(MIRROR_KEY)
    monkeypatch.undo()
    desk.office.prepare(info.id)
    desk.office.synchronize(info.id, no_report)
    rooms = desk.office.rooms(info.id)
    assert rooms.orders.count() > 0
    rooms.close()


def test_a_new_recovery_code_opens_and_the_old_one_does_not(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    [old] = desk.codes
    new = desk.office.credentials(info.id).new_recovery_code()
    desk.ring(info.id).delete(OWN_KEY)
    with pytest.raises(BadCode):
        desk.office.recover(info.id, old)
    desk.office.recover(info.id, new)
    desk.office.rooms(info.id).close()


def test_the_key_of_own_records_is_not_replaced_by_itself(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    with pytest.raises(NotReplaced):
        desk.office.credentials(info.id).rotate(OWN_KEY)

"""The composition root over HTTP: sign in, synchronize, send, lose and find, travel, leave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.account.keys import KeyLost
from app.account.model import SignInState
from app.account.profiles import UnknownProfile
from app.base.errors import ProblemReport
from app.base.tasks import CancelToken
from app.exchange.model import OutboxState
from app.orders.model import OrderColumn, OrderQuery
from app.portal.errors import SignInNeeded, Unreachable
from app.services.entry import AnotherAccount
from app.services.rooms import Rooms
from app.storage.errors import BadBackup, BadCode
from app.support.model import FeedbackDraft
from app.vault.errors import VaultAbsent, VaultLocked
from app.vault.vault import MemoryVault
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=60) as server:
        yield server


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    made = Desk(home / "desk")
    yield made
    made.office.close()


def give_feedback(rooms: Rooms, subject: str, text: str = "More cowbell") -> str:
    draft = FeedbackDraft(text=text, statement=rooms.support.statement(), acknowledged=True)
    return rooms.support.send_feedback(draft, subject)


def test_a_first_sign_in_makes_a_profile_and_orders_arrive(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    assert len(desk.codes) == 1
    assert desk.office.current(None) == info
    heard: list[frozenset[str]] = []
    result = desk.office.synchronize(info.id, on_kinds=heard.append)
    assert result.set_aside == 0
    assert "order" in frozenset().union(*heard)
    rooms = desk.office.rooms(info.id)
    try:
        assert rooms.orders.count() >= 60
        assert rooms.account.account() is not None
        assert rooms.account.users()
        assert rooms.account.contacts()
        signed_in = rooms.account.signed_in()
        assert signed_in.state is SignInState.SIGNED_IN
        assert signed_in.permissions
        assert rooms.support.statement() == sandbox.feedback_statement
        assert rooms.support.products()
        assert rooms.sync_state().synced_at is not None
        page = rooms.overview.overview()
        assert page.counts.orders == rooms.orders.count()
        assert page.renewals
        assert page.scope_use
        assert {need.kind.value for need in page.needs} >= {"suspended", "cancel_by"}
        for column in OrderColumn:
            rows = rooms.orders.first_rows(OrderQuery(sort=column))
            assert rows
        for row in rooms.orders.first_rows(OrderQuery(), limit=200):
            assert rooms.orders.detail(row.number).row == row.row
    finally:
        rooms.close()


def test_a_synchronization_with_nothing_new_is_one_request_and_writes_no_row(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id)
    folder = desk.office.profiles.folder(info.id)
    sandbox.requests(forget=True)
    before = [path.read_bytes() for path in (folder.mirror, folder.own)]
    result = desk.office.synchronize(info.id)
    assert result.requests == 1
    assert len(sandbox.requests()) == 1
    assert [path.read_bytes() for path in (folder.mirror, folder.own)] == before


def test_the_device_grant_leads_to_the_same_profile(desk: Desk, sandbox: SandboxServer) -> None:
    first = desk.sign_in(sandbox)
    again = desk.sign_in(sandbox, method="device")
    assert again.id == first.id
    assert len(desk.codes) == 1
    other = desk.sign_in(sandbox, name="Second look")
    assert other.id != first.id
    assert len(desk.office.profiles.list()) == 2


def test_feedback_written_offline_is_sent_once_and_its_state_is_seen(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id)
    rooms = desk.office.rooms(info.id)
    try:
        item = give_feedback(rooms, info.subject)
        assert [one.state.value for one in rooms.support.feedback()] == ["queued"]
        assert rooms.overview.overview().unsent[0].id == item
        result = desk.office.send(info.id)
        assert result.sent == 1
        assert desk.office.send(info.id).sent == 0
        [shown] = rooms.support.feedback()
        assert shown.state.value == "sent"
        assert shown.receipt_id
        assert rooms.overview.overview().unsent == ()
    finally:
        rooms.close()
    [kept] = sandbox.submissions()
    assert kept["client_id"] == item
    assert kept["body"]["acknowledged"]["statement"] == sandbox.feedback_statement


def test_items_of_one_person_are_not_sent_under_another(desk: Desk, sandbox: SandboxServer) -> None:
    info = desk.sign_in(sandbox)
    rooms = desk.office.rooms(info.id)
    try:
        item = give_feedback(rooms, info.subject)
        other = desk.sign_in(sandbox, "kim", profile_id=info.id)
        assert other.subject != info.subject
        result = desk.office.send(info.id)
        assert (result.sent, result.held_back) == (0, 1)
        assert sandbox.submissions() == []
        desk.sign_in(sandbox, profile_id=info.id)
        assert desk.office.send(info.id).sent == 1
        assert rooms.outbox.get(item).state is OutboxState.SENT
    finally:
        rooms.close()


def test_signing_out_revokes_and_what_is_stored_stays_readable(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id)
    assert desk.office.sign_out(info.id) is True
    assert sandbox.requests("/oauth/revoke")
    with pytest.raises(SignInNeeded):
        desk.office.synchronize(info.id)
    rooms = desk.office.rooms(info.id)
    try:
        assert rooms.orders.count() >= 60
        assert rooms.account.signed_in().state is SignInState.SIGNED_OUT
        assert rooms.overview.overview().needs[0].kind.value in {
            "sign_in",
            "payment",
            "suspended",
        }
    finally:
        rooms.close()


def test_an_ended_sign_in_is_said_until_the_person_signs_in_again(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    sandbox.mutate("revoke_all")
    with pytest.raises(SignInNeeded):
        desk.office.synchronize(info.id)
    rooms = desk.office.rooms(info.id)
    try:
        assert rooms.account.signed_in().state is SignInState.EXPIRED
        assert any(n.kind.value == "sign_in" for n in rooms.overview.overview().needs)
        desk.sign_in(sandbox, profile_id=info.id)
        assert rooms.account.signed_in().state is SignInState.SIGNED_IN
    finally:
        rooms.close()


def test_a_sign_in_that_fails_leaves_nothing_behind(desk: Desk, sandbox: SandboxServer) -> None:
    sandbox.stop()
    with pytest.raises(Unreachable):
        desk.sign_in(sandbox)
    assert desk.office.profiles.list() == ()
    assert not list(desk.places.profiles.glob("*")) if desk.places.profiles.exists() else True
    assert all(not vault.names() for vault in desk.ring.vaults.values())  # type: ignore[union-attr]


def test_another_portal_cannot_take_over_a_profile(desk: Desk, sandbox: SandboxServer) -> None:
    info = desk.sign_in(sandbox)
    with SandboxServer.start(orders=5, seed=2) as other, pytest.raises(AnotherAccount):
        desk.sign_in(other, profile_id=info.id)
    assert desk.office.profiles.get(info.id) == info
    desk.office.synchronize(info.id)


def test_a_lost_mirror_key_means_fetching_anew_and_nothing_of_the_persons_is_touched(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id)
    rooms = desk.office.rooms(info.id)
    item = give_feedback(rooms, info.subject)
    rooms.close()
    desk.ring(info.id).delete("mirror-key")  # type: ignore[operator]
    desk.office.prepare(info.id)
    result = desk.office.synchronize(info.id)
    assert result.snapshot
    rooms = desk.office.rooms(info.id)
    try:
        assert rooms.orders.count() >= 60
        assert rooms.outbox.get(item).state is OutboxState.QUEUED
    finally:
        rooms.close()


def test_a_corrupt_mirror_is_put_aside_and_fetched_anew(desk: Desk, sandbox: SandboxServer) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id)
    folder = desk.office.profiles.folder(info.id)
    content = bytearray(folder.mirror.read_bytes())
    content[100:4000] = bytes(3900)
    folder.mirror.write_bytes(content)
    assert desk.office.synchronize(info.id).snapshot
    assert any(folder.quarantine.iterdir())


def test_a_lost_own_key_comes_back_by_the_recovery_code(desk: Desk, sandbox: SandboxServer) -> None:
    info = desk.sign_in(sandbox)
    rooms = desk.office.rooms(info.id)
    item = give_feedback(rooms, info.subject)
    rooms.close()
    vault = desk.ring(info.id)
    vault.delete("own-key")
    vault.delete("mirror-key")
    with pytest.raises(KeyLost):
        desk.office.keys(info.id)
    with pytest.raises(BadCode):
        desk.office.recover(info.id, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")
    desk.office.recover(info.id, desk.codes[0].lower())
    rooms = desk.office.rooms(info.id)
    try:
        assert rooms.outbox.get(item).state is OutboxState.QUEUED
    finally:
        rooms.close()
    assert desk.office.send(info.id).sent == 1


def test_without_the_code_the_exact_list_of_what_is_lost_is_told(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    rooms = desk.office.rooms(info.id)
    items = {give_feedback(rooms, info.subject, f"number {n}") for n in range(3)}
    rooms.close()
    desk.ring(info.id).delete("own-key")
    lost = desk.office.lost(info.id)
    assert {entry.id for entry in lost} == items
    codes: list[str] = []
    desk.office.start_over(info.id, codes.append)
    assert len(codes) == 1
    folder = desk.office.profiles.folder(info.id)
    assert any(path.name == "own.db" for path in folder.quarantine.rglob("*"))
    desk.sign_in(sandbox, profile_id=info.id)
    desk.office.synchronize(info.id)


def test_a_backup_comes_back_on_another_workstation_with_its_queued_items(
    desk: Desk, sandbox: SandboxServer, home: Path
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id)
    rooms = desk.office.rooms(info.id)
    item = give_feedback(rooms, info.subject)
    rooms.close()
    sealed = home / "own.sealed"
    desk.office.backup(info.id, sealed, "a long passphrase")
    other = Desk(home / "new")
    with pytest.raises(BadBackup):
        other.office.restore(sealed, "another passphrase")
    assert other.office.profiles.list() == ()
    restored = other.office.restore(sealed, "a long passphrase", "Moved")
    assert (restored.name, restored.subject, restored.address) == (
        "Moved", info.subject, info.address,
    )  # fmt: skip
    rooms = other.office.rooms(restored.id)
    try:
        assert rooms.account.signed_in().state is SignInState.EXPIRED
        assert rooms.outbox.get(item).state is OutboxState.QUEUED
        again = other.sign_in(sandbox)
        assert again.id == restored.id
        assert other.office.synchronize(restored.id).snapshot
        assert other.office.send(restored.id).sent == 1
        assert rooms.orders.count() == 0 or rooms.orders.count() >= 60
    finally:
        rooms.close()
        other.office.close()
    assert [kept["client_id"] for kept in sandbox.submissions()] == [item]
    other.ring(restored.id).delete("own-key")
    other.office.recover(restored.id, desk.codes[0])


def test_what_was_sent_after_the_backup_is_not_sent_again_from_it(
    desk: Desk, sandbox: SandboxServer, home: Path
) -> None:
    info = desk.sign_in(sandbox)
    rooms = desk.office.rooms(info.id)
    give_feedback(rooms, info.subject)
    rooms.close()
    sealed = home / "own.sealed"
    desk.office.backup(info.id, sealed, "a long passphrase")
    assert desk.office.send(info.id).sent == 1
    other = Desk(home / "new")
    restored = other.office.restore(sealed, "a long passphrase")
    other.sign_in(sandbox)
    sandbox.requests(forget=True)
    assert other.office.send(restored.id).sent == 1
    assert [r.method for r in sandbox.requests("/v1/feedback")] == []
    assert len(sandbox.submissions()) == 1


def test_removing_a_profile_takes_its_keys_with_it(desk: Desk, sandbox: SandboxServer) -> None:
    info = desk.sign_in(sandbox)
    folder = desk.office.profiles.folder(info.id)
    desk.office.remove(info.id)
    assert not folder.path.exists()
    assert desk.ring(info.id).names() == frozenset()
    assert desk.office.current(None) is None
    with pytest.raises(UnknownProfile):
        desk.office.profiles.get(info.id)


class NoKeyring(MemoryVault):
    """A computer without a keyring."""

    def put(self, name: str, secret: bytes) -> None:
        raise VaultAbsent(detail="none")

    def get_many(self, names: object) -> dict[str, bytes]:
        raise VaultAbsent(detail="none")


class Locked(MemoryVault):
    """A keyring that nobody unlocks."""

    def put(self, name: str, secret: bytes) -> None:
        raise VaultLocked


def test_without_a_keyring_the_session_lives_in_memory_and_says_so(
    home: Path, sandbox: SandboxServer
) -> None:
    desk = Desk(home / "desk", ring=lambda _profile: NoKeyring())
    info = desk.sign_in(sandbox)
    note = desk.office.memory_note(info.id)
    assert isinstance(note, ProblemReport)
    folder = desk.office.profiles.folder(info.id)
    assert desk.office.synchronize(info.id).applied > 60
    assert desk.office.current(None) == info
    assert not list(desk.places.data.rglob("*.db"))
    desk.office.close()
    assert not folder.path.exists()
    assert desk.opened().current(None) is None


def test_a_locked_keyring_is_no_reason_for_a_session_in_memory(
    home: Path, sandbox: SandboxServer
) -> None:
    desk = Desk(home / "desk", ring=lambda _profile: Locked())
    with pytest.raises(VaultLocked):
        desk.sign_in(sandbox)
    assert sandbox.requests("/oauth") == []
    assert desk.office.profiles.list() == ()


def test_after_a_restart_the_profile_opens_from_the_keyring(
    desk: Desk, sandbox: SandboxServer
) -> None:
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id)
    sandbox.stop()
    again = desk.opened()
    assert again.current(None) == info
    assert again.prepare(info.id).notes == ()
    rooms = again.rooms(info.id)
    try:
        assert rooms.orders.first_rows(OrderQuery(text="ko-2"))
    finally:
        rooms.close()
    with pytest.raises(Unreachable):
        again.synchronize(info.id, cancel=CancelToken())


def test_vendor_keys_change_only_as_the_old_key_says(desk: Desk, sandbox: SandboxServer) -> None:
    info = desk.sign_in(sandbox)
    sandbox.mutate("rotate_key")
    assert desk.sign_in(sandbox, profile_id=info.id).id == info.id

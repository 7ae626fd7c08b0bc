"""A session's tokens: refreshed once, kept before use, shared between processes, revoked."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import msgspec
import pytest

from app.base.clock import SystemClock, to_wire
from app.base.errors import Cancelled
from app.base.ids import new_id
from app.base.tasks import CancelToken, bounded
from app.portal import errors
from app.portal.discovery import discover
from app.portal.feed_page import read_page
from app.portal.session import Session
from app.portal.tokens import Endpoints, TokenSet
from app.portal.transport import Transport
from app.portal.wire import FEEDBACK_PATH, Acknowledgement, Discovery, FeedbackBody
from tests.support.network import ShiftedClock, transport
from tests.support.raw_server import RawServer, always, answer
from tests.support.sandbox import SandboxServer

CLOCK = SystemClock()


class Keeper:
    """Keeps tokens in memory, and can fail as a locked keyring does."""

    def __init__(self, tokens: TokenSet | None) -> None:
        self.tokens = tokens
        self.saved: list[TokenSet] = []
        self.fails = 0

    def load(self) -> TokenSet | None:
        return self.tokens

    def save(self, tokens: TokenSet) -> None:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("locked")
        self.tokens = tokens
        self.saved.append(tokens)

    def clear(self) -> None:
        self.tokens = None


@pytest.fixture
def portal() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=5) as server:
        yield server


@pytest.fixture
def client() -> Iterator[Transport]:
    with transport() as made:
        yield made


@pytest.fixture
def found(portal: SandboxServer, client: Transport) -> Discovery:
    return discover(client, portal.address)


def _kept(portal: SandboxServer, *, expired: bool = False) -> Keeper:
    given = portal.sign_in()
    return Keeper(
        TokenSet(
            access_token=given.access_token,
            refresh_token=given.refresh_token,
            expires_at=CLOCK.now() + timedelta(seconds=-5 if expired else given.expires_in),
        )
    )


def _old(access: str = "old", refresh: str | None = "r1", minutes: int = 10) -> TokenSet:
    ends = CLOCK.now() + timedelta(minutes=minutes)
    return TokenSet(access_token=access, refresh_token=refresh, expires_at=ends)


def test_a_signed_in_session_reads_and_sends(
    portal: SandboxServer, client: Transport, found: Discovery
) -> None:
    session = Session(client, found, _kept(portal), CLOCK)
    assert session.me().subject
    page = session.changes(None, 50)
    assert page.changes
    key = new_id(CLOCK)
    body = FeedbackBody(key, "idea", "text", CLOCK.now(), Acknowledgement("said", CLOCK.now()))
    assert session.find_submission(key) is None
    first = session.submit(FEEDBACK_PATH, msgspec.json.encode(body), key)
    again = session.submit(FEEDBACK_PATH, msgspec.json.encode(body), key)
    assert first == again == session.find_submission(key)
    assert len(portal.submissions()) == 1


def test_an_unknown_cursor_is_gone(
    portal: SandboxServer, client: Transport, found: Discovery
) -> None:
    session = Session(client, found, _kept(portal), CLOCK)
    with pytest.raises(errors.Gone):
        session.changes("no-such-cursor", 10)


def test_an_expired_token_is_renewed_before_it_is_sent(
    portal: SandboxServer, client: Transport, found: Discovery
) -> None:
    keeper = _kept(portal, expired=True)
    portal.requests(forget=True)
    Session(client, found, keeper, CLOCK).me()
    assert len(keeper.saved) == 1
    assert len(portal.requests("/v1/me")) == 1


def test_a_refused_token_is_renewed_once_and_the_request_repeated(
    portal: SandboxServer, client: Transport, found: Discovery
) -> None:
    keeper = _kept(portal)
    session = Session(client, found, keeper, CLOCK)
    session.me()
    portal.mutate("advance_clock", seconds=3600)
    assert session.me().subject
    assert len(keeper.saved) == 1


def test_new_tokens_are_kept_before_they_are_used(client: Transport) -> None:
    fresh = b'{"access_token":"new","token_type":"Bearer","expires_in":600,"refresh_token":"r2"}'
    with RawServer(always(answer(b"{}", "401 No"), answer(fresh), answer(ME))) as server:
        keeper = Keeper(_old())
        keeper.fails = 1
        session = Session(client, _endpoints(server), keeper, CLOCK)
        with pytest.raises(RuntimeError):
            session.me()
        assert b"Bearer new" not in b"".join(server.heard)
        assert session.me().subject == "s"
        assert keeper.tokens is not None
        assert keeper.tokens.refresh_token == "r2"
        assert len(server.heard) == 3


ME = msgspec.json.encode(
    {"subject": "s", "name": "n", "email": "e", "account_id": "a", "account_name": "A",
     "permissions": []}
)  # fmt: skip


def _endpoints(server: RawServer) -> Endpoints:
    return Endpoints(server.url, f"{server.url}/token", f"{server.url}/revoke", "client")


def test_a_portal_that_does_not_rotate_keeps_the_refresh_token(client: Transport) -> None:
    fresh = answer(b'{"access_token":"new","token_type":"bearer","expires_in":600}')
    with RawServer(always(answer(b"{}", "401 No"), fresh, answer(ME))) as server:
        keeper = Keeper(_old())
        Session(client, _endpoints(server), keeper, CLOCK).me()
    assert keeper.tokens is not None
    assert (keeper.tokens.access_token, keeper.tokens.refresh_token) == ("new", "r1")


def test_a_sign_in_that_ended_asks_to_sign_in_again_and_forgets_the_tokens(
    portal: SandboxServer, client: Transport, found: Discovery
) -> None:
    keeper = _kept(portal)
    portal.mutate("revoke_all")
    with pytest.raises(errors.SignInNeeded) as caught:
        Session(client, found, keeper, CLOCK).me()
    assert caught.value.retry
    assert keeper.tokens is None
    with pytest.raises(errors.SignInNeeded):
        Session(client, found, keeper, CLOCK).me()


def test_a_second_401_after_the_refresh_does_not_go_round_again(client: Transport) -> None:
    fresh = answer(b'{"access_token":"new","token_type":"bearer","expires_in":600}')
    no = answer(b"{}", "401 No")
    with RawServer(always(no, fresh, no)) as server:
        with pytest.raises(errors.SignInNeeded):
            Session(client, _endpoints(server), Keeper(_old()), CLOCK).me()
        assert len(server.heard) == 3


def test_a_fault_while_refreshing_keeps_the_tokens_for_the_next_try(client: Transport) -> None:
    fresh = b'{"access_token":"new","token_type":"bearer","expires_in":600,"refresh_token":"r2"}'
    broken = answer(b"{}", "503 Later")
    answers = (answer(b"{}", "401 No"), broken, answer(b"{}", "401 No"), answer(fresh), answer(ME))
    with RawServer(always(*answers)) as server:
        keeper = Keeper(_old())
        session = Session(client, _endpoints(server), keeper, CLOCK)
        with pytest.raises(errors.ServerFault):
            session.me()
        assert keeper.tokens == _same(keeper.tokens)
        assert session.me().subject == "s"


def _same(tokens: TokenSet | None) -> TokenSet:
    assert tokens is not None
    return tokens


def test_tokens_refused_because_the_clock_is_wrong_name_the_clock() -> None:
    today = format_datetime(datetime.now(UTC), usegmt=True)
    no = answer(b"{}", "401 No", Date=today)
    fresh = answer(b'{"access_token":"new","token_type":"bearer","expires_in":600}', Date=today)
    for days, word in ((3, "ahead"), (-3, "behind")):
        clock = ShiftedClock(timedelta(days=days))
        client = Transport(clock=clock, proxy="none")
        try:
            with RawServer(always(no, fresh, no)) as server:
                keeper = Keeper(_old(minutes=10 * 24 * 60))
                with pytest.raises(errors.ClockOff) as caught:
                    Session(client, _endpoints(server), keeper, clock).me()
        finally:
            client.close()
        assert word in caught.value.explanation


def test_threads_that_need_fresh_tokens_at_once_refresh_once(
    portal: SandboxServer, client: Transport, found: Discovery
) -> None:
    keeper = _kept(portal, expired=True)
    session = Session(client, found, keeper, CLOCK)
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            session.me()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(keeper.saved) == 1


_PROCESS = """
import sys
from pathlib import Path
import msgspec
from app.base.clock import SystemClock
from app.portal.session import Session
from app.portal.tokens import Endpoints, TokenSet
from app.portal.transport import Transport

folder, address = Path(sys.argv[1]), sys.argv[2]
file = folder / "tokens"

class Keeper:
    def load(self):
        return msgspec.json.decode(file.read_bytes(), type=TokenSet)
    def save(self, tokens):
        part = file.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(tokens))
        part.replace(file)
    def clear(self):
        file.unlink()

clock = SystemClock()
transport = Transport(clock=clock, proxy="none")
to = Endpoints(address, address + "/oauth/token", address + "/oauth/revoke", sys.argv[3])
session = Session(transport, to, Keeper(), clock, refresh_lock=folder / "refresh.lock")
sys.stdout.write("ready\\n")
sys.stdout.flush()
for _line in sys.stdin:
    sys.stdout.write(session.me().subject + "\\n")
    sys.stdout.flush()
transport.close()
"""


def test_processes_of_one_profile_do_not_burn_each_others_refresh_token(
    portal: SandboxServer, found: Discovery, tmp_path: Path
) -> None:
    given = portal.sign_in()
    tokens = TokenSet(
        access_token=given.access_token, refresh_token=given.refresh_token, expires_at=CLOCK.now()
    )
    (tmp_path / "tokens").write_bytes(msgspec.json.encode(tokens))
    command = [sys.executable, "-c", _PROCESS, str(tmp_path), portal.address, found.client_id]
    root = Path(__file__).parents[3]
    started = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
        )
        for _ in range(3)
    ]
    try:
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for _round in range(4):
            for process in started:
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            answers = [process.stdout.readline() for process in started if process.stdout]
            assert len(set(answers)) == 1
            assert answers[0].strip()
            portal.mutate("advance_clock", seconds=3600)
    finally:
        for process in started:
            process.communicate(timeout=20)
    assert len(portal.requests("/oauth/token")) <= 1 + 4


def test_waiting_for_another_process_can_be_cancelled(client: Transport, tmp_path: Path) -> None:
    import filelock

    cancel = CancelToken()
    lock = tmp_path / "refresh.lock"
    with RawServer(always(answer(ME))) as server:
        session = Session(client, _endpoints(server), Keeper(_old()), CLOCK, refresh_lock=lock)
        timer = threading.Timer(0.2, cancel.cancel)
        with filelock.FileLock(lock):
            timer.start()
            with pytest.raises(Cancelled):
                bounded(lambda: session.me(cancel), 1.5)
        timer.join()
        assert session.me().subject == "s"


def test_signing_out_revokes_there_and_forgets_here(
    portal: SandboxServer, client: Transport, found: Discovery
) -> None:
    keeper = _kept(portal)
    stolen = keeper.tokens
    session = Session(client, found, keeper, CLOCK)
    session.me()
    session.sign_out()
    assert keeper.tokens is None
    with pytest.raises(errors.SignInNeeded):
        Session(client, found, Keeper(stolen), CLOCK).me()
    session.sign_out()


def test_signing_out_without_the_portal_forgets_here_and_says_so(client: Transport) -> None:
    with RawServer(always(answer(b"{}", "500 Oops"))) as server:
        keeper = Keeper(_old())
        with pytest.raises(errors.RevocationFailed) as caught:
            Session(client, _endpoints(server), keeper, CLOCK).sign_out()
    assert keeper.tokens is None
    assert "signed out on this computer" in caught.value.explanation


def test_a_broken_entry_does_not_spoil_its_page() -> None:
    good = {"kind": "order", "id": "o1", "version": 3, "data": {"number": "A"}, "new": [1]}
    broken = [{"kind": "order", "id": 5, "version": "x"}, 7, None]
    body = msgspec.json.encode({"changes": [good, *broken], "next": "c", "more": False})
    page = read_page(body)
    assert [change.kind for change in page.changes] == ["order", "", "", ""]
    assert page.changes[0].id == "o1"
    assert len({change.id for change in page.changes}) == 4
    assert bytes(page.changes[2].data) == b"7"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"changes": 1, "next": "", "more": true}'])
def test_what_is_no_page_is_not_a_portals(body: bytes) -> None:
    with pytest.raises(errors.NotAPortal):
        read_page(body)


def test_instants_on_the_wire_are_utc() -> None:
    assert to_wire(_old().expires_at).endswith("Z")

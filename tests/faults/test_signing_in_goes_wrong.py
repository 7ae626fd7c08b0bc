"""Whatever goes wrong with signing in and staying signed in: the person at the shell sees what."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli.exits import ExitCode
from tests.support import secret_service
from tests.support.raw_server import RawServer, always, answer
from tests.support.sandbox import SandboxServer, submit, visit
from tests.support.secret_service import SecretService
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)

FAR_OFF = 3 * 3600.0


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=10) as server:
        yield server


@pytest.fixture
def shell(home: Path, private_bus: SecretService) -> Shell:
    return Shell(home, private_bus.environment)


def by_browser(
    shell: Shell, sandbox: SandboxServer, person: Callable[[str, subprocess.Popen[str]], object]
) -> tuple[int, Any, str]:
    """Sign in with the browser, `person` being its user: exit status, document, standard error."""
    with shell.start("signin", sandbox.address, "--browser", "--json") as process:
        assert process.stderr
        url = next(line for line in process.stderr if line.startswith("http")).strip()
        person(url, process)
        out, err = process.communicate(timeout=60)
    return process.returncode, json.loads(out), err


def profiles(shell: Shell) -> list[Any]:
    return list(shell.run("profiles", "list", "--json").document["profiles"])


def test_a_wrong_password_is_said_by_the_portals_page_and_the_right_one_still_signs_in(
    shell: Shell, sandbox: SandboxServer
) -> None:
    def person(url: str, process: subprocess.Popen[str]) -> None:
        page = submit(visit("GET", url), user=sandbox.user, password="not this one")
        assert page.status == 403
        assert "do not match" in page.text
        assert process.poll() is None, "the program goes on waiting for the browser"
        page = submit(page, user=sandbox.user, password=sandbox.password)
        back = submit(page, decision="allow")
        assert "You are signed in" in visit("GET", back.headers["location"]).text

    code, document, _err = by_browser(shell, sandbox, person)
    assert code == ExitCode.OK
    assert document["profile"]["subject"] == "usr-dana"


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent as a POSIX signal")
def test_a_locked_account_is_said_by_the_portals_page_and_the_wait_can_be_canceled(
    shell: Shell, sandbox: SandboxServer
) -> None:
    def person(url: str, process: subprocess.Popen[str]) -> None:
        page = visit("GET", url)
        for attempt in range(5):
            page = submit(page, user=sandbox.user, password=f"wrong {attempt}")
        page = submit(page, user=sandbox.user, password=sandbox.password)
        assert page.status == 403
        assert "locked" in page.text
        process.send_signal(signal.SIGINT)

    code, document, err = by_browser(shell, sandbox, person)
    assert code == ExitCode.CANCELED
    assert document == {"canceled": True}
    assert "Traceback" not in err
    assert profiles(shell) == []


@pytest.mark.parametrize(
    ("word", "expected", "title"),
    [
        ("invalid_credentials", "CP-3102", "password is wrong"),
        ("account_locked", "CP-3103", "account is locked"),
        ("access_denied", "CP-3104", "not granted"),
    ],
)
def test_a_portal_that_sends_its_refusal_back_is_understood(
    shell: Shell, sandbox: SandboxServer, word: str, expected: str, title: str
) -> None:
    def person(url: str, _process: subprocess.Popen[str]) -> None:
        asked = sandbox.sign_in_as_browser(url, decision="deny", follow=False)
        back = asked.headers["location"].replace("access_denied", word)
        assert "did not work" in visit("GET", back).text

    code, document, _err = by_browser(shell, sandbox, person)
    assert code == ExitCode.PROBLEM
    assert document["problem"]["code"] == expected
    assert title in document["problem"]["title"]
    assert document["problem"]["next_step"]
    assert profiles(shell) == []


def test_a_person_locked_while_signed_in_is_asked_to_sign_in_and_keeps_everything(
    shell: Shell, sandbox: SandboxServer
) -> None:
    assert shell.sign_in(sandbox).code == 0
    assert shell.run("sync").code == 0
    sent = shell.run("feedback", "send", "kept", "--acknowledge", "--later", "--json")
    sandbox.mutate("set_person", user=sandbox.user, locked=True)
    sandbox.mutate("revoke_all")
    ended = shell.run("sync", "--json")
    assert ended.code == ExitCode.SIGN_IN_NEEDED
    assert ended.document["problem"]["code"] == "CP-3101"
    assert len(shell.run("orders", "list", "--json").document["orders"]) == 10
    sandbox.mutate("set_person", user=sandbox.user, locked=False)
    assert shell.sign_in(sandbox).code == 0
    assert shell.run("sync").code == 0
    item = sent.document["feedback"]["id"]
    assert [found["client_id"] for found in sandbox.submissions()] == [item]


@pytest.mark.parametrize(
    ("address", "expected", "status"),
    [
        ("no-such-portal.invalid", "CP-3001", ExitCode.OFFLINE),
        ("http://127.0.0.1:9", "CP-3001", ExitCode.OFFLINE),
        ("not an address", "CP-3009", ExitCode.PROBLEM),
        ("ftp://portal.example", "CP-3009", ExitCode.PROBLEM),
    ],
)
def test_an_unknown_address_says_whether_to_look_at_the_network_or_the_spelling(
    shell: Shell, address: str, expected: str, status: ExitCode
) -> None:
    done = shell.run("signin", address, "--json")
    assert (done.code, done.document["problem"]["code"]) == (status, expected)
    assert done.document["problem"]["next_step"]
    assert profiles(shell) == []


def test_a_web_site_that_is_no_portal_is_said_so(shell: Shell) -> None:
    shop = answer(b"<html><a href='https://evil.example'>Shop</a></html>", kind="text/html")
    missing = answer(b"none", "404 Not Found", "text/html")
    said = []
    for content in (shop, missing, answer(b'{"hello": "world"}')):
        with RawServer(always(content)) as server:
            done = shell.run("signin", server.url, "--json")
        assert done.code in (ExitCode.PROBLEM, ExitCode.OFFLINE)
        assert "evil.example" not in done.out
        said.append(done.document["problem"]["code"])
    assert said == ["CP-3004", "CP-3008", "CP-3008"]


@pytest.mark.parametrize("ahead", [FAR_OFF, -FAR_OFF])
def test_tokens_refused_because_the_clock_is_off_name_the_clock(
    shell: Shell, sandbox: SandboxServer, ahead: float
) -> None:
    assert shell.sign_in(sandbox).code == 0
    sandbox.mutate("revoke_all")
    sandbox.fault("clock", seconds=ahead, path="/", times=0)
    done = shell.run("sync", "--json")
    problem = done.document["problem"]
    assert problem["code"] == "CP-3020"
    assert ("behind" if ahead > 0 else "ahead") in problem["explanation"]
    assert "Set date, time and time zone" in problem["next_step"]


def test_a_token_that_expires_within_a_synchronization_is_renewed_and_the_rest_fetched(
    home: Path, private_bus: SecretService
) -> None:
    shell = Shell(home, private_bus.environment)
    with SandboxServer.start(orders=2500, access_seconds=600) as large:
        assert shell.sign_in(large).code == 0
        large.requests(forget=True)
        large.fault("status", status=401, code="invalid_token", path="/v1/changes", skip=1)
        done = shell.run("sync", "--json")
        assert done.code == 0, done
        assert done.document["sync"]["set_aside"] == 0
        assert large.faults_pending() == 0
        assert len(large.requests("/oauth/token")) == 1
        totals = shell.run("orders", "list", "--json", "--limit", "1").document
        assert totals["stored"] == 2500


def test_a_sign_in_that_ends_within_a_synchronization_keeps_what_came_and_the_next_goes_on(
    home: Path, private_bus: SecretService
) -> None:
    shell = Shell(home, private_bus.environment)
    with SandboxServer.start(orders=2500) as large:
        assert shell.sign_in(large).code == 0
        large.fault("status", status=401, code="invalid_token", path="/v1/changes", skip=2, times=0)
        ended = shell.run("sync", "--json")
        assert ended.code == ExitCode.SIGN_IN_NEEDED
        first = len(shell.run("orders", "list", "--json", "--limit", "0").document["orders"])
        assert 0 < first < 2500
        large.faults()
        assert shell.sign_in(large).code == 0
        large.requests(forget=True)
        assert shell.run("sync").code == 0
        after = [found.target for found in large.requests("/v1/changes")]
        assert all("after=" in target for target in after), "it goes on behind its cursor"
        assert shell.run("orders", "list", "--json", "--limit", "1").document["stored"] == 2500

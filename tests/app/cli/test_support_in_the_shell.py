"""`counterpart support`: real commands, a real keyring and the sandbox; one home for all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli.exits import ExitCode
from tests.support import secret_service
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=60, agent_seconds=None) as server:
        yield server


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, sandbox: SandboxServer) -> Iterator[Shell]:
    """One signed-in and synchronized home."""
    with secret_service.running() as service:
        made = Shell(tmp_path_factory.mktemp("home"), service.environment)
        assert made.sign_in(sandbox, "--profile", "Work").code == 0
        assert made.run("sync").code == 0
        yield made


def document(shell: Shell, *words: str) -> Any:
    return json.loads(shell.run("support", *words, "--json").out)


def test_requests_are_listed_searched_and_shown(shell: Shell) -> None:
    listed = shell.run("support", "list")
    assert listed.code == 0
    assert "KR-5093" in listed.out
    assert "Answer overdue by" in listed.out
    assert "KR-5031" not in shell.run("support", "list", "--open").out
    found = document(shell, "search", "kassel", "hosts", "counted")["requests"]
    assert [one["number"] for one in found] == ["KR-5067"]
    shown = shell.run("support", "show", "KR-5067").out
    assert "Lumenhof Systems" in shown
    assert "§8.2" in shown
    long = document(shell, "show", "KR-5048", "--all")["messages"]
    assert len(long) == 40
    assert shell.run("support", "show", "KR-0").code == ExitCode.PROBLEM


def test_what_is_found_holds_a_request_back_until_it_is_decided(
    shell: Shell, sandbox: SandboxServer
) -> None:
    log = shell.home / "gateway.log"
    log.write_text("fine\npassword=hunter2-Kd93kdUw92\n", encoding="utf-8")
    words = (
        "new", "Sessions drop", "--file", "-", "--product", "Strata Archive", "--severity", "high",
        "--impact", "Three plants wait", "--attach", str(log),
    )  # fmt: skip
    held = shell.run("support", *words, "--json", stdin="Since this morning.\n")
    assert held.code == ExitCode.FINDINGS
    told = held.document
    assert (told["sent"], len(told["findings"])) == (False, 1)
    assert "hunter2" not in held.out
    assert sandbox.requests("/v1/uploads") == []
    draft = told["draft"]
    assert draft in shell.run("support", "drafts").out
    sent = shell.run("support", "send", draft, "--redact", "--json")
    assert sent.code == 0, sent
    item = sent.document["item"]
    assert item["state"] == "sent"
    body = next(one["body"] for one in sandbox.submissions() if one["client_id"] == item["id"])
    assert body["order_id"] == "ord-21388"
    assert body["text"] == "Since this morning.\n"
    assert shell.run("support", "drafts").out.strip() == "No drafts."


def test_a_request_is_answered_closed_reopened_and_rated(
    shell: Shell, sandbox: SandboxServer
) -> None:
    item = document(shell, "new", "Alarms are late", "Again.", "--later")["item"]["id"]
    log = shell.home / "alarms.txt"
    log.write_text("nothing odd\n", encoding="utf-8")
    assert shell.run("support", "attach", item, str(log), "--later").code == 0
    assert shell.run("support", "close", item, "--text", "It went away").code == 0
    late = shell.run("support", "reply", item, "Back again", "--json")
    assert late.code == ExitCode.PROBLEM
    assert late.document["problem"]["code"] == "CP-5206"
    draft = document(shell, "drafts")["drafts"][0]["id"]
    assert shell.run("support", "send", draft, "--reopen", "--later").code == 0
    assert shell.run("support", "rate", item, "2").code == 0
    assert shell.run("sync").code == 0
    shown = document(shell, "show", item)
    assert shown["request"]["rating"] == 2
    assert [one["change_words"] or one["text"] for one in shown["messages"]] == [
        "Again.", "", "Closed", "Reopened", "Back again", "Rated 2 of 5",
    ]  # fmt: skip
    assert [one["name"] for one in shown["messages"][1]["files"]] == ["alarms.txt"]


def test_a_reason_lets_findings_through_and_the_queue_keeps_it_for_later(shell: Shell) -> None:
    queued = shell.run(
        "support", "reply", "KR-5093", "Card 4111111111111111", "--allow-findings", "a test card",
        "--later", "--json",
    )  # fmt: skip
    assert queued.code == 0, queued
    assert queued.document["item"]["state"] == "queued"
    shown = document(shell, "show", "KR-5093")
    assert shown["messages"][-1]["fate"]["state"] == "queued"
    assert "not sent yet" in shell.run("support", "show", "KR-5093").out
    assert shell.run("sync").code == 0
    assert document(shell, "show", "KR-5093")["messages"][-1]["fate"] is None


@pytest.mark.parametrize(
    "words",
    [
        ("new", "A subject", "a text", "--product", "no such product"),
        ("rate", "KR-5093", "6"),
        ("report-unauthorized", "text", "--user", "Nobody Here"),
        ("report-unauthorized", "text", "--keep-open", "--lock-first"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_kept(
    shell: Shell, words: tuple[str, ...]
) -> None:
    assert shell.run("support", *words).code == ExitCode.USAGE


def test_a_link_is_no_file_to_send_and_the_text_is_kept(shell: Shell, tmp_path: Path) -> None:
    place = tmp_path / "file.log"
    place.symlink_to("/etc/hostname")
    refused = shell.run("support", "new", "With a link", "A text", "--attach", str(place))
    assert refused.code == ExitCode.PROBLEM
    [draft] = document(shell, "drafts")["drafts"]
    assert (draft["subject"], draft["files"]) == ("With a link", [])
    assert shell.run("support", "discard", draft["id"]).code == 0


def test_unauthorized_use_is_reported_first_and_then_the_profile_is_locked(
    shell: Shell, sandbox: SandboxServer
) -> None:
    sandbox.fault("status", status=503, path="/v1/support/unauthorized-use", times=1)
    waits = shell.run("support", "report-unauthorized", "A key was lost.", "--json")
    assert waits.code == ExitCode.PARTLY
    assert (waits.document["locked"], waits.document["report"]["state"]) == (False, "waiting")
    told = shell.run(
        "support", "report-unauthorized", "A notebook was stolen.", "--user", "Dana Weber",
        "--noticed", "2026-11-21T10:48+01:00", "--json",
    )  # fmt: skip
    assert told.code == 0, told
    assert (told.document["locked"], told.document["revoked"]) == (True, True)
    assert len(told.document["next_steps"]) > 4
    item = told.document["report"]["id"]
    body = next(one["body"] for one in sandbox.submissions() if one["client_id"] == item)
    assert body["noticed_at"] == "2026-11-21T09:48:00Z"
    assert len(body["users"]) == 1
    after = shell.run("support", "list", "--json")
    assert after.document["problem"]["code"] == "CP-5010"
    assert shell.sign_in(sandbox, "--profile", "Work").code == 0
    assert shell.run("sync").code == 0
    assert [one["severity"] for one in document(shell, "search", "notebook")["requests"]] == [
        "urgent"
    ]

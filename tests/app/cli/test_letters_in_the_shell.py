"""`counterpart notices draft` and `sent`: real commands, real keyring, real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """One signed-in and synchronized home."""
    with SandboxServer.start(orders=60) as sandbox, secret_service.running() as service:
        made = Shell(tmp_path_factory.mktemp("home"), service.environment)
        assert made.sign_in(sandbox, "--profile", "Work").code == 0
        assert made.run("sync").code == 0
        yield made


def day(ago: int) -> str:
    return (datetime.now(UTC).date() - timedelta(days=ago)).isoformat()


def test_a_demand_to_consult_is_drafted_sent_and_starts_its_clock_on_receipt(shell: Shell) -> None:
    made = shell.run(
        "notices", "draft", "dispute", "--order", "KO-21502", "--about", "the October invoice",
        "--json",
    ).document["draft"]  # fmt: skip
    assert made["kind"] == "dispute"
    assert "the October invoice" in made["letter"]
    assert "§24.1" in made["letter"]
    assert shell.run("notices", "sent", made["id"]).code == ExitCode.USAGE
    sent = shell.run("notices", "sent", made["id"], "--on", day(3))
    assert sent.code == 0, sent
    assert "by post" in sent.out
    assert "No receipt is recorded yet" in sent.out
    mine = [one for one in clocks(shell) if one["notice_id"] == made["id"]]
    assert mine == []
    received = shell.run("notices", "sent", made["id"], "--received", day(1), "--json")
    assert received.document["draft"]["sent"]["posted_on"] == day(3)
    assert received.document["draft"]["sent"]["received_on"] == day(1)
    [mine] = [one for one in clocks(shell) if one["notice_id"] == made["id"]]
    assert mine["kind"] == "consultation_end"
    assert mine["source"]["clause"] == "24.1"
    listed = shell.run("notices", "drafts").out
    assert "received" in listed
    shown = shell.run("notices", "show", made["id"]).out
    assert "Sent by post on" in shown
    assert "It counts from" in shown
    undone = shell.run("notices", "sent", made["id"], "--undo")
    assert undone.out.startswith("Not sent: ")


def test_an_objection_to_publicity_goes_by_e_mail(shell: Shell) -> None:
    drafted = shell.run("notices", "draft", "publicity_opt_out")
    assert drafted.code == 0, drafted
    assert "§22.2" in drafted.out
    [made] = [
        one
        for one in shell.run("notices", "drafts", "--json").document["drafts"]
        if one["kind"] == "publicity_opt_out"
    ]
    done = shell.run(
        "notices", "sent", made["id"], "--on", day(2), "--received", day(2), "--by", "e-mail"
    )
    assert "by e-mail" in done.out
    assert "publicity_opt_out" in {
        one["kind"] for one in clocks(shell) if one["notice_id"] == made["id"]
    }


def test_days_that_cannot_be_are_refused(shell: Shell) -> None:
    made = shell.run("notices", "draft", "dispute", "--json").document["draft"]
    mark = ("notices", "sent", made["id"], "--json")
    assert shell.run(*mark, "--on", day(-5)).document["problem"]["code"] == "CP-5344"
    early = shell.run(*mark, "--on", day(1), "--received", day(2))
    assert early.document["problem"]["code"] == "CP-5344"
    assert shell.run(*mark, "--on", "yesterday").code == ExitCode.USAGE
    assert shell.run(*mark, "--undo", "--on", day(1)).code == ExitCode.USAGE
    unknown = shell.run("notices", "sent", "nothing", "--on", day(1), "--json")
    assert unknown.document["problem"]["code"] == "CP-5341"
    none = shell.run("notices", "draft", "non_renewal", "--json")
    assert none.document["problem"]["code"] == "CP-5347"


def clocks(shell: Shell) -> list[dict[str, Any]]:
    found = shell.run(
        "deadlines", "--kind", "consultation_end", "--kind", "publicity_opt_out", "--json"
    ).document["deadlines"]
    return [one["deadline"] for one in found]

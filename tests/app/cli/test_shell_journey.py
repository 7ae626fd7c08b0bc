"""The shell's whole journey: real commands, a real keyring, the real sandbox on a socket."""

from __future__ import annotations

import csv
import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.exits import ExitCode
from tests.support import secret_service
from tests.support.environment import NO_BUS
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.shell import Shell
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def keyring() -> Iterator[SecretService]:
    with secret_service.running() as service:
        yield service


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=120, process=True) as server:
        yield server


@pytest.fixture(autouse=True)
def no_faults(sandbox: SandboxServer) -> None:
    sandbox.faults()


@pytest.fixture
def shell(home: Path, keyring: SecretService) -> Shell:
    return Shell(home, keyring.environment)


@pytest.fixture
def signed_in(shell: Shell, sandbox: SandboxServer) -> Shell:
    done = shell.sign_in(sandbox, "--profile", "Work")
    assert done.code == 0, done
    return shell


@pytest.fixture
def synced(signed_in: Shell) -> Shell:
    done = signed_in.run("sync", "--json")
    assert done.code == 0, done
    assert done.document["sync"]["applied"] > 120
    return signed_in


def queue(shell: Shell, text: str) -> str:
    done = shell.run("feedback", "send", text, "--acknowledge", "--later", "--json")
    assert done.code == 0, done
    return str(done.document["feedback"]["id"])


def deliveries(sandbox: SandboxServer, client_id: str) -> int:
    return [found["client_id"] for found in sandbox.submissions()].count(client_id)


def test_signing_in_shows_the_recovery_code_once(shell: Shell, sandbox: SandboxServer) -> None:
    first = shell.sign_in(sandbox)
    assert first.code == 0, first
    assert first.document["recovery_code"]
    assert first.document["profile"]["subject"] == "usr-dana"
    again = shell.sign_in(sandbox)
    assert again.document["recovery_code"] is None
    assert again.document["profile"]["id"] == first.document["profile"]["id"]
    kept = [path for path in shell.home.rglob("*") if path.is_file()]
    code = first.document["recovery_code"].encode()
    assert not [path for path in kept if code in path.read_bytes()]


def test_signing_in_with_the_browser_prints_the_address(
    shell: Shell, sandbox: SandboxServer
) -> None:
    with shell.start("signin", sandbox.address, "--browser", "--json") as process:
        assert process.stderr
        url = next(line for line in process.stderr if line.startswith("http"))
        assert sandbox.sign_in_as_browser(url.strip()).status == 200
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert json.loads(out)["profile"]["name"]


def test_a_refused_consent_is_a_known_problem(shell: Shell, sandbox: SandboxServer) -> None:
    with shell.start("signin", sandbox.address, "--browser", "--json") as process:
        assert process.stderr
        url = next(line for line in process.stderr if line.startswith("http"))
        sandbox.sign_in_as_browser(url.strip(), decision="deny")
        out, _err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.PROBLEM
    assert json.loads(out)["problem"]["code"] == "CP-3104"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9", "http://portal.invalid", "not an address"]
)
def test_an_address_without_a_portal_is_told_apart(shell: Shell, address: str) -> None:
    done = shell.run("signin", address, "--json")
    assert done.code in (ExitCode.OFFLINE, ExitCode.PROBLEM)
    problem = done.document["problem"]
    assert problem["code"].startswith("CP-30")
    assert problem["next_step"]


def test_orders_are_listed_sorted_filtered_and_limited(synced: Shell) -> None:
    listed = synced.run("orders", "list", "--json", "--limit", "0").document
    assert listed["shown"] == listed["stored"] == 120
    placed = [order["placed_at"] for order in listed["orders"]]
    assert placed == sorted(placed, reverse=True)
    few = synced.run("orders", "list", "--json", "--limit", "5", "--sort", "number").document
    numbers = [order["number"] for order in few["orders"]]
    assert len(numbers) == 5
    assert numbers == sorted(numbers)
    hosted = synced.run("orders", "list", "--json", "--kind", "hosted", "--limit", "0").document
    assert {order["kind"] for order in hosted["orders"]} == {"hosted"}
    number = numbers[0]
    found = synced.run("orders", "list", "--json", "--text", number).document
    assert number in [order["number"] for order in found["orders"]]


def test_one_order_is_shown_with_its_license_keys_masked(synced: Shell) -> None:
    listed = synced.run("orders", "list", "--json", "--limit", "0").document["orders"]
    keys = []
    for row in listed:
        shown = synced.run("orders", "show", row["number"], "--json")
        order = shown.document["order"]
        assert order["lines"]
        keys = [d["license_key"] for d in order["deliveries"] if d["license_key"]]
        if keys:
            break
    assert keys
    assert all(key.startswith("••••") for key in keys)
    revealed = synced.run("orders", "show", row["number"], "--json", "--reveal-keys").document
    assert not [d for d in revealed["order"]["deliveries"] if "•" in (d["license_key"] or "")]
    words = synced.run("orders", "show", row["number"])
    assert row["number"] in words.out


def test_an_unknown_order_is_a_known_problem(synced: Shell) -> None:
    done = synced.run("orders", "show", "SO-nothing", "--json")
    assert done.code == ExitCode.PROBLEM
    assert done.document["problem"]["code"].startswith("CP-51")


def test_totals_never_mix_currencies(synced: Shell) -> None:
    totals = synced.run("orders", "totals", "--json").document["totals"]
    currencies = [total["currency"] for total in totals]
    assert len(currencies) == len(set(currencies)) == 3


def test_orders_are_exported(synced: Shell) -> None:
    for name in ("orders.csv", "orders.xlsx"):
        done = synced.run("orders", "export", name, "--json")
        assert done.code == 0, done
        assert (synced.home / name).stat().st_size > 1000
    with open(synced.home / "orders.csv", newline="", encoding="utf-8-sig") as stream:
        assert len(list(csv.reader(stream))) == 121
    assert synced.run("orders", "export", "orders.pdf").code == ExitCode.USAGE


def test_reading_works_offline_and_syncing_says_that_it_does_not(
    home: Path, keyring: SecretService
) -> None:
    shell = Shell(home, keyring.environment)
    with SandboxServer.start(orders=10) as gone:
        shell.sign_in(gone)
        assert shell.run("sync").code == 0
    assert shell.run("orders", "list").code == 0
    offline = shell.run("sync", "--json")
    assert offline.code == ExitCode.OFFLINE
    assert offline.document["problem"]["code"] == "CP-3001"


def test_feedback_is_delivered_once_and_listed(signed_in: Shell, sandbox: SandboxServer) -> None:
    sent = signed_in.run("feedback", "send", "-", "--acknowledge", "--json", stdin="Grüße\n日本")
    assert sent.code == 0, sent
    feedback = sent.document["feedback"]
    assert feedback["state"] == "sent"
    assert deliveries(sandbox, feedback["id"]) == 1
    assert signed_in.run("sync").code == 0
    listed = signed_in.run("feedback", "list", "--json").document["feedback"]
    assert [item["state"] for item in listed] == ["sent"]
    assert "Grüße" in signed_in.run("feedback", "list").out


def test_feedback_is_not_sent_without_its_acknowledgement(
    signed_in: Shell, sandbox: SandboxServer
) -> None:
    refused = signed_in.run("feedback", "send", "secret")
    assert refused.code == ExitCode.PROBLEM
    assert "CP-6103" in refused.err
    assert " ".join(sandbox.feedback_statement.split()) in " ".join(refused.err.split())
    assert signed_in.run("feedback", "list", "--json").document["feedback"] == []


def test_feedback_waits_while_the_portal_fails_and_leaves_later(
    signed_in: Shell, sandbox: SandboxServer
) -> None:
    sandbox.fault("status", status=503, path="/v1/feedback", times=0)
    waiting = signed_in.run("feedback", "send", "hello", "--acknowledge", "--json")
    assert waiting.code == ExitCode.PARTLY
    client_id = waiting.document["feedback"]["id"]
    assert waiting.document["outbox"]["counts"]["waiting"] == 1
    listed = signed_in.run("outbox", "list", "--json").document
    assert [item["state"] for item in listed["items"]] == ["waiting"]
    sandbox.faults()
    assert signed_in.run("outbox", "retry", "--all", "--json").code == 0
    assert deliveries(sandbox, client_id) == 1


def test_an_item_can_be_discarded_after_being_asked(
    signed_in: Shell, sandbox: SandboxServer
) -> None:
    client_id = queue(signed_in, "never mind")
    assert signed_in.run("outbox", "discard", client_id).code == ExitCode.USAGE
    assert signed_in.run("outbox", "discard", client_id, "--yes").code == 0
    assert signed_in.run("outbox", "send").code == 0
    assert deliveries(sandbox, client_id) == 0
    assert signed_in.run("outbox", "discard", client_id, "--yes").code == ExitCode.PROBLEM


def test_what_one_person_queued_is_never_sent_under_another(
    signed_in: Shell, sandbox: SandboxServer
) -> None:
    client_id = queue(signed_in, "from Dana")
    assert signed_in.sign_in(sandbox, "--profile", "Work", user="kim").code == 0
    held = signed_in.run("outbox", "send", "--json")
    assert held.document["outbox"]["result"]["held_back"] == 1
    assert deliveries(sandbox, client_id) == 0
    assert signed_in.sign_in(sandbox, "--profile", "Work", user="dana").code == 0
    assert signed_in.run("sync").code == 0
    assert [s["subject"] for s in sandbox.submissions() if s["client_id"] == client_id] == [
        "usr-dana"
    ]


def test_shells_sending_at_once_deliver_each_item_once(
    signed_in: Shell, sandbox: SandboxServer
) -> None:
    ids = [queue(signed_in, f"number {number}") for number in range(5)]
    senders = [signed_in.start("outbox", "send", "--json") for _ in range(3)]
    for sender in senders:
        with sender:
            out, err = sender.communicate(timeout=60)
            assert sender.returncode == 0, out + err
    assert [deliveries(sandbox, client_id) for client_id in ids] == [1] * 5


def test_after_signing_out_a_command_asks_to_sign_in(synced: Shell) -> None:
    assert synced.run("signout", "--json").document["revoked"] is True
    done = synced.run("sync", "--json")
    assert done.code == ExitCode.SIGN_IN_NEEDED
    assert synced.run("orders", "list").code == 0


def test_without_a_keyring_a_profile_says_what_to_do(signed_in: Shell) -> None:
    bare = Shell(signed_in.home, {"DBUS_SESSION_BUS_ADDRESS": NO_BUS})
    done = bare.run("orders", "list", "--json")
    assert done.code == ExitCode.KEYRING
    assert done.document["problem"]["next_step"]


def test_a_locked_keyring_is_status_5(home: Path, sandbox: SandboxServer) -> None:
    with secret_service.running() as keyring:
        shell = Shell(home, keyring.environment)
        assert shell.sign_in(sandbox).code == 0
        keyring.lock()
        assert shell.run("orders", "list", "--json").code == ExitCode.KEYRING


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent as a POSIX signal")
def test_ctrl_c_cancels_cleanly_within_seconds(signed_in: Shell, sandbox: SandboxServer) -> None:
    sandbox.requests(forget=True)
    sandbox.fault("delay", seconds=60, path="/v1/changes", times=0)
    with signed_in.start("sync", "--json") as process:
        until(lambda: sandbox.requests("/v1/changes"), "a request")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == ExitCode.CANCELED
    assert json.loads(out) == {"canceled": True}
    assert "Traceback" not in err


def test_a_reader_that_goes_away_ends_the_command_quietly(synced: Shell) -> None:
    command = f"{shlex.quote(sys.executable)} -m app.cli orders list --limit 0 --json | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=synced.environment, capture_output=True, check=False
    )
    assert done.stdout == b"{\n"
    assert done.stderr == b""


def test_hostile_text_of_the_vendor_cannot_command_the_terminal(
    home: Path, keyring: SecretService
) -> None:
    shell = Shell(home, keyring.environment)
    with SandboxServer.start(orders=5) as hostile:
        shell.sign_in(hostile)
        assert shell.run("sync").code == 0
        row = shell.run("orders", "list", "--json").document["orders"][0]
        detail = shell.run("orders", "show", row["number"], "--json").document["order"]
        tokens = hostile.sign_in()
        page = hostile.get("/v1/changes?limit=1000", tokens).json()["changes"]
        order = next(c for c in page if c["id"] == detail["id"])["data"]
        order["bill_to"] = "\x1b]0;owned\x07\x1b[2J\u202eevil"
        order["lines"][0]["product_name"] = "\x1b[31mRed"
        hostile.mutate("put", kind="order", id=detail["id"], data=order)
        assert shell.run("sync").code == 0
        for command in (["list"], ["show", row["number"]]):
            shown = shell.run("orders", *command)
            assert shown.code == 0, shown
            assert "\x1b" not in shown.out
            assert "\u202e" not in shown.out


@pytest.mark.parametrize("columns", ["24", "40", "200"])
def test_output_in_a_pipe_is_the_same_whatever_the_terminal(synced: Shell, columns: str) -> None:
    synced.environment["COLUMNS"] = columns
    lines = synced.run("orders", "list", "--limit", "3").out.splitlines()
    assert len(lines) == 4


def test_profiles_are_listed_renamed_used_and_removed(
    signed_in: Shell, sandbox: SandboxServer
) -> None:
    assert signed_in.sign_in(sandbox, "--profile", "Second").code == 0
    listed = signed_in.run("profiles", "list", "--json").document
    assert [profile["name"] for profile in listed["profiles"]] == ["Work", "Second"]
    assert signed_in.run("profiles", "use", "Work").code == 0
    assert signed_in.run("profiles", "rename", "work", "Office").code == 0
    listed = signed_in.run("profiles", "list", "--json").document
    assert [profile["name"] for profile in listed["profiles"]] == ["Office", "Second"]
    assert listed["current"] == listed["profiles"][0]["id"]
    assert signed_in.run("profiles", "remove", "Office").code == ExitCode.USAGE
    assert signed_in.run("profiles", "remove", "Office", "--yes").code == 0
    assert signed_in.run("profiles", "use", "Office").code == ExitCode.PROBLEM
    assert signed_in.run("orders", "list", "--profile", "Second").code == 0


def test_a_backup_brings_unsent_items_to_a_new_workstation(
    signed_in: Shell, sandbox: SandboxServer, tmp_path: Path
) -> None:
    client_id = queue(signed_in, "carried along")
    secret = signed_in.home / "secret"
    secret.write_text("correct horse battery\n", encoding="utf-8")
    sealed = signed_in.home / "own.sealed"
    made = signed_in.run(
        "profiles", "backup", str(sealed), "--passphrase-file", str(secret), "--json"
    )
    assert made.code == 0, made
    assert b"carried along" not in sealed.read_bytes()

    (tmp_path / "new").mkdir()
    with secret_service.running() as other_keyring:
        new = Shell(tmp_path / "new", other_keyring.environment)
        secret.write_text("wrong\n", encoding="utf-8")
        wrong = new.run("profiles", "restore", str(sealed), "--passphrase-file", str(secret))
        assert wrong.code == ExitCode.PROBLEM
        secret.write_text("correct horse battery\n", encoding="utf-8")
        back = new.run(
            "profiles", "restore", str(sealed), "--passphrase-file", str(secret), "--json"
        )
        assert back.code == 0, back
        assert new.sign_in(sandbox, "--profile", back.document["profile"]["name"]).code == 0
        assert new.run("sync", "--json").code == 0
    assert deliveries(sandbox, client_id) == 1
    assert signed_in.run("sync", "--json").code == 0
    assert deliveries(sandbox, client_id) == 1


def test_a_lost_key_is_recovered_with_the_code(shell: Shell, sandbox: SandboxServer) -> None:
    code = shell.sign_in(sandbox, "--profile", "Work").document["recovery_code"]
    queue(shell, "still here")
    with secret_service.running() as empty_keyring:
        lost = Shell(shell.home, empty_keyring.environment)
        gone = lost.run("feedback", "list", "--json")
        assert gone.code == ExitCode.PROBLEM
        assert gone.document["problem"]["code"] == "CP-5004"
        file = shell.home / "code"
        file.write_text(code + "\n", encoding="utf-8")
        back = lost.run("profiles", "recover", "Work", "--code-file", str(file))
        assert back.code == 0, back
        texts = [f["text"] for f in lost.run("feedback", "list", "--json").document["feedback"]]
        assert texts == ["still here"]


def test_without_key_and_code_exactly_what_is_lost_is_listed(
    shell: Shell, sandbox: SandboxServer
) -> None:
    shell.sign_in(sandbox, "--profile", "Work")
    assert shell.run("profiles", "start-over", "Work", "--yes").code == ExitCode.USAGE
    ids = [queue(shell, text) for text in ("one", "two")]
    with secret_service.running() as empty_keyring:
        lost = Shell(shell.home, empty_keyring.environment)
        assert lost.run("profiles", "start-over", "Work").code == ExitCode.USAGE
        done = lost.run("profiles", "start-over", "Work", "--yes", "--json")
        assert [entry["id"] for entry in done.document["lost"]] == ids
        assert done.document["recovery_code"]
        assert lost.run("feedback", "list", "--json").document["feedback"] == []
        assert lost.sign_in(sandbox, "--profile", "Work").code == 0
        assert lost.run("sync").code == 0


def test_the_sandbox_runs_from_the_shell_until_interrupted(shell: Shell) -> None:
    with shell.start("sandbox", "--port", "0", "--orders", "5", "--json") as process:
        assert process.stdout
        assert json.loads(process.stdout.readline())["address"].startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode in (0, ExitCode.CANCELED)


def test_secrets_are_never_options(shell: Shell) -> None:
    for command in ("signin", "profiles backup", "profiles restore", "profiles recover"):
        help_text = shell.run(*command.split(), "--help").out
        assert "--passphrase " not in help_text
        assert "--code " not in help_text
        assert "--password" not in help_text

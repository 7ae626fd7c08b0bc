"""`counterpart deadlines`: a list, a calendar that another program reads, a check to monitor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import vobject

from app.cli.exits import ExitCode
from tests.support import secret_service
from tests.support.environment import NO_BUS
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=60) as server:
        yield server


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, sandbox: SandboxServer) -> Iterator[Shell]:
    with secret_service.running() as service:
        made = Shell(tmp_path_factory.mktemp("home"), service.environment)
        assert made.sign_in(sandbox, "--profile", "Work").code == 0
        assert made.run("sync").code == 0
        yield made


def test_deadlines_are_listed_by_time_with_their_source(shell: Shell) -> None:
    found = shell.run("deadlines", "--json").document["deadlines"]
    assert [one["deadline"]["at"] for one in found] == sorted(o["deadline"]["at"] for o in found)
    assert {one["profile_name"] for one in found} == {"Work"}
    assert {one["deadline"]["kind"] for one in found} >= {"cancel_by", "payment_due", "cure_end"}
    assert all(one["deadline"]["source"]["words"] for one in found)
    plain = shell.run("deadlines")
    assert plain.code == 0, plain
    assert plain.out.splitlines()[0].split() == ["When", "State", "What", "Order", "Rests", "on"]
    assert len(plain.out.splitlines()) == len(found) + 1
    assert "CET" in plain.out


def test_they_are_narrowed_by_kind_time_words_and_order(shell: Shell) -> None:
    kinds = shell.run(
        "deadlines", "--kind", "cancel_by", "--kind", "payment_due", "--json"
    ).document["deadlines"]
    assert {one["deadline"]["kind"] for one in kinds} == {"cancel_by", "payment_due"}
    near = shell.run("deadlines", "--within", "30", "--json").document["deadlines"]
    assert 0 < len(near) < len(shell.run("deadlines", "--json").document["deadlines"])
    order = shell.run("deadlines", "--order", "KO-21502", "--json").document["deadlines"]
    assert {one["deadline"]["order_number"] for one in order} == {"KO-21502"}
    assert shell.run("deadlines", "--text", "zzzz").out.startswith("No deadline fits")
    assert shell.run("deadlines", "--within", "-1").code == ExitCode.USAGE
    assert shell.run("deadlines", "--order", "nothing").code == ExitCode.PROBLEM


def test_the_calendar_file_is_read_back_by_another_program(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "deadlines.ics"
    done = shell.run("deadlines", "--kind", "cancel_by", "--ics", str(path), "--json")
    assert done.code == 0, done
    calendar = vobject.readOne(path.read_text("utf-8"))
    found = shell.run("deadlines", "--kind", "cancel_by", "--json").document["deadlines"]
    assert len(calendar.vevent_list) == len(found) == done.document["deadlines"]
    uids = {event.uid.value for event in calendar.vevent_list}
    assert len(uids) == len(found)
    again = tmp_path / "again.ics"
    shell.run("deadlines", "--kind", "cancel_by", "--ics", str(again))
    other = vobject.readOne(again.read_text("utf-8"))
    assert {event.uid.value for event in other.vevent_list} == uids


def test_the_check_says_one_line_and_how_it_stands(shell: Shell) -> None:
    overdue = shell.run("deadlines", "--check")
    assert overdue.code == 2, overdue
    assert overdue.out.startswith("DEADLINES CRITICAL: ")
    assert overdue.out.count("\n") == 1
    assert " | overdue=" in overdue.out
    soon = shell.run("deadlines", "--check", "--kind", "cancel_by", "--soon", "60")
    assert (soon.code, soon.out[:18]) == (1, "DEADLINES WARNING:")
    fine = shell.run("deadlines", "--check", "--kind", "cancel_by", "--soon", "0")
    assert (fine.code, fine.out[:13]) == (0, "DEADLINES OK:")
    document = shell.run("deadlines", "--check", "--json").document
    assert document["exit"] == 2
    assert document["check"]["overdue"] > 0


def test_what_cannot_be_known_is_unknown_and_not_fine(
    shell: Shell, sandbox: SandboxServer, tmp_path: Path
) -> None:
    nobody = Shell(tmp_path / "nobody", {})
    nobody.home.mkdir()
    found = nobody.run("deadlines", "--check")
    assert found.code == 3, found
    assert found.out.startswith("DEADLINES UNKNOWN: ")
    for wrong in (("--ics", "x.ics"), ("--soon", "soon"), ("--nonsense",)):
        found = nobody.run("deadlines", "--check", *wrong)
        assert found.code == 3, "wrong usage is not told as overdue"
    locked = Shell(shell.home, {"DBUS_SESSION_BUS_ADDRESS": NO_BUS})
    found = locked.run("deadlines", "--check", "--json")
    assert found.code == 3, found
    assert found.document["problem"]["code"].startswith("CP-21")


def test_a_profile_that_was_never_synchronized_is_unknown(
    sandbox: SandboxServer, tmp_path: Path
) -> None:
    with secret_service.running() as service:
        fresh = Shell(tmp_path, service.environment)
        assert fresh.sign_in(sandbox).code == 0
        found = fresh.run("deadlines", "--check", "--all-profiles")
        assert found.code == 3, found
        assert "CP-6104" in found.out
        assert fresh.run("deadlines", "--json").document == {"deadlines": []}


def test_all_profiles_are_gathered_under_their_names(shell: Shell, sandbox: SandboxServer) -> None:
    assert shell.sign_in(sandbox, "--profile", "Second").code == 0
    assert shell.run("sync", "--profile", "Second").code == 0
    found = shell.run("deadlines", "--all-profiles", "--json").document["deadlines"]
    assert {one["profile_name"] for one in found} == {"Work", "Second"}
    plain = shell.run("deadlines", "--all-profiles", "--within", "30")
    assert plain.out.startswith("Profile")
    assert shell.run("deadlines", "--ics").code == ExitCode.USAGE

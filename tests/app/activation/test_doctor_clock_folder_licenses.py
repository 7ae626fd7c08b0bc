"""The doctor: clock, folder, vendor and licenses of a host; its command, which changes nothing."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.activation.clock import Marks
from app.activation.doctor import clock as doctor_clock
from app.activation.doctor import examination as doctor
from app.activation.doctor import folder as doctor_folder
from app.activation.doctor.clock import Witness
from app.activation.doctor.examination import Action, Finding, Level
from app.activation.state import HostState, Keeper, load, stamp
from tests.support.isolated_shell import Host

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def by_id(found: Any) -> dict[str, Finding]:
    return {one.id: one for one in found}


def clock_of(marks: Marks, *seen: Witness, now: datetime = NOW) -> dict[str, Finding]:
    return by_id(doctor_clock.findings(now, marks, seen, None))


def test_a_clock_before_a_genuine_file_is_bad_and_nothing_is_locked() -> None:
    told = clock_of(Marks(NOW, NOW + timedelta(days=30)))["clock.mark"]
    assert told.level is Level.BAD
    assert "30 d" in told.title
    assert "Nothing is locked" in told.cause
    assert "heals by itself" in told.cause
    assert told.action is Action.CLOCK_IS_RIGHT, "the vendor's clock may have been ahead"


def test_a_file_dated_later_than_a_clock_that_was_said_to_be_right_is_noted() -> None:
    doubted = NOW + timedelta(days=30)
    told = clock_of(Marks(NOW, NOW, doubted))["clock.mark"]
    assert (told.level, told.action) == (Level.NOTE, Action.NONE)
    assert told.next_step


def test_a_clock_that_was_ahead_can_be_said_to_be_right() -> None:
    marks = Marks(NOW + timedelta(days=3650))
    told = clock_of(marks)["clock.mark"]
    assert (told.level, told.action) == (Level.WARN, Action.CLOCK_IS_RIGHT)
    assert "--clock-is-right" in told.next_step
    assert clock_of(marks, now=NOW + timedelta(days=3651))["clock.mark"].level is Level.OK


def test_files_from_the_future_are_told_and_small_steps_are_not() -> None:
    early = Witness("settings", NOW - timedelta(days=1))
    assert clock_of(Marks(), early)["clock.files"].level is Level.OK
    near = Witness("a share", NOW + timedelta(minutes=20))
    assert clock_of(Marks(), near)["clock.files"].level is Level.OK
    late = Witness("the folder", NOW + timedelta(days=2))
    told = clock_of(Marks(), early, late)["clock.files"]
    assert told.level is Level.WARN
    assert [name for name, _value in told.facts] == ["the folder"]


def test_what_is_dated_here_is_found(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    folder = tmp_path / "state"
    with Keeper(folder) as keeper:
        keeper.save(HostState(marks=Marks(NOW)))
    os.utime(folder / "host.json", (0, 2_000_000_000))
    seen = doctor_clock.witnesses(tmp_path, folder, load(folder))
    assert max(seen, key=lambda one: one.at).at.year == 2033
    assert len(seen) == 3
    assert doctor_clock.started_at(tmp_path) is None


def folder_of(folder: Path) -> dict[str, Finding]:
    looked = doctor.look(folder, NOW, named=True)
    return by_id(doctor_folder.findings(folder, looked.problem, named=True))


def test_a_folder_of_its_owner_alone_is_right_and_one_for_all_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    assert folder_of(folder)["folder.unused"].level is Level.OK
    assert not folder.exists()
    with Keeper(folder) as keeper:
        keeper.save(HostState(marks=Marks(NOW)))
    assert set(folder_of(folder)) == {"folder.rights"}
    (folder / "host.json").chmod(0o644)
    told = folder_of(folder)["folder.open"]
    assert told.level is Level.WARN
    assert "600" in told.next_step


def test_a_damaged_folder_is_bad(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    (folder / "host.json").write_text("{")
    (folder / "host.json").chmod(0o600)
    assert folder_of(folder)["folder.damaged"].level is Level.BAD


@pytest.mark.skipif(os.name == "nt", reason="owners are told otherwise on Windows")
def test_files_of_another_account_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "state"
    with Keeper(folder) as keeper:
        keeper.save(HostState(marks=Marks(NOW)))
    theirs = lambda file: 4711 if file.name == "host.json" else os.lstat(file).st_uid  # noqa: E731
    monkeypatch.setattr(doctor_folder, "_owner", theirs)
    assert folder_of(folder)["folder.strangers"].facts == (("Files", "host.json"),)
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert folder_of(folder)["folder.owner"].level is Level.BAD


def test_a_folder_that_cannot_be_written_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "state"
    with Keeper(folder):
        monkeypatch.setattr(os, "access", lambda *_asked: False)
        assert folder_of(folder)["folder.read-only"].level is Level.BAD
        assert folder_of(tmp_path / "new")["folder.unwritable"].level is Level.BAD


def test_variables_and_another_home_lead_sudo_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> set[str]:
        return {one.id for one in doctor_folder.findings(tmp_path / "x", None, named=False)}

    monkeypatch.setenv("COUNTERPART_HOME", str(tmp_path))
    assert "folder.variable" in told()
    monkeypatch.delenv("COUNTERPART_HOME")
    monkeypatch.setenv("SUDO_USER", "")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "folder.root" in told()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() or 1)
    monkeypatch.setattr(doctor_folder, "_home", lambda: tmp_path / "elsewhere")
    assert "folder.home" in told()
    monkeypatch.setattr(doctor_folder, "_home", Path.home)
    assert told() == {"folder.unused"}


def findings_of(host: Host, now: datetime | None = None) -> dict[str, Finding]:
    looked = doctor.look(host.state, now or datetime.now(UTC), named=True)
    return by_id(doctor.findings(looked, roots=(host.folder / "lib",)))


def test_before_anything_was_asked_it_says_where_to_begin(host: Host) -> None:
    told = findings_of(host)
    assert told["licenses.no-vendor"].level is Level.NOTE
    assert "request" in told["licenses.none"].next_step
    host.request()
    assert "install" in findings_of(host)["licenses.none"].next_step


def installed(host: Host, **changes: Any) -> None:
    request = host.request()
    answer = host.vendor.answer(request)
    assert host.outcome(host.carried(answer), **changes) == "installed"


def test_an_installed_license_is_looked_after(host: Host) -> None:
    installed(host)
    told = findings_of(host)
    mine = told["licenses.installed.lic-1"]
    assert mine.level in (Level.OK, Level.WARN), mine
    assert told["licenses.place.relay"].level is Level.OK
    assert told["licenses.vendor"].level is Level.OK
    assert host.vendor.short in dict(told["licenses.vendor"].facts).values()
    assert told["computer.policy"].facts[0][1].startswith("most")
    host.place.write_text("key/changed")
    assert findings_of(host)["licenses.installed.lic-1"].level is Level.WARN
    host.place.unlink()
    assert findings_of(host)["licenses.installed.lic-1"].level is Level.BAD
    host.place.parent.rmdir()
    assert findings_of(host)["licenses.place.relay"].level is Level.WARN


def test_a_license_that_ended_and_an_old_vendor_file_are_told(host: Host) -> None:
    installed(host)
    later = findings_of(host, datetime.now(UTC) + timedelta(days=4000))
    assert later["licenses.vendor"].level is Level.WARN
    with Keeper(host.state) as keeper:
        [one] = keeper.state.installed
        ended = one._replace(expiry=stamp(datetime.now(UTC) - timedelta(days=1)))
        keeper.save(keeper.state._replace(installed=(ended,)))
    assert findings_of(host)["licenses.installed.lic-1"].level is Level.BAD


def test_a_place_that_a_license_must_not_go_to_is_bad(host: Host) -> None:
    installed(host)
    looked = doctor.look(host.state, datetime.now(UTC), named=True)
    told = by_id(doctor.findings(looked, roots=(Path("/srv"),)))
    assert told["licenses.place.relay"].level is Level.BAD


def test_the_command_tells_all_in_one_document_and_changes_nothing(host: Host) -> None:
    installed(host)
    before = {file: file.read_bytes() for file in host.state.iterdir()}
    ran = host.run("doctor", "--simulate", "mac", "disk:gone")
    assert ran.code in (0, 1), ran
    ids = {one["id"] for one in ran.document["findings"]}
    assert {"clock.mark", "licenses.vendor"} <= ids
    assert ran.document["policy"] == "most"
    assert [one["policy"] for one in ran.document["simulated"]] == ["most"]
    assert len(ran.document["parts"]) == 6
    assert {file: file.read_bytes() for file in host.state.iterdir()} == before


def test_the_command_ends_with_one_where_something_is_bad_and_in_words(host: Host) -> None:
    host.state.mkdir(mode=0o700)
    (host.state / "host.json").write_text("{")
    ran = host.run("doctor", as_json=False)
    assert ran.code == 1
    assert "Needs you" in ran.out
    assert "Next:" in ran.out
    assert "needs you" in ran.out


def test_without_a_vendor_every_rule_is_played_through(host: Host) -> None:
    ran = host.run("doctor", "--simulate", "mac")
    assert len(ran.document["simulated"]) == 4
    assert host.run("doctor", "--simulate", "nose").problem == "CP-7003"


def test_without_names_each_part_and_each_pair_is_played_through(host: Host) -> None:
    installed(host)
    ran = host.run("doctor", "--simulate")
    known = sum(one["known"] for one in ran.document["parts"])
    assert len(ran.document["simulated"]) == known + known * (known - 1) // 2


def test_what_is_remembered_wrongly_is_told_and_is_no_end(host: Host) -> None:
    installed(host)
    with Keeper(host.state) as keeper:
        [one], [made] = keeper.state.installed, keeper.state.requests
        odd = made._replace(body="[]")
        broken = one._replace(expiry="never", license_expiry="9" * 40)
        keeper.save(keeper.state._replace(installed=(broken,), requests=(odd,)))
    assert findings_of(host)["folder.damaged"].level is Level.BAD

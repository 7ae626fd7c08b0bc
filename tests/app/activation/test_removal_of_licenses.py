"""A license is removed from a host: taken away, remembered, proved, and not installed again."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.activation import clock, receipts, state
from app.activation.parts import Part, Reading
from app.activation.problems import BadFile
from app.activation.requests import read_set, set_of
from tests.support.isolated_shell import Host
from tests.support.license_verifier import signed_record, unpadded


def installed(host: Host, **more: Any) -> dict[str, Any]:
    request = host.request(**more)
    assert host.outcome(host.carried(host.vendor.answer(request))) == "installed"
    return request


def proof_of(host: Host, file: Path, request: dict[str, Any]) -> dict[str, Any]:
    """What the one proof in a file says, its signature verified by another library."""
    [record] = receipts.read_set(file.read_bytes()).receipts
    jwk = request["host_key"]
    found: dict[str, Any] = signed_record(record, {jwk["kid"]: unpadded(jwk["x"])})
    return found


def test_a_removed_license_is_gone_and_its_removal_is_proved(host: Host) -> None:
    request = installed(host)
    before, out = host.place.read_bytes(), host.folder / "removal.json"
    ran = host.run("remove", "lic-1", "--out", out, "--yes")
    assert ran.code == 0, ran
    assert not host.place.exists()
    assert sorted(host.place.parent.iterdir()) == []
    facts = proof_of(host, out, request)
    assert (facts["done"], facts["license_id"], facts["file"]) == ("removed", "lic-1", "deleted")
    assert facts["request_id"] == request["request_id"]
    assert facts["fingerprint"] == request["fingerprint"]
    assert facts["file_sha256"] == hashlib.sha256(before).hexdigest()
    status = host.run("status")
    assert status.document["installed"] == status.document["waiting"] == []
    assert [one["license_id"] for one in status.document["removed"]] == ["lic-1"]
    assert "lic-1" in host.run("status", as_json=False).out


def test_the_proof_can_be_written_again_and_is_the_same(host: Host) -> None:
    request = installed(host)
    first, second, third = (host.folder / f"{n}.json" for n in range(3))
    host.run("remove", "--out", first, "--yes")
    ran = host.run("remove", "lic-1", "--out", second)
    assert (ran.code, ran.document["again"]) == (0, True)
    assert host.run("remove", str(host.place), "--out", third).code == 0
    facts = [receipts.read_set(file.read_bytes()).receipts for file in (first, second, third)]
    assert facts[0] == facts[1] == facts[2]
    assert proof_of(host, first, request)["done"] == "removed"


def test_a_receipt_tells_of_removals_as_well(host: Host) -> None:
    installed(host)
    host.run("remove", "--out", host.folder / "r.json", "--yes")
    other = host.request(license_id="lic-2")
    host.outcome(host.carried(host.vendor.answer(other)))
    out = host.folder / "receipt.json"
    assert host.run("receipt", "--out", out).code == 0
    done = [one["done"] for one in receipts.read_set(out.read_bytes()).facts]
    assert done == ["installed", "removed"]


def test_an_answer_from_before_the_removal_is_not_installed_again(host: Host) -> None:
    request = installed(host)
    answer = host.vendor.answer(request)
    host.run("remove", "--out", host.folder / "r.json", "--yes")
    ran = host.install(host.carried(answer))
    [row] = ran.document["answers"]
    assert (ran.code, row["outcome"]) == (1, "removed")
    assert "new request" in row["explanation"]
    assert host.outcome(host.carried(answer["machine_file"])) == "removed"
    assert not host.place.exists()
    assert installed(host)["request_id"] != request["request_id"], "a new request is a new start"
    assert host.run("status").document["removed"] == []


def test_requests_that_were_not_answered_yet_are_given_up_too(host: Host) -> None:
    request = installed(host)
    renewal = host.request("--new")
    out = host.folder / "r.json"
    host.run("remove", "--out", out, "--yes")
    assert proof_of(host, out, request)["also"] == [renewal["request_id"]]
    assert host.outcome(host.carried(host.vendor.answer(renewal))) == "removed"
    assert host.run("status").document["waiting"] == []


def test_nothing_happens_unless_it_is_confirmed(host: Host) -> None:
    installed(host)
    out = host.folder / "r.json"
    ran = host.run("remove", "--out", out)
    assert ran.problem == "CP-7009"
    assert str(host.place) in ran.err
    assert host.place.exists()
    assert not out.exists()


def test_it_is_said_which_licenses_there_are_where_it_is_not_known_which_is_meant(
    host: Host,
) -> None:
    out = ["--out", host.folder / "r.json", "--yes"]
    assert host.run("remove", *out).problem == "CP-7008"
    installed(host)
    other = host.request(license_id="lic-2")
    second = host.folder / "second"
    file = host.carried(host.vendor.answer(other))
    assert host.install(file, "--target", second).code == 0
    ran = host.run("remove", *out)
    assert ran.problem == "CP-7008"
    assert "lic-1, lic-2" in ran.document["problem"]["explanation"]
    assert host.run("remove", second, *out).code == 0
    assert (host.place.exists(), second.exists()) == (True, False)
    assert host.run("remove", "lic-3", *out).problem == "CP-7008"


def test_a_license_is_removed_from_every_place_it_was_installed_at(host: Host) -> None:
    request = installed(host)
    second = host.folder / "second"
    file = host.carried(host.vendor.answer(request))
    assert host.install(file, "--target", second).code == 0
    host.run("remove", "lic-1", "--out", host.folder / "r.json", "--yes")
    assert not host.place.exists()
    assert not second.exists()


def test_a_copy_is_kept_where_it_is_wanted(host: Host) -> None:
    request = installed(host)
    content, out = host.place.read_bytes(), host.folder / "r.json"
    ran = host.run("remove", "--out", out, "--yes", "--keep-file")
    [copy] = Path(ran.document["copies"]).iterdir()
    assert copy.read_bytes() == content
    assert copy.stat().st_mode & 0o777 == 0o600
    assert proof_of(host, out, request)["file"] == "kept"


def test_the_file_before_it_and_all_others_stay(host: Host) -> None:
    installed(host)
    renewal = host.request("--new")
    assert host.outcome(host.carried(host.vendor.answer(renewal))) == "installed"
    [older] = host.place.parent.glob("license.before-*")
    ran = host.run("remove", "--out", host.folder / "r.json", "--yes")
    assert str(older) in ran.err, "it is said that it stays"
    assert list(host.place.parent.iterdir()) == [older]


@pytest.mark.parametrize("what", ["changed", "link", "folder"])
def test_what_is_not_the_installed_file_is_not_touched(host: Host, what: str) -> None:
    installed(host)
    genuine = host.place.read_bytes()
    elsewhere = host.folder / "elsewhere"
    elsewhere.write_bytes(genuine)
    host.place.unlink()
    match what:
        case "changed":
            host.place.write_text("mine")
        case "link":
            host.place.symlink_to(elsewhere)
        case _:
            host.place.mkdir()
    out = host.folder / "r.json"
    assert host.run("remove", "--out", out, "--yes").problem == "CP-7006"
    assert os.path.lexists(host.place)
    assert elsewhere.read_bytes() == genuine
    assert not out.exists()
    assert len(state.load(host.state).installed) == 1


def test_a_file_that_is_gone_already_is_said_to_have_been(host: Host) -> None:
    request = installed(host)
    host.place.unlink()
    out = host.folder / "r.json"
    assert host.run("remove", "--out", out, "--yes").code == 0
    assert proof_of(host, out, request)["file"] == "absent"


def test_a_folder_that_was_exchanged_for_a_link_is_not_followed(host: Host) -> None:
    installed(host)
    real = host.place.parent.rename(host.folder / "real")
    host.place.parent.symlink_to(real)
    assert host.run("remove", "--out", host.folder / "r.json", "--yes").problem == "CP-7006"
    assert (real / "license").exists()


def test_a_folder_higher_up_that_was_exchanged_for_a_link_is_not_followed(host: Host) -> None:
    installed(host)
    above = host.place.parent.parent
    real = above.rename(above.with_name("moved"))
    above.symlink_to(real)
    assert host.run("remove", "--out", real / "r.json", "--yes").problem == "CP-7006"
    assert (real / host.place.parent.name / "license").exists()


def test_a_clock_that_was_set_back_does_not_date_the_removal_before_the_installation(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = installed(host)
    real = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real - timedelta(days=400))
    out = host.folder / "r.json"
    assert host.run("remove", "--out", out, "--yes").code == 0
    facts = proof_of(host, out, request)
    [row] = state.load(host.state).removed
    assert facts["at"] >= row.installed_at > facts["said_at"]


def test_a_clock_that_was_ahead_at_the_removal_keeps_no_new_answer_out(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(host)
    real = clock.now()
    with monkeypatch.context() as ahead:
        ahead.setattr(clock, "now", lambda: real + timedelta(days=4000))
        host.run("remove", "--out", host.folder / "r.json", "--yes")
    installed(host)


def test_a_computer_that_is_another_one_now_cannot_prove_a_removal(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(host)
    other = tuple(Reading(part, f"other-{part.value}") for part in Part)
    monkeypatch.setattr("app.activation.commands.remove.read_parts", lambda: other)
    out = host.folder / "r.json"
    assert host.run("remove", "--out", out, "--yes").problem == "CP-7010"
    assert host.place.exists()
    ran = host.run("remove", "--out", out, "--yes", "--without-proof")
    assert (ran.code, ran.document["proof"]) == (1, None)
    assert not host.place.exists()
    assert not out.exists()


def test_a_folder_of_an_older_version_is_read(host: Host) -> None:
    installed(host)
    file = host.state / "host.json"
    document = json.loads(file.read_text())
    del document["removed"], document["leaving"]
    for one in document["installed"]:
        del one["machine_id"]
    file.write_text(json.dumps(document))
    assert host.run("status").code == 0
    assert host.run("remove", "--out", host.folder / "r.json", "--yes").code == 0


def test_a_proof_that_cannot_be_written_is_written_later(host: Host) -> None:
    installed(host)
    missing = host.folder / "missing" / "r.json"
    ran = host.run("remove", "--out", missing, "--yes")
    assert ran.problem == "CP-7007"
    assert "was removed" in ran.err
    missing.parent.mkdir()
    assert host.run("remove", "--out", missing).code == 0


def test_a_request_carries_the_proof_of_what_it_replaces(host: Host, tmp_path: Path) -> None:
    installed(host)
    proof = host.folder / "proof.json"
    host.run("remove", "--out", proof, "--yes")
    [record] = receipts.read_set(proof.read_bytes()).receipts
    host.state = tmp_path / "new-host"
    request = host.request("--replaces", proof)
    assert request["replaces"] == record
    waiting = host.run("status").document["waiting"]
    assert host.request("--replaces", proof)["request_id"] in waiting, "the same wish, once"
    assert host.request()["request_id"] not in waiting, "another wish"
    assert host.request("--replaces", "mac-1")["replaces"] == {"machine_id": "mac-1"}
    assert host.outcome(host.carried(host.vendor.answer(request))) == "installed"


@pytest.mark.parametrize("what", ["receipt", "license", "words", "folder"])
def test_what_proves_no_removal_is_not_carried(host: Host, what: str) -> None:
    installed(host)
    file = host.folder / "file.json"
    match what:
        case "receipt":
            host.run("receipt", "--out", file)
        case "license":
            host.run("remove", "--out", file, "--yes")
        case "words":
            file.write_text("hello")
        case _:
            file = host.folder
    words = ("request", "--product", "relay", "--license", "lic-2", "--replaces", file)
    ran = host.run(*words, "--out", host.folder / "request.json")
    assert ran.problem == "CP-7003"


@pytest.mark.parametrize(
    "bad", ["x", [], {}, {"machine_id": 1}, {"machine_id": "a b"}, {"payload": "x"}, {"a": "b"}]
)
def test_a_request_that_replaces_nonsense_is_no_request(host: Host, bad: Any) -> None:
    request = host.request() | {"replaces": bad}
    with pytest.raises(BadFile):
        read_set(set_of([request], "set-0001"))

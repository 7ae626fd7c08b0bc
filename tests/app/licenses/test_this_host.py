"""This computer as a host of licenses, as the window uses it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.activation import receipts, requests
from app.activation.responses import Outcome
from app.activation.verdicts import Verdict
from app.base.errors import Problem
from app.licenses.this_host.host import ThisHost
from app.licenses.this_host.model import Judgement
from tests.support.vendor_desk import VendorDesk


class Desk:
    """A host with a product, and the vendor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = folder / "lib" / "relay" / "license"
        self.place.parent.mkdir(parents=True)
        self.vendor = VendorDesk()
        self.host = ThisHost(folder / "state", roots=[folder / "lib"])

    @property
    def vendor_file(self) -> bytes:
        return json.dumps(self.vendor.vendor_file(str(self.place))).encode()

    def asked(self, **more: Any) -> dict[str, Any]:
        made = self.host.make_request("relay", "lic-1", **more)
        return requests.read_set(made.data).requests[0]

    def answered(self, request: dict[str, Any]) -> bytes:
        answers = [self.vendor.answer(request)]
        document = {
            "client_id": "set-0001", "issued_at": "2026-11-23T00:00:00Z", "responses": answers
        }  # fmt: skip
        return json.dumps(document).encode()

    def judged(self, data: bytes) -> Judgement:
        found = self.host.judge(data, self.vendor_file)
        if found.key_to_confirm:
            self.host.confirm_vendor(self.vendor_file)
            found = self.host.judge(data, self.vendor_file)
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_is_shown_is_what_the_request_contains(desk: Desk) -> None:
    shown = desk.host.preview("relay", "lic-1", "gw-1", pseudonym=False, production=True)
    assert "license_key" not in shown
    assert not (desk.folder / "state").exists(), "nothing is kept before it is wanted"
    made = desk.host.make_request("relay", "lic-1", "gw-1")
    assert requests.read_set(made.data).requests[0] == json.loads(shown)
    assert not made.again
    again = desk.host.make_request("relay", "lic-1", "gw-1")
    assert (again.data, again.again) == (made.data, True)
    other = desk.host.make_request("relay", "lic-1", "gw-1", new=True)
    assert other.request_id != made.request_id
    assert {one.request_id for one in desk.host.facts().waiting} == {
        made.request_id, other.request_id
    }  # fmt: skip


def test_nothing_is_judged_before_the_vendors_key_is_confirmed(desk: Desk) -> None:
    data = desk.answered(desk.asked())
    found = desk.host.judge(data, desk.vendor_file)
    assert (found.answers, found.key_to_confirm) == ((), desk.vendor.short)
    assert desk.host.facts().vendor_key == ""
    assert desk.host.confirm_vendor(desk.vendor_file) == desk.vendor.short
    [one] = desk.host.judge(data).answers
    assert (one.outcome, one.target) == (Outcome.FITS, str(desk.place))
    assert one.installable
    assert not one.replaces


def test_an_answer_is_installed_and_told_back(desk: Desk) -> None:
    request = desk.asked()
    [one] = desk.judged(desk.answered(request)).answers
    done = desk.host.install(one)
    assert desk.place.read_bytes() == one.file
    assert (done.path, done.verdict, done.days_left) == (str(desk.place), Verdict.VALID, 89)
    facts = desk.host.facts()
    assert [row.license_id for row in facts.installed] == ["lic-1"]
    assert facts.waiting == ()
    assert facts.vendor_key == desk.vendor.short
    [told] = receipts.read_set(desk.host.receipt().data).facts
    assert (told["done"], told["request_id"]) == ("installed", request["request_id"])
    [again] = desk.judged(desk.answered(request)).answers
    assert desk.host.install(one).path == done.path, "the same file twice changes nothing"
    assert again.outcome in (Outcome.DUPLICATE, Outcome.FITS)


def test_a_place_that_is_not_allowed_is_said_and_another_can_be_named(desk: Desk) -> None:
    strict = ThisHost(desk.folder / "state")
    data = desk.answered(desk.asked())
    desk.judged(data)
    [one] = strict.judge(data).answers
    assert (one.target, one.installable) == ("", True)
    assert one.target_words
    with pytest.raises(Problem) as caught:
        strict.install(one)
    assert caught.value.code == "CP-7006"
    elsewhere = desk.folder / "license"
    assert strict.install(one, str(elsewhere)).path == str(elsewhere)


def test_what_is_not_for_this_computer_is_not_installed(desk: Desk) -> None:
    data = desk.answered(desk.asked())
    desk.judged(data)
    other = ThisHost(desk.folder / "other", roots=[desk.folder / "lib"])
    other.confirm_vendor(desk.vendor_file)
    other.make_request("relay", "lic-1", new=True)
    [one] = other.judge(data).answers
    assert one.outcome is Outcome.FOREIGN
    assert (one.installable, one.file) == (False, b"")
    with pytest.raises(Problem):
        other.install(one)
    assert not desk.place.exists()


def test_problems_have_a_code_and_a_next_step(desk: Desk) -> None:
    with pytest.raises(Problem) as caught:
        desk.host.judge(b"{}", desk.vendor_file)
    assert caught.value.code == "CP-7003"
    assert caught.value.report().next_step
    with pytest.raises(Problem) as caught:
        desk.host.receipt()
    assert caught.value.code == "CP-7008"


def test_every_part_says_what_it_is_and_why_it_is_not_known(desk: Desk) -> None:
    parts = desk.host.facts().parts
    assert len({part.name for part in parts}) == 6
    for part in parts:
        assert part.words
        assert part.known is (part.why == "")


def test_a_license_is_removed_with_a_proof_that_another_host_carries_along(desk: Desk) -> None:
    request = desk.asked()
    [one] = desk.judged(desk.answered(request)).answers
    desk.host.install(one)
    proof = desk.host.remove("lic-1")
    assert not desk.place.exists()
    [told] = receipts.read_set(proof.data).facts
    assert (told["done"], told["request_id"]) == ("removed", request["request_id"])
    facts = desk.host.facts()
    assert facts.installed == facts.waiting == ()
    assert [(row.license_id, row.provable) for row in facts.removed] == [("lic-1", True)]
    again = desk.host.remove("lic-1")
    assert again.again
    assert receipts.read_set(again.data).receipts == receipts.read_set(proof.data).receipts
    [old] = desk.judged(desk.answered(request)).answers
    assert (old.outcome, old.installable) == (Outcome.REMOVED, False)
    other = ThisHost(desk.folder / "other")
    shown = json.loads(other.preview("relay", "lic-1", replaces=proof.data))
    assert shown["replaces"] in receipts.read_set(proof.data).receipts
    made = other.make_request("relay", "lic-1", replaces=proof.data)
    assert requests.read_set(made.data).requests[0] == shown
    named = json.loads(other.preview("relay", "lic-1", replaces="mac-1"))
    assert named["replaces"] == {"machine_id": "mac-1"}


def test_what_cannot_be_removed_stays_and_is_said(desk: Desk) -> None:
    with pytest.raises(Problem) as caught:
        desk.host.remove("lic-1")
    assert caught.value.code == "CP-7008"
    [one] = desk.judged(desk.answered(desk.asked())).answers
    desk.host.install(one)
    desk.place.write_text("mine")
    with pytest.raises(Problem) as caught:
        desk.host.remove("lic-1")
    assert caught.value.code == "CP-7006"
    assert len(desk.host.facts().installed) == 1

"""An isolated computer with a screen: nobody signs in, nothing is reached, a license comes in."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import NoReturn

import pytest

from tests.journeys.conftest import AtWindow
from tests.journeys.test_air_gap_from_the_window import gives, goes_to_step, waits_for
from tests.support.person import Person
from tests.support.vendor_desk import VendorDesk

WELCOME = "Connect to your vendor"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_words: object) -> NoReturn:
        raise AssertionError("an isolated computer reaches for the network")

    for name in ("connect", "connect_ex", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def asks(person: Person, file: Path) -> dict[str, object]:
    """From the first card to the request file."""
    person.sees(WELCOME)
    person.click("Activate…")
    person.type("Product id", "relay")
    person.type("License id", "lic-1")
    person.click("Make the request")
    waits_for(person, "What is asked", "Request made")
    person.saves_as(file, lambda: person.click("Save request file…"))
    person.until(file.exists, "the request file")
    [request] = json.loads(file.read_text())["requests"]
    assert "license_key" not in request
    return dict(request)


def test_an_isolated_computer_is_activated_at_its_own_window(
    at_window: AtWindow, tmp_path: Path
) -> None:
    desk, place = VendorDesk(), tmp_path / "relay" / "license"
    place.parent.mkdir()
    with at_window() as person:
        request = asks(person, tmp_path / "request.json")
    answers, vendor = tmp_path / "activation-answers.json", tmp_path / "vendor.json"
    document = {"client_id": "set-0001", "issued_at": "2026-11-23T00:00:00Z",
                "responses": [desk.answer(request)]}  # fmt: skip
    answers.write_text(json.dumps(document))
    vendor.write_text(json.dumps(desk.vendor_file("/opt/not-there/license")))
    with at_window() as person:
        person.sees(WELCOME)
        person.click("Activate…")
        waits_for(person, "Carry out", "1 waiting")
        goes_to_step(person, "Bring the answer")
        gives(person, [answers, vendor], lambda: person.click("Choose files…"))
        waits_for(person, "Bring the answer", "Answer is here")
        person.click("Check the answer")
        person.sees("  ".join(desk.short.split("-")))
        assert not person.can("Install…"), "nothing is installed before the key was compared"
        person.click("It is exactly the same")
        person.sees("For this computer, and genuine")
        person.type("It is written to", str(place))
        person.click("Install…")
        assert not place.exists(), "the place is confirmed first"
        person.click("Install")
        person.until(place.exists, "the license")
        assert place.read_text() == document["responses"][0]["machine_file"]
        receipt = tmp_path / "receipt.json"
        person.saves_as(receipt, lambda: person.click("Save the receipt…"))
        person.until(receipt.exists, "the receipt")
        goes_to_step(person, "Situation")
        person.sees(WELCOME)


def test_a_key_that_differs_is_not_trusted(at_window: AtWindow, tmp_path: Path) -> None:
    desk = VendorDesk(bytes(32))
    with at_window() as person:
        request = asks(person, tmp_path / "request.json")
        answers, vendor = tmp_path / "activation-answers.json", tmp_path / "vendor.json"
        answers.write_text(json.dumps({"client_id": "set-0001", "issued_at": "",
                                       "responses": [desk.answer(request)]}))  # fmt: skip
        vendor.write_text(json.dumps(desk.vendor_file()))
        person.click("Bring the answer")
        gives(person, [answers, vendor], lambda: person.click("Choose files…"))
        waits_for(person, "Bring the answer", "Answer is here")
        person.click("Check the answer")
        person.sees("  ".join(desk.short.split("-")))
        person.click("It differs")
        person.sees("Nothing was trusted")
        assert not person.can("Install…")

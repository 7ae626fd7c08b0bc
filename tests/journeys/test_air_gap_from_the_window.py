"""A batch carried from the window: requests in, answers out, a host installs, its receipt in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit

from app.activation import requests
from tests.journeys.conftest import AtWindow
from tests.journeys.steps import sign_in
from tests.support.air_gap import IsolatedHost
from tests.support.isolated_hosts import body_of, host_request
from tests.support.person import Person
from tests.support.sandbox import SandboxServer
from ui.kit.steps import StepRail
from ui.kit.tokens import Size

LEFT = Qt.MouseButton.LeftButton
ANSWERS, VENDOR, REVOCATIONS = "activation-answers.json", "vendor.json", "revocations.json"
CARRY = "I carry files for isolated computers"


def gives(person: Person, paths: Sequence[Path], asking: Callable[[], object]) -> None:
    """Do what asks for files or a folder, and name these."""
    given: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if given or not isinstance(dialog, QFileDialog) or not dialog.isVisible():
            return
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        buttons = dialog.findChild(QDialogButtonBox)
        assert field is not None
        assert buttons is not None
        given.append(" ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0]))
        field.setText(given[0])
        accept = (QDialogButtonBox.StandardButton.Open, QDialogButtonBox.StandardButton.Ok)
        found = [one for name in accept if (one := buttons.button(name)) is not None]
        button = found[0] if found else buttons.buttons()[0]
        person.qtbot.mouseClick(button, LEFT)

    timer = QTimer(person.program.window, interval=10)
    timer.timeout.connect(look)
    timer.start()
    asking()
    person.until(lambda: given, "the dialog that asks for files")
    timer.stop()
    timer.deleteLater()


def goes_to_step(person: Person, title: str) -> None:
    """Click on a step of the rail."""
    rail = next(one for one in person.program.window.findChildren(StepRail) if one.isVisible())
    at = next(n for n, step in enumerate(rail._steps) if step.title == title)
    surface = rail._list.viewport()
    person.qtbot.mouseClick(surface, LEFT, pos=QPoint(60, int((at + 0.5) * Size.STEP)))
    person.program.rest()


def step_says(person: Person, title: str) -> str:
    """What stands below a step of the rail."""
    for rail in person.program.window.findChildren(StepRail):
        if rail.isVisible():
            return next((step.text for step in rail._steps if step.title == title), "")
    return ""


def waits_for(person: Person, title: str, words: str) -> None:
    person.until(
        lambda: step_says(person, title) == words,
        f"step {title!r} to say {words!r}, but it says {step_says(person, title)!r}",
    )


def at_activation(person: Person) -> None:
    person.goes_to("Licenses")
    person.chooses_tab("Activate")
    person.program.rest()


def files_of_hosts(folder: Path, host: IsolatedHost) -> list[Path]:
    """A file of a real isolated host, and a set of two others."""
    asked = folder / "gw-17.json"
    done = host.run(
        "request", "--product", "relay-gateway-eu", "--license", "lic-21640-1",
        "--host-name", "gw-17", "--out", asked,
    )  # fmt: skip
    assert done.code == 0, done
    others = folder / "others.json"
    others.write_bytes(
        requests.set_of([body_of(host_request(name)) for name in ("gw-18", "gw-19")], "set-0001")
    )
    return [asked, others]


def test_a_batch_goes_out_from_the_window_and_the_isolated_host_installs(
    at_window: AtWindow, portal: SandboxServer, tmp_path: Path
) -> None:
    host, medium = IsolatedHost(tmp_path / "isolated"), tmp_path / "medium"
    medium.mkdir()
    files = files_of_hosts(tmp_path, host)
    with at_window() as person:
        sign_in(person, portal)
        at_activation(person)
        person.click(CARRY)
        person.type("Name", "Ghent, row 4")
        person.click("Begin")
        waits_for(person, "Situation", "I carry files for others")
        gives(person, files, lambda: person.click("Choose files…"))
        waits_for(person, "Collect requests", "3 hosts collected")
        goes_to_step(person, "Carry out")
        person.sees("gw-17")
        person.click("Send now")
        waits_for(person, "Bring answers back", "3 of 3 answered")
        goes_to_step(person, "Bring answers back")
        gives(person, [medium], lambda: person.click("Save the answers…"))
        person.until((medium / "transfer-slip.txt").exists, "the files on the medium")
        key = shown_key(host, medium)
        person.sees(key)
        assert {one.name for one in medium.iterdir()} == {
            ANSWERS, VENDOR, REVOCATIONS, "transfer-slip.txt",
        }  # fmt: skip

        done = host.run(
            "install", medium / ANSWERS, "--vendor-file", medium / VENDOR, "--revocations",
            medium / REVOCATIONS, "--target", host.product, "--vendor-fingerprint", key, "--yes",
            "--json",
        )  # fmt: skip
        assert (done.code, done.document["answers"][0]["outcome"]) == (0, "installed"), done
        receipt = tmp_path / "receipt.json"
        assert host.run("receipt", "--out", receipt).code == 0

        goes_to_step(person, "Receipts")
        gives(person, [receipt], lambda: person.click("Choose files…"))
        waits_for(person, "Install", "1 of 3 installed")
    assert [one["kind"] for one in portal.submissions()].count("activation") == 1


def shown_key(host: IsolatedHost, medium: Path) -> str:
    """The key that the host shows, to be compared by a person."""
    said = host.run("install", medium / ANSWERS, "--vendor-file", medium / VENDOR, "--yes")
    words = [word for word in said.err.split() if word.count("-") == 5]
    return words[0].strip(".")


def test_what_was_begun_is_found_again_after_the_window_was_closed(
    at_window: AtWindow, portal: SandboxServer, tmp_path: Path
) -> None:
    host = IsolatedHost(tmp_path / "isolated")
    files = files_of_hosts(tmp_path, host)
    with at_window() as person:
        sign_in(person, portal)
        at_activation(person)
        person.click(CARRY)
        person.type("Name", "Ghent, row 4")
        person.click("Begin")
        waits_for(person, "Situation", "I carry files for others")
        gives(person, files, lambda: person.click("Choose files…"))
        waits_for(person, "Collect requests", "3 hosts collected")
    with at_window() as person:
        at_activation(person)
        person.click("Resume Ghent, row 4")
        waits_for(person, "Collect requests", "3 hosts collected")
        waits_for(person, "Carry out", "3 of 3 hosts in the set")


@pytest.mark.parametrize("spoiled", [b"{"])
def test_a_file_that_is_none_is_named_and_the_others_are_taken(
    at_window: AtWindow, portal: SandboxServer, tmp_path: Path, spoiled: bytes
) -> None:
    host = IsolatedHost(tmp_path / "isolated")
    files = files_of_hosts(tmp_path, host)
    bad = tmp_path / "holiday.json"
    bad.write_bytes(spoiled)
    with at_window() as person:
        sign_in(person, portal)
        at_activation(person)
        person.click(CARRY)
        person.type("Name", "Ghent")
        person.click("Begin")
        waits_for(person, "Situation", "I carry files for others")
        gives(person, [*files, bad], lambda: person.click("Choose files…"))
        waits_for(person, "Collect requests", "3 hosts collected")
        person.click("Show")
        person.sees("holiday.json")
        person.click("Close")

"""Offline, restarts, and another workstation: what was written is kept and delivered once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from tests.journeys import steps
from tests.journeys.conftest import AtWindow
from tests.support.person import Person
from tests.support.sandbox import SandboxServer

ORDERS = 120
PASSPHRASE = "three boats on a quiet lake"
TRAIN = "Written on a train."
OLD = "Queued on the old workstation."


def readable_orders(person: Person) -> None:
    person.goes_to("Orders")
    person.until(lambda: person.orders.model.rowCount() == ORDERS, "all orders")
    person.sees_all_rows(ORDERS)


def test_feedback_written_offline_survives_a_restart_and_is_delivered_once(
    at_window: AtWindow, home: Path
) -> None:
    state = home / "portal.db"
    portal = SandboxServer.start(orders=ORDERS, state=state)
    with portal, at_window() as person:
        steps.sign_in(person, portal)
        portal.stop()
        steps.write_feedback(person, TRAIN)
        person.sees_fate(TRAIN, "Waiting")
        person.sees("1 waiting to send")
        person.presses(Qt.Key.Key_F5)
        person.sees("Offline")

    with at_window() as person:
        person.sees("Offline")
        readable_orders(person)
        person.clicks_row(0)
        person.until(person.orders.detail.isVisible, "the details, offline")
        person.sees("Last synced ")
        steps.go_to_feedback(person)
        person.sees_fate(TRAIN, "Waiting")
        person.sees("1 waiting to send")
        with SandboxServer.start(orders=ORDERS, state=state, port=portal.port) as again:
            person.presses(Qt.Key.Key_F5)
            person.until(lambda: not person.reads("Offline"), "being online")
            steps.send_now(person, TRAIN)
            person.sees_fate(TRAIN, "Delivered")
            steps.synchronize(person)
            assert steps.delivered_texts(again) == [TRAIN]
            assert not person.reads("waiting to send")


def test_a_draft_is_there_again_after_a_restart(at_window: AtWindow, portal: SandboxServer) -> None:
    with at_window() as person:
        steps.sign_in(person, portal)
        steps.go_to_feedback(person)
        person.sees(portal.feedback_statement)
        person.type("Your feedback", "Half a thought")
    with at_window() as person:
        steps.go_to_feedback(person)
        person.sees("Your draft is here again")
        form = person.program.window.page.feedback.form
        assert form.text.toPlainText() == "Half a thought"
        assert not form.acknowledged.checked, "the acknowledgement is given anew each time"
    assert steps.delivered_texts(portal) == []


def test_a_backup_comes_back_on_a_new_workstation_and_its_unsent_item_is_delivered_once(
    at_window: AtWindow, home: Path, other_workstation: Callable[[], Path]
) -> None:
    state, file = home / "portal.db", home / "moving.counterpart"
    portal = SandboxServer.start(orders=ORDERS, state=state)
    with portal, at_window() as person:
        steps.sign_in(person, portal)
        portal.stop()
        steps.write_feedback(person, OLD)
        person.sees_fate(OLD, "Waiting")
        back_up(person, file)

    other_workstation()
    again = SandboxServer.start(orders=ORDERS, state=state, port=portal.port)
    with again, at_window() as person:
        restore(person, file)
        steps.go_to_feedback(person)
        person.until(lambda: person.feedback(OLD), "the item that was not sent")
        assert steps.delivered_texts(again) == []
        steps.sign_in_again(person)
        person.sees_fate(OLD, "Delivered")
        readable_orders(person)
        steps.synchronize(person)
        assert steps.delivered_texts(again) == [OLD]


def back_up(person: Person, file: Path) -> None:
    person.goes_to("Account")
    person.chooses_tab("This computer")
    person.click("Back up…")
    person.sees("Back up this profile")
    person.type("File", str(file))
    person.type("Passphrase", PASSPHRASE)
    person.type("Passphrase again", "something else")
    person.click("Back up")
    person.sees("This is not the same passphrase.")
    person.type("Passphrase again", PASSPHRASE)
    person.click("Back up")
    person.sees("The backup is complete.")
    content = file.read_bytes()
    assert OLD.encode() not in content
    assert PASSPHRASE.encode() not in content


def restore(person: Person, file: Path) -> None:
    person.sees("Connect to your vendor")
    person.click("Restore…")
    person.type("File", str(file))
    person.type("Passphrase", "two boats on a quiet lake")
    person.click("Restore")
    person.sees("passphrase")
    person.until(lambda: person.can("Restore"), "being allowed to try again")
    person.type("Passphrase", PASSPHRASE)
    person.click("Restore")
    person.until(lambda: person.program.desk.profile, "the profile")

"""The worker hangs or dies, a second start, a locked keyring: said, while the window goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from app.base.paths import folders
from tests.journeys import steps
from tests.journeys.conftest import AtWindow
from tests.support import secret_service
from tests.support.person import ROOT, Person
from tests.support.sandbox import SandboxServer
from ui.instance import SingleInstance
from ui.link import LinkState, Rhythm

WATCHFUL = Rhythm(beat=100, start_beats=300, missed_beats=12, pauses=(50,) * 5, calm_beats=5)
TEXT = "Written while nobody was at work."


def pid_of_worker(person: Person) -> int:
    return person.program.workers[-1].pid


def note_banner(person: Person) -> list[str]:
    """Every sentence about the worker that is shown from now on."""
    said: list[str] = []
    link = person.program.link
    link.state_changed.connect(lambda _state: said.append(person.reads("background worker")))
    return said


def filters(person: Person, text: str) -> None:
    """Type into the filter and see fewer orders: the window is usable."""
    whole = person.orders.model.rowCount()
    person.type("Filter orders", text)
    person.until(lambda: 0 < person.orders.model.rowCount() < whole, f"orders with {text!r}")


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be stopped by a signal there")
def test_a_hung_worker_is_said_and_restarted_while_the_window_stays_usable(
    at_window: AtWindow, portal: SandboxServer
) -> None:
    with at_window(WATCHFUL) as person:
        steps.sign_in(person, portal)
        person.goes_to("Orders")
        person.until(lambda: person.orders.model.rowCount() == 40, "the orders")
        said = note_banner(person)
        hung = pid_of_worker(person)
        os.kill(hung, signal.SIGSTOP)
        filters(person, "gateway")
        steps.write_feedback(person, TEXT)
        person.until(lambda: LinkState.HUNG in person.program.states, "the worker being hung")
        person.sees("The background worker runs again.")
        assert "The background worker does not answer. It is being restarted." in said[0]
        assert pid_of_worker(person) != hung
        person.sees_fate(TEXT, "Delivered")
        assert steps.delivered_texts(portal) == [TEXT]


def test_a_killed_worker_is_said_and_restarted_while_the_window_stays_usable(
    at_window: AtWindow, portal: SandboxServer
) -> None:
    with at_window(WATCHFUL) as person:
        steps.sign_in(person, portal)
        person.goes_to("Orders")
        person.until(lambda: person.orders.model.rowCount() == 40, "the orders")
        said = note_banner(person)
        killed = person.program.workers[-1]
        portal.fault("delay", path="/v1/feedback", seconds=1.0)
        steps.write_feedback(person, TEXT)
        person.until(lambda: portal.requests("/v1/feedback"), "the feedback on its way")
        killed.kill()
        person.until(
            lambda: LinkState.RESTARTING in person.program.states, "the worker being restarted"
        )
        person.goes_to("Orders")
        filters(person, "gateway")
        person.sees("The background worker runs again.")
        assert "The background worker stopped. It is being restarted." in said[0]
        steps.go_to_feedback(person)
        person.sees_fate(TEXT, "Delivered", seconds=60)
        assert steps.delivered_texts(portal) == [TEXT]


def test_a_second_start_raises_the_first_window_and_ends(
    at_window: AtWindow, portal: SandboxServer
) -> None:
    instance = SingleInstance(folders().state)
    assert instance.claim()
    with at_window(instance=instance) as person:
        steps.sign_in(person, portal)
        person.program.window.showMinimized()
        person.until(person.program.window.isMinimized, "the window being put away")
        second = subprocess.Popen(
            [sys.executable, "-m", "ui.main"], cwd=ROOT, stderr=subprocess.PIPE
        )
        try:
            person.until(lambda: second.poll() is not None, "the end of the second start")
        finally:
            second.kill()
            said = second.communicate()[1]
        assert (second.returncode, said) == (0, b"")
        person.until(lambda: not person.program.window.isMinimized(), "the first window")
        assert person.program.window.isVisible()
    instance.deleteLater()


def test_a_locked_keyring_is_said_and_orders_open_once_it_is_unlocked(
    at_window: AtWindow, portal: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with secret_service.running() as keyring:
        for name, value in keyring.environment.items():
            monkeypatch.setenv(name, value)
        with at_window() as person:
            steps.sign_in(person, portal)
        keyring.lock()
        with at_window() as person:
            person.sees("Your keyring is locked")
            keyring.unlock()
            person.click("Try again")
            steps.synchronized(person)
            person.goes_to("Orders")
            person.sees_all_rows(40)


def test_a_sign_in_that_nobody_finishes_can_be_canceled(
    at_window: AtWindow, portal: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "true")
    with at_window() as person:
        person.click("Sign in…")
        person.type("Portal address", portal.address)
        person.click("Continue in the browser")
        person.sees("Waiting for your browser")
        person.click("Cancel")
        person.until(lambda: person.can("Continue in the browser"), "the form again")
        person.click("Cancel")
        person.until(lambda: person.program.application.actions.dialog is None, "no dialog")
        person.sees("Connect to your vendor")


def test_an_address_that_is_no_portal_is_said_in_the_dialog(
    at_window: AtWindow, portal: SandboxServer
) -> None:
    portal.fault("status", status=404, path="/.well-known/customer-portal", times=0)
    with at_window() as person:
        person.click("Sign in…")
        person.type("Portal address", portal.address)
        person.click("Continue in the browser")
        person.sees("CP-3")
        portal.faults()
        person.click("Continue in the browser")
        steps.keep_recovery_code(person)
        steps.synchronized(person)

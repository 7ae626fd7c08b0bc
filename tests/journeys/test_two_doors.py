"""Window and shell at the same time, and a sign-in that the portal takes back."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.journeys import steps
from tests.journeys.conftest import AtWindow
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.shell import Shell

EACH = 3


def test_window_and_shell_send_at_the_same_time_and_each_item_is_delivered_once(
    at_window: AtWindow, portal: SandboxServer, home: Path, secret_service: SecretService
) -> None:
    shell = Shell(home, secret_service.environment)
    by_shell = [f"From the shell, number {n}." for n in range(EACH)]
    by_window = [f"From the window, number {n}." for n in range(EACH)]
    with at_window() as person, ExitStack() as commands:
        steps.sign_in(person, portal)
        for text in by_shell[1:]:
            done = shell.run("feedback", "send", "--acknowledge", "--later", "--json", text)
            assert done.code in (0, 6), done
        portal.fault("delay", path="/v1/feedback", seconds=0.2, times=0)
        running = [
            commands.enter_context(shell.start("outbox", "send", "--json")),
            commands.enter_context(
                shell.start("feedback", "send", "--acknowledge", "--json", by_shell[0])
            ),
        ]
        for text in by_window:
            steps.write_feedback(person, text)
        for text in (*by_window, *by_shell):
            person.sees_fate(text, "Delivered", seconds=60)
        for process in running:
            person.until(lambda process=process: process.poll() is not None, "the shell's end")
            out, err = process.communicate()
            assert process.returncode == 0, (out, err)
        assert Counter(steps.delivered_texts(portal)) == Counter((*by_shell, *by_window))
        assert not person.program.problems
    shown = shell.run("feedback", "list", "--json").document
    states = {item["text"]: item["state"] for item in shown["feedback"]}
    assert states == dict.fromkeys((*by_shell, *by_window), "sent")


def test_a_sign_in_taken_back_by_the_portal_is_said_and_nothing_is_lost(
    at_window: AtWindow, portal: SandboxServer
) -> None:
    text = "Written after the sign-in was taken back."
    with at_window() as person:
        steps.sign_in(person, portal)
        portal.mutate("revoke_all")
        steps.write_feedback(person, text)
        person.sees("You are signed out.")
        person.sees_fate(text, "Queued")
        person.sees("1 waiting to send")
        assert steps.delivered_texts(portal) == []
        person.goes_to("Orders")
        person.sees_all_rows(40)
        steps.sign_in_again(person)
        steps.go_to_feedback(person)
        person.sees_fate(text, "Delivered")
        person.until(lambda: not person.reads("You are signed out."), "the banner being gone")
        assert steps.delivered_texts(portal) == [text]

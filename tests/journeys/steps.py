"""Steps that several journeys take, each through the window."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.support.person import Person
from tests.support.sandbox import SandboxServer
from ui.support.feedback.tab import FeedbackTab
from ui.support.page import SupportPage

ACKNOWLEDGED = "I understand: not confidential, free to be used"


def sign_in(person: Person, portal: SandboxServer) -> str:
    """From the first card to the first orders; the recovery code that was shown."""
    person.sees("Connect to your vendor")
    person.click("Sign in…")
    person.type("Portal address", portal.address)
    person.click("Continue in the browser")
    code = keep_recovery_code(person)
    synchronized(person)
    return code


def keep_recovery_code(person: Person) -> str:
    """Read the code, say that it is kept, go on."""
    person.sees("Keep this recovery code")
    assert not person.can("Continue"), "nobody passes by without keeping the code"
    code = next(iter(person.program.codes))
    person.sees(code)
    person.click("I have kept it")
    person.click("Continue")
    return code


def synchronized(person: Person) -> None:
    """Wait until a synchronization ended well and none is under way."""
    person.until(lambda: person.program.synced, "a synchronization")
    person.until(lambda: not person.program.desk.standing.syncing, "the synchronization's end")


def synchronize(person: Person) -> None:
    """Press F5 and wait until that synchronization ended well."""
    desk = person.program.desk
    person.until(lambda: not desk.standing.syncing, "the synchronization under way")
    before = len(person.program.synced)
    person.presses(Qt.Key.Key_F5)
    person.until(lambda: len(person.program.synced) > before, "the synchronization")
    person.until(lambda: not desk.standing.syncing, "the synchronization's end")


def go_to_feedback(person: Person) -> FeedbackTab:
    """The second tab of the support page."""
    page = person.goes_to("Support")
    person.chooses_tab("Feedback")
    person.program.rest()
    assert isinstance(page, SupportPage)
    return page.feedback


def write_feedback(person: Person, text: str) -> None:
    """Write feedback, acknowledge the statement, and send it (or queue it, offline)."""
    tab = go_to_feedback(person)
    person.sees(SandboxServer.feedback_statement)
    person.type("Your feedback", text)
    assert not person.can("Send feedback"), "nothing goes without the acknowledgement"
    person.click(ACKNOWLEDGED)
    with person.qtbot.waitSignal(tab.queued, timeout=30_000):
        person.click("Send feedback")
    person.until(lambda: person.feedback(text), "the feedback in the list")


def delivered_texts(portal: SandboxServer) -> list[str]:
    """The texts of the feedback that the portal took, in order of arrival."""
    return [kept["body"]["text"] for kept in portal.submissions() if kept["kind"] == "feedback"]


def sign_in_again(person: Person) -> None:
    """By the banner that says that one is signed out; nothing has to be typed."""
    person.sees("You are signed out.")
    before = len(person.program.synced)
    person.click("Sign in…")
    person.sees("Sign in again")
    person.click("Continue in the browser")
    person.until(lambda: len(person.program.synced) > before, "a synchronization")


def send_now(person: Person, text: str) -> None:
    """Do not wait for the next attempt: press the entry's own button, if it still waits."""
    row = person.feedback(text)
    if row is not None and "Waiting" in person.fate(text) and person.can("Send now"):
        person.click("Send now")

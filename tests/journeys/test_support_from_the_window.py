"""Support from the window: asked, looked through, answered, closed, rated; offline and killed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QUrl

from tests.journeys import steps
from tests.journeys.conftest import AtWindow
from tests.support.person import Person
from tests.support.sandbox import SandboxServer
from tests.support.windows import QUICK
from ui.link import LinkState
from ui.support.page import SupportPage
from ui.support.requests.tab import RequestsTab

IBAN = "DE89 3704 0044 0532 0130 00"
SUBJECT = "Sessions end too soon"


# Xvfb has no visual with an alpha channel, which a menu with round corners asks for.
@pytest.mark.qt_log_ignore("Falling back to using screens root_visual", extend=True)
def test_a_request_is_looked_through_sent_answered_closed_and_rated(
    at_window: AtWindow, portal: SandboxServer, workstation: Path
) -> None:
    with at_window() as person:
        steps.sign_in(person, portal)
        tab = begin(person, f"They end after a minute. The refund goes to {IBAN}.")
        drop(person, tab, workstation / "relay.log", f"refund to {IBAN}\nall else is well\n")
        person.click("Send request")
        person.sees("2 findings need your decision")
        assert "support_request" not in kinds(portal)
        for left in (1, 0):
            person.click("Black out")
            person.until(lambda n=left: decided(tab) == n, f"{left} findings")
        person.click("Send request")
        delivered(person, portal, "support_request")
        (sent,) = bodies(portal, "support_request")
        assert IBAN not in sent["text"]
        assert sent["subject"] == SUBJECT
        assert len(sent["uploads"]) == 1
        portal.mutate("run_agents")
        steps.synchronize(person)
        talk = tab.board.pane.talk
        person.until(lambda: len(messages(tab)) > 1, "the answer")
        assert "Kestrane" in talk.toPlainText()
        person.type("Your reply", "It works again.")
        person.click("Send reply")
        delivered(person, portal, "message")
        person.chooses("What can be done with this request", "Close the request…")
        person.click("Close the request")
        delivered(person, portal, "support_change")
        steps.synchronize(person)
        person.sees("This request is closed.")
        person.chooses("What can be done with this request", "Rate the support…")
        person.click("5 stars, very good")
        person.click("Send rating")
        delivered(person, portal, "support_change", 2)
        changes = [one["change"] for one in bodies(portal, "support_change")]
        assert changes == ["close", "rate"]
        assert not person.program.problems


def test_what_is_written_offline_leaves_once_though_the_worker_is_killed_in_the_middle(
    at_window: AtWindow, home: Path
) -> None:
    state = home / "portal.db"
    portal = SandboxServer.start(orders=20, state=state)
    with portal, at_window() as person:
        steps.sign_in(person, portal)
    with at_window(QUICK) as person:
        person.sees("Offline")
        tab = begin(person, "They end after a minute.")
        drop(person, tab, home / "relay.log", "all is well\n" * 50_000)
        person.click("Send request")
        person.until(lambda: tab.board.current, "the thread")
        person.sees("Not sent yet")
        with SandboxServer.start(orders=20, state=state, port=portal.port) as again:
            again.fault("delay", path="/v1/uploads", seconds=1.0)
            person.program.desk.send_queued(hurry=True)
            person.until(lambda: again.requests("/v1/uploads"), "the file on its way")
            person.program.workers[-1].kill()
            person.until(
                lambda: LinkState.RESTARTING in person.program.states, "the worker's return"
            )
            again.faults()
            person.until(lambda: person.program.states[-1] is LinkState.RUNNING, "a running worker")
            person.program.desk.send_queued(hurry=True)
            delivered(person, again, "support_request")
            assert kinds(again) == {"upload": 1, "support_request": 1}
            steps.synchronize(person)
            person.until(lambda: tab.board.cards[0].number, "its number")


def begin(person: Person, text: str) -> RequestsTab:
    """The form of a new request, filled; the tab."""
    page = person.goes_to("Support")
    assert isinstance(page, SupportPage)
    person.click("New request")
    tab = page.requests
    person.until(lambda: tab.writing.work.draft is not None, "the draft")
    person.program.rest()
    product = next(
        tab.writing.form.form.product.itemData(at)
        for at in range(1, tab.writing.form.form.product.count())
    )
    tab.writing.form.form.product.set_value(product)
    person.program.rest()
    person.type("Subject", SUBJECT)
    tab.writing.form.form.text.setPlainText(text)
    return tab


def drop(person: Person, tab: RequestsTab, path: Path, content: str) -> None:
    """Drop a file on the text; wait until its copy is kept."""
    path.write_text(content)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    tab.writing.form.form.text.insertFromMimeData(data)
    work = tab.writing.work
    person.until(lambda: work.draft is not None and work.draft.files, "the copy")


def decided(tab: RequestsTab) -> int:
    """How many findings are left; -1 while it is being looked through."""
    work = tab.writing.work
    return -1 if work.result is None else len(work.open_findings)


def messages(tab: RequestsTab) -> tuple[object, ...]:
    thread = tab.board.pane.thread_shown
    return thread.messages if thread is not None else ()


def bodies(portal: SandboxServer, kind: str) -> list[dict[str, Any]]:
    return [one["body"] for one in portal.submissions() if one["kind"] == kind]


def kinds(portal: SandboxServer) -> dict[str, int]:
    return dict(Counter(one["kind"] for one in portal.submissions()))


def delivered(person: Person, portal: SandboxServer, kind: str, count: int = 1) -> None:
    person.until(lambda: kinds(portal).get(kind) == count, f"{count} of {kind}")

"""The journey of the terms: what governs an order, what changes at its renewal, and objecting."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import vobject
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox

from tests.journeys import steps
from tests.journeys.conftest import AtWindow
from tests.support.person import LEFT, Person
from tests.support.sandbox import SandboxServer
from ui.deadlines.page import DeadlinesPage
from ui.notices.page import NoticesPage
from ui.terms.page import TermsPage

ORDER = "KO-21502"
"""It renews by itself and states no last day to cancel: its terms decide."""
LAST_MOMENT = "cancel_by:ord-21502"
OLD, NEW = "2025-03", "2026-09"


# Xvfb has no visual with an alpha channel, which a menu with round corners asks for.
@pytest.mark.qt_log_ignore("Falling back to using screens root_visual", extend=True)
def test_from_an_order_to_what_its_renewal_changes_and_to_the_drafted_objection(
    at_window: AtWindow, workstation: Path, portal: SandboxServer
) -> None:
    with at_window() as person:
        steps.sign_in(person, portal)
        an_order_names_its_governing_version(person)
        the_change_is_shown_word_by_word(person)
        a_letter_is_drafted(person)
        the_deadline_says_what_moves_it(person)
        the_calendar_can_be_read_elsewhere(person, workstation)
        assert not person.program.problems


def an_order_names_its_governing_version(person: Person) -> None:
    person.goes_to("Orders")
    person.type("Filter orders", ORDER)
    person.until(lambda: person.orders.model.rowCount() == 1, "the one order")
    person.clicks_row(0)
    person.sees("Governing terms")
    assert OLD in person.sees(f"The order names version {OLD}")
    person.sees(f"then under version {NEW}")
    person.click(f"Compare {OLD} with {NEW}")


def the_change_is_shown_word_by_word(person: Person) -> None:
    window = person.program.window
    person.until(lambda: isinstance(window.page, TermsPage), "the terms")
    person.sees("Notice to cancel a renewal")
    person.sees("60 days")
    person.sees("Change 1 of ")
    window.activateWindow()
    focused = person.until(QApplication.focusWidget, "something that has the keyboard")
    person.qtbot.keyClick(focused, Qt.Key.Key_F7)
    person.sees("Change 2 of ")


def a_letter_is_drafted(person: Person) -> None:
    window = person.program.window
    person.click("Prepare objection…")
    person.sees("Object and choose not to renew")
    assert not person.can("Draft the letter"), "no order is chosen"
    box = person.until(
        lambda: next(
            (b for b in window.findChildren(QCheckBox) if b.text().startswith(ORDER)), None
        ),
        "the order among those that renew",
    )
    person.program.rest()
    person.qtbot.mouseClick(box, LEFT, pos=box.rect().center())
    person.click("Draft the letter")
    person.until(lambda: isinstance(window.page, NoticesPage), "the notices")
    page = window.page
    letter = person.until(page.drafts.pane.area.toPlainText, "the letter")
    assert ORDER in letter
    assert NEW in letter
    assert "Brennholt SE" in letter
    person.sees("Saved here, not sent")


def the_deadline_says_what_moves_it(person: Person) -> None:
    person.goes_to("Deadlines")
    person.type("Filter deadlines", ORDER)
    page = person.program.window.page
    assert isinstance(page, DeadlinesPage)

    def row() -> int:
        found = (
            at
            for at in range(page.model.rowCount())
            if (entry := page.model.entry(at)) and entry.deadline.uid.startswith(LAST_MOMENT)
        )
        return next(found, -1)

    person.until(lambda: 0 < page.model.rowCount() < 12, "the deadlines of one order")
    at = person.until(lambda: row() + 1, "the last moment to cancel") - 1
    person.program.rest()
    place = page.table.visualRect(page.model.index(at, 1)).center()
    person.qtbot.mouseClick(page.table.viewport(), LEFT, pos=place)
    person.sees("No period is stated for this")
    person.sees("What moves it at the next renewal")
    person.sees("60 days")


def the_calendar_can_be_read_elsewhere(person: Person, folder: Path) -> None:
    page = person.program.window.page
    file = folder / "deadlines.ics"
    with person.qtbot.waitSignal(page.exporter.exported, timeout=30_000):
        person.saves_as(
            file,
            lambda: person.chooses("Export deadlines", "Shown deadlines as a calendar (ICS)…"),
        )
    shown = {
        entry.deadline.uid: entry.deadline
        for at in range(page.model.rowCount())
        if (entry := page.model.entry(at)) is not None
    }
    calendar = vobject.readOne(file.read_text(encoding="utf-8"))
    events = {event.uid.value.partition("@")[0]: event for event in calendar.vevent_list}
    assert events.keys() == shown.keys()
    for uid, event in events.items():
        start = event.dtstart.value
        assert isinstance(start, datetime)
        assert start.astimezone(UTC) == shown[uid].at.replace(microsecond=0)
        assert shown[uid].title in event.summary.value
        ahead = shown[uid].at > datetime.now(UTC)
        assert ("valarm" in event.contents) == ahead, "what is over reminds nobody"

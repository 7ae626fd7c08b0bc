"""The journey of notices: the vendor's acknowledged, one's own written, sent and received."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import steps
from tests.journeys.conftest import AtWindow
from tests.support.person import Person
from tests.support.sandbox import SandboxServer
from ui.notices.page import NoticesPage

ORDER = "KO-20417"


# Xvfb has no visual with an alpha channel, which a menu with round corners asks for.
@pytest.mark.qt_log_ignore("Falling back to using screens root_visual", extend=True)
def test_from_a_notice_that_is_acknowledged_to_a_claim_that_the_portal_received(
    at_window: AtWindow, workstation: Path, portal: SandboxServer
) -> None:
    with at_window() as person:
        steps.sign_in(person, portal)
        page = person.goes_to("Notices")
        assert isinstance(page, NoticesPage)
        a_notice_is_acknowledged(person, page, portal)
        a_claim_is_begun(person)
        its_facts_lead_to_the_refund(person, page)
        the_letter_is_read_with_its_pages(person, page)
        the_portal_receives_it(person, page, portal)
        its_e_mail_copy_can_be_kept(person, workstation)
        assert not person.program.problems


def a_notice_is_acknowledged(person: Person, page: NoticesPage, portal: SandboxServer) -> None:
    person.until(lambda: page.received.shown > 0, "the notices")
    page.received.table.select_row(0)
    notice = person.until(lambda: page.received.pane.notice, "the notice")
    person.sees("Signed by the vendor, and unaltered")
    person.click("Acknowledge")
    person.sees("Received by the portal")
    [kept] = submitted(portal, "notice_read")
    assert kept["notice_id"] == notice.id


def a_claim_is_begun(person: Person) -> None:
    person.click("New notice…")
    person.sees("What do you want to say to the vendor?")
    person.click("Claim by a third party")
    person.sees("Orders of the product")


def its_facts_lead_to_the_refund(person: Person, page: NoticesPage) -> None:
    person.click("Add an order…")
    person.type("Find an order", ORDER)
    field: Any = page.guide.facts.form.fields["orders"]
    person.until(lambda: field.dialog and field.dialog.model.rowCount() == 1, "the one order")
    person.click("Add")
    person.sees("Indemnity")
    person.click("Write the letter")
    person.sees("This is needed for the letter.")
    person.type("Who claims", "Norvane Patents LLC")
    person.type("Received on", (datetime.now(UTC).date() - timedelta(days=2)).isoformat())
    person.type("What is claimed", "That it uses a patent of theirs.")
    person.click("Write the letter")


def the_letter_is_read_with_its_pages(person: Person, page: NoticesPage) -> None:
    letter = page.guide.letter
    text = person.until(letter.area.toPlainText, "the letter")
    assert "Norvane Patents LLC" in text
    assert ORDER in text
    person.sees("Post by")
    first = person.until(lambda: letter.preview.pages, "the pages")[0].image
    letter.area.setPlainText(text.replace("To whom it may concern,", "Dear Legal,"))
    person.until(
        lambda: letter.preview.pages and letter.preview.pages[0].image != first, "the new pages"
    )
    person.click("Continue to sending")


def the_portal_receives_it(person: Person, page: NoticesPage, portal: SandboxServer) -> None:
    person.click("Send by the portal")
    person.sees("Received by the portal")
    [kept] = submitted(portal, "formal_notice")
    assert kept["kind"] == "ip_claim"
    assert "Dear Legal," in kept["letter"]
    assert len(kept["uploads"]) == 1, "the PDF goes along"
    assert page.guide.letter.area.isReadOnly()


def its_e_mail_copy_can_be_kept(person: Person, folder: Path) -> None:
    file = folder / "copy.eml"
    person.saves_as(file, lambda: person.click("Save the e-mail copy…"))
    person.until(file.exists, "the e-mail")
    assert b"application/pdf" in file.read_bytes()


def submitted(portal: SandboxServer, kind: str) -> list[dict[str, Any]]:
    """The bodies of this kind that the portal took."""
    return [kept["body"] for kept in portal.submissions() if kept["kind"] == kind]

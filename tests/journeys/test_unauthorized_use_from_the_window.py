"""Unauthorized use from the window: reported before all else, locked, open again by a sign-in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.account.profiles import Profiles
from app.base.paths import folders
from app.support.requests.model import Severity
from app.support.requests.words import unauthorized_subject
from tests.journeys import steps
from tests.journeys.conftest import AtWindow
from tests.support.person import Person
from tests.support.sandbox import SandboxServer

TOLD = "A notebook with the vendor's portal open was stolen."


def test_a_report_leaves_and_the_profile_is_locked_until_somebody_signs_in(
    at_window: AtWindow, portal: SandboxServer
) -> None:
    with at_window() as person:
        steps.sign_in(person, portal)
        tell(person)
        person.click("Report and lock")
        person.sees("The portal has revoked your sign-in.")
        (report,) = reports(portal)
        assert report["text"] == TOLD
        assert locked()
        assert person.program.desk.rooms is None
        person.sees("0 of ")
        person.click("Change the passwords of these users")
        person.sees("1 of ")
    with at_window() as person:
        person.sees("1 of ")
        sign_in_again(person, portal)
        assert not locked()
        steps.synchronize(person)
        board = person.goes_to("Support").requests.board
        person.until(lambda: board.cards, "the requests")
        first = board.cards[0]
        assert (first.subject, first.severity) == (unauthorized_subject(), Severity.URGENT)
        assert len(reports(portal)) == 1


def test_offline_a_profile_is_locked_first_and_the_report_leaves_after_the_sign_in(
    at_window: AtWindow, home: Path
) -> None:
    state = home / "portal.db"
    portal = SandboxServer.start(orders=20, state=state)
    with portal, at_window() as person:
        steps.sign_in(person, portal)
    with at_window() as person:
        person.sees("Offline")
        tell(person)
        person.click("Lock now, and send it after the next sign-in")
        person.click("Report and lock")
        person.sees("The portal could not be told to revoke your sign-in")
        assert locked()
        with SandboxServer.start(orders=20, state=state, port=portal.port) as again:
            assert not reports(again)
            sign_in_again(person, again)
            person.until(lambda: reports(again), "the report")
            assert [one["text"] for one in reports(again)] == [TOLD]
            assert not locked()


def tell(person: Person) -> None:
    """Open the report, say what happened."""
    person.goes_to("Support")
    person.click("Report unauthorized use…")
    person.type("What happened", TOLD)


def sign_in_again(person: Person, portal: SandboxServer) -> None:
    """From the locked profile to its pages."""
    before = len(person.program.synced)
    person.click("Sign in again…")
    person.click("Continue in the browser")
    person.until(lambda: person.program.desk.rooms is not None, "the open profile")
    person.until(lambda: len(person.program.synced) > before, "a synchronization")


def reports(portal: SandboxServer) -> list[dict[str, Any]]:
    return [one["body"] for one in portal.submissions() if one["kind"] == "unauthorized_use"]


def locked() -> bool:
    """Whether the profile is locked on the disk."""
    (info,) = Profiles(folders().profiles).list()
    return info.locked is not None

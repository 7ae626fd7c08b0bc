"""The journey of a certification: a request arrives, is answered by the guide, signed and sent."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from app.base.clock import SystemClock, to_wire
from app.certification.checking import check_certificate
from app.documents.signing.model import Level
from app.documents.verifying.model import Verdict
from tests.journeys import certifying, steps
from tests.journeys.conftest import AtWindow
from tests.support import signing_keys
from tests.support.person import Person
from tests.support.sandbox import SandboxServer
from ui.certification.page import CertificationPage

REQUEST = "cert-2026-now"
MONITOR = "ord-21033"


# Xvfb has no visual with an alpha channel, which a menu with round corners asks for.
@pytest.mark.qt_log_ignore("Falling back to using screens root_visual", extend=True)
def test_a_request_becomes_a_signed_certificate_with_a_receipt_and_the_vendors_countersignature(
    at_window: AtWindow, workstation: Path, portal: SandboxServer
) -> None:
    with at_window() as person:
        steps.sign_in(person, portal)
        a_time_stamp_service_is_set(person, portal)
        a_request_arrives(person, portal)
        page = certifying.begin(person, REQUEST)
        certifying.goes_on(person, page, "scope")
        view = certifying.goes_on(person, page, "usage", "Confirm and continue")
        usage_is_brought_with_evidence(person, view)
        view = certifying.goes_on(person, page, "reconcile")
        what_is_over_is_explained(person, view)
        view = certifying.goes_on(person, page, "attest")
        certifying.attests_everything(person, view)
        view = certifying.goes_on(person, page, "sign")
        certifying.says_who_signs(person, view)
        certifying.goes_on(person, page, "review")
        pdf = certifying.makes_and_signs(person, page, workstation, Level.B_T)
        it_is_what_was_entered_and_holds(pdf)
        certifying.goes_on(person, page, "submit")
        body = certifying.submits(person, portal, pdf)
        assert body["request_id"] == REQUEST
        assert body["document_sha256"] == hashlib.sha256(pdf).hexdigest()
        the_vendor_answers(person, page, portal, body)
        assert not person.program.problems


def a_time_stamp_service_is_set(person: Person, portal: SandboxServer) -> None:
    person.goes_to("Account")
    person.chooses_tab("This computer")
    person.type("Time-stamp service (RFC 3161)", f"{portal.address}/timestamp")


def a_request_arrives(person: Person, portal: SandboxServer) -> None:
    due = SystemClock().now().replace(year=SystemClock().now().year + 1)
    portal.mutate(
        "new_request", id=REQUEST, reason="Monitoring in the plants", due_at=to_wire(due),
        orders=[MONITOR],
    )  # fmt: skip
    steps.synchronize(person)


def usage_is_brought_with_evidence(person: Person, view: Any) -> None:
    """Users from the vendor's own record; what no record knows is typed in, one of it too much."""
    person.until(lambda: view.reading.lines, "the entitlements")
    person.chooses("From records here", "Named users of the account")
    person.until(lambda: view.draft.sources, "the users")
    person.program.rest()
    while open_lines := [one for one in view.reading.lines if one.used is None]:
        line, gaps = open_lines[0], len(open_lines)
        permitted = int(line.entitlement.permitted or 1)
        before = len(view.draft.sources)
        person.click("Type a figure…")
        dialog: Any = person.until(lambda: view.acts.dialog, "the dialog")
        dialog.of.set_value(line.entitlement.id)
        person.type("How many", str(permitted + 1))
        person.type("Why it is typed in", "Read off the console; there is no export of it.")
        person.click("Add the figure")
        person.until(lambda before=before: len(view.draft.sources) > before, "the figure")
        person.until(lambda gaps=gaps: _gaps(view) < gaps, "the figure being counted")


def _gaps(view: Any) -> int:
    """So many figures have no evidence."""
    return sum(one.used is None for one in view.reading.lines)


def what_is_over_is_explained(person: Person, view: Any) -> None:
    rooms = person.program.desk.rooms
    assert rooms is not None
    found = rooms.certification.reconcile(view.draft.id).open_findings
    assert found, "one more is used than is permitted"
    for finding in found:
        person.click(f"Explain… {finding.title}")
        person.click(next(o.title for o in finding.options if o.resolution == "explained"))
        person.type("Your words", "Two test hosts were counted until Friday.")
        person.click("Keep the answer")
        answered = len(view.draft.answered)
        person.until(lambda n=answered: len(view.draft.answered) > n, "the answer")
        person.program.rest()


def it_is_what_was_entered_and_holds(pdf: bytes) -> None:
    judged = check_certificate(pdf, [signing_keys.authority().pem], now=SystemClock().now())
    assert judged.verdict is Verdict.VALID, judged.words
    assert judged.signatures[0].stamped_at is not None
    assert b"Two test hosts were counted until Friday." in (judged.statement or b"")


def the_vendor_answers(
    person: Person, page: CertificationPage, portal: SandboxServer, body: dict[str, Any]
) -> None:
    portal.mutate(
        "question_certification", certification=body["client_id"], note="Which hosts were they?"
    )
    steps.synchronize(person)
    person.sees("Which hosts were they?")
    portal.mutate("countersign_certification", certification=body["client_id"])
    steps.synchronize(person)
    person.sees("Countersigned by the vendor")
    person.click("Done")
    person.until(lambda: page.views.currentWidget() is page.stack, "the list")

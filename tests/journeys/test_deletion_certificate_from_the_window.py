"""The journey of a deletion: asked for after the end, listed, signed by two, sent, answered."""

from __future__ import annotations

import hashlib
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import certifying, steps
from tests.journeys.conftest import AtWindow
from tests.support import signing_keys
from tests.support.person import Person
from tests.support.sandbox import SandboxServer
from ui.certification.page import CertificationPage

REQUEST = "cert-2026-3"


@pytest.mark.qt_log_ignore("Falling back to using screens root_visual", extend=True)
def test_what_ended_is_certified_as_deleted_and_comes_back_countersigned(
    at_window: AtWindow, workstation: Path, portal: SandboxServer
) -> None:
    with at_window() as person:
        steps.sign_in(person, portal)
        page = certifying.begin(person, REQUEST)
        certifying.goes_on(person, page, "scope")
        view = certifying.goes_on(person, page, "usage", "Confirm and continue")
        the_inventory_is_filled_in(person, view)
        certifying.goes_on(person, page, "reconcile")
        view = certifying.goes_on(person, page, "attest")
        certifying.attests_everything(person, view)
        view = certifying.goes_on(person, page, "sign")
        certifying.says_who_signs(person, view)
        certifying.names_a_second_person(person, view)
        certifying.goes_on(person, page, "review")
        once = certifying.makes_and_signs(person, page, workstation)
        pdf = certifying.countersigns(person, page, workstation)
        assert pdf.startswith(once)
        certifying.goes_on(person, page, "submit")
        body = certifying.submits(person, portal, pdf)
        assert body["kind"] == "deletion"
        assert body["request_id"] == REQUEST
        assert body["document_sha256"] == hashlib.sha256(pdf).hexdigest()
        assert body["statement"]["deletions"]
        assert body["statement"]["countersignatory"]["name"] == certifying.SECOND
        copy = the_vendor_countersigns(person, page, portal, workstation, body)
        assert copy.startswith(pdf)
        the_copy_is_checked(person, page, portal, workstation)
        assert not person.program.problems


def the_inventory_is_filled_in(person: Person, view: Any) -> None:
    person.click("Take over what the records know")
    person.until(lambda: view.draft.deletions, "the inventory")
    person.click("Fill in all open…")
    person.type("How", "Virtual machine destroyed with its disks")
    person.type("By whom", "Kim Sørensen")
    person.click("Keep")
    count = len(view.draft.deletions)
    person.sees(f"{count} of {count} filled in")


def the_vendor_countersigns(
    person: Person, page: CertificationPage, portal: SandboxServer, folder: Path,
    body: dict[str, Any],
) -> bytes:  # fmt: skip
    portal.mutate("countersign_certification", certification=body["client_id"])
    steps.synchronize(person)
    person.sees("Countersigned by the vendor")
    file = folder / "countersigned.pdf"
    person.saves_as(file, lambda: person.click("Save the countersigned copy…"))
    person.until(file.exists, "the countersigned copy")
    return file.read_bytes()


def the_copy_is_checked(
    person: Person, page: CertificationPage, portal: SandboxServer, folder: Path
) -> None:
    person.program.window.show_page("certification", f"check:{folder / 'countersigned.pdf'}")
    person.sees("Unchanged, signer not trusted")
    root, vendor = folder / "root.pem", folder / "vendor.pem"
    root.write_bytes(signing_keys.authority().pem)
    with urllib.request.urlopen(f"{portal.address}/timestamp/ca.pem") as answer:
        vendor.write_bytes(answer.read())
    page.others.checker.trust((str(root), str(vendor)))
    person.sees("complete and unchanged since")
    assert page.others.checker.result is not None
    judged = page.others.checker.result.checked.judged
    assert judged.verdict == "valid"
    names = [one.certificate.common_name for one in judged.signatures]
    assert names[:2] == ["Anna Berg", certifying.SECOND]
    assert len(names) == 3, "the vendor's is the last"

"""Steps of certifying that both journeys take, each through the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.certification.model import Reply
from app.documents.signing.model import Level
from tests.support import signing_keys
from tests.support.person import Person
from tests.support.sandbox import SandboxServer
from ui.certification.page import CertificationPage

LEFT = Qt.MouseButton.LeftButton
SECOND = "Tom Mori"
"""Who countersigns."""


def begin(person: Person, request_id: str) -> CertificationPage:
    """From the list of requests into the guide."""
    page = person.goes_to("Certification")
    assert isinstance(page, CertificationPage)
    request = person.until(lambda: _asked(page, request_id), "the request")
    person.click(f"Certify {request.reason}")
    person.until(lambda: page.guide.reading is not None, "the guide")
    return page


def _asked(page: CertificationPage, request_id: str) -> Any:
    read = page._read_
    return read and next((one for one in read.overview.requests if one.id == request_id), None)


def goes_on(person: Person, page: CertificationPage, step: str, words: str = "") -> Any:
    """Press the step's button, and see the next step."""
    person.click(words or f"Continue to {step}")
    person.until(lambda: page.guide.step.value == step, f"the step {step}")
    person.program.rest()
    return page.guide.view


def attests_everything(person: Person, view: Any) -> None:
    """Yes to every statement."""
    person.until(lambda: view.rows, "the statements")
    for line in view.rows.values():
        person.qtbot.mouseClick(line.choices[line.question.good], LEFT)
    assert Reply.YES in {line.reply for line in view.rows.values()}
    person.sees(f"{len(view.rows)} of {len(view.rows)} answered")


def says_who_signs(person: Person, view: Any) -> None:
    """Name, title, place, and the authority, which nobody assumes."""
    person.type("Name", "Anna Berg")
    person.type("Title", "Head of IT")
    person.type("Place", "Ulm")
    view.person.authority.set_value("power_of_attorney")
    person.until(
        lambda: view.draft.signatory.authority and view.draft.signatory.place == "Ulm",
        "the signatory being kept",
    )


def makes_and_signs(
    person: Person, page: CertificationPage, folder: Path, level: Level = Level.B_B
) -> bytes:
    """Look at the pages, freeze them, sign with a key file; the signed document."""
    view: Any = page.guide.view
    person.until(lambda: view.pages.view.sheets, "the pages")
    person.click("Make the document")
    person.until(lambda: view.draft.made, "the document")
    person.click("Sign…")
    _gives_the_key(person, view, "Sign", _key(folder, "Anna Berg"), level)
    person.until(lambda: view.draft.signed, "the signature")
    rooms = person.program.desk.rooms
    assert rooms is not None
    return rooms.certification.pdf(view.draft.id)


def names_a_second_person(person: Person, view: Any) -> None:
    """Who countersigns for the same house."""
    person.click("A second person signs too")
    person.type("Second person's name", SECOND)
    person.type("Second person's title", "Chief Financial Officer")
    view.second.authority.set_value("officer")
    person.until(
        lambda: view.draft.countersignatory and view.draft.countersignatory.authority,
        "the second person being kept",
    )


def countersigns(person: Person, page: CertificationPage, folder: Path) -> bytes:
    """The second person signs over the first; the document with both signatures."""
    view: Any = page.guide.view
    person.click("Countersign…")
    _gives_the_key(person, view, "Countersign", _key(folder, SECOND), Level.B_B)
    person.until(lambda: len(view.draft.signed) == 2, "the second signature")
    rooms = person.program.desk.rooms
    assert rooms is not None
    return rooms.certification.pdf(view.draft.id)


def _gives_the_key(person: Person, view: Any, button: str, key: Path, level: Level) -> None:
    """A key file with its passphrase, which is gone once it was used."""
    dialog = person.until(lambda: view.signing.dialog, "the dialog that asks for the key")
    person.type("Key file", str(key))
    person.type("Passphrase", signing_keys.PASSPHRASE)
    person.click("Show what it holds")
    person.until(lambda: dialog.keys.chosen, "the certificate")
    dialog.level.set_value(level.value)
    secret = dialog.keys.secret
    person.click(button)
    person.until(lambda: not secret.text(), "the passphrase being gone")


def submits(person: Person, portal: SandboxServer, pdf: bytes) -> dict[str, Any]:
    """By the portal, until the receipt is there; what the portal took."""
    person.click("Submit by the portal")
    person.sees("Received by the portal")
    [body] = [one["body"] for one in portal.submissions() if one["kind"] == "certification"]
    assert len(pdf) > 1000
    return dict(body)


def _key(folder: Path, name: str) -> Path:
    """A key in that name, from the authority that the checks trust."""
    signer = signing_keys.identity(name, signing_keys.authority(), organization="Brennholt SE")
    return signer.p12_file(folder, f"{name}.p12")

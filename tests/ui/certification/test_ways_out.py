"""The ways out of a certification: proof with a day, a pack with a passphrase, what holds it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.base.dates import local
from app.certification.asked import Origin
from app.certification.model import Draft, Made, Signatory, SignedCopy
from app.exchange.attachments import KeptFile
from app.notices.model import Proof, Way
from tests.screens.world import NOW
from ui.certification.submit.cards import what_holds_it
from ui.certification.submit.files import file_name
from ui.certification.submit.proving import ProofDialog
from ui.certification.submit.sealing import SealDialog, UnsealDialog
from ui.jobs import Jobs
from ui.kit.theme import Theme

FILE = KeptFile(id="f", name="certificate.pdf", given="certificate.pdf", size=9, sha256="0" * 64)
DRAFT = Draft(
    id="d", title="Compliance, 2 Dec 2026", origin=Origin.OWN, as_of=NOW, created_at=NOW,
    saved_at=NOW,
)  # fmt: skip


class NoRooms:
    """No file is kept here."""

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs(NoRooms)  # type: ignore[arg-type]
    yield made
    assert made.close(5)


def test_a_proof_needs_a_day_that_has_come(theme: Theme, host: QWidget, jobs: Jobs) -> None:
    dialog = ProofDialog(theme, Way.POST, None, NOW, jobs, parent=host)
    dialog.open()
    today = local(NOW).date()
    for text in ("soon", (today + timedelta(days=1)).isoformat()):
        dialog.posted.setText(text)
        dialog.go.click()
        assert dialog.posted_row.has_error
        assert dialog.isVisible()
    dialog.posted.setText(today.isoformat())
    dialog.tracking.setText(" RR 4821 ")
    dialog.go.click()
    assert not dialog.isVisible()
    assert dialog.proof == Proof(way=Way.POST, posted_on=today, tracking="RR 4821")


def test_a_pack_is_sealed_with_a_passphrase_given_twice(theme: Theme, host: QWidget) -> None:
    dialog = SealDialog(theme, DRAFT.title, parent=host)
    dialog.open()
    dialog.first.setText("short")
    dialog.go.click()
    assert dialog.first_row.has_error
    dialog.first.setText("correct horse battery")
    dialog.second.setText("correct horse batters")
    dialog.go.click()
    assert dialog.second_row.has_error
    dialog.second.setText("correct horse battery")
    dialog.edit.click()
    dialog.go.click()
    assert not dialog.isVisible()
    assert dialog.editable
    assert dialog.take_passphrase() == "correct horse battery"
    assert (dialog.first.text(), dialog.second.text()) == ("", "")


def test_closing_a_pack_forgets_its_passphrase(theme: Theme, host: QWidget) -> None:
    sealing, opening = SealDialog(theme, "x", parent=host), UnsealDialog(theme, "x", parent=host)
    sealing.first.setText("correct horse battery")
    sealing.reject()
    assert sealing.first.text() == ""
    opening.open()
    opening.go.click()
    assert opening.row.has_error, "without a passphrase nothing opens"
    opening.field.setText("correct horse battery")
    opening.reject()
    assert opening.field.text() == ""


def test_what_holds_it_is_said_until_everybody_signed() -> None:
    def held(**more: object) -> str:
        return what_holds_it(msgspec.structs.replace(DRAFT, **more))

    made = Made(file=FILE, statement_sha256="0" * 64, made_at=NOW)
    once = SignedCopy(file=FILE, by="Anna Berg", at=NOW)
    twice = msgspec.structs.replace(once, countersigns=True)
    second = Signatory(name="Tom Mori")
    assert held() == "The document is not made yet."
    assert held(made=made) == "The document is not signed yet."
    assert held(made=made, signed=(once,)) == ""
    assert "second person" in held(made=made, signed=(once,), countersignatory=second)
    assert held(made=made, signed=(once, twice), countersignatory=second) == ""


def test_a_file_is_named_so_that_every_system_takes_it() -> None:
    odd = msgspec.structs.replace(DRAFT, title='Use 2026: A/B "test"?')
    assert file_name(odd) == "Use 2026- A-B -test--"

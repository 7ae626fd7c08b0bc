"""The dialog that signs: which key, at which level, and a secret that never stays behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.documents.signing import problems, stamp_problems, tokens
from app.documents.signing.model import Certificate, KeyPlace, Level, SigningKey
from tests.screens.world import NOW
from ui.certification.signing.dialog import SignDialog
from ui.kit.theme import Theme

SECRET = "correct horse battery"


def certificate(name: str = "Anna Berg", days: int = 300, **more: str) -> Certificate:
    return Certificate(
        subject=f"CN={name}", common_name=name, issuer="CN=Root", serial="01",
        sha256=name.encode().hex().ljust(64, "0"), not_before=NOW - timedelta(days=10),
        not_after=NOW + timedelta(days=days), **more,
    )  # fmt: skip


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(theme: Theme, host: QWidget) -> SignDialog:
    made = SignDialog(theme, NOW, who="Anna Berg", parent=host)
    made.open()
    made.keys.path.setText("/keys/anna.p12")
    made.keys.secret.setText(SECRET)
    return made


def test_signing_hands_the_secret_over_once_and_empties_the_field(
    dialog: SignDialog, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(dialog.sign_wanted) as asked:
        dialog.go.click()
    key, secret, level, lower = asked.args
    assert key == SigningKey(place=KeyPlace.FILE, path="/keys/anna.p12")
    assert (secret, level, lower) == (SECRET, Level.B_T, False)
    assert dialog.keys.secret.text() == ""
    assert not dialog.go.isEnabled(), "one signature at a time"
    dialog.reject()
    assert dialog.isVisible(), "a signature under way is waited for"


def test_closing_forgets_the_secret(dialog: SignDialog) -> None:
    dialog.reject()
    assert dialog.keys.secret.text() == ""
    assert not dialog.isVisible()


def test_a_problem_forgets_the_secret_and_offers_nothing_lower(dialog: SignDialog) -> None:
    dialog.go.click()
    report = problems.WrongSecret("The passphrase is wrong", "It does not open the key.", "Again.")
    dialog.show_problem(report.report())
    assert dialog.keys.secret.text() == ""
    assert dialog.problem is not None
    assert not dialog.problem.buttons
    assert dialog.go.isEnabled()


def test_a_silent_time_stamp_service_is_fallen_back_from_by_choice_only(
    dialog: SignDialog, qtbot: QtBot
) -> None:
    dialog.go.click()
    down = stamp_problems.StampDown(
        "The time-stamp service does not answer", "It is silent.", "Later."
    )
    dialog.show_problem(down.report())
    assert dialog.problem is not None
    [lower] = dialog.problem.buttons
    with qtbot.assertNotEmitted(dialog.sign_wanted):
        lower.click()
    assert dialog.keys.secret_row.has_error, "the secret was forgotten and is asked again"
    dialog.keys.secret.setText(SECRET)
    with qtbot.waitSignal(dialog.sign_wanted) as asked:
        lower.click()
    assert asked.args[3] is True


def test_a_plain_signature_has_nothing_to_fall_back_to(dialog: SignDialog) -> None:
    dialog.level.set_value(Level.B_B.value)
    dialog.go.click()
    dialog.show_problem(stamp_problems.StampDown("Silent", "It is silent.", "Later.").report())
    assert dialog.problem is not None
    assert not dialog.problem.buttons


def test_of_several_certificates_on_a_token_one_is_chosen(dialog: SignDialog, qtbot: QtBot) -> None:
    dialog.keys.place.set_value(KeyPlace.TOKEN.value)
    dialog.keys.path.setText("/usr/lib/softhsm/libsofthsm2.so")
    dialog.show_certificates(
        (certificate(token="Desk", label="old"), certificate("A. Berg", token="Desk", label="new"))
    )
    dialog.keys.certificate.setCurrentIndex(1)
    dialog.keys.secret.setText("123456")
    with qtbot.waitSignal(dialog.sign_wanted) as asked:
        dialog.go.click()
    key = asked.args[0]
    assert (key.place, key.token, key.label) == (KeyPlace.TOKEN, "Desk", "new")


def test_another_place_or_file_forgets_what_was_listed(dialog: SignDialog) -> None:
    dialog.show_certificates((certificate(),))
    assert dialog.keys.chosen is not None
    dialog.keys.path.setText("/keys/other.p12")
    assert dialog.keys.chosen is None
    dialog.keys.place.set_value(KeyPlace.TOKEN.value)
    assert dialog.keys.secret.text() == ""


def test_the_systems_store_needs_no_path_and_is_offered_where_it_can_be_reached(
    theme: Theme, host: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tokens, "_PROXIES", ())
    without = SignDialog(theme, NOW, who="Anna Berg", parent=host)
    assert without.keys.place.findData(KeyPlace.SYSTEM.value) < 0
    proxy = tmp_path / "p11-kit-proxy.so"
    proxy.write_bytes(b"")
    monkeypatch.setattr(tokens, "_PROXIES", (str(proxy),))
    dialog = SignDialog(theme, NOW, who="Anna Berg", parent=host)
    dialog.open()
    dialog.keys.place.set_value(KeyPlace.SYSTEM.value)
    assert not dialog.keys.path_row.isVisible()
    dialog.show_certificates((certificate(token="Card", label="sign"),))
    with qtbot.waitSignal(dialog.sign_wanted) as asked:
        dialog.go.click()
    assert asked.args[0] == SigningKey(place=KeyPlace.SYSTEM, path="", token="Card", label="sign")


def test_an_expired_certificate_is_said_before_it_signs(dialog: SignDialog) -> None:
    dialog.show_certificates((certificate(days=-2),))
    assert "expired" in dialog.keys.fault.text()
    assert dialog.keys.fault.isVisible()


def test_nothing_can_be_signed_without_a_key(dialog: SignDialog) -> None:
    dialog.keys.path.clear()
    assert not dialog.go.isEnabled()

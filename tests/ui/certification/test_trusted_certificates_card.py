"""The card of the settings: a time-stamp service by its address, certificates by their files."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.base.settings import Settings
from ui.kit.theme import Theme
from ui.trusting import TrustCard


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> TrustCard:
    made = TrustCard(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def test_an_address_counts_once_it_makes_sense(card: TrustCard, qtbot: QtBot) -> None:
    card.address.setText("timestamp.example.com")
    with qtbot.assertNotEmitted(card.changed):
        card.address.editingFinished.emit()
    assert card.address_row.has_error
    card.address.setText(" https://timestamp.example.com/tsa ")
    with qtbot.waitSignal(card.changed) as kept:
        card.address.editingFinished.emit()
    assert kept.args == [Settings(timestamp_url="https://timestamp.example.com/tsa")]
    assert not card.address_row.has_error


def test_certificates_are_trusted_once_each_and_taken_back(
    card: TrustCard, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "root.pem"
    path.write_text("a certificate")
    with qtbot.waitSignal(card.changed) as kept:
        card.trust((str(path), str(path)))
    assert kept.args[0].trusted_certificates == (str(path),)
    remove = card.removes[str(path)]
    assert remove.accessibleName() == "Do not trust root.pem any more"
    with qtbot.waitSignal(card.changed) as kept:
        remove.click()
    assert kept.args[0].trusted_certificates == ()


def test_a_certificate_whose_file_is_gone_is_said(card: TrustCard, tmp_path: Path) -> None:
    card.show_settings(Settings(trusted_certificates=(str(tmp_path / "gone.pem"),)))
    words = [label.text() for label in card.findChildren(type(card.title_label))]
    assert "This file is gone: nothing is trusted by it." in words


def test_other_settings_are_left_alone(card: TrustCard, qtbot: QtBot) -> None:
    card.show_settings(Settings(sync_minutes=60, theme="dark"))
    card.address.setText("https://timestamp.example.com")
    with qtbot.waitSignal(card.changed) as kept:
        card.address.editingFinished.emit()
    assert (kept.args[0].sync_minutes, kept.args[0].theme) == (60, "dark")

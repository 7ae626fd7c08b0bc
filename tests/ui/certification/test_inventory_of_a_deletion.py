"""The dialogs of the inventory: filled in, kept with a reason, or the same for all that is open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.base.dates import local
from app.certification.model import Deletion
from tests.screens.world import NOW
from ui.certification.deletion.dialog import NEW, DeletionDialog
from ui.certification.deletion.rows import is_settled
from ui.kit.theme import Theme

OPEN = Deletion(
    id="machine:1", product_id="prd-1", product_name="Relay Gateway", what="Software with its key",
    place="fra-gw-01", method="", by="", deleted_at=None, machine_id="1",
)  # fmt: skip


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_an_entry_is_kept_once_it_says_how_by_whom_and_when(theme: Theme, host: QWidget) -> None:
    dialog = DeletionDialog(theme, OPEN, NOW, parent=host)
    dialog.open()
    dialog.go.click()
    assert dialog.method_row.has_error
    assert dialog.by_row.has_error
    assert dialog.isVisible()
    dialog.method.setText("Virtual machine destroyed")
    dialog.by.setText("Kim Sørensen")
    dialog.day.setText((local(NOW).date() + timedelta(days=1)).isoformat())
    dialog.go.click()
    assert dialog.day_row.has_error, "nothing is deleted in the future"
    dialog.day.setText(local(NOW).date().isoformat())
    dialog.go.click()
    assert not dialog.isVisible()
    entry = dialog.entry
    assert is_settled(entry)
    assert entry.deleted_at is not None
    assert entry.deleted_at <= NOW
    assert (entry.id, entry.machine_id, entry.product_id) == ("machine:1", "1", "prd-1")


def test_what_is_kept_needs_its_reason(theme: Theme, host: QWidget) -> None:
    dialog = DeletionDialog(theme, OPEN, NOW, parent=host)
    dialog.open()
    dialog.kept.box.click()
    dialog.go.click()
    assert dialog.reason_row.has_error
    dialog.reason.setText("Tax law: ten years")
    dialog.go.click()
    assert dialog.entry.deleted_at is None
    assert dialog.entry.note == "Tax law: ten years"
    assert is_settled(dialog.entry)


def test_the_same_words_fill_in_all_that_is_open(theme: Theme, host: QWidget) -> None:
    dialog = DeletionDialog(theme, NEW, NOW, several=3, parent=host)
    dialog.open()
    assert not dialog.place_row.isVisible()
    dialog.method.setText("Overwritten")
    dialog.by.setText("Kim Sørensen")
    dialog.go.click()
    assert not dialog.isVisible()
    filled = dialog.filled(OPEN)
    assert is_settled(filled)
    assert (filled.place, filled.what) == (OPEN.place, OPEN.what)


def test_an_entry_can_be_taken_out_but_a_new_one_cannot(theme: Theme, host: QWidget) -> None:
    dialog = DeletionDialog(theme, OPEN, NOW, products=[("prd-2", "Strata")], parent=host)
    dialog.product.setText("Strata")
    assert dialog.entry.product_id == "prd-2"
    dialog._remove()
    assert dialog.removed
    assert not is_settled(OPEN)

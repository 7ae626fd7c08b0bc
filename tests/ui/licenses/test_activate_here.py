"""This computer as an isolated host: asked, judged, installed, removed, in the window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.activation import receipts
from app.activation.qr import bundle as qr_bundle
from app.activation.requests import read_set
from app.activation.responses import Outcome
from tests.screens.keyboard import in_tab_order, nameless
from tests.screens.license_activate_scenes import activating, bring, here, install, judge, tab
from tests.screens.license_world import carried_folder, host_folder
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.licenses.activate.here_words import HereStep


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with activating(world, qapp) as made:
        yield made


@pytest.fixture
def known(stage: Stage) -> Path:
    """What was carried back; the system has to tell a machine id for that."""
    root = stage.application.folders.data.parent
    if not host_folder(root).is_dir():
        pytest.skip("this system tells no machine id, so it cannot be a host")
    return carried_folder(root)


def words(widget: Any) -> str:
    return " | ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def test_what_is_shown_is_exactly_what_the_request_then_holds(
    stage: Stage, known: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    view = here(stage)
    view.ask.choice.set_value("lic-21877-1")
    stage.until(lambda: bool(view.ask.text), "the preview")
    shown = json.loads(view.ask.text)
    facts = dict(view.ask.crossing.facts.facts)
    assert facts["request id"].startswith(shown["request_id"])
    assert "license_key" not in shown
    qtbot.mouseClick(view.footer.primary, Qt.MouseButton.LeftButton)
    stage.until(lambda: view.step is HereStep.OUT, "the request")
    stage.rest()
    assert read_set(view.request.data).requests[0] == shown
    with qtbot.waitSignal(tab(stage).said, timeout=20_000):
        view.acts.save(tmp_path / "request.json", view.request.data)
    assert read_set((tmp_path / "request.json").read_bytes()).requests[0] == shown
    tab(stage).show_situation()
    stage.rest()
    assert "license lic-21877-1" in words(tab(stage).situation)


def test_a_pseudonym_keeps_the_name_of_the_host_at_home(stage: Stage, known: Path) -> None:
    view = here(stage)
    view.ask.choice.set_value("lic-21877-1")
    view.ask.pseudonym.setChecked(True)
    view.ask.other.setChecked(True)
    stage.until(lambda: '"host-' in view.ask.text, "the preview")
    body = json.loads(view.ask.text)
    assert body["host_name"].startswith("host-")
    assert body["production"] is False
    assert view.acts.facts.host_name not in view.ask.text
    assert not view.ask.name.isEnabled()


def test_ids_are_typed_where_no_license_is_known_and_a_bad_one_is_explained(
    qapp: QApplication, world: World
) -> None:
    with activating(world, qapp, station="fresh") as stage:
        view = here(stage)
        assert view.ask.product.isVisible()
        assert not view.footer.primary.isEnabled()
        assert "Name the product and the license first." in view.footer.note.text()
        view.ask.product.setText("relay-gateway-eu")
        view.ask.license.setText("no id at all!")
        stage.until(lambda: view.ask.rows["license"].has_error, "the problem")
        assert not view.footer.primary.isEnabled()


def test_what_was_carried_here_is_told_apart_from_a_folder_a_bundle_or_the_clipboard(
    stage: Stage, known: Path, qtbot: QtBot
) -> None:
    view = bring(stage)
    assert view.acts.brought.vendor == (known / "vendor.json").read_bytes()
    assert view.acts.brought.revocations
    view.acts.forget_brought()
    files = [
        qr_bundle.Carried(name, (known / name).read_bytes())
        for name in ("activation-answers.json", "vendor.json")
    ]
    view.side.reader.completed.emit(qr_bundle.bundle(files), "bundle")
    stage.until(lambda: view.acts.brought.vendor is not None, "the bundle")
    assert view.acts.brought.answers == files[0].data
    view.acts.forget_brought()
    QGuiApplication.clipboard().setText(files[0].data.decode())
    qtbot.mouseClick(view.bring.paste, Qt.MouseButton.LeftButton)
    stage.until(lambda: view.acts.brought.answers is not None, "the clipboard")
    stage.rest()
    assert "Needed once" in words(view.bring)


def test_nothing_is_judged_before_somebody_compared_the_key(
    stage: Stage, known: Path, qtbot: QtBot
) -> None:
    view = judge(stage, confirm=False)
    assert len(view.acts.judgement.key_to_confirm.split("-")) == 6
    assert not view.footer.primary.isEnabled()
    assert "Compare the key first." in view.footer.note.text()
    qtbot.mouseClick(view.judge.differs, Qt.MouseButton.LeftButton)
    stage.rest()
    assert view.acts.brought.answers is None
    assert view.acts.host.facts().vendor_key == ""
    assert "Nothing was trusted" in words(view.judge)


def test_a_license_is_installed_where_it_was_shown_and_confirmed_and_its_receipt_made(
    stage: Stage, known: Path, qtbot: QtBot
) -> None:
    view = judge(stage)
    assert [one.outcome for one in view.acts.judgement.answers] == [Outcome.FITS]
    assert "CET" in words(view.judge)
    place = Path(view.acts.host.folder).parent / "license.lic"
    qtbot.mouseClick(view.footer.primary, Qt.MouseButton.LeftButton)
    assert view.judge.form.has_error, "the vendor's place is not there, and none was named"
    place.write_text("-----BEGIN MACHINE FILE-----\nold\n-----END MACHINE FILE-----\n")
    view.judge.target.setText(str(place))
    qtbot.mouseClick(view.footer.primary, Qt.MouseButton.LeftButton)
    assert str(place) in words(view.asks.dialog)
    view.asks.dialog.reject()
    stage.rest()
    assert "old" in place.read_text()
    qtbot.mouseClick(view.footer.primary, Qt.MouseButton.LeftButton)
    view.asks.dialog.accept()
    stage.until(lambda: view.carried is not None, "the receipt")
    stage.rest()
    assert "old" not in place.read_text()
    kept = [one for one in place.parent.iterdir() if one.name.startswith("license.lic.before-")]
    assert "old" in kept[0].read_text()
    assert receipts.read_set(view.carried.data).facts[0]["done"] == "installed"
    assert str(place) in words(view.receipt)
    assert view.acts.brought.answers is None


def test_a_refusal_is_explained_and_installs_nothing(stage: Stage, known: Path) -> None:
    view = judge(stage, refused=True)
    assert "Nothing is to be installed" in words(view.judge)
    assert "No instance is left" in words(view.judge)
    assert not view.footer.primary.isEnabled()


def test_what_is_no_answer_is_a_problem_with_a_next_step(
    stage: Stage, known: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    view = here(stage, HereStep.BRING)
    view.acts.bring([known / "vendor.json"])
    stage.until(lambda: view.acts.brought.vendor is not None, "the vendor file")
    assert not view.footer.primary.isEnabled()
    spoiled = tmp_path / "activation-answers.json"
    spoiled.write_bytes((known / "activation-answers.json").read_bytes()[:-40])
    view.acts.bring([spoiled])
    stage.until(lambda: bool(view.acts.brought.others), "the spoiled file")
    stage.rest()
    assert "activation-answers.json" in words(view.bring)
    view.acts.brought = view.acts.brought._replace(answers=b'{"responses": 7}')
    view.footer.primary.setEnabled(True)
    with qtbot.waitSignal(view.acts.judging_failed, timeout=20_000):
        qtbot.mouseClick(view.footer.primary, Qt.MouseButton.LeftButton)
    stage.rest()
    assert "This answer cannot be used" in words(view.judge)


def test_a_license_is_removed_after_asking_and_its_proof_is_carried(
    stage: Stage, known: Path, qtbot: QtBot
) -> None:
    view = install(stage)
    place = Path(view.acts.facts.installed[0].path)
    view.asks.remove(view.acts.facts.installed[0])
    view.asks.dialog.reject()
    stage.rest()
    assert place.exists()
    view.asks.remove(view.acts.facts.installed[0])
    view.asks.dialog.action.click()
    stage.until(lambda: bool(view.acts.facts.removed), "the removal")
    stage.rest()
    assert not place.exists()
    assert receipts.read_set(view.carried.data).facts[-1]["done"] == "removed"
    assert view.footer.primary.text() == "Save the proof…"


def test_a_folder_that_cannot_be_used_is_a_problem_of_this_computer_alone(
    stage: Stage, tmp_path: Path, qtbot: QtBot
) -> None:
    view = here(stage)
    folder = Path(view.acts.host.folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "host.json").write_text("{ damaged")
    with qtbot.waitSignal(view.acts.facts_failed, timeout=20_000):
        view.acts.look()
    state = view.stack.currentWidget()
    assert state.accessibleName()
    (folder / "host.json").unlink()
    with qtbot.waitSignal(view.acts.facts_read, timeout=20_000):
        state.secondary.click()
    tab(stage).show_situation()
    stage.rest()
    assert "Hamburg 7" in words(tab(stage).situation)


@pytest.mark.parametrize("step", [step for step in HereStep if step is not HereStep.SITUATION])
def test_every_step_can_be_walked_by_keyboard_and_each_control_says_what_it_is(
    stage: Stage, step: HereStep
) -> None:
    view = here(stage, step)
    controls = [one for one in in_tab_order(stage.window) if view.isAncestorOf(one)]
    assert view.footer.back in controls
    assert not nameless(controls)

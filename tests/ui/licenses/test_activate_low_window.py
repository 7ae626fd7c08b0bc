"""Activation in a low window, for a license that was chosen, and where nobody signed in."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.screens.license_activate_scenes import HAMBURG, activating, carry, rooms_of, tab
from tests.screens.license_alone_scenes import alone
from tests.screens.world import World
from ui.kit.cells import CELL_ROLE
from ui.licenses.activate.here_words import HereStep
from ui.licenses.activate.steps import CarryStep

LICENSE = "lic-21640-1"


def test_in_a_low_window_what_crosses_folds_to_a_line_and_opens_again(
    qapp: QApplication, world: World
) -> None:
    with activating(world, qapp, size=(1024, 640)) as stage:
        panel = carry(stage, HAMBURG, CarryStep.OUT).crossing
        assert panel.folded
        assert not panel.facts.isVisible()
        assert panel.short.text().startswith("In it: set, request id, nonce, host, fingerprint")
        assert "license keys" in panel.never_short.text()
        panel.fold.click()
        assert panel.facts.isVisible()
        assert not panel.short.isVisible()
        assert panel.never_short.isVisible()


def test_in_a_high_window_every_field_is_shown(qapp: QApplication, world: World) -> None:
    with activating(world, qapp, size=(1280, 800)) as stage:
        panel = carry(stage, HAMBURG, CarryStep.OUT).crossing
        assert not panel.folded
        assert panel.facts.isVisible()
        assert panel.never.isVisible()
        assert not panel.fold.isVisible()


def test_the_license_a_host_is_activated_for_is_filled_in(qapp: QApplication, world: World) -> None:
    with activating(world, qapp) as stage:
        stage.window.show_page("licenses", f"activate:license:{LICENSE}")
        stage.rest()
        view = tab(stage)
        assert LICENSE in view.situation.words.text()
        view.situation.here.click()
        stage.until(lambda: view.here.ask.choice.value == LICENSE, "the license")
        assert view.here.ask.wanted.license_id == LICENSE
        view.show_situation()
        assert LICENSE not in view.situation.words.text()


def test_a_long_product_name_stays_whole_in_its_cell(qapp: QApplication, world: World) -> None:
    with activating(world, qapp) as stage:
        view = carry(stage, HAMBURG, CarryStep.OUT)
        hosts = rooms_of(stage).licenses.batch(view.reading.batch.id).hosts
        model = view.hosts.model
        shown = {
            model.at(row).id: model.index(row, 1).data(CELL_ROLE).text
            for row in range(model.rowCount())
        }
        assert all(shown[one.id] == one.product_name for one in hosts if one.product_name)


def test_without_a_profile_a_request_is_made_from_ids_that_are_typed(
    qapp: QApplication, world: World, qtbot: QtBot
) -> None:
    with alone(world, qapp) as stage:
        shown = stage.window.stack.currentWidget()
        view = shown.here  # type: ignore[attr-defined]
        assert not view.footer.primary.isEnabled()
        view.ask.product.setText("relay-gateway-eu")
        view.ask.license.setText("lic-21877-1")
        stage.until(view.footer.primary.isEnabled, "the preview")
        view.footer.primary.click()
        stage.until(lambda: view.step is HereStep.OUT, "the request")
        with qtbot.waitSignal(shown.left):  # type: ignore[attr-defined]
            view.situation_wanted.emit()

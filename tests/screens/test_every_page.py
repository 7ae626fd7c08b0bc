"""On no page is anything clipped, laid over something else or out of reach of Tab, in any state."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.screens.__main__ import SIZES
from tests.screens.keyboard import obstacles
from tests.screens.scenes import Scene, scenes
from tests.screens.stage import Stage
from tests.screens.walker import troubles
from tests.screens.world import World

# Xvfb has no visual for the rounded corners of menus, and says so.
pytestmark = pytest.mark.qt_log_ignore("Falling back to using screens root_visual")

# Each kind is a class of its own: they run beside each other.
LICENSES = ("activate", "doctor", "history", "license", "machines", "qr")
TERMS = ("deadlines", "notice", "terms")
CERTIFICATION = ("certif",)


def kind_of(scene: Scene) -> tuple[str, ...]:
    name = scene.name.removeprefix("dialog-")
    return next((kind for kind in (LICENSES, TERMS, CERTIFICATION) if name.startswith(kind)), ())


def of(kind: tuple[str, ...]) -> pytest.MarkDecorator:
    found = [scene for scene in scenes() if kind_of(scene) == kind]
    return pytest.mark.parametrize("scene", found, ids=lambda scene: scene.name)


def check(qt: QApplication, world: World, scene: Scene) -> None:
    """In each size, the window growing smaller while it shows the page."""
    large, *smaller = SIZES
    with scene.set(world, qt, size=large) as stage:
        found = _troubles(stage, large) + obstacles(stage)
        for size in smaller:
            stage.window.resize(*size)
            stage.rest(2)
            found += _troubles(stage, size)
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        assert not found, "\n".join(found)


def _troubles(stage: Stage, size: tuple[int, int]) -> list[str]:
    found = troubles(stage.window)
    dialog = stage.application.actions.dialog
    if dialog is not None:
        found += troubles(dialog)
    return ["{}x{}: {}".format(*size, words) for words in found]


class TestLicenses:
    @of(LICENSES)
    def test_a_page_shows_all_of_its_texts_and_is_walked_by_keyboard(
        self, qapp: QApplication, world: World, scene: Scene
    ) -> None:
        check(qapp, world, scene)


class TestTerms:
    @of(TERMS)
    def test_a_page_shows_all_of_its_texts_and_is_walked_by_keyboard(
        self, qapp: QApplication, world: World, scene: Scene
    ) -> None:
        check(qapp, world, scene)


class TestCertification:
    @of(CERTIFICATION)
    def test_a_page_shows_all_of_its_texts_and_is_walked_by_keyboard(
        self, qapp: QApplication, world: World, scene: Scene
    ) -> None:
        check(qapp, world, scene)


class TestEveryOther:
    @of(())
    def test_a_page_shows_all_of_its_texts_and_is_walked_by_keyboard(
        self, qapp: QApplication, world: World, scene: Scene
    ) -> None:
        check(qapp, world, scene)


def test_the_walk_notices_what_does_not_fit(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(200, 100)
    clipped, cut, over = (QLabel(text, window) for text in ("too long to fit", "cut", "over"))
    clipped.setGeometry(0, 0, 20, 20)
    cut.setGeometry(190, 40, 60, 20)
    over.setGeometry(195, 45, 60, 20)
    window.show()
    found = "\n".join(troubles(window))
    for words in ("squeezed", "needs", "cut by its parent", "lies over"):
        assert words in found

"""Nothing on any page, in any state, is clipped, squeezed or laid over something else."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.screens.__main__ import SIZES
from tests.screens.scenes import Scene, scenes
from tests.screens.walker import troubles
from tests.screens.world import World


# Xvfb has no visual for the rounded corners of menus, and says so.
@pytest.mark.qt_log_ignore("Falling back to using screens root_visual")
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_a_page_shows_all_of_its_texts(
    qapp: QApplication, world: World, scene: Scene, size: tuple[int, int]
) -> None:
    with scene.set(world, qapp, size=size) as stage:
        found = troubles(stage.window)
        dialog = stage.application.actions.dialog
        if dialog is not None:
            found += troubles(dialog)
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        assert not found, "\n".join(found)


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

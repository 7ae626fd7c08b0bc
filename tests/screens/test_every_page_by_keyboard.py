"""Every control can be reached with Tab, in reading order, and says what it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from tests.screens.scenes import Scene, scenes
from tests.screens.stage import Stage
from tests.screens.world import World

PAGES = (
    "overview", "orders", "terms", "terms-compare", "support", "support-thread", "support-new",
    "feedback", "account", "account-computer", "certification", "certification-request",
    "certification-guide-scope", "certification-guide-usage", "certification-guide-reconcile",
    "notices-inbox-open", "notices-new", "notices-new-claim", "notices-new-proof", "first-run",
)  # fmt: skip
DIALOGS = tuple(scene.name for scene in scenes() if scene.name.startswith("dialog-"))


def scene_called(name: str) -> Scene:
    return next(scene for scene in scenes() if scene.name == name)


def in_tab_order(window: QWidget) -> Iterator[QWidget]:
    """The controls that Tab visits, once round."""
    at = window.nextInFocusChain()
    while at is not window:
        tab = bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus) and at.focusProxy() is None
        if tab and at.isVisibleTo(window) and at.isEnabled() and at.window() is window:
            yield at
        at = at.nextInFocusChain()


def nameless(controls: list[QWidget]) -> list[str]:
    found = []
    for control in controls:
        face = QAccessible.queryAccessibleInterface(control)
        name = face.text(QAccessible.Text.Name) if face is not None else ""
        if not name.strip():
            found.append(f"{type(control).__name__} in {type(control.parentWidget()).__name__}")
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_walked_in_reading_order_and_every_control_has_a_name(
    qapp: QApplication, world: World, name: str
) -> None:
    with scene_called(name).set(world, qapp) as stage:
        controls = list(in_tab_order(stage.window))
        assert controls
        assert not nameless(controls)
        regions = [region(stage, control) for control in controls]
        assert regions == sorted(regions), list(zip(regions, controls, strict=True))


@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog_can_be_used_without_a_mouse(qapp: QApplication, world: World, name: str) -> None:
    with scene_called(name).set(world, qapp) as stage:
        dialog = stage.application.actions.dialog
        assert dialog is not None
        controls = list(in_tab_order(dialog))
        assert controls
        assert not nameless(controls)


def region(stage: Stage, control: QWidget) -> int:
    """Navigation, then header, then strip and page."""
    window = stage.window
    for at, part in enumerate((window.navigation, window.header, window.strip)):
        if part is control or part.isAncestorOf(control):
            return at
    return 3

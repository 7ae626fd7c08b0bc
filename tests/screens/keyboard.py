"""Whether every control can be reached with Tab, in reading order, and says what it is."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget

from tests.screens.stage import Stage


def obstacles(stage: Stage) -> list[str]:
    """One sentence for each thing that whoever has no mouse would miss on this scene."""
    dialog = stage.application.actions.dialog
    shown = dialog if dialog is not None and dialog.isVisible() else stage.window
    controls = list(in_tab_order(shown))
    found = []
    if not controls and shown.findChildren(QAbstractButton):
        found.append(f"Tab reaches nothing in {type(shown).__name__}")
    found += [f"{words} has no name" for words in nameless(controls)]
    if shown is stage.window:
        parts = [_part(stage, control) for control in controls]
        if parts != sorted(parts):
            found.append(f"Tab does not follow the reading order: {parts}")
    return found


def in_tab_order(window: QWidget) -> Iterator[QWidget]:
    """The controls that Tab visits, once round."""
    at = window.nextInFocusChain()
    while at is not window:
        tab = bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus) and at.focusProxy() is None
        if tab and at.isVisibleTo(window) and at.isEnabled() and at.window() is window:
            yield at
        at = at.nextInFocusChain()


def nameless(controls: list[QWidget]) -> list[str]:
    """The controls that a screen reader could not name."""
    found = []
    for control in controls:
        face = QAccessible.queryAccessibleInterface(control)
        name = face.text(QAccessible.Text.Name) if face is not None else ""
        if not name.strip():
            found.append(f"{type(control).__name__} in {type(control.parentWidget()).__name__}")
    return found


def _part(stage: Stage, control: QWidget) -> int:
    """Navigation, then header, then strip and page."""
    window = stage.window
    for at, part in enumerate((window.navigation, window.header, window.strip)):
        if part is control or part.isAncestorOf(control):
            return at
    return 3

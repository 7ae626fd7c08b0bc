"""The menu of the profile switcher: profiles, ways to get another, colors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.base.text import _
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.theme import Scheme, Theme
from ui.shell.desk import Desk

if TYPE_CHECKING:
    from ui.shell.actions import Actions


def brand_menu(theme: Theme, actions: Actions, desk: Desk, parent: QWidget) -> QMenu:
    """The menu as it is now; it goes when it closes."""
    made = menu(theme, parent)
    current = desk.profile
    group = QActionGroup(made)
    for info in actions.profiles():
        action = _add(made, info.name, partial(desk.open_profile, info.id))
        action.setCheckable(True)
        action.setChecked(current is not None and info.id == current.id)
        group.addAction(action)
    if made.actions():
        made.addSeparator()
    for text, act, icon in (
        (_("Sign in to another portal…"), actions.sign_in, Icon.PLUS),
        (_("Restore from a backup…"), actions.restore, Icon.HISTORY),
    ):
        _add(made, text, act).setIcon(theme.icon(icon))
    made.addSeparator()
    looks = QActionGroup(made)
    for scheme, text in (
        (Scheme.SYSTEM, _("Colors as the system")),
        (Scheme.LIGHT, _("Light colors")),
        (Scheme.DARK, _("Dark colors")),
    ):
        action = _add(made, text, partial(actions.set_scheme, scheme))
        action.setCheckable(True)
        action.setChecked(theme.scheme is scheme)
        looks.addAction(action)
    made.aboutToHide.connect(made.deleteLater)
    return made


def _add(made: QMenu, text: str, act: Callable[[], object]) -> QAction:
    action = made.addAction(text.replace("&", "&&"))
    action.triggered.connect(lambda _on=False: act())
    return action

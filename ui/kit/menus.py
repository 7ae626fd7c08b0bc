"""Menus in house style: the one short style sheet, set when a menu opens, never at start-up."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from ui.kit.theme import Theme
from ui.kit.tokens import Token

_MENU = """
QMenu {{ background: {surface}; border: 1px solid {divider}; border-radius: 8px; padding: 4px; }}
QMenu::item {{ padding: 6px 16px 6px 10px; border-radius: 6px; min-height: 16px; }}
QMenu::item:selected {{ background: {select}; color: {text}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::separator {{ height: 1px; background: {hairline}; margin: 4px 6px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::indicator {{ width: 14px; height: 14px; left: 6px; }}
"""


def menu(theme: Theme, parent: QWidget) -> QMenu:
    """An empty menu in house style that follows the theme."""
    made = QMenu(parent)
    made.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    made.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
    made.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    made.aboutToShow.connect(lambda: made.setStyleSheet(_filled(_MENU, theme)))
    return made


def _filled(sheet: str, theme: Theme) -> str:
    return sheet.format(**{token.value: theme.color(token).name() for token in Token})


def open_below(choices: QMenu, button: QWidget) -> None:
    """Open a menu of a button at the end of its bar: the ends are flush. It goes when it closes."""
    choices.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    below = button.rect().bottomRight() - QPoint(choices.sizeHint().width(), -4)
    choices.popup(button.mapToGlobal(below))

"""What one can do with a clause: cite it, link to it, compare it, print it, be reminded of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.theme import Theme


class ClauseMenu(QWidget):
    """One menu for every clause; each signal tells the clause's position."""

    cite = Signal(int)
    link = Signal(int)
    copy = Signal(int)
    compare = Signal(int)
    print = Signal(int)
    remind = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._position = -1
        self.menu = menu(theme, self)
        for icon, text, signal in (
            (Icon.COPY, _("Copy the citation"), self.cite),
            (Icon.OPEN_OUT, _("Copy a link to this clause"), self.link),
            (Icon.FILE, _("Copy the text"), self.copy),
        ):
            action = self.menu.addAction(theme.icon(icon), text)
            action.triggered.connect(lambda _on=False, signal=signal: signal.emit(self._position))
        self.menu.addSeparator()
        self.compare_action = self.menu.addAction(
            theme.icon(Icon.EQUALS), _("Compare with the other version")
        )
        self.compare_action.triggered.connect(lambda _on=False: self.compare.emit(self._position))
        for icon, text, signal in (
            (Icon.PRINTER, _("Print this clause…"), self.print),
            (Icon.CALENDAR, _("Remind me of it…"), self.remind),
        ):
            action = self.menu.addAction(theme.icon(icon), text)
            action.triggered.connect(lambda _on=False, signal=signal: signal.emit(self._position))

    def popup(self, position: int, place: QPoint, *, comparable: bool) -> None:
        """Open for a clause, at a place of the screen."""
        self._position = position
        self.compare_action.setEnabled(comparable)
        self.menu.popup(place)

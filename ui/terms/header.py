"""The page's own buttons in the header; each is there only where it has something to do."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.buttons import Button, ButtonKind, IconButton
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.theme import Theme


class OfferedButton(Button):
    """Shown only while it is offered, whoever shows it."""

    _offered = True

    def offer(self, offered: bool) -> None:
        """Offer it, or not."""
        self._offered = offered
        self.setVisible(offered and self.parentWidget() is not None)

    def setVisible(self, visible: bool) -> None:
        """The header shows all of a page's buttons."""
        super().setVisible(visible and self._offered)


class HeaderButtons:
    """Compare, objection, acceptance, and a menu with what is needed less often."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.compare = OfferedButton(theme, _("Compare…"), parent=parent)
        self.objection = OfferedButton(theme, _("Prepare objection…"), parent=parent)
        self.accept = OfferedButton(theme, _("Accept…"), ButtonKind.PRIMARY, parent=parent)
        self.more = IconButton(theme, Icon.DOTS, _("More"), parent=parent)
        choices = menu(theme, self.more)
        self.compare_action = choices.addAction(theme.icon(Icon.EQUALS), _("Compare…"))
        self.remind = choices.addAction(theme.icon(Icon.CALENDAR), _("Remind me…"))
        self.print = choices.addAction(theme.icon(Icon.PRINTER), _("Print…"))
        self.cite = choices.addAction(theme.icon(Icon.COPY), _("Copy the document's citation"))
        choices.addSeparator()
        self.open = choices.addAction(theme.icon(Icon.FOLDER), _("Open a local document…"))
        self.more.set_menu(choices)
        for button in self.all:
            button.hide()

    @property
    def all(self) -> tuple[QWidget, ...]:
        """In the order of the header, the primary one last."""
        return (self.more, self.compare, self.objection, self.accept)

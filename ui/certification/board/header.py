"""The page's own buttons in the header: what begins something, and the way back to the board."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.buttons import Button, ButtonKind
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.theme import Theme


class HeaderButton(Button):
    """The header shows all buttons of a page; one that does not belong now stays hidden."""

    wanted = True

    def setVisible(self, visible: bool) -> None:
        """Only where it belongs."""
        super().setVisible(visible and self.wanted)

    def belong(self, wanted: bool) -> None:
        """Show it from now on, or not."""
        self.wanted = wanted
        self.setVisible(wanted and self.parentWidget() is not None)


class BoardHeader(QObject):
    """Three buttons; which of them are shown depends on what the page shows."""

    compliance_wanted = Signal()
    rehearsal_wanted = Signal()
    deletion_wanted = Signal()
    request_wanted = Signal()
    audit_wanted = Signal()
    sealed_wanted = Signal()
    check_wanted = Signal()
    board_wanted = Signal()

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self.back = HeaderButton(theme, _("All certifications"), parent=page)
        self.check = HeaderButton(theme, _("Check…"), name=_("Check a certificate…"), parent=page)
        self.new = HeaderButton(
            theme,
            _("New"),
            ButtonKind.PRIMARY,
            icon=Icon.PLUS,
            name=_("New certification, request or audit"),
            parent=page,
        )
        self.back.clicked.connect(self.board_wanted)
        self.check.clicked.connect(self.check_wanted)
        self._choices = menu(theme, self.new)
        groups = (
            (
                (_("Dress rehearsal"), self.rehearsal_wanted),
                (_("Certificate of compliance"), self.compliance_wanted),
                (_("Certificate of deletion"), self.deletion_wanted),
            ),
            (
                (_("Note a request from the vendor…"), self.request_wanted),
                (_("Note the announcement of an audit…"), self.audit_wanted),
            ),
            ((_("Open a sealed certification…"), self.sealed_wanted),),
        )
        for at, group in enumerate(groups):
            if at:
                self._choices.addSeparator()
            for words, wanted in group:
                self._choices.addAction(words).triggered.connect(wanted)
        self.new.set_menu(self._choices)
        self.show_for(board=True)

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        """All of them, the primary one last."""
        return self.back, self.check, self.new

    def show_for(self, *, board: bool) -> None:
        """On the board: what begins something; elsewhere the way back to it."""
        self.back.belong(not board)
        self.check.belong(board)
        self.new.belong(board)

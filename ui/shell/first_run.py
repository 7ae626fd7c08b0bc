"""What is shown while there is no profile: the ways to get one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import Entry
from ui.kit.icons import Icon
from ui.kit.scrolling import ScrollPane
from ui.kit.states import EmptyState
from ui.kit.theme import Theme
from ui.kit.tokens import Token


class FirstRun(QWidget):
    """Sign in, try the demo, bring a backup back, or activate a computer that has no network."""

    sign_in_wanted = Signal()
    demo_wanted = Signal()
    restore_wanted = Signal()
    isolated_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        state = EmptyState(
            theme,
            Icon.HANDSHAKE,
            _("Connect to your vendor"),
            _(
                "Sign in to your vendor's customer portal once. Your orders are then kept here,"
                " encrypted, and stay readable offline."
            ),
            primary=_("Sign in…"),
            secondary=_("Try the demo"),
        )
        self.sign_in, self.demo = state.primary, state.secondary
        self.restore = Button(theme, _("Restore…"), ButtonKind.QUIET, small=True)
        self.isolated = Button(theme, _("Activate…"), ButtonKind.QUIET, small=True)
        state.add_entry(
            Entry(
                theme,
                Icon.DEVICE,
                _("This computer has no network"),
                _("Its license comes by files or QR codes; nobody signs in here"),
                trailing=(self.isolated,),
            )
        )
        state.add_entry(
            Entry(
                theme,
                Icon.HISTORY,
                _("Restore from a backup"),
                _("Your own records from another workstation: a sealed file and its passphrase"),
                trailing=(self.restore,),
            )
        )
        state.add_entry(
            Entry(
                theme,
                Icon.LOCK,
                _("What stays on this computer"),
                _("Encrypted stores; their keys and your sign-in in the system's keyring only"),
            )
        )
        state.add_entry(
            Entry(
                theme,
                Icon.PACKAGE,
                _("What the demo is"),
                _("An invented vendor's portal, running on this computer alone"),
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ScrollPane(theme, state, ground=Token.BG))
        if self.sign_in:
            self.sign_in.clicked.connect(self.sign_in_wanted)
        if self.demo:
            self.demo.clicked.connect(self.demo_wanted)
        self.restore.clicked.connect(self.restore_wanted)
        self.isolated.clicked.connect(self.isolated_wanted)

    def set_busy(self, busy: bool) -> None:
        """While the demo starts, nothing else is started."""
        for button in (self.sign_in, self.demo, self.restore, self.isolated):
            if button:
                button.setEnabled(not busy)

"""The bar below a guided task: what is saved, back, and the step's one primary action."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.buttons import Button, ButtonKind
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Panel, row
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token


class StepFooter(Panel):
    """Buttons are there once; each step says what they do."""

    back_wanted = Signal()
    second_wanted = Signal()
    primary_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        self.setFixedHeight(Size.ACTIONS)
        self._saved = self._why = ""
        self.note = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self.back = Button(theme, _("Back"))
        self.second = Button(theme, "")
        self.primary = Button(theme, "", ButtonKind.PRIMARY)
        layout = row(IconLabel(theme, Icon.SAVE), spacing=Space.S)
        layout.setContentsMargins(Space.L, 0, Space.L, 0)
        layout.addWidget(self.note, 1)
        for button in (self.back, self.second, self.primary):
            layout.addWidget(button)
        self.setLayout(layout)
        self.back.clicked.connect(self.back_wanted)
        self.second.clicked.connect(self.second_wanted)
        self.primary.clicked.connect(self.primary_wanted)

    def show_note(self, text: str) -> None:
        """Say what is saved."""
        self._saved = text
        self._say()

    def show_actions(
        self,
        primary: str,
        *,
        can: bool = True,
        second: str = "",
        can_second: bool = True,
        why: str = "",
    ) -> None:
        """Name the buttons; "" hides one. `why` says why the primary one is off."""
        for button, text, on in (
            (self.second, second, can_second),
            (self.primary, primary, can),
        ):
            button.setVisible(bool(text))
            if text:
                button.set_text(text)
            button.setEnabled(on)
        self._why = "" if can else why
        self.primary.setAccessibleDescription(self._why)
        self._say()

    def _say(self) -> None:
        self.note.setText(" ".join(part for part in (self._why, self._saved) if part))

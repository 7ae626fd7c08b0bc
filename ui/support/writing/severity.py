"""How bad it is: four choices, each with its meaning beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from app.base.text import _
from app.support.requests.model import Severity
from app.support.requests.words import severity_meaning
from ui.kit.choices import RadioButton
from ui.kit.labels import IconLabel, Label
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.support.looks import severity_look


class SeverityChoice(QWidget):
    """Arrow keys move between the choices, as in any group of radio buttons."""

    changed = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Severity"))
        self._group = QButtonGroup(self)
        self.buttons: dict[Severity, RadioButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        for at, severity in enumerate(reversed(Severity)):
            look = severity_look(severity)
            button = RadioButton(theme, look.word)
            button.setAccessibleDescription(severity_meaning(severity))
            self._group.addButton(button)
            self.buttons[severity] = button
            small = look.icon.value.startswith("caret")
            icon = IconLabel(theme, look.icon, size=12 if small else 16, tone=look.icon_tone)
            meaning = Label(
                theme, severity_meaning(severity), TextStyle.META, Token.TEXT2, wrap=True
            )
            grid.addWidget(icon, at, 0)
            grid.addWidget(button, at, 1)
            grid.addWidget(meaning, at, 2, Qt.AlignmentFlag.AlignVCenter)
        self.set_value(Severity.NORMAL)
        self._group.buttonToggled.connect(lambda _button, on: self.changed.emit() if on else None)

    @property
    def value(self) -> Severity:
        """What is chosen."""
        return next(
            (one for one, button in self.buttons.items() if button.isChecked()), Severity.NORMAL
        )

    def set_value(self, severity: Severity) -> None:
        """Choose."""
        self.buttons[severity].setChecked(True)

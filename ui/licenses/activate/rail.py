"""The rail at the start of a guided task: its name, its date, and the steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from ui.kit.buttons import IconButton
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.steps import Step, StepRail
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token


class Rail(Panel):
    """208 px: what it is about above, the steps below."""

    step_wanted = Signal(str)
    rename_wanted = Signal()

    def __init__(self, theme: Theme, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.BG, edges="right", parent=parent)
        self.setFixedWidth(Size.RAIL)
        self.title = Label(theme, "", TextStyle.BODY_STRONG, elide=True)
        self.date = Label(theme, "", TextStyle.META_STRONG, elide=True)
        self.note = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self.rename = IconButton(theme, Icon.PENCIL, _("Rename"), small=True)
        self.rename.clicked.connect(self.rename_wanted)
        self.steps = StepRail(theme, name)
        self.steps.activated.connect(self.step_wanted)
        top = row(spacing=0)
        top.addWidget(self.title, 1)
        top.addWidget(self.rename)
        head = column(top, self.date, 2, self.note, spacing=0)
        head.setContentsMargins(Space.L + Space.XS, 9, Space.M, Space.M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Hairline(theme))
        layout.addSpacing(Space.S)
        layout.addLayout(row(self.steps, margins=(Space.S, 0, Space.S + 1, 0)))
        layout.addStretch(1)

    def show_head(self, title: str, date: str, note: str, *, may_rename: bool) -> None:
        """Say what the task is about; `date` is the one that matters first."""
        self.title.setText(title)
        self.date.setText(date)
        self.date.setVisible(bool(date))
        self.note.setText(note)
        self.rename.setVisible(may_rename)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show where the task is."""
        self.steps.set_steps(steps)

"""Facts in a sunken panel: keys and values in a fixed-width face, as they stand in a file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.kit.labels import Label
from ui.kit.paint import fill_round
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Space, TextStyle, Token

Fact = tuple[str, str]


_SHELL_WIDTH = 54
"""Letters of a command on one line, in the narrowest place where one is shown."""


def shell_facts(lines: Sequence[str]) -> list[Fact]:
    """Commands as facts, broken before an option or an “&&” where they are long."""
    facts: list[Fact] = []
    for line in lines:
        first, *others = re.split(r" (?=--|&&)", line)
        rows = [first]
        for part in others:
            if len(rows[-1]) + len(part) + 1 <= _SHELL_WIDTH:
                rows[-1] += f" {part}"
            else:
                rows.append(f"  {part}")
        facts += [("$" if number == 0 else "", text) for number, text in enumerate(rows)]
    return facts


class FactsPanel(QWidget):
    """Each value on one line, elided with the whole as its tooltip."""

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._facts: tuple[Fact, ...] = ()
        self._labels: list[tuple[Label, Label]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Space.M + 1, Space.S, Space.M + 1, Space.S)
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.setAccessibleName(name)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown."""
        return self._facts

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these, in this order."""
        self._facts = tuple(facts)
        while len(self._labels) < len(facts):
            key = Label(self._theme, "", TextStyle.MONO, Token.TEXT2)
            value = Label(self._theme, "", TextStyle.MONO, elide=True)
            place = len(self._labels)
            self._grid.addWidget(key, place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, place, 1, Qt.AlignmentFlag.AlignTop)
            self._labels.append((key, value))
        for number, (key, value) in enumerate(self._labels):
            used = number < len(facts)
            key.setVisible(used)
            value.setVisible(used)
            if used:
                key.setText(facts[number][0])
                value.setText(facts[number][1])
        self.setAccessibleDescription("; ".join(f"{key}: {value}" for key, value in facts))
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        color = self._theme.color
        fill_round(
            QPainter(self), QRectF(self.rect()), Radius.CONTROL, color(Token.SUNKEN),
            color(Token.HAIRLINE),
        )  # fmt: skip

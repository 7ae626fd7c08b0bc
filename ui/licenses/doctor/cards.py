"""The findings of one area in a card: what matters in full, what is all right in short."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.activation.doctor.model import Area, Finding, Level, area_words, level_words
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, keep_margins, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.doctor.looks import LEVELS, action_words


class FindingRow(QWidget):
    """One finding: level as icon and word, title, cause, next step, facts, and a button."""

    acted = Signal(object)
    """The Finding whose button was pressed."""

    def __init__(self, theme: Theme, finding: Finding) -> None:
        super().__init__()
        self.finding = finding
        self.button: Button | None = None
        icon, tone = LEVELS[finding.level]
        fine = finding.level is Level.OK
        style = TextStyle.BODY_MEDIUM if fine else TextStyle.BODY_STRONG
        head = row(Label(theme, finding.title, style, wrap=True), spacing=Space.S)
        head.setStretch(0, 1)
        if not fine:
            head.addWidget(Label(theme, level_words(finding.level), TextStyle.META_STRONG, tone))
        words = column(head, spacing=2)
        small = TextStyle.META if fine else TextStyle.BODY
        words.addWidget(Label(theme, finding.cause, small, Token.TEXT2, wrap=True))
        if finding.next_step:
            words.addWidget(Label(theme, finding.next_step, TextStyle.BODY, wrap=True))
        if finding.facts:
            words.addWidget(Label(theme, _facts(finding), TextStyle.META, Token.TEXT2, wrap=True))
        self._add_button(theme, words)
        mark = IconLabel(theme, icon, size=16, tone=tone, name=level_words(finding.level))
        layout = row(column(2, mark, None, spacing=0), spacing=Space.M)
        keep_margins(self, layout, (Space.L, Space.S + 2, Space.L, Space.S + 2))
        layout.addLayout(words, 1)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(f"{level_words(finding.level)}: {finding.title}")
        self.setAccessibleDescription(" ".join((finding.cause, finding.next_step)).strip())

    def _add_button(self, theme: Theme, words: QVBoxLayout) -> None:
        text = action_words(self.finding.action)
        if not text:
            return
        self.button = Button(theme, text, small=True, name=f"{text}: {self.finding.title}")
        self.button.clicked.connect(lambda: self.acted.emit(self.finding))
        words.addSpacing(Space.XS)
        words.addLayout(row(self.button, None))


class AreaCard(Card):
    """The findings of one area."""

    acted = Signal(object)

    def __init__(self, theme: Theme, area: Area, findings: Sequence[Finding]) -> None:
        super().__init__(theme, area_words(area))
        self.area = area
        self.rows: list[FindingRow] = []
        for number, finding in enumerate(findings):
            if number:
                self.add_line(inset=Space.L + 16 + Space.M)
            shown = FindingRow(theme, finding)
            shown.acted.connect(self.acted)
            self.rows.append(shown)
            self.add(shown)


def _facts(finding: Finding) -> str:
    """Names and values, each pair on a line of its own where one is long."""
    pairs = [f"{name}: {value}" for name, value in finding.facts]
    return ("\n" if any(len(pair) > 48 for pair in pairs) else "  ·  ").join(pairs)

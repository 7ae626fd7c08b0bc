"""The parts of the fingerprint with how long each lasts, and what would follow if some changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.activation.doctor.change import Scenario
from app.activation.doctor.parts import PartState, part_words, stability_words
from app.base.text import _
from app.licenses.doctor.here import Here, played, rule_words
from ui.kit.cards import Card
from ui.kit.choices import CheckBox, ComboBox
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import column, keep_margins, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.doctor.looks import STABILITY

CHANGED, GONE = "changed", "gone"


class PartRow(QWidget):
    """One part: chosen for "what if" or not, how firm it is, and why."""

    def __init__(self, theme: Theme, part: PartState) -> None:
        super().__init__()
        self.part = part
        self.box = CheckBox(theme, part_words(part.part))
        self.box.setAccessibleDescription(f"{stability_words(part.stability)}. {part.words}")
        icon, tone = STABILITY[part.stability]
        worth = StatusLabel(
            theme, icon, stability_words(part.stability), tone=Token.TEXT2, icon_tone=tone,
            style=TextStyle.META_MEDIUM,
        )  # fmt: skip
        why = Label(theme, part.words, TextStyle.META, Token.TEXT2, wrap=True)
        below = row(spacing=0)
        keep_margins(self, below, (24, 0, 0, 0))
        below.addWidget(why, 1)
        layout = column(row(self.box, None, worth, spacing=Space.S), below, spacing=0)
        layout.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        self.setLayout(layout)


class PartsCard(Card):
    """All parts, each with a box to choose it by."""

    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _("Parts of the fingerprint"))
        self._theme = theme
        self.rows: list[PartRow] = []

    def show_parts(self, parts: Sequence[PartState]) -> None:
        """Show these parts; what was chosen stays chosen."""
        before = set(self.changed)
        while self.body.count():
            item = self.body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for number, part in enumerate(parts):
            if number:
                self.add_line(inset=Space.L)
            shown = PartRow(self._theme, part)
            shown.box.setChecked(part.part.value in before)
            shown.box.toggled.connect(lambda _on: self.chosen.emit())
            self.rows.append(shown)
            self.add(shown)

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the parts that are chosen."""
        return tuple(one.part.part.value for one in self.rows if one.box.isChecked())


class WhatIfCard(Card):
    """What it would mean that the chosen parts change, under each rule that may hold."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _("What if"))
        self._theme = theme
        self.how = ComboBox(
            theme,
            [
                (CHANGED, _("the chosen parts change")),
                (GONE, _("the chosen parts are taken away")),
            ],
            name=_("What happens to the chosen parts"),
        )
        self.head.addWidget(self.how)
        self._verdicts = QVBoxLayout()
        self._verdicts.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self._verdicts.setSpacing(Space.M)
        holder = QWidget()
        holder.setLayout(self._verdicts)
        self.add(holder)
        self.sentences: list[str] = []

    def show_change(self, here: Here | None, changed: Sequence[str]) -> None:
        """Play the change of these parts through."""
        while self._verdicts.count():
            item = self._verdicts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.sentences = []
        if here is None or not changed:
            text = _("Choose one or more parts above: here stands what would follow.")
            self._verdicts.addWidget(
                Label(self._theme, text, TextStyle.META, Token.TEXT2, wrap=True)
            )
            return
        for scenario in played(here, changed, gone=self.how.value == GONE):
            self.sentences.append(scenario.words)
            self._verdicts.addWidget(self._verdict(scenario, known=here.policy is not None))

    def _verdict(self, scenario: Scenario, *, known: bool) -> QWidget:
        if scenario.holds:
            icon, tone, word = Icon.CHECK_CIRCLE, Token.OK, _("Stays valid")
        else:
            icon, tone, word = Icon.WARNING, Token.WARN, _("Activate again")
        rule = rule_words(scenario.policy)
        name = _("The vendor's rule: {rule}").format(rule=rule) if known else rule
        shown = QWidget()
        shown.setLayout(
            column(
                StatusLabel(self._theme, icon, word, tone=tone),
                Label(self._theme, name, TextStyle.META, Token.TEXT2, wrap=True),
                Label(self._theme, scenario.words, TextStyle.BODY, wrap=True),
                spacing=1,
            )
        )
        shown.setAccessibleName(f"{word}: {scenario.words}")
        return shown

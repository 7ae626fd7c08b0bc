"""What a claim by a third party is worth: whether the indemnity holds, each refund step by step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.notices.refund import Eligibility, Refund, Standing, Step, money_words
from ui.kit.cards import Card
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Hairline, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_LOOKS = {
    Standing.AVAILABLE: (Icon.CHECK_CIRCLE, Token.OK),
    Standing.NOT_AVAILABLE: (Icon.MINUS_CIRCLE, Token.TEXT2),
    Standing.CANNOT_SAY: (Icon.INFO, Token.TEXT2),
}


class FiguresView(QWidget):
    """Cards: a refund for each line of the orders, then the indemnity, each with its working."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.L)

    def show_figures(self, eligibility: Eligibility, refunds: Sequence[Refund]) -> None:
        """Show what was reckoned."""
        self.clear()
        for refund in refunds:
            self._layout.addWidget(self._refund(refund))
        self._layout.addWidget(self._eligibility(eligibility))

    def clear(self) -> None:
        """Show nothing."""
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _eligibility(self, found: Eligibility) -> Card:
        card = Card(self._theme, _("Indemnity"), meta=found.clause)
        icon, tone = _LOOKS[found.standing]
        words = {
            Standing.AVAILABLE: _("Available"),
            Standing.NOT_AVAILABLE: _("Not available"),
            Standing.CANNOT_SAY: _("Cannot be said"),
        }[found.standing]
        status = StatusLabel(self._theme, icon, words, icon_tone=tone)
        text = Label(self._theme, found.words, TextStyle.BODY, Token.TEXT2, wrap=True)
        card.add_padded(self._steps(found.steps, status, text))
        return card

    def _refund(self, found: Refund) -> Card:
        bought = found.purchase
        card = Card(self._theme, _("Refund"), meta=bought.order_number)
        above: list[QWidget] = [
            Label(self._theme, bought.product, TextStyle.BODY_STRONG, wrap=True)
        ]
        if found.words:
            above.append(Label(self._theme, found.words, TextStyle.BODY, Token.TEXT2, wrap=True))
        if found.clause:
            above.append(Label(self._theme, found.clause, TextStyle.META, Token.TEXT2))
        box = self._steps(found.steps, *above, total=found.amount is not None)
        card.add_padded(box)
        if found.amount is not None:
            card.setAccessibleDescription(money_words(found.amount))
        return card

    def _steps(self, steps: Sequence[Step], *above: QWidget, total: bool = False) -> QWidget:
        """A line a step, figures at the end; `total`: the last one is the result."""
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Space.XS)
        for widget in above:
            lines.addWidget(widget)
        for at, step in enumerate(steps):
            last = total and at == len(steps) - 1
            if last:
                lines.addWidget(Hairline(self._theme))
            style = TextStyle.BODY_STRONG if last else TextStyle.BODY
            label = Label(
                self._theme, step.label, style, Token.TEXT if last else Token.TEXT2, wrap=True
            )
            value = Label(
                self._theme, step.value, style, wrap=True,
                align=Qt.AlignmentFlag.AlignTrailing,
            )  # fmt: skip
            line = row(spacing=Space.M)
            line.addWidget(label, 1)
            line.addWidget(value, 1)
            lines.addLayout(line)
        return box

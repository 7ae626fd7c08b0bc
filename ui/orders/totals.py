"""Below the table: how many orders are shown, and their totals, one a currency, never summed up."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base.money import Money, format_amount
from app.base.text import _, ngettext
from ui.kit.labels import Label
from ui.kit.panels import Panel
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_SHOWN = 4


class TotalsBar(Panel):
    """One line of 36 px; counts may arrive before the totals."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        self._theme_ = theme
        self.setFixedHeight(36)
        self._shown: int | None = None
        self._all: int | None = None
        self._words = Label(theme, "", TextStyle.META, Token.TEXT2)
        self._sums = QHBoxLayout()
        self._sums.setSpacing(Space.L)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, 1, Space.L, 0)
        layout.addWidget(self._words)
        layout.addStretch(1)
        layout.addLayout(self._sums)

    @property
    def words(self) -> str:
        """The count, as it is said."""
        return self._words.text()

    def show_count(self, shown: int, *, filtered: bool) -> None:
        """So many orders are shown."""
        self._shown = shown
        if not filtered:
            self._all = shown
        self._say()

    def show_sums(self, whole: int, totals: tuple[Money, ...]) -> None:
        """So many orders there are, and what those shown come to."""
        self._all = whole
        self._say()
        while (item := self._sums.takeAt(0)) is not None:
            old = item.layout()
            while old is not None and (part := old.takeAt(0)) is not None:
                widget = part.widget()
                if widget:
                    widget.hide()
                    widget.deleteLater()
        for money in totals[:_SHOWN]:
            pair = QHBoxLayout()
            pair.setSpacing(Space.XS)
            code = Label(self._theme_, money.currency, TextStyle.META, Token.TEXT2)
            figure = format_amount(money, cents=False)
            pair.addWidget(code)
            pair.addWidget(Label(self._theme_, figure, TextStyle.META_STRONG))
            self._sums.addLayout(pair)

    def _say(self) -> None:
        if self._shown is None:
            return
        whole = max(self._all or 0, self._shown)
        self._words.setText(
            ngettext("{shown} of {n} order", "{shown} of {n} orders", whole).format(
                shown=f"{self._shown:,}", n=f"{whole:,}"
            )
            if whole
            else _("No orders")
        )

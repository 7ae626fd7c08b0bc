"""The cards at the side of the overview: use against scope, and what has not been sent yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.text import _
from app.overview.model import ScopeUse, UnsentItem
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import Card
from ui.kit.charts import MeterRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.paint import text_width
from ui.kit.panels import Hairline, column
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.overview.needs import calm, clear

_USES = 4
_UNSENT = 4
_ROW = 48


class UseCard(Card):
    """Use against what is permitted, from the portal's own figures."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Scope of use"), parent=parent)
        self._theme_ = theme
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self._rows.setContentsMargins(Space.L, Space.M, Space.L, Space.M + 2)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)

    def show_use(self, uses: tuple[ScopeUse, ...]) -> None:
        """Show the largest entitlements."""
        clear(self._rows)
        self._rows.setContentsMargins(Space.L, Space.M, Space.L, Space.M + 2)
        body = self._theme_.font(TextStyle.BODY_STRONG)
        figures = [text_width(body, f"{use.used_words} {use.limit_words}") for use in uses[:_USES]]
        for use in uses[:_USES]:
            meter = MeterRow(self._theme_, use.name, self._beside(use))
            meter.set_values(
                use.used, use.limit or 0, use.used_words, use.limit_words, use.state_words
            )
            meter.set_figures_width(max(figures))
            self._rows.addWidget(meter)
        if not uses:
            self._rows.setContentsMargins(0, 0, 0, 0)
            words = _("The portal reports no use for your orders.")
            self._rows.addWidget(calm(self._theme_, words, Icon.INFO_OUTLINE))

    def _beside(self, use: ScopeUse) -> str:
        """Which order it is, where that has room beside the name; a cut number says nothing."""
        figures = f"{use.used_words} {use.limit_words}"
        body, meta = self._theme_.font(TextStyle.BODY_STRONG), self._theme_.font(TextStyle.META)
        name = text_width(self._theme_.font(TextStyle.BODY), use.name)
        taken = name + text_width(body, figures) + Space.S + Space.M
        left = max(self.width(), self.minimumWidth()) - 2 * Space.L - taken
        beside = use.order_number or use.metric
        return beside if text_width(meta, beside) <= left else ""


class UnsentCard(Card):
    """What waits in the outbox, and what was refused."""

    shown_wanted = Signal(str)
    """Show the item with this id."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Not sent yet"), parent=parent)
        self._theme_ = theme
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)

    def show_items(self, items: tuple[UnsentItem, ...]) -> None:
        """Show the oldest ones."""
        clear(self._rows)
        self.count_label.setText(str(len(items)) if items else "")
        for at, item in enumerate(items[:_UNSENT]):
            if at:
                self._rows.addWidget(Hairline(self._theme_))
            self._rows.addWidget(self._row(item))
        if not items:
            self._rows.addWidget(calm(self._theme_, _("Everything was sent."), Icon.CHECK_CIRCLE))

    def _row(self, item: UnsentItem) -> QWidget:
        theme = self._theme_
        refused = item.state == "refused"
        icon, tone = (Icon.OCTAGON, Token.DANGER) if refused else (Icon.PLANE, Token.ACCENT)
        text = Label(theme, item.text, TextStyle.META, Token.TEXT2, elide=True)
        words = column(None, Label(theme, item.title, elide=True), text, None, spacing=0)
        action = _("Fix") if refused else _("View")
        button = Button(theme, action, ButtonKind.QUIET, small=True, name=f"{action}: {item.title}")
        button.clicked.connect(lambda: self.shown_wanted.emit(item.id))
        box = QWidget()
        box.setFixedHeight(_ROW)
        layout = QHBoxLayout(box)
        layout.setContentsMargins(Space.L, 0, Space.S, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(IconLabel(theme, icon, tone=tone, name=_("Refused") if refused else ""))
        layout.addLayout(words, 1)
        layout.addWidget(button)
        return box

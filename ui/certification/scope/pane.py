"""What one entitlement rests on, and the button that leaves it out or takes it in again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.base.text import _
from ui.certification.looks import counted_in
from ui.certification.scope.table import ScopeRow
from ui.certification.working import WorkingLines
from ui.kit.buttons import Button
from ui.kit.cards import Pairs
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

WIDTH = 272
_LOW = 180


class ScopePane(Panel):
    """The chosen row."""

    leave_wanted = Signal(object)
    take_wanted = Signal(object)
    clause_wanted = Signal(str)
    order_wanted = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme = theme
        self.button: Button | None = None
        content = QWidget()
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        content.setLayout(column(self._list, None, spacing=0))
        self.setLayout(column(ScrollPane(theme, content), spacing=0, margins=(0, 0, 0, 0)))
        self.set_below(below=False)

    def set_below(self, *, below: bool) -> None:
        """Stand below the table, or at its end."""
        self.setMinimumWidth(0 if below else WIDTH)
        self.setMaximumWidth(16_777_215 if below else WIDTH)
        self.setMinimumHeight(_LOW if below else 0)
        self.setMaximumHeight(_LOW if below else 16_777_215)

    def show_row(self, found: ScopeRow | None, *, editable: bool) -> None:
        """Show this one."""
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.button = None
        if found is None:
            return
        theme, one = self._theme, found.entitlement
        head = column(
            Label(theme, one.product_name, TextStyle.SECTION, wrap=True),
            Label(theme, counted_in(one.metric, one.unit), TextStyle.BODY, Token.TEXT2, wrap=True),
            spacing=2,
        )
        if found.reason:
            head.addSpacing(Space.S)
            head.addWidget(
                StatusLabel(theme, Icon.MINUS_CIRCLE, _("Left out"), icon_tone=Token.TEXT2)
            )
            head.addWidget(Label(theme, found.reason, TextStyle.META, Token.TEXT2, wrap=True))
        self._add(head)
        pairs = Pairs(theme, key_width=64)
        pairs.add(_("Kind"), _("software") if one.software else _("hosted service"))
        pairs.add(_("Orders"), _(", ").join(one.orders) or "–")
        pairs.add(_("Terms"), _(", ").join(found.terms) or _("pinned when you confirm the scope"))
        self._add(column(pairs))
        working = WorkingLines(theme, one)
        working.clause_wanted.connect(self.clause_wanted)
        working.order_wanted.connect(self.order_wanted)
        self._add(column(working))
        if editable:
            text = _("Take it in again") if found.reason else _("Leave it out…")
            self.button = Button(theme, text, small=True)
            wanted = self.take_wanted if found.reason else self.leave_wanted
            self.button.clicked.connect(lambda: wanted.emit(found))
            self._add(row(self.button, None))

    def _add(self, layout: QBoxLayout) -> None:
        if self._list.count():
            self._list.addWidget(Hairline(self._theme))
        box = QWidget()
        outer = QVBoxLayout(box)
        outer.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        outer.addLayout(layout)
        self._list.addWidget(box)

"""How a permitted figure came about: each step with its order, its clause and what it adds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.certification.reconcile.model import Entitlement, Working
from app.deadlines.words import clause_name
from ui.certification.looks import difference, figure
from ui.certification.step import clause_part
from ui.kit.buttons import LinkButton
from ui.kit.labels import Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


class WorkingLines(QWidget):
    """The steps of one entitlement, one below the other."""

    clause_wanted = Signal(str)
    order_wanted = Signal(str)

    def __init__(
        self, theme: Theme, entitlement: Entitlement, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        title = _("What the orders and terms say")
        if entitlement.permitted is not None:
            title = _("How {figure} came about").format(figure=figure(entitlement.permitted))
        layout = column(
            Label(theme, title, TextStyle.META_STRONG, Token.TEXT2, wrap=True), spacing=Space.S
        )
        for one in entitlement.working:
            layout.addWidget(self._line(one))
        if not entitlement.working:
            layout.addWidget(Label(theme, _("Neither states a figure."), wrap=True))
        if entitlement.ended:
            words = _("Every order of it has ended: nothing may be used any more.")
            layout.addWidget(Label(theme, words, TextStyle.META, Token.DANGER, wrap=True))
        self.setLayout(layout)

    def _line(self, working: Working) -> QWidget:
        top = row(spacing=Space.S)
        top.addWidget(Label(self._theme, working.words, wrap=True), 1)
        if working.quantity is not None:
            said = Label(self._theme, difference(working.quantity), TextStyle.BODY_MEDIUM)
            top.addWidget(said, 0, Qt.AlignmentFlag.AlignTop)
        links = row(spacing=Space.S)
        clause = self._clause(working)
        if clause is not None:
            links.addWidget(clause)
        number = working.order_number
        if number:
            order = LinkButton(self._theme, number, style=TextStyle.META_MEDIUM,
                               name=_("Show order {number}").format(number=number))  # fmt: skip
            order.clicked.connect(lambda: self.order_wanted.emit(number))
            links.addWidget(order)
        box = QWidget()
        if links.count():
            links.addStretch(1)
            box.setLayout(column(top, links, spacing=0))
        else:
            box.setLayout(column(top))
        return box

    def _clause(self, working: Working) -> QWidget | None:
        clause = working.clause
        if clause is None:
            return None
        name, part = clause_name(clause.number), clause_part(clause)
        if not part:
            return Label(self._theme, name, TextStyle.META_MEDIUM, Token.TEXT2)
        spoken = _("Read {clause}: {title}").format(clause=name, title=working.words)
        link = LinkButton(self._theme, name, style=TextStyle.META_MEDIUM, name=spoken)
        link.clicked.connect(lambda: self.clause_wanted.emit(part))
        return link

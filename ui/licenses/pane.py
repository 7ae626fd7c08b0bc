"""What both panes are built of: a head that can be closed, sections split by hairlines."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.deadlines.words import clause_name
from app.licenses.views.model import Clause
from ui.kit.buttons import IconButton, LinkButton
from ui.kit.cards import SectionHeading
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

WIDTH = 344
"""A date with weekday, hour and zone stands beside its word on one line."""


class FactsPane(Panel):
    """Built anew for each thing it shows. Esc closes it."""

    closed = Signal()
    clause_wanted = Signal(str)
    """A part of the terms page."""
    order_wanted = Signal(str)

    def __init__(self, theme: Theme, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self._pane: ScrollPane | None = None
        self._shown_id = ""
        self.setMinimumWidth(Size.DETAIL)
        self.setAccessibleName(name)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the pane."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def put(self, key: str, head: QWidget, title: str, sections: Iterator[QWidget]) -> None:
        """Show something with this id; the same thing read anew keeps place and focus."""
        theme, same = self._theme_, key == self._shown_id
        old = self._pane.verticalScrollBar().value() if same and self._pane is not None else 0
        focused = QGuiApplication.focusObject()
        had_focus = isinstance(focused, QWidget) and self.isAncestorOf(focused)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.L)
        layout.setSpacing(0)
        close = IconButton(theme, Icon.CLOSE, _("Close the details"), small=True)
        close.clicked.connect(self.closed)
        layout.addLayout(row(head, None, close, spacing=Space.S))
        layout.addWidget(Label(theme, title, TextStyle.SECTION, wrap=True))
        for at, part in enumerate(sections):
            layout.addSpacing(Space.M if at else Space.S)
            if at:
                layout.addWidget(Hairline(theme))
                layout.addSpacing(Space.S - 2)
            layout.addWidget(part)
        layout.addStretch(1)
        if self._pane is not None:
            self._layout.removeWidget(self._pane)
            self._pane.hide()
            self._pane.deleteLater()
        self._pane = ScrollPane(theme, content)
        self._layout.addWidget(self._pane)
        self._shown_id = key
        if old:
            self._pane.verticalScrollBar().setValue(old)
        if had_focus and same:
            close.setFocus()
        self.show()

    def section(self, title: str, *content: QWidget) -> QWidget:
        """A heading with what belongs to it."""
        box = QWidget()
        box.setLayout(column(SectionHeading(self._theme_, title), *content, spacing=0))
        return box

    def small(self, text: str) -> Label:
        """A quiet sentence."""
        return Label(self._theme_, text, TextStyle.META, Token.TEXT2, wrap=True)

    def order_link(self, number: str) -> QWidget:
        """An order's number that opens it."""
        link = LinkButton(self._theme_, number, name=_("Open order {number}").format(number=number))
        link.clicked.connect(lambda: self.order_wanted.emit(number))
        return link

    def clause_link(self, clause: Clause) -> QWidget:
        """A clause that can be read where its text is known; else its number alone."""
        name = clause_name(clause.number)
        if not clause.version_id:
            return Label(self._theme_, name, TextStyle.META_STRONG, Token.TEXT2)
        link = LinkButton(
            self._theme_, name, style=TextStyle.META_STRONG,
            name=_("Read {clause}").format(clause=name),
        )  # fmt: skip
        part = f"{clause.version_id}#{clause.number}"
        link.clicked.connect(lambda: self.clause_wanted.emit(part))
        return link

"""Cards and what stands in them: heads, section headings, pairs, entries with an action."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.kit.buttons import Button, ButtonKind, LinkButton
from ui.kit.focus import FocusRing
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.paint import fill_round
from ui.kit.panels import Hairline, column, keep_margins, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Size, Space, TextStyle, Token

__all__ = ["Card", "Entry", "FocusRing", "Pairs", "ScrollPane", "SectionHeading", "TwoLines"]


class Card(QWidget):
    """A rounded surface with a hairline edge; with a title it has a head of 44 px."""

    def __init__(
        self,
        theme: Theme,
        title: str = "",
        *,
        count: str = "",
        meta: str = "",
        line: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(1, 1, 1, 1)
        self._outer.setSpacing(0)
        self.head = QHBoxLayout()
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        self.title_label = Label(theme, title, TextStyle.SECTION)
        self.count_label = Label(theme, count, TextStyle.BODY, Token.TEXT2)
        self.meta_label = Label(theme, meta, TextStyle.META, Token.TEXT2)
        if title:
            self._add_head(line)
        else:
            for label in (self.title_label, self.count_label, self.meta_label):
                label.deleteLater()
        self._outer.addLayout(self.body, 1)

    def add(self, widget: QWidget) -> None:
        """Add to the body, edge to edge."""
        self.body.addWidget(widget)

    def add_padded(self, widget: QWidget) -> None:
        """Add to the body with 16 px at the sides and 12 above and below."""
        self.body.addLayout(row(widget, margins=(Space.L - 1, Space.M, Space.L - 1, Space.M)))

    def add_line(self, *, inset: int = 0) -> None:
        """Add a hairline to the body."""
        self.body.addWidget(Hairline(self._theme, inset=inset))

    def add_head_action(self, text: str) -> Button:
        """A quiet button at the end of the head, its text flush with the card's content."""
        button = Button(self._theme, text, ButtonKind.QUIET, small=True)
        self.head.addWidget(button)
        keep_margins(self, self.head, (Space.L - 1, 0, Space.L - 1 - Button.PAD_QUIET, 0))
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint surface and edge."""
        color = self._theme.color
        rect = QRectF(self.rect())
        fill_round(QPainter(self), rect, Radius.CARD, color(Token.SURFACE), color(Token.HAIRLINE))

    def _add_head(self, line: bool) -> None:
        bar = QWidget()
        bar.setFixedHeight(Size.CARD_HEAD)
        bar.setLayout(self.head)
        self.head.setContentsMargins(Space.L - 1, 0, Space.L - 1, 0)
        self.head.setSpacing(10)
        for label in (self.title_label, self.count_label, self.meta_label):
            self.head.addWidget(label)
        self.head.addStretch(1)
        self._outer.addWidget(bar)
        if line:
            self._outer.addWidget(Hairline(self._theme))


class SectionHeading(QWidget):
    """A small heading, 11/600, with an optional link at the end of its line."""

    def __init__(
        self, theme: Theme, text: str, *, action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.label = Label(theme, text, TextStyle.META_STRONG, Token.TEXT2)
        self.action = LinkButton(theme, action, style=TextStyle.META_MEDIUM) if action else None
        self.setLayout(row(self.label, None, *((self.action,) if self.action else ())))
        self.setFixedHeight(Size.PAIR)


class Pairs(QWidget):
    """Keys and values in rows of 24 px, the keys in one column."""

    def __init__(self, theme: Theme, *, key_width: int = 80, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._next = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, key_width - Space.S)
        self._grid.setColumnStretch(1, 1)

    def add(self, key: str, value: str | QWidget, *, trailing: QWidget | None = None) -> QWidget:
        """Add a pair. A text wraps and can be selected; returns the value's widget."""
        name = Label(self._theme, key, TextStyle.BODY, Token.TEXT2)
        name.setFixedHeight(Size.PAIR)
        shown = value if isinstance(value, QWidget) else self._text(value)
        if not shown.accessibleName():
            shown.setAccessibleDescription(key)
        self._grid.addWidget(name, self._next, 0, Qt.AlignmentFlag.AlignTop)
        # In a layout of its own: a widget of fixed width would cap the whole column.
        fixed = shown.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Fixed
        place = row(margins=(0, 2, 0, 2))
        place.addWidget(shown, 0 if fixed else 1)
        if fixed:
            place.addStretch(1)
        if trailing is not None:
            place.addWidget(trailing)
        self._grid.addLayout(place, self._next, 1)
        self._next += 1
        return shown

    def clear(self) -> None:
        """Remove all pairs."""
        for widget in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            widget.hide()
            widget.deleteLater()
        while self._grid.count():
            self._grid.takeAt(0)
        self._next = 0

    def _text(self, text: str) -> Label:
        return Label(self._theme, text, wrap=True)


class TwoLines(QWidget):
    """A line of body text and a small one below."""

    def __init__(
        self,
        theme: Theme,
        top: str,
        bottom: str,
        *,
        top_style: TextStyle = TextStyle.BODY,
        bottom_style: TextStyle = TextStyle.META,
        bottom_tone: Token = Token.TEXT2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.top = Label(theme, top, top_style)
        self.bottom = Label(theme, bottom, bottom_style, bottom_tone)
        self.setLayout(column(None, self.top, self.bottom, None, spacing=0))


class Entry(QWidget):
    """Something to deal with: icon, title, why (with a clause as prefix), and what to do."""

    prefix_clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: Icon,
        title: str,
        text: str = "",
        *,
        tone: Token = Token.TEXT2,
        prefix: str = "",
        strong: bool = False,
        height: int = Size.ENTRY,
        trailing: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        style = TextStyle.BODY_STRONG if strong else TextStyle.BODY_MEDIUM
        self.icon = IconLabel(theme, icon, size=18, tone=tone)
        self.title = Label(theme, title, style, elide=True)
        self.text = Label(theme, text, TextStyle.META, Token.TEXT2, elide=True)
        below = row(spacing=7)
        self.prefix: LinkButton | None = None
        if prefix:
            self.prefix = LinkButton(theme, prefix, style=TextStyle.META_MEDIUM)
            self.prefix.clicked.connect(self.prefix_clicked)
            below.addWidget(self.prefix)
        below.addWidget(self.text, 1)
        words = column(None, self.title, below, None, spacing=0)
        flush = bool(trailing) and isinstance(trailing[-1], Button) and trailing[-1].quiet
        edge = Space.L - Button.PAD_QUIET if flush else Space.L
        layout = row(self.icon, spacing=Space.M)
        keep_margins(self, layout, (Space.L, 0, edge, 0))
        layout.addLayout(words, 1)
        for widget in trailing:
            layout.addWidget(widget)
        self.setLayout(layout)

"""Ctrl+K: one field over everything. Pages and commands are matched here, records in jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.base.text import _
from app.orders.model import OrderQuery, OrderRow
from ui.jobs import Jobs
from ui.kit.fields import clear_base
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.paint import fill_round
from ui.kit.panels import Hairline, row
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Space, TextStyle, Token
from ui.shell.finding import Found, find
from ui.shell.palette_list import Hit, PaletteList

_WIDTH = 600
_TOP = 88
_FIELD = 50
_ORDERS = 6
_DIM = 70

FindOrders = Callable[[str], OrderQuery]


class Command(NamedTuple):
    """Something the palette can do or open."""

    group: str
    title: str
    icon: Icon
    run: Callable[[], object]
    shortcut: str = ""
    words: str = ""
    """More words to find it by."""


class Palette(QWidget):
    """Lies over the window while it is open; Esc, or a click beside it, closes it."""

    order_chosen = Signal(str)
    place_chosen = Signal(str, str)
    """A page, and the part of it to be shown."""
    closed = Signal()

    def __init__(self, theme: Theme, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._jobs = jobs
        self._window = window
        self._commands: tuple[Command, ...] = ()
        self._orders: tuple[OrderRow, ...] = ()
        self._others: tuple[Found, ...] = ()
        self._before: QWidget | None = None
        self._describe: Callable[[OrderRow], str] = lambda _row: ""
        self.setAccessibleName(_("Search or run a command"))
        self.card = _Card(theme, self)
        self.field = _Field(theme, self.card)
        self.list = PaletteList(theme, parent=self.card)
        closes = Label(theme, _("Esc closes"), TextStyle.META, Token.TEXT2)
        top = row(IconLabel(theme, Icon.SEARCH, tone=Token.ACCENT), spacing=Space.M)
        top.addWidget(self.field, 1)
        top.addWidget(closes)
        top.setContentsMargins(18, 0, 18, 0)
        head = QWidget(self.card)
        head.setFixedHeight(_FIELD)
        head.setLayout(top)
        self._none = Label(theme, "", TextStyle.BODY, Token.TEXT2)
        self._none.setContentsMargins(18, Space.M, 18, Space.M)
        layout = QVBoxLayout(self.card)
        layout.setContentsMargins(1, 1, 1, Space.S)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(Hairline(theme))
        layout.addWidget(self.list)
        layout.addWidget(self._none)
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self.list.chosen.connect(self._run)
        window.installEventFilter(self)
        self.hide()

    def describe_orders(self, describe: Callable[[OrderRow], str]) -> None:
        """Say beside an order what `describe` says about it."""
        self._describe = describe

    def open(self, commands: Sequence[Command]) -> None:
        """Show the palette with `commands`; the focus goes back where it was when it closes."""
        self._before = self.window().focusWidget()
        self._commands = tuple(commands)
        self._orders, self._others = (), ()
        self.field.clear()
        self._fill()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_palette(self) -> None:
        """Go away."""
        if self.isVisible():
            self.hide()
            self.closed.emit()
            if self._before is not None:
                self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size; arrows in the field move in the list."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._place()
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.field and pressed and isinstance(event, QKeyEvent):
            return self.isVisible() and self._key(event)
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_palette()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim the window."""
        QPainter(self).fillRect(
            event.rect(), QColor(0, 0, 0, _DIM if not self._theme.dark else 120)
        )

    def _key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_palette()
            case Qt.Key.Key_Down:
                self.list.step(1)
            case Qt.Key.Key_Up:
                self.list.step(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.list.choose_current()
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                pass
            case _:
                return False
        return True

    def _typed(self, text: str) -> None:
        words = text.strip()
        if not words:
            self._orders, self._others = (), ()
            self._fill()
            return
        query = OrderQuery(text=words)
        self._fill()
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.orders.first_rows(query, _ORDERS),
            group="palette",
        ).on_success(self._found).on_failure(lambda _report: self._found([])).run()
        self._jobs.job(
            self, lambda rooms, _cancel, _report: find(rooms, words), group="palette-others"
        ).on_success(self._found_others).on_failure(lambda _report: self._found_others(())).run()

    def _found(self, orders: Sequence[OrderRow]) -> None:
        self._orders = tuple(orders) if self.field.text().strip() else ()
        self._fill()

    def _found_others(self, others: Sequence[Found]) -> None:
        self._others = tuple(others) if self.field.text().strip() else ()
        self._fill()

    def _fill(self) -> None:
        words = self.field.text().strip().casefold().split()
        hits = [
            Hit(
                _("Orders"), f"order:{order.number}", Icon.ORDERS, order.number,
                order.products, self._describe(order),
            )
            for order in self._orders
        ]  # fmt: skip
        hits += [
            Hit(
                one.group, f"place:{one.page}:{one.part}", one.icon, one.title, one.name, one.detail
            )
            for one in self._others
        ]
        for at, command in enumerate(self._commands):
            text = f"{command.title} {command.words}".casefold()
            if all(word in text for word in words):
                hits.append(
                    Hit(command.group, f"command:{at}", command.icon, command.title,
                        hint=command.shortcut)
                )  # fmt: skip
        self.list.show_hits(hits)
        self.list.setVisible(bool(hits))
        self._none.setText(_("Nothing matches “{text}”").format(text=self.field.text().strip()))
        self._none.setVisible(not hits)
        self._place()

    def _run(self, key: str) -> None:
        kind, _sep, rest = key.partition(":")
        self.close_palette()
        match kind:
            case "order":
                self.order_chosen.emit(rest)
            case "place":
                page, _sep, part = rest.partition(":")
                self.place_chosen.emit(page, part)
            case _:
                self._commands[int(rest)].run()

    def _place(self) -> None:
        window = self._window
        self.setGeometry(window.rect())
        width = min(_WIDTH, window.width() - 2 * Space.XL)
        room = window.height() - _TOP - 2 * Space.XL - _FIELD
        self.list.set_most(room)
        self.card.setFixedWidth(width)
        self.card.adjustSize()
        self.card.move((window.width() - width) // 2, min(_TOP, window.height() // 8))


class _Card(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint surface and edge."""
        color = self._theme.color
        rect = self.rect().toRectF()
        fill_round(QPainter(self), rect, Radius.CARD, color(Token.SURFACE), color(Token.DIVIDER))


class _Field(QLineEdit):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        font = QFont(theme.font(TextStyle.BODY))
        font.setPixelSize(TextStyle.SECTION.px)
        self.setFont(font)
        self.setAccessibleName(_("Search or run a command"))
        self.setPlaceholderText(_("Orders, licenses, machines, clauses, deadlines, commands"))
        clear_base(self)

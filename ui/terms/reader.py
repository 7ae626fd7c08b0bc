"""The reader: a document from its first clause to its last, of which only what is seen is laid out.

Text is painted, never parsed: no markup, no resources, nothing to load (threats 39 to 41).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.base.text import _
from app.terms.model import Clause
from ui.kit.buttons import IconButton
from ui.kit.icons import Icon
from ui.kit.paint import is_mirrored, ring, visual
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Token
from ui.terms.blocks import Role, above
from ui.terms.flow import Flow, Place
from ui.terms.marks import Found, Marks
from ui.terms.painting import Painter, looks_of
from ui.terms.slim import SlimBar
from ui.terms.spots import Spot
from ui.terms.type import Typography

WINDOW = 60
"""Clauses read at a time."""
READ_AT = 40
"""The clause that lies so far below the edge is the one being read."""


class ReaderView(QAbstractScrollArea):
    """Shows clauses; asks for the texts it needs; tells which clause is being read."""

    texts_wanted = Signal(int, int)
    """First position and count of clauses whose texts are needed."""
    current_changed = Signal(int)
    menu_wanted = Signal(int, QPoint)
    """A clause's menu is asked for, at this place of the screen."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.marks = Marks(theme)
        self.flow = Flow(
            Typography(theme, 640),
            lambda block: looks_of(block, self.marks.spots_in(block.clause), theme),
        )
        self._current = -1
        self._pinned = False
        self._shown = range(0)
        self._asked = range(0)
        self._settling = False
        self._painter = Painter(theme, self.viewport())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setProperty("focusInside", True)
        self._bar = SlimBar(theme, self, step=44)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._scrolled())
        self.dots = IconButton(theme, Icon.DOTS, _("Menu of this clause"), small=True, parent=self)
        self.dots.clicked.connect(self._menu_by_button)
        self.dots.hide()
        theme.changed.connect(self._restyle)

    def show_document(
        self, title: str, clauses: Sequence[Clause], texts: Mapping[int, str], at: int = 0
    ) -> None:
        """Show another document from clause `at` on, with the texts that are known."""
        self.setAccessibleName(title)
        self.marks.clear()
        self._asked = range(0)
        self.flow.start(clauses, texts)
        self._current = -1
        self.go_to(at)

    def put_texts(self, first: int, texts: Sequence[str]) -> None:
        """Texts have come; what is shown stays where it is."""
        place = self.flow.place(self.verticalScrollBar().value())
        self.flow.put(first, texts)
        self._asked = range(0)
        self._settle(place)

    def set_spots(self, spots: Mapping[int, tuple[Spot, ...]]) -> None:
        """Cross-references, terms and addresses are known now."""
        self.marks.spots = spots
        place = self.flow.place(self.verticalScrollBar().value())
        for block in self.flow.blocks:
            block.forget()
        self._settle(place)

    def set_found(self, found: Found, now: tuple[int, bool, int] | None) -> None:
        """Mark the places found; `now` is the one among them that is looked at."""
        self.marks.found, self.marks.found_now = found, now
        self.viewport().update()

    @property
    def current(self) -> int:
        """The position of the clause that is being read, -1 without a document."""
        return self._current

    def go_to(self, position: int) -> None:
        """Bring a clause to the top."""
        if not 0 <= position < len(self.flow.clauses):
            self._settle(Place(0))
            return
        self._pinned = True
        self._settle(Place(position))
        self._set_current(position)

    def go_to_line(self, position: int, offset: int | None) -> None:
        """Bring a line of a clause into view, where it is not (None: its heading)."""
        self._pinned = True
        self._show_line(position, offset or 0)
        self._set_current(position)

    def _show_line(self, position: int, offset: int) -> None:
        if self.flow.blocks[self.flow.first_block(position)].role is Role.WAITING:
            self._settle(Place(position))
            return
        at = self.flow.first_block(position)
        while at + 1 < len(self.flow.blocks):
            after = self.flow.blocks[at + 1]
            if after.clause != position or after.start > offset:
                break
            at += 1
        block = self.flow.lay_out(at)
        y = self.flow.top(at)
        if block.layout is not None:
            line = block.layout.lineForTextPosition(offset - block.start)
            y += line.lineNumber() * self.flow.kind.text.line if line.isValid() else 0
        value = self.verticalScrollBar().value()
        if not value <= y <= value + self.viewport().height() - 3 * self.flow.kind.text.line:
            self._settle(self.flow.place(max(0, y - self.viewport().height() // 3)))

    def _scrolled(self) -> None:
        if not self._settling:
            self._pinned = False
            self._settle(self.flow.place(self.verticalScrollBar().value()))

    def _settle(self, place: Place) -> None:
        """Lay out what is seen from `place` on, and keep that point at the upper edge."""
        flow, bar, high = self.flow, self.verticalScrollBar(), self.viewport().height()
        self._settling = True
        if not flow.blocks:
            bar.setRange(0, 0)
            self._shown = range(0)
        else:
            at, offset = flow.index(place), place.offset
            last = at
            for _round in range(3):
                before = flow.blocks[at].height
                flow.lay_out(at)
                # A block entered from below keeps its lower edge.
                if offset > 0 and at < self._shown.start:
                    offset = max(0, offset + flow.blocks[at].height - before)
                last, y = at, -offset
                while y < high and last < len(flow.blocks):
                    y += flow.lay_out(last).height
                    last += 1
                bar.setRange(0, max(0, flow.total - high))
                bar.setPageStep(max(1, high - 44))
                value = min(flow.top(at) + offset, bar.maximum())
                if value == flow.top(at) + offset:
                    break
                # At the end of the document more is seen above: lay that out too.
                at = flow.block_at(value)
                offset = value - flow.top(at)
            bar.setValue(min(flow.top(at) + offset, bar.maximum()))
            first = flow.block_at(bar.value())
            self._shown = range(first, min(len(flow.blocks), max(last, first + 1)))
        self._settling = False
        self._after_settling()

    def _after_settling(self) -> None:
        flow = self.flow
        missing = flow.missing(self._shown, WINDOW)
        if missing and missing != self._asked:
            self._asked = missing
            self.texts_wanted.emit(missing.start, len(missing))
        if flow.blocks and not self._pinned:
            at = flow.block_at(self.verticalScrollBar().value() + READ_AT)
            self._set_current(flow.blocks[at].clause)
        self._place_dots()
        self.viewport().update()

    def _set_current(self, position: int) -> None:
        if position == self._current:
            return
        self._current = position
        self._tell()
        self._place_dots()
        self.current_changed.emit(position)
        self.viewport().update()

    def _tell(self) -> None:
        """What is being read, for those who listen."""
        clause = self.flow.clauses[self._current]
        words = f"{clause.number} {clause.title}\n{self.flow.texts.get(self._current, '')}"
        self.setAccessibleDescription(words.strip())
        if self.hasFocus():
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def _place_dots(self) -> None:
        if not 0 <= self._current < len(self.flow.clauses):
            self.dots.hide()
            return
        flow = self.flow
        clause = flow.clauses[self._current]
        at = flow.first_block(self._current)
        block = flow.blocks[at]
        edge = above(block, clause, flow.kind, True)
        top = flow.top(at) - self.verticalScrollBar().value() + edge - 3
        left = min(flow.kind.left(clause) + flow.kind.room(clause) + 4, self.width() - 40)
        if block.role is Role.TEXT:
            left = min(left + 16, self.width() - 40)
        self.dots.setVisible(-4 <= top <= self.height() - 28)
        self.dots.move(visual(self, QRect(left, top, 28, 28)).topLeft())

    def _menu_by_button(self) -> None:
        self.menu_wanted.emit(self._current, self.dots.mapToGlobal(QPoint(0, 30)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the blocks that are seen."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.color(Token.SURFACE))
        flow, value = self.flow, self.verticalScrollBar().value()
        for at in self._shown:
            block = flow.blocks[at]
            self._painter.paint(
                painter,
                block,
                flow.clauses[block.clause],
                flow.kind,
                flow.top(at) - value,
                first=flow.is_first(at),
                current=block.clause == self._current,
                marks=self.marks.of(block),
                flagged=self.marks.flagged(block),
            )
        if self.hasFocus() and self._by_key() and self.marks.spot_now is None:
            color = self._theme.color(Token.FOCUS)
            ring(painter, self.viewport().rect().toRectF(), Radius.KEY, 2, color)

    def text_column(self, clause: int) -> QRect:
        """The column that a clause's text is set in, as it lies in the viewport."""
        return self._painter.text_rect(self.flow.clauses[clause], self.flow.kind, 0, 1)

    def _by_key(self) -> bool:
        return self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the text anew where its lines change; keep the place."""
        self._bar.place()
        place = self.flow.place(self.verticalScrollBar().value())
        if event.oldSize().width() != event.size().width():
            self.flow.set_kind(self._typography())
        self._settle(place)

    def changeEvent(self, event: QEvent) -> None:
        """Set the text at the other side where the window turns."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._restyle()

    def _typography(self) -> Typography:
        width = self.viewport().width()
        return Typography(self._theme, width, mirrored=is_mirrored(self))

    def sizeHint(self) -> QSize:
        """Enough for the measure."""
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        """Narrow, but still readable."""
        return QSize(320, 120)

    def _restyle(self) -> None:
        place = self.flow.place(self.verticalScrollBar().value())
        self.flow.set_kind(self._typography())
        self._settle(place)

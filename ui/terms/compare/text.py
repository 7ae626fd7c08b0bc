"""The words of two versions side by side, of which only what is seen is laid out.

Text is painted with QTextLayout, never parsed: nothing in it is taken for markup (threat 41).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.terms.changes import ClauseChange
from app.terms.compare.inline import inline, places
from ui.kit.scrollbars import ScrollBar
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token
from ui.terms.compare.finding import Hit, by_change
from ui.terms.compare.painting import Here, RowPainter
from ui.terms.compare.rows import ABOVE, BELOW, HEAD, Stack, build
from ui.terms.compare.setting import LINE, Estimate, Lines, set_lines
from ui.terms.compare.words import spoken

_STEP = 2 * LINE


class CompareText(QAbstractScrollArea):
    """Arrows walk and scroll, Enter opens a clause or unfolds a run, N and P step the changes."""

    current_changed = Signal(int)
    """The position of the change that a person is at."""
    clause_wanted = Signal(int)
    step_wanted = Signal(bool)
    """To the next change? Else to the one before."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.changes: Sequence[ClauseChange] = ()
        self.stack = Stack()
        self._opened: set[int] = set()
        self._only_changes = True
        self._current = -1
        self._place = -1
        self._hits: tuple[Hit, ...] = ()
        self._hit = -1
        self._painter = RowPainter(theme, self.viewport())
        self._settling = False
        self._settled_at = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setProperty("focusInside", True)
        self._bar = ScrollBar(theme, parent=self)
        inner = self.verticalScrollBar()
        inner.setSingleStep(_STEP)
        inner.rangeChanged.connect(self._bar_range)
        inner.valueChanged.connect(self._bar.setValue)
        inner.valueChanged.connect(lambda _value: self._scrolled())
        self._bar.valueChanged.connect(inner.setValue)
        theme.changed.connect(self.set_anew)
        self._bar_range(0, 0)

    def show_changes(self, changes: Sequence[ClauseChange]) -> None:
        """Show another comparison from its start."""
        self.changes = changes
        self._opened = set()
        self._hits, self._hit = (), -1
        self._current = self._place = -1
        self._rebuild()
        self.verticalScrollBar().setValue(0)

    def set_only_changes(self, only: bool) -> None:
        """Fold what is unchanged, or show everything."""
        self._only_changes = only
        self._opened = set()
        self._rebuild()

    def set_inline(self, both: bool) -> None:
        """Both versions in one run of text, or side by side."""
        self._painter.inline = both
        self._rebuild()

    @property
    def only_changes(self) -> bool:
        """Whether unchanged clauses are folded."""
        return self._only_changes

    @property
    def inline(self) -> bool:
        """Whether both versions stand in one column."""
        return self._painter.inline

    @property
    def current(self) -> int:
        """The position of the change that a person is at, -1 for none."""
        return self._current

    def set_found(self, hits: Sequence[Hit], now: int) -> None:
        """Mark places found; `now` is the one that is looked at."""
        self._hits, self._hit = tuple(hits), now
        if 0 <= now < len(hits):
            hit = hits[now]
            self._go(hit.change, None, show=(hit.side, hit.start))
        self.viewport().update()

    def go_to(self, change: int, place: int | None = None) -> None:
        """Bring a clause into view, and the `place`-th of its changed places."""
        show = None
        if place is not None:
            spots = places(self.changes[change].old, self.changes[change].new)
            if place < len(spots):
                new = bool(self.changes[change].new)
                show = (int(new), spots[place].new[0] if new else spots[place].old[0])
        self._go(change, place, show)

    def is_open(self, change: int) -> bool:
        """Whether the words of a clause are shown."""
        at = self.stack.find(change)
        return at >= 0 and not self.stack.rows[at].fold and self.stack.rows[at].open

    def toggle(self, at: int) -> None:
        """Fold or unfold the row at this position."""
        row = self.stack.rows[at]
        self._opened ^= {row.first}
        self._rebuild()

    def stand(self, change: int) -> None:
        """A person is at this clause now; nothing scrolls."""
        self._current, self._place = change, -1
        self._tell()

    def set_anew(self) -> None:
        """Another width or theme: set the words again, keep the place."""
        self._rebuild()

    def settle(self) -> None:
        """Another height: lay out what is seen now."""
        self._range()
        self._settle(self.verticalScrollBar().value())

    def _go(self, change: int, place: int | None, show: tuple[int, int] | None) -> None:
        at = self.stack.find(change)
        if at < 0:
            return
        row = self.stack.rows[at]
        if show is not None and (row.fold or not row.open):
            self._opened.add(row.first)
            self._rebuild()
            at = self.stack.find(change)
            row = self.stack.rows[at]
        self._current, self._place = change, -1 if place is None else place
        self._lay_out(at)
        top, y = self.stack.top(at), 0
        if show is not None and not self.inline:
            lines = row.lines[show[0]] if show[0] < len(row.lines) else None
            y = HEAD + ABOVE + lines.top_of(show[1]) if lines else 0
        bar, high = self.verticalScrollBar(), self.viewport().height()
        self._range()
        if y + 3 * LINE > high:
            bar.setValue(top + y - high // 3)
        elif not bar.value() <= top or top + max(HEAD, y + 2 * LINE) > bar.value() + high:
            bar.setValue(top)
        self._settle(bar.value())
        if self.stack.top(self.stack.find(change)) != top and y + 3 * LINE <= high:
            bar.setValue(self.stack.top(self.stack.find(change)))
        self._tell()

    def _rebuild(self) -> None:
        at = self.stack.at(self.verticalScrollBar().value())
        anchor, offset = -1, 0
        if 0 <= at < len(self.stack.rows):
            anchor = self.stack.rows[at].first
            offset = self.verticalScrollBar().value() - self.stack.top(at)
        rows = build(self.changes, self._opened, only_changes=self._only_changes)
        self.stack.start(rows, self.changes, self._estimate(), self.inline)
        found = self.stack.find(anchor) if anchor >= 0 else -1
        value = self.stack.top(found) + min(offset, rows[found].height) if found >= 0 else 0
        self._range()
        self._settle(value)

    def _estimate(self) -> Estimate:
        width = self._painter.columns()[0].width()
        return Estimate(self._theme.typing_font(TextStyle.BODY), width)

    def _scrolled(self) -> None:
        if not self._settling:
            self._settle(self.verticalScrollBar().value())

    def _settle(self, value: int) -> None:
        """Lay out what is seen from `value` on; the row at the upper edge stays where it is."""
        stack, bar, high = self.stack, self.verticalScrollBar(), self.viewport().height()
        if not stack.rows or self._settling:
            self.viewport().update()
            return
        self._settling = True
        for _round in range(4):
            at = stack.at(value)
            row, offset = stack.rows[at], value - stack.top(at)
            below = row.height - offset
            changed = self._lay_out(at)
            if changed and offset > 0 and value < self._settled_at:
                offset = max(0, row.height - below)  # entered from below: its lower edge stays
            value = stack.top(at) + offset
            last = at
            while last + 1 < len(stack.rows) and stack.top(last + 1) < value + high:
                last += 1
                changed |= self._lay_out(last)
            self._range()
            value = max(0, min(value, bar.maximum()))
            if not changed:
                break
        bar.setValue(value)
        self._settled_at = value
        self._settling = False
        self.viewport().update()

    def _range(self) -> None:
        bar, high = self.verticalScrollBar(), self.viewport().height()
        settling, self._settling = self._settling, True
        bar.setRange(0, max(0, self.stack.total - high))
        bar.setPageStep(max(1, high - _STEP))
        self._settling = settling

    def _lay_out(self, at: int) -> bool:
        """Set the words of a row; whether its height was another one than guessed."""
        row = self.stack.rows[at]
        if row.exact:
            return False
        row.exact = True
        before, row.height = row.height, HEAD
        change = self.changes[row.first]
        if row.open and (change.old or change.new):
            row.lines = self._lines(change)
            row.height += ABOVE + max(LINE, *(x.height for x in row.lines if x)) + BELOW
        if row.height == before:
            return False
        self.stack.measure()
        return True

    def _lines(self, change: ClauseChange) -> tuple[Lines | None, ...]:
        widths = [column.width() for column in self._painter.columns()]
        if self.inline:
            return (set_lines(self._theme, inline(change.old, change.new), widths[0]),)
        return (
            set_lines(self._theme, change.old, widths[0]) if change.old_id else None,
            set_lines(self._theme, change.new, widths[1]) if change.new_id else None,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are seen."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.color(Token.SURFACE))
        stack, value = self.stack, self.verticalScrollBar().value()
        here = self._here()
        at = stack.at(value) if stack.rows else 0
        while at < len(stack.rows) and stack.top(at) < value + self.viewport().height():
            row = stack.rows[at]
            if row.exact:
                self._painter.paint(painter, row, self.changes, stack.top(at) - value, here)
            at += 1

    def _here(self) -> Here:
        by_key = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        spot = None
        if self._current >= 0 and self._place >= 0:
            change = self.changes[self._current]
            spots = places(change.old, change.new)
            spot = tuple(spots[self._place]) if self._place < len(spots) else None
        hit = self._hits[self._hit] if 0 <= self._hit < len(self._hits) else None
        return Here(
            self._current,
            self.hasFocus() and by_key,
            spot,  # type: ignore[arg-type]
            by_change(self._hits),
            (hit.change, hit.side, hit.start, hit.end) if hit else None,
        )

    def _tell(self) -> None:
        """What a person is at now, for those who listen."""
        self.setAccessibleDescription(spoken(self.changes[self._current]))
        if self.hasFocus():
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)
        self.current_changed.emit(self._current)
        self.viewport().update()

    def _bar_range(self, low: int, high: int) -> None:
        inner = self.verticalScrollBar()
        self._bar.setRange(low, high)
        self._bar.setPageStep(inner.pageStep())
        self._bar.setSingleStep(inner.singleStep())
        self._bar.setVisible(high > low)

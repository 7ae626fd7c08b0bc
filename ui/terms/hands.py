"""The reader in a person's hands: wheel and keys, links, meanings on hover, selection and copy."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextLine,
)

from ui.kit.theme import Theme
from ui.kit.tips import show_tip
from ui.terms.blocks import Role, above
from ui.terms.choice import Point, clauses_of, point_of, text_between
from ui.terms.reader import ReaderView
from ui.terms.spots import Spot, SpotKind


class Reader(ReaderView):
    """Tab and Shift+Tab walk the links that are seen, Left and Right defined terms as well."""

    chosen = Signal(object)
    """The Spot that was pressed."""
    texts_for_copy = Signal(int, int)
    """First and count of clauses that a copy needs and that have not been read."""
    citation_wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._dragging = False
        self._pressed: tuple[int, Spot] | None = None
        self._hovered: tuple[int, Spot] | None = None

    def hit(self, at: QPoint) -> tuple[Point, Spot | None] | None:
        """The point of the text under a point of the viewport, and the spot there."""
        flow = self.flow
        if not flow.blocks:
            return None
        y = at.y() + self.verticalScrollBar().value()
        number = flow.block_at(y)
        block = flow.blocks[number]
        if block.layout is None:
            return None
        clause = flow.clauses[block.clause]
        column = self.text_column(block.clause)
        first = flow.is_first(number)
        inside = y - flow.top(number) - above(block, clause, flow.kind, first)
        line = self._line_at(number, inside)
        if line is None:
            return None
        x = at.x() - column.left()
        offset = line.xToCursor(float(x))
        point = point_of(block, min(max(0, offset), len(block.text)))
        over = line.naturalTextRect()
        if block.role is not Role.TEXT or not over.left() - 2 <= x <= over.right() + 2:
            return point, None
        under = line.xToCursor(float(x), QTextLine.CursorPosition.CursorOnCharacter)
        return point, self._spot_at(block.clause, block.start + under)

    def _line_at(self, number: int, inside: float) -> QTextLine | None:
        block = self.flow.blocks[number]
        if block.layout is None or not block.layout.lineCount():
            return None
        clause = self.flow.clauses[block.clause]
        kind = self.flow.kind
        high = kind.heading_of(clause).line if block.role is Role.HEADING else kind.text.line
        row = min(max(0, int(inside // high)), block.layout.lineCount() - 1)
        return block.layout.lineAt(row)

    def _spot_at(self, clause: int, offset: int) -> Spot | None:
        spots = self.marks.spots_in(clause)
        return next((spot for spot in spots if spot.start <= offset < spot.end), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select, or press a spot."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        found = self.hit(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or found is None:
            return
        point, spot = found
        self._pressed = (point.clause, spot) if spot is not None and spot.answers else None
        self._dragging = True
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.marks.choice.extend(point)
        else:
            self.marks.choice.begin(point)
        self.marks.spot_now = None
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select further, or say what a spot means."""
        place = event.position().toPoint()
        if self._dragging:
            self._drag(place)
            return
        found = self.hit(place)
        spot = found[1] if found else None
        shape = Qt.CursorShape.IBeamCursor if found else Qt.CursorShape.ArrowCursor
        if spot is not None and spot.answers:
            shape = Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)
        now = (found[0].clause, spot) if found and spot is not None else None
        if now != self._hovered:
            self._hovered = now
            words = spot.tip if spot is not None else ""
            show_tip(event.globalPosition().toPoint() + QPoint(0, 12), words, self)

    def _drag(self, place: QPoint) -> None:
        bar = self.verticalScrollBar()
        if place.y() < 0:
            bar.setValue(bar.value() - 22)
        elif place.y() > self.viewport().height():
            bar.setValue(bar.value() + 22)
        inside = QPoint(place.x(), min(max(0, place.y()), self.viewport().height() - 1))
        found = self.hit(inside)
        if found is not None:
            self.marks.choice.extend(found[0])
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press without a selection follows the spot."""
        self._dragging = False
        found = self.hit(event.position().toPoint())
        pressed, self._pressed = self._pressed, None
        if pressed is None or found is None or self.marks.choice.range is not None:
            return
        if found[1] == pressed[1]:
            self.chosen.emit(pressed[1])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word."""
        found = self.hit(event.position().toPoint())
        if found is None:
            return
        point = found[0]
        number = self.flow.index(self.flow.place(self._y_of(event)))
        text, start = self.flow.blocks[number].text, self.flow.blocks[number].start
        low = high = point.offset - (0 if point.part else start)
        while low > 0 and text[low - 1].isalnum():
            low -= 1
        while high < len(text) and text[high].isalnum():
            high += 1
        block = self.flow.blocks[number]
        self.marks.choice.begin(point_of(block, low))
        self.marks.choice.extend(point_of(block, high))
        self.viewport().update()

    def _y_of(self, event: QMouseEvent) -> int:
        return event.position().toPoint().y() + self.verticalScrollBar().value()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the clause under the pointer, or of the one being read."""
        position, place = self.current, event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Mouse and self.flow.blocks:
            y = event.pos().y() + self.verticalScrollBar().value()
            position = self.flow.blocks[self.flow.block_at(y)].clause
        elif position >= 0:
            place = self.dots.mapToGlobal(QPoint(0, 30))
        if position >= 0:
            self.menu_wanted.emit(position, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, go from clause to clause, walk the spots, copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.marks.choice.everything(len(self.flow.clauses))
            self.viewport().update()
        elif not self._moved(event):
            super().keyPressEvent(event)

    def _moved(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        now = self.marks.spot_now
        match event.key():
            case Qt.Key.Key_Down if control:
                self.go_to(min(self.current + 1, len(self.flow.clauses) - 1))
            case Qt.Key.Key_Up if control:
                self.go_to(max(self.current - 1, 0))
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(len(self.flow.clauses) - 1)
            case Qt.Key.Key_Right | Qt.Key.Key_Left as key:
                self._step(forward=key == Qt.Key.Key_Right, links_only=False)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if now is not None:
                self.chosen.emit(now[1])
            case Qt.Key.Key_C if control and shift:
                self.citation_wanted.emit(self.current)
            case key:
                return self._rolled(key, up=shift)
        return True

    def _rolled(self, key: int, *, up: bool) -> bool:
        bar = self.verticalScrollBar()
        match key:
            case Qt.Key.Key_Down:
                bar.setValue(bar.value() + bar.singleStep())
            case Qt.Key.Key_Up:
                bar.setValue(bar.value() - bar.singleStep())
            case Qt.Key.Key_PageUp:
                bar.setValue(bar.value() - bar.pageStep())
            case Qt.Key.Key_PageDown:
                bar.setValue(bar.value() + bar.pageStep())
            case Qt.Key.Key_Space:
                bar.setValue(bar.value() + (-bar.pageStep() if up else bar.pageStep()))
            case _:
                return False
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks the links that are seen before it leaves."""
        if self._step(forward=forward, links_only=True):
            return True
        self.marks.spot_now = None
        self.viewport().update()
        return super().focusNextPrevChild(forward)

    def _step(self, *, forward: bool, links_only: bool) -> bool:
        seen = [
            (block, spot)
            for block in dict.fromkeys(self.flow.blocks[at].clause for at in self._shown)
            for spot in self.marks.spots_in(block)
            if spot.answers and not (links_only and spot.kind is SpotKind.TERM)
            and self._is_seen(block, spot)
        ]  # fmt: skip
        if not forward:
            seen.reverse()
        now = self.marks.spot_now
        at = seen.index(now) + 1 if now in seen else 0
        if at >= len(seen):
            return False
        self.marks.spot_now = seen[at]
        self.viewport().update()
        self._say(*seen[at])
        return True

    def _is_seen(self, clause: int, spot: Spot) -> bool:
        y = self._y_of_spot(clause, spot)
        return y is not None and 0 <= y <= self.viewport().height() - 12

    def _y_of_spot(self, clause: int, spot: Spot) -> int | None:
        for at in self._shown:
            block = self.flow.blocks[at]
            if block.clause != clause or block.role is not Role.TEXT or block.layout is None:
                continue
            if block.start <= spot.start < block.start + len(block.text):
                line = block.layout.lineForTextPosition(spot.start - block.start)
                edge = above(block, self.flow.clauses[clause], self.flow.kind,
                             self.flow.is_first(at))  # fmt: skip
                top = self.flow.top(at) - self.verticalScrollBar().value() + edge
                return top + line.lineNumber() * self.flow.kind.text.line
        return None

    def _say(self, clause: int, spot: Spot) -> None:
        """Show and read out what a spot means, as a pointer would have it shown."""
        y = self._y_of_spot(clause, spot) or 0
        left = self.text_column(clause).left()
        place = self.viewport().mapToGlobal(QPointF(left, y + 24)).toPoint()
        show_tip(place, spot.tip, self)
        self.setAccessibleDescription(f"{spot.text}: {spot.tip}")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The spot in focus goes with the focus."""
        super().focusOutEvent(event)
        self.marks.spot_now = None
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        self.viewport().update()

    def copy(self) -> None:
        """Copy what is selected; texts not yet read are asked for first."""
        chosen = self.marks.choice.range
        if chosen is None:
            return
        touched = clauses_of(chosen, len(self.flow.clauses))
        missing = [at for at in touched if at not in self.flow.texts]
        if missing:
            self.texts_for_copy.emit(missing[0], missing[-1] - missing[0] + 1)
            return
        texts = [self.flow.texts[at] for at in touched]
        QGuiApplication.clipboard().setText(text_between(chosen, self.flow.clauses, texts))

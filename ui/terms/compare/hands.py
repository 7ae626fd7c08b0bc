"""The comparison under a person's hands: keys, pointer, links, and copying a clause."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent

from app.base.text import _
from app.terms.changes import ChangeKind
from app.terms.compare.phrases import name_of
from ui.kit.paint import is_mirrored
from ui.kit.scrollbars import THICKNESS
from ui.terms.compare.rows import HEAD
from ui.terms.compare.setting import LINE
from ui.terms.compare.text import CompareText


class CompareReader(CompareText):
    """Up and Down walk the clauses and scroll within long ones; Enter opens or unfolds."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Steps, walking, opening, copying."""
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        bar = self.verticalScrollBar()
        match key:
            case Qt.Key.Key_F7:
                self.step_wanted.emit(not shift)
            case Qt.Key.Key_N if not event.modifiers():
                self.step_wanted.emit(True)
            case Qt.Key.Key_P if not event.modifiers():
                self.step_wanted.emit(False)
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self._walk(1 if key == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp | Qt.Key.Key_Space:
                back = key == Qt.Key.Key_PageUp or (key == Qt.Key.Key_Space and shift)
                bar.setValue(bar.value() + (-1 if back else 1) * bar.pageStep())
            case Qt.Key.Key_Home:
                self._walk_to(0)
            case Qt.Key.Key_End:
                self._walk_to(len(self.stack.rows) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._row() >= 0:
                self._open(self._row())
            case Qt.Key.Key_Left | Qt.Key.Key_Right if self._row() >= 0:
                self._fold(opening=(key == Qt.Key.Key_Right) is not is_mirrored(self))
            case Qt.Key.Key_C if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.copy()
            case _:
                super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the clause a person is at, as the new version has it, else the old."""
        if self.current < 0:
            return
        change = self.changes[self.current]
        pieces = change.new if change.new_id else change.old
        words = "".join(piece.text for piece in pieces)
        QGuiApplication.clipboard().setText(f"{name_of(change)}\n{words}".strip())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on "Show" or a folded run unfolds it; on a clause it goes there."""
        at = self._at(event.position().toPoint())
        if at < 0 or event.button() is not Qt.MouseButton.LeftButton:
            return
        row = self.stack.rows[at]
        if row.fold or self._on_link(event.position().toPoint(), at):
            self.toggle(at)
        else:
            self.stand(row.first)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on the head of a clause opens it in the reader."""
        place = event.position().toPoint()
        at = self._at(place)
        if at >= 0 and not self.stack.rows[at].fold and self._in_head(place, at):
            self.clause_wanted.emit(self.stack.rows[at].first)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be pressed."""
        place = event.position().toPoint()
        at = self._at(place)
        hand = at >= 0 and (self.stack.rows[at].fold or self._on_link(place, at))
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the words anew where the columns change; keep the place."""
        left = 0 if is_mirrored(self) else self.width() - THICKNESS
        self._bar.setGeometry(left, 2, THICKNESS, self.height() - 4)
        self._bar.raise_()
        if event.oldSize().width() != event.size().width():
            self.set_anew()
        else:
            self.settle()

    def sizeHint(self) -> QSize:
        """Two comfortable columns."""
        return QSize(600, 480)

    def minimumSizeHint(self) -> QSize:
        """Two narrow ones."""
        return QSize(360, 120)

    def _row(self) -> int:
        return self.stack.find(self.current) if self.current >= 0 else -1

    def _walk(self, by: int) -> None:
        """Down a long clause first, then to the next one."""
        at, bar = self._row(), self.verticalScrollBar()
        if at < 0:
            self._walk_to(max(0, self.stack.at(bar.value())))
            return
        top, high = self.stack.top(at), self.viewport().height()
        bottom = top + self.stack.rows[at].height
        if by > 0 and bottom > bar.value() + high and top < bar.value() + high:
            bar.setValue(bar.value() + min(2 * LINE, bottom - bar.value() - high))
        elif by < 0 and top < bar.value() < bottom:
            bar.setValue(max(top, bar.value() - 2 * LINE))
        else:
            self._walk_to(at + by)

    def _walk_to(self, at: int) -> None:
        rows = self.stack.rows
        if not 0 <= at < len(rows):
            return
        if rows[at].fold and rows[at].open:
            # The clauses of an open run stand below it, and are walked one by one.
            at += -1 if self._row() == at + 1 and at > 0 else 1
        if 0 <= at < len(rows):
            self.go_to(rows[at].first)

    def _open(self, at: int) -> None:
        row = self.stack.rows[at]
        change = self.changes[row.first]
        if row.fold or (not row.open and (change.old or change.new)):
            self.toggle(at)
        else:
            self.clause_wanted.emit(row.first)

    def _fold(self, *, opening: bool) -> None:
        """Unfold the row a person is at; fold it, or the run that it stands in."""
        at, rows = self._row(), self.stack.rows
        change = self.changes[rows[at].first]
        if rows[at].fold or (not rows[at].open and (change.old or change.new)):
            if opening:
                self.toggle(at)
            return
        if opening or not self.only_changes:
            return
        if change.kind is ChangeKind.SAME:
            while at > 0 and not rows[at].fold:
                at -= 1
        if rows[at].fold or change.kind is ChangeKind.MOVED:
            first = rows[at].first
            self.toggle(at)
            self.go_to(first)

    def _at(self, place: QPoint) -> int:
        y = place.y() + self.verticalScrollBar().value()
        return self.stack.at(y) if 0 <= y < self.stack.total else -1

    def _in_head(self, place: QPoint, at: int) -> bool:
        return place.y() + self.verticalScrollBar().value() < self.stack.top(at) + HEAD

    def _on_link(self, place: QPoint, at: int) -> bool:
        row, change = self.stack.rows[at], self.changes[self.stack.rows[at].first]
        if row.open or not (change.old or change.new):
            return False
        top = self.stack.top(at) - self.verticalScrollBar().value()
        return self._painter.link_rect(top, _("Show")).contains(place)

"""A conversation as one plain text: entries on grounds of their own, to be selected and copied.

However many entries there are, they are one widget; only what is seen is laid out and painted. Text
comes in as plain text alone, nothing is ever loaded, and a link tells its key and goes nowhere.
"""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from ui.kit.fields import clear_base
from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, fill_round, is_mirrored
from ui.kit.scrollbars import ScrollBar
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Space, TextStyle, Token

WIDEST = 860
"""Lines longer than this are hard to read, however wide the window is."""
_SIDE, _PAD, _INDENT, _GAP, _MARK = 16, 12, 56, 12, 22


class Ground(Enum):
    """Whose an entry is: one's own stands away from the start, the other's from the end."""

    MINE = (Token.SELECT, None)
    THEIRS = (Token.SUNKEN, None)
    WAITING = (Token.SURFACE, Token.DIVIDER)
    """One's own that has not left yet."""
    NONE = (None, None)


class Piece(NamedTuple):
    """Some words of a line in one look; with a `link` they can be pressed."""

    text: str
    style: TextStyle = TextStyle.BODY
    tone: Token = Token.TEXT
    link: str = ""


class Line(NamedTuple):
    """A paragraph, with an icon before it or not, `gap` px below the one above."""

    pieces: tuple[Piece, ...]
    icon: Icon | None = None
    icon_tone: Token = Token.TEXT2
    gap: int = 0


class Entry(NamedTuple):
    """One entry of the conversation."""

    key: str
    ground: Ground
    lines: tuple[Line, ...]


class _Span(NamedTuple):
    """Where an entry stands in the document: first and last block."""

    entry: Entry
    first: int
    last: int


class TalkView(QTextBrowser):
    """Shows entries from the oldest to the newest."""

    link_chosen = Signal(str)
    menu_wanted = Signal(str, QPoint)
    """An entry's menu is asked for, at this place of the screen."""
    top_reached = Signal()

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_ = theme
        self._entries: tuple[Entry, ...] = ()
        self._spans: list[_Span] = []
        self._mirrored = False
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(ScrollBar(theme))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.setProperty("focusRadius", int(Radius.KEY))
        self.document().setDocumentMargin(0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self.document().setDefaultTextOption(option)
        self.viewport().setAutoFillBackground(False)
        clear_base(self)
        self.anchorClicked.connect(lambda url: self.link_chosen.emit(url.toString()))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.changed.connect(self._restyle)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is shown."""
        return self._entries

    def show_entries(self, entries: Sequence[Entry], *, at_end: bool = True) -> None:
        """Show these; `at_end` shows the newest, else what was seen stays where it is."""
        place = None if at_end else self._place()
        self._entries = tuple(entries)
        self._write()
        bar = self.verticalScrollBar()
        if place is None:
            bar.setValue(bar.maximum())
        else:
            self._go(*place)

    def mark(self, words: Sequence[str]) -> None:
        """Set off every place where one of these words stands, and show the last of them."""
        found: list[QTextEdit.ExtraSelection] = []
        look = QTextCharFormat()
        look.setBackground(self._theme_.color(Token.ADD))
        look.setForeground(self._theme_.color(Token.TEXT))
        for word in words:
            cursor = QTextCursor(self.document())
            while len(found) < 500:
                cursor = self.document().find(word, cursor)
                if cursor.isNull():
                    break
                one = QTextEdit.ExtraSelection()
                one.cursor, one.format = cursor, look
                found.append(one)
        self.setExtraSelections(found)
        if found:
            last = max(one.cursor.position() for one in found)
            self._show_position(last)

    def show_entry(self, key: str) -> None:
        """Bring an entry into view."""
        for span in self._spans:
            if span.entry.key == key:
                self._go(key, 0)

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Nothing is ever loaded."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the entry under the pointer, or of the one with the cursor."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        cursor = self.cursorForPosition(event.pos()) if by_mouse else self.textCursor()
        number = cursor.blockNumber()
        for span in self._spans:
            if span.first <= number <= span.last:
                place = event.globalPos() if by_mouse else self._below(cursor)
                self.menu_wanted.emit(span.entry.key, place)
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines readable; who was at the end stays there."""
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 2
        place = self._place()
        rest = max(0, self.width() - bar.sizeHint().width() - WIDEST)
        margins = (rest, 0, 0, 0) if is_mirrored(self) else (0, 0, rest, 0)
        self.setViewportMargins(*margins)
        super().resizeEvent(event)
        if at_end:
            bar.setValue(bar.maximum())
        elif place is not None:
            self._go(*place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grounds and icons of what is seen, then let Qt paint the text."""
        if is_mirrored(self) != self._mirrored:
            self._write()
        painter = QPainter(self.viewport())
        shift = self.verticalScrollBar().value()
        area = QRectF(event.rect()).translated(0, shift)
        first = bisect.bisect_left(self._spans, area.top(), key=self._bottom)
        for span in self._spans[first:]:
            rect = self._rect(span)
            if rect.top() > area.bottom():
                break
            self._paint_ground(painter, span, rect.translated(0, -shift))
        painter.end()
        super().paintEvent(event)

    def _paint_ground(self, painter: QPainter, span: _Span, rect: QRectF) -> None:
        ground, line = span.entry.ground.value
        color = self._theme_.color
        if ground is not None:
            fill_round(painter, rect, Radius.CARD, color(ground), color(line) if line else None)
        shift = self.verticalScrollBar().value()
        for at, one in enumerate(span.entry.lines):
            if one.icon is None:
                continue
            block = self.document().findBlockByNumber(span.first + at)
            place = self.document().documentLayout().blockBoundingRect(block)
            left = rect.left() + _PAD
            if _runs_left(one):
                left = rect.right() - _PAD - 16
            top = round(place.top() - shift + (one.pieces[0].style.line - 16) / 2)
            icon = QRect(round(left), top, 16, 16)
            draw_icon(painter, self._theme_, self, icon, one.icon, one.icon_tone)

    def _rect(self, span: _Span) -> QRectF:
        layout, document = self.document().documentLayout(), self.document()
        top = layout.blockBoundingRect(document.findBlockByNumber(span.first)).top()
        bottom = self._bottom(span)
        start, end = _margins(span.entry.ground, self._mirrored)
        pad = _PAD if span.entry.ground is not Ground.NONE else 0
        width = self.viewport().width()
        return QRectF(start - pad, top - pad + 2, width - start - end + 2 * pad, bottom - top + pad)

    def _bottom(self, span: _Span) -> float:
        block = self.document().findBlockByNumber(span.last)
        return self.document().documentLayout().blockBoundingRect(block).bottom() + _PAD - 2

    def _write(self) -> None:
        """The whole document anew; of a few hundred entries that is a matter of milliseconds."""
        self._mirrored = is_mirrored(self)
        self._spans = []
        document = self.document()
        document.clear()
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        number = 0
        for entry in self._entries:
            first = number
            for at, line in enumerate(entry.lines):
                look = self._block(entry, line, first=at == 0, top=not number)
                if number:
                    cursor.insertBlock(look)
                else:
                    cursor.setBlockFormat(look)
                for piece in line.pieces:
                    cursor.insertText(_one_line(piece.text), self._char(piece))
                number += 1
            self._spans.append(_Span(entry, first, number - 1))
        frame = document.rootFrame()
        ground = frame.frameFormat()
        ground.setTopMargin(_GAP + _PAD)
        ground.setBottomMargin(_PAD + Space.L)
        frame.setFrameFormat(ground)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.End)

    def _block(self, entry: Entry, line: Line, *, first: bool, top: bool) -> QTextBlockFormat:
        made = QTextBlockFormat()
        start, end = _margins(entry.ground, self._mirrored)
        if line.icon is not None:
            start, end = (start, end + _MARK) if _runs_left(line) else (start + _MARK, end)
        made.setLeftMargin(start)
        made.setRightMargin(end)
        pad = _PAD if entry.ground is not Ground.NONE else 0
        gap = (0 if top else _GAP + _PAD + pad) if first else line.gap
        made.setTopMargin(gap)
        if entry.ground is Ground.NONE:
            made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        style = line.pieces[0].style if line.pieces else TextStyle.BODY
        fixed = QTextBlockFormat.LineHeightTypes.FixedHeight
        made.setLineHeight(style.line, fixed.value)
        return made

    def _char(self, piece: Piece) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(self._theme_.typing_font(piece.style))
        made.setForeground(self._theme_.color(Token.ACCENT if piece.link else piece.tone))
        if piece.link:
            made.setAnchor(True)
            made.setAnchorHref(piece.link)
        return made

    def _restyle(self) -> None:
        place = self._place()
        self._write()
        if place is not None:
            self._go(*place)

    def _place(self) -> tuple[str, float] | None:
        """The first entry that is seen, and how far its top lies above the edge."""
        value = float(self.verticalScrollBar().value())
        at = bisect.bisect_left(self._spans, value, key=self._bottom)
        # What has no ground (a line that loads more) may go: what is said below it stays.
        while at + 1 < len(self._spans) and self._spans[at].entry.ground is Ground.NONE:
            at += 1
        if at >= len(self._spans):
            return None
        return self._spans[at].entry.key, value - self._rect(self._spans[at]).top()

    def _go(self, key: str, offset: float) -> None:
        for span in self._spans:
            if span.entry.key == key:
                self.verticalScrollBar().setValue(round(self._rect(span).top() + offset))
                return

    def _show_position(self, position: int) -> None:
        block = self.document().findBlock(position)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top - self.viewport().height() / 3))

    def _below(self, cursor: QTextCursor) -> QPoint:
        return self.viewport().mapToGlobal(self.cursorRect(cursor).bottomLeft())

    def _scrolled(self, value: int) -> None:
        if value == 0 and self.verticalScrollBar().maximum() > 0:
            self.top_reached.emit()


def _margins(ground: Ground, mirrored: bool) -> tuple[int, int]:
    """Left and right margin of the text."""
    pad = _SIDE + _PAD
    match ground:
        case Ground.THEIRS:
            start, end = pad, pad + _INDENT
        case Ground.NONE:
            start, end = pad, pad
        case _:
            start, end = pad + _INDENT, pad
    return (end, start) if mirrored else (start, end)


def _runs_left(line: Line) -> bool:
    """Whether a line is read from right to left: its own text decides, as Qt lays it out."""
    for char in "".join(piece.text for piece in line.pieces):
        match unicodedata.bidirectional(char):
            case "L":
                return False
            case "R" | "AL":
                return True
    return False


def _one_line(text: str) -> str:
    """A paragraph has no breaks of its own: Qt would begin another block at each."""
    return text.translate({ord(c): " " for c in "\n\r\u2029\u2028"})

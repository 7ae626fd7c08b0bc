"""The palette's hits, grouped under headings; one is always chosen, headings never."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.base.text import _
from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, draw_text, is_mirrored, text_width
from ui.kit.scrollbars import ScrollBar
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

_HEADING = 28
_HIT = 36
_EDGE = 18
_TEXT = 45
_GAP = 12
_LEAST_NAME = 160
_SHORT_NAME = 120

Index = QModelIndex | QPersistentModelIndex


class Hit(NamedTuple):
    """Something found: in its group, with what is said beside it and a hint at the end."""

    group: str
    key: str
    icon: Icon
    title: str
    name: str = ""
    detail: str = ""
    hint: str = ""

    @property
    def spoken(self) -> str:
        """The hit in words."""
        return ", ".join(part for part in (self.title, self.name, self.detail, self.hint) if part)


class PaletteList(QListView):
    """The list below the field. The field keeps the focus and moves the choice."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hits = _Hits(self)
        self._most = 400
        self.setModel(self._hits)
        self.setItemDelegate(_Delegate(theme, self))
        self.setAccessibleName(_("Results"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setVerticalScrollBar(ScrollBar(theme))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)

    @property
    def current_key(self) -> str:
        """The key of the chosen hit."""
        return self._hits.key(self.currentIndex().row())

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show `hits` and choose the first, or the one chosen before if it is among them."""
        before = self.current_key
        self._hits.replace(hits)
        keys = [self._hits.key(at) for at in range(self._hits.rowCount())]
        wanted = (
            keys.index(before)
            if before and before in keys
            else next((at for at, key in enumerate(keys) if key), -1)
        )
        self.setCurrentIndex(self._hits.index(wanted) if wanted >= 0 else QModelIndex())
        self._fit()

    def set_most(self, height: int) -> None:
        """Be at most so high; what is more can be scrolled to."""
        self._most = max(_HIT, height)
        self._fit()

    def step(self, by: int) -> None:
        """Choose the next hit or the one before, skipping headings."""
        count = self._hits.rowCount()
        at = self.currentIndex().row()
        for _try in range(count):
            at = (at + by) % count
            if self._hits.key(at):
                self.setCurrentIndex(self._hits.index(at))
                self.scrollTo(self._hits.index(at))
                return

    def choose_current(self) -> None:
        """Enter."""
        if self.current_key:
            self.chosen.emit(self.current_key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pointer chooses."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._hits.key(index.row()):
            self.setCurrentIndex(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click runs."""
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and self._hits.key(index.row()):
            self.chosen.emit(self._hits.key(index.row()))

    def _fit(self) -> None:
        self.setFixedHeight(min(self._most, self._hits.height()))


class _Hits(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[Hit | str] = []

    def replace(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self._rows = []
        group = ""
        for hit in hits:
            if hit.group != group:
                group = hit.group
                self._rows.append(group)
            self._rows.append(hit)
        self.endResetModel()

    def at(self, row: int) -> Hit | str:
        return self._rows[row]

    def key(self, row: int) -> str:
        found = self._rows[row] if 0 <= row < len(self._rows) else ""
        return found.key if isinstance(found, Hit) else ""

    def height(self) -> int:
        return sum(_HIT if isinstance(row, Hit) else _HEADING for row in self._rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if not index.isValid() or role not in words:
            return None
        found = self._rows[index.row()]
        return found.spoken if isinstance(found, Hit) else found

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._rows[index.row()], Hit):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: PaletteList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        is_hit = isinstance(model, _Hits) and isinstance(model.at(index.row()), Hit)
        return QSize(100, _HIT if is_hit else _HEADING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        rect: QRect = option.rect
        found = model.at(index.row()) if isinstance(model, _Hits) else ""
        if isinstance(found, str):
            place = QRect(rect.left() + _EDGE, rect.top() + 6, rect.width() - _EDGE, 18)
            self._text(painter, rect, place, found, TextStyle.META_STRONG, Token.TEXT2)
            return
        current = index.row() == self._view.currentIndex().row()
        if current:
            painter.fillRect(rect, self._theme.color(Token.SELECT))
            left = rect.right() - 2 if is_mirrored(self._view) else rect.left()
            bar = QRect(left, rect.top(), 3, rect.height())
            painter.fillRect(bar, self._theme.color(Token.ACCENT))
        self._hit(painter, rect, found, current)

    def _hit(self, painter: QPainter, rect: QRect, hit: Hit, current: bool) -> None:
        icon = QRect(rect.left() + _EDGE, rect.center().y() - 7, 16, 16)
        tone = Token.ACCENT if current else Token.TEXT2
        draw_icon(painter, self._theme, self._view, self._flip(rect, icon), hit.icon, tone)
        right = rect.right() - _EDGE
        hint = hit.hint or (_("Enter opens") if current and hit.name else "")
        if hint:
            width = text_width(self._theme.font(TextStyle.META), hint)
            place = QRect(right - width, rect.top(), width + 1, rect.height())
            self._text(painter, rect, place, hint, TextStyle.META, Token.TEXT2)
            right -= width + _GAP
        left = rect.left() + _TEXT
        behind = text_width(self._theme.font(TextStyle.META), hit.detail) + _GAP + 1
        most = right - behind if right - behind - left > _LEAST_NAME else right
        style = TextStyle.BODY_STRONG if current else TextStyle.BODY
        name = text_width(self._theme.font(style), hit.name) + 8
        short = name if hit.name and name < _SHORT_NAME else 0
        for text, look, ink, gap, end in (
            (hit.title, style, Token.TEXT, 7 if hit.name else _GAP, most - short),
            (hit.name, style, Token.TEXT, _GAP, most),
            (hit.detail, TextStyle.META, Token.TEXT2, 0, right),
        ):
            if text and end > left:
                width = min(text_width(self._theme.font(look), text) + 1, end - left)
                place = QRect(left, rect.top(), width, rect.height())
                self._text(painter, rect, place, text, look, ink)
                left += width + gap

    def _text(
        self, painter: QPainter, rect: QRect, place: QRect, text: str, style: TextStyle, tone: Token
    ) -> None:
        font, color = self._theme.font(style), self._theme.color(tone)
        draw_text(painter, self._view, self._flip(rect, place), text, font, color)

    def _flip(self, rect: QRect, place: QRect) -> QRect:
        if not is_mirrored(self._view):
            return place
        left = rect.left() + rect.right() - place.right()
        return QRect(left, place.top(), place.width(), place.height())

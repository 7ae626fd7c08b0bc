"""The outline beside a comparison: every heading, with a mark where its clause differs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.terms.changes import ChangeKind, ClauseChange
from app.terms.compare.phrases import name_of
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.paint import draw_icon, draw_text, is_mirrored, text_width
from ui.kit.panels import Hairline, Panel, row
from ui.kit.theme import Theme
from ui.kit.tips import plain_tip
from ui.kit.tokens import Space, TextStyle, Token
from ui.terms.compare.painting import LOOKS
from ui.terms.compare.words import clause_words, touched_words
from ui.terms.tree import CARET, INSET, Index, Look, Tree, within

ROW = 28
HEAD = 37
_NUMBER, _NUMBER_BELOW = 24, 33
_STEP = 16
_MARK = 16


class ChangesModel(QAbstractItemModel):
    """What has a heading, holds clauses, or differs is a row; the others are in their parent's."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes: Sequence[ClauseChange] = ()
        self._children: dict[int, list[int]] = {-1: []}
        self._row: dict[int, int] = {}
        self._parent: dict[int, int] = {}
        self._shown_in: list[int] = []
        self.touched: set[int] = set()
        """Rows that hold a change below them."""

    def show_changes(self, changes: Sequence[ClauseChange]) -> None:
        """Another comparison."""
        self.beginResetModel()
        self._changes = changes
        self._children, self._row, self._parent = {-1: []}, {}, {}
        self._shown_in, self.touched = [], set()
        above: list[tuple[int, int]] = []
        for at, change in enumerate(changes):
            while above and above[-1][0] >= change.level:
                above.pop()
            parent = above[-1][1] if above else -1
            after = changes[at + 1].level if at + 1 < len(changes) else 0
            titled = change.new_title or change.old_title or after > change.level or parent < 0
            if not titled and change.kind is ChangeKind.SAME:
                self._shown_in.append(parent)
                continue
            self._add(at, parent)
            above.append((change.level, at))
            if change.kind is not ChangeKind.SAME:
                self.touched.update(up for _level, up in above[:-1])
        self.endResetModel()

    def _add(self, at: int, parent: int) -> None:
        rows = self._children.setdefault(parent, [])
        self._row[at], self._parent[at] = len(rows), parent
        rows.append(at)
        self._shown_in.append(at)

    def change(self, index: Index) -> ClauseChange | None:
        """The change of a row."""
        return self._changes[index.internalId()] if index.isValid() else None

    def position(self, index: Index) -> int:
        """The position of a row's change, -1 for none."""
        return index.internalId() if index.isValid() else -1

    def index_of(self, position: int) -> QModelIndex:
        """The row of a change, or of the one it stands below."""
        at = self._shown_in[position] if 0 <= position < len(self._shown_in) else -1
        return self.createIndex(self._row[at], 0, at) if at >= 0 else QModelIndex()

    def index(
        self,
        number: int,
        column: int,
        parent: Index = QModelIndex(),  # noqa: B008 - Qt's own signature
    ) -> QModelIndex:
        """The row `number` below `parent`."""
        rows = self._children.get(self.position(parent), [])
        if column or not 0 <= number < len(rows):
            return QModelIndex()
        return self.createIndex(number, 0, rows[number])

    def parent(  # type: ignore[override]
        self,
        index: Index = QModelIndex(),  # noqa: B008 - Qt's own signature
    ) -> QModelIndex:
        """The row above."""
        at = self._parent.get(self.position(index), -1)
        return self.createIndex(self._row[at], 0, at) if at >= 0 else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows are below `parent`."""
        return len(self._children.get(self.position(parent), ()))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """What is read out: the clause and what became of it; its whole name as the tip."""
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        change = self.change(index)
        if change is not None and role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(name_of(change))
        return clause_words(change) if change is not None and role in words else None


class ChangesOutline(Panel):
    """Follows the comparison, and leads it."""

    chosen = Signal(int)
    """The position of the change to go to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Token.BG)
        self._theme_ = theme
        self.model = ChangesModel(self)
        self.tree = _MarkedTree(theme, self._paint, lambda _index: ROW, name=_("Outline"))
        self.tree.setUniformRowHeights(True)
        self.tree.setModel(self.model)
        self.tree.chosen.connect(lambda index: self.chosen.emit(self.model.position(index)))
        self._count = Label(theme, "", TextStyle.META_MEDIUM, Token.TEXT2)
        head = QWidget()
        head.setFixedHeight(HEAD - 1)
        title = Label(theme, _("Outline"), TextStyle.META_STRONG, Token.TEXT2)
        head.setLayout(row(title, None, self._count, margins=(Space.L, 0, Space.L, 0)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(Hairline(theme))
        layout.addSpacing(6)
        layout.addWidget(self.tree, 1)

    def show_changes(self, changes: Sequence[ClauseChange], counts: object) -> None:
        """Another comparison; sections with changes are unfolded."""
        self.model.show_changes(changes)
        self._count.setText(touched_words(counts))  # type: ignore[arg-type]
        for at in sorted(self.model.touched):
            self.tree.expand(self.model.index_of(at))

    def follow(self, position: int) -> None:
        """A person is at this change now."""
        self.tree.mark(self.model.index_of(position))

    def _paint(self, painter: QPainter, rect: QRect, index: Index, look: Look) -> None:
        change = self.model.change(index)
        if change is None:
            return
        tree, theme = self.tree, self._theme_
        tree.paint_ground(painter, rect, look)
        number = change.new_number if change.new_id else change.old_number
        title = (change.new_title if change.new_id else change.old_title) or (
            "" if number else name_of(change)
        )
        gone = change.kind is ChangeKind.REMOVED
        start = Space.L + (_STEP if change.level > 1 else 0)
        style = TextStyle.BODY_MEDIUM if look.chosen else TextStyle.BODY
        if number:
            font = theme.font(TextStyle.BODY)
            least = _NUMBER if change.level == 1 else _NUMBER_BELOW
            wide = max(least, text_width(font, number) + 7)
            place = within(tree, rect, start, wide)
            draw_text(painter, tree, place, number, font, theme.color(Token.TEXT2))
            start += wide
        marked = change.kind is not ChangeKind.SAME or self._holds_changes(index, look)
        end = INSET + 6 + (_MARK + 4 if marked or look.parent else 0)
        end += CARET if look.parent else 0
        place = within(tree, rect, start, max(0, rect.width() - start - end))
        ink = Token.TEXT2 if gone else Token.TEXT
        draw_text(painter, tree, place, title, theme.font(style), theme.color(ink))
        tree.paint_caret(painter, rect, look)
        if marked:
            self._mark(painter, rect, change, look)

    def _holds_changes(self, index: Index, look: Look) -> bool:
        """A folded row stands for what differs below it."""
        return not look.open and self.model.position(index) in self.model.touched

    def _mark(self, painter: QPainter, rect: QRect, change: ClauseChange, look: Look) -> None:
        shown = LOOKS[change.kind]
        icon, tone = shown.icon, shown.tone
        if change.kind is ChangeKind.SAME:
            icon, tone = Icon.PENCIL, Token.TEXT3
        if look.chosen and icon is Icon.PENCIL:
            icon, tone = Icon.PENCIL_FILL, Token.ACCENT
        side = 14 if icon in (Icon.PENCIL, Icon.PENCIL_FILL) else _MARK
        start = rect.width() - INSET - 8 - _MARK + (_MARK - side) // 2
        place = within(self.tree, rect, start, side)
        place = QRect(place.left(), rect.top() + (ROW - side) // 2, side, side)
        draw_icon(painter, self._theme_, self.tree, place, icon, tone)


class _MarkedTree(Tree):
    """Carets stand before the marks."""

    def caret_rect(self, row: QRect) -> QRect:
        """Where the caret of a row lies."""
        inset = INSET + 8 + _MARK + 2
        left = row.left() + inset if is_mirrored(self) else row.right() - inset - CARET
        return QRect(left, row.top(), CARET, row.height())

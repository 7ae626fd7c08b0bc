"""The outline beside the reader: numbers and headings, the clause that is being read marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _, ngettext
from app.terms.model import Clause
from ui.kit.labels import Label
from ui.kit.paint import draw_text, text_width
from ui.kit.panels import Panel, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.terms.blocks import outline_words
from ui.terms.outline_model import Index, OutlineModel
from ui.terms.tree import CARET, INSET, Look, Tree, within

ROW = 28
HEAD = 36
_NUMBER = 24
_STEP = 16
_FEW = 60


class OutlinePane(Panel):
    """Follows the reader, and leads it."""

    chosen = Signal(int)
    """The position of the clause to go to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Token.BG)
        self._theme_ = theme
        self.model = OutlineModel(self)
        self.tree = Tree(theme, self._paint, lambda _index: ROW, name=_("Outline"))
        self.tree.setUniformRowHeights(True)
        self.tree.setModel(self.model)
        self.tree.chosen.connect(lambda index: self.chosen.emit(self.model.position(index)))
        self._count = Label(theme, "", TextStyle.META, Token.TEXT2)
        head = QWidget()
        head.setFixedHeight(HEAD)
        title = Label(theme, _("Outline"), TextStyle.META_STRONG, Token.TEXT2)
        head.setLayout(row(title, None, self._count, margins=(Space.L, 0, Space.L, 0)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.tree, 1)

    def show_clauses(self, clauses: Sequence[Clause]) -> None:
        """Another document; a short outline is shown unfolded."""
        self.model.show_clauses(clauses)
        count = ngettext("{count} clause", "{count} clauses", len(clauses))
        self._count.setText(count.format(count=f"{len(clauses):n}") if clauses else "")
        if len(clauses) <= _FEW:
            self.tree.expandAll()

    def follow(self, position: int) -> None:
        """The reader is at this clause now."""
        self.tree.mark(self.model.index_of(position))

    def _paint(self, painter: QPainter, rect: QRect, index: Index, look: Look) -> None:
        clause = self.model.clause(index)
        if clause is None:
            return
        tree, theme = self.tree, self._theme_
        tree.paint_ground(painter, rect, look)
        start = Space.L + min(clause.level - 1, 3) * _STEP
        end = INSET + (CARET if look.parent else 4)
        style = TextStyle.BODY_MEDIUM if look.chosen else TextStyle.BODY
        font, number_font = theme.font(style), theme.font(TextStyle.BODY)
        if clause.number:
            number = clause.number
            wide = max(_NUMBER, text_width(number_font, number) + 8)
            if clause.level > 1:
                wide = max(33, wide)
            place = within(tree, rect, start, wide)
            draw_text(painter, tree, place, number, number_font, theme.color(Token.TEXT2))
            start += wide
        room = max(0, rect.width() - start - end)
        place = within(tree, rect, start, room)
        words = outline_words(clause)
        ink = Token.TEXT2 if clause.implied and not clause.title else Token.TEXT
        draw_text(painter, tree, place, words, font, theme.color(ink))
        tree.paint_caret(painter, rect, look)

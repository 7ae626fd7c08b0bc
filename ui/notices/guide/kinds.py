"""Which notice it is to be: each kind with one sentence, and the clause it rests on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.base.text import _
from app.notices.model import DraftKind
from ui.kit.labels import Label
from ui.kit.paint import draw_icon, draw_text, fill_round, text_width, visual
from ui.kit.panels import column
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Space, TextStyle, Token
from ui.notices.words import draft_kind_words, letter_icon

_WIDEST = 960
_HEIGHT = 88
_LINES = 2


class KindCard(QAbstractButton):
    """A large button: icon, kind and clause, and what it is for in at most two lines."""

    def __init__(self, theme: Theme, kind: DraftKind, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clause = ""
        self.kind = kind
        self._title = draft_kind_words(kind)
        self._words = purpose(kind)
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(self._words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", int(Radius.CARD))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_clause(self, clause: str) -> None:
        """The clause it rests on: "§7.2"."""
        self._clause = clause
        self.setAccessibleDescription(" ".join(filter(None, (clause, self._words))))
        self.update()

    def sizeHint(self) -> QSize:
        """Title and two lines."""
        return QSize(300, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for two beside each other in the smallest window."""
        return QSize(220, _HEIGHT)

    def lines(self, width: int) -> list[str]:
        """Its words as they are broken at this width."""
        font = self._theme.font(TextStyle.BODY)
        found = [""]
        for word in self._words.split():
            longer = f"{found[-1]} {word}".strip()
            if not found[-1] or text_width(font, longer) <= width:
                found[-1] = longer
            else:
                found.append(word)
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, edge, icon, title, clause and words."""
        painter = QPainter(self)
        theme, color = self._theme, self._theme.color
        ground = Token.SELECT if self.isDown() else Token.SURFACE
        ground = Token.HOVER if self.underMouse() and not self.isDown() else ground
        edge = color(Token.DIVIDER)
        fill_round(painter, QRectF(self.rect()), Radius.CARD, color(ground), edge)
        place = visual(self, QRect(16, 15, 20, 20))
        draw_icon(painter, theme, self, place, letter_icon(self.kind), Token.ACCENT)
        left, room = 48, self.width() - 48 - 16
        clause = text_width(theme.font(TextStyle.META_MEDIUM), self._clause) + 8
        place = visual(self, QRect(left, 14, room - clause, TextStyle.BODY.line))
        font = theme.font(TextStyle.BODY_STRONG)
        draw_text(painter, self, place, self._title, font, color(Token.TEXT))
        place = visual(self, QRect(left + room - clause + 8, 16, clause - 8, TextStyle.META.line))
        font = theme.font(TextStyle.META_MEDIUM)
        draw_text(painter, self, place, self._clause, font, color(Token.ACCENT))
        top, font = 14 + TextStyle.BODY.line + 2, theme.font(TextStyle.BODY)
        for words in self.lines(room)[:_LINES]:
            place = visual(self, QRect(left, top, room, TextStyle.BODY.line))
            draw_text(painter, self, place, words, font, color(Token.TEXT2))
            top += TextStyle.BODY.line


class KindChooser(QWidget):
    """Two columns of kinds, the most wanted first."""

    chosen = Signal(object)
    """A DraftKind."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        grid = QGridLayout()
        grid.setSpacing(Space.M)
        self.cards: dict[DraftKind, KindCard] = {}
        for at, kind in enumerate(ORDER):
            card = KindCard(theme, kind)
            card.clicked.connect(partial(self.chosen.emit, kind))
            grid.addWidget(card, at // 2, at % 2)
            self.cards[kind] = card
        title = Label(theme, _("What do you want to say to the vendor?"), TextStyle.SECTION)
        words = _("Each becomes a letter with your facts and its clauses filled in. You read and"
                  " change it before anything leaves.")  # fmt: skip
        layout = column(title, 2, Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True),
                        Space.L, grid, None, spacing=0)  # fmt: skip
        inner.setLayout(layout)
        content = QWidget()
        across = QHBoxLayout(content)
        across.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        across.addWidget(inner, 1)
        across.addStretch(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollPane(theme, content, ground=Token.BG))

    def show_clauses(self, clauses: dict[DraftKind, str]) -> None:
        """Show on which clause each kind rests."""
        for kind, card in self.cards.items():
            card.set_clause(clauses.get(kind, ""))


ORDER = (
    DraftKind.NON_RENEWAL,
    DraftKind.TERMINATION,
    DraftKind.OBJECTION,
    DraftKind.BREACH,
    DraftKind.IP_CLAIM,
    DraftKind.DISPUTE,
    DraftKind.TAX_EXEMPTION,
    DraftKind.PUBLICITY,
)


def purpose(kind: DraftKind) -> str:
    """What a kind of notice is for, in one sentence."""
    match kind:
        case DraftKind.NON_RENEWAL:
            return _("Orders that would renew by themselves end with their current term.")
        case DraftKind.TERMINATION:
            return _("Orders, or the whole agreement, end: at will, or for a breach not cured.")
        case DraftKind.OBJECTION:
            return _("You do not agree to a new version of the terms and choose not to renew.")
        case DraftKind.BREACH:
            return _("The vendor does not keep the agreement; the time to cure begins to run.")
        case DraftKind.IP_CLAIM:
            return _("A third party says that a product infringes its rights; the refund is worked"
                     " out.")  # fmt: skip
        case DraftKind.DISPUTE:
            return _("Talk first: the consultation that has to come before any proceeding.")
        case DraftKind.TAX_EXEMPTION:
            return _("You are exempt from a tax; the certificate goes with the letter.")
        case DraftKind.PUBLICITY:
            return _("The vendor stops naming you as its customer.")
        case DraftKind.AUDIT_REPLY:
            return _("The date of an announced audit is confirmed, or objected to as too early.")

"""What a new version means for you: the rule values that changed, and the orders it reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.base.text import _, ngettext
from app.deadlines.words import clause_name
from app.terms.answers import Meaning
from app.terms.changes import RuleChange, Touched
from ui.kit.buttons import LinkButton
from ui.kit.cards import SectionHeading
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.paint import fill_round
from ui.kit.panels import Hairline, Panel, column, keep_margins, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Size, Space, TextStyle, Token
from ui.terms.phrases import day_plain

_SHOWN = 3
_END = Qt.AlignmentFlag.AlignTrailing


class MeaningPane(Panel):
    """Rule values old → new with their clause; below them the orders that renew into it."""

    clause_wanted = Signal(str)
    """A clause of the new version, by its number."""
    old_clause_wanted = Signal(str)
    order_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Token.SURFACE)
        self._theme_ = theme
        self.setMinimumWidth(Size.DETAIL)
        self.setAccessibleName(_("What this means for you"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._pane: QWidget | None = None
        self._governs = ""
        self._shown: tuple[Sequence[RuleChange], Sequence[Touched], Mapping[str, str]] = (
            (),
            (),
            {},
        )

    def show_meaning(
        self,
        rules: Sequence[RuleChange],
        touched: Sequence[Touched],
        meanings: Sequence[Meaning] = (),
    ) -> None:
        """Show what changes. `meanings` of the new version say who each value reaches."""
        self._rules, self._touched = rules, touched
        self._reach = {meaning.name: _reach(meaning) for meaning in meanings}
        self._governs = next((m.clause for m in meanings if m.name == "changes-apply"), "")
        self._fill(everything=False)

    def _fill(self, *, everything: bool) -> None:
        theme, rules = self._theme_, self._rules
        box = QWidget()
        layout = QVBoxLayout(box)
        keep_margins(box, layout, (Space.L, Space.M, Space.L, Space.XL))
        layout.setSpacing(0)
        layout.addWidget(Label(theme, _("What this means for you"), TextStyle.SECTION))
        for at, rule in enumerate(rules):
            layout.addSpacing(10 if at else 11)
            if at:
                layout.addWidget(Hairline(theme))
                layout.addSpacing(10)
            layout.addWidget(self._rule(rule, self._reach.get(rule.name, "")))
        if not rules:
            layout.addSpacing(Space.S)
            words = _("No rule value differs, or one of the texts has none that can be relied on.")
            layout.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        layout.addSpacing(10)
        layout.addWidget(Hairline(theme))
        layout.addSpacing(8)
        self._orders(layout, self._touched, everything=everything)
        layout.addStretch(1)
        if self._pane is not None:
            self._layout.removeWidget(self._pane)
            self._pane.hide()
            self._pane.deleteLater()
        self._pane = ScrollPane(theme, box)
        self._layout.addWidget(self._pane)

    def _rule(self, rule: RuleChange, reach: str) -> QWidget:
        theme, made = self._theme_, QWidget()
        head = row(Label(theme, rule.title, TextStyle.BODY_STRONG, wrap=True))
        head.setStretch(0, 1)
        clause, wanted = rule.new_clause, self.clause_wanted
        if not clause:
            clause, wanted = rule.old_clause, self.old_clause_wanted
        if clause:
            link = LinkButton(
                theme, clause_name(clause), name=_("Show {c}").format(c=clause_name(clause))
            )
            link.clicked.connect(lambda: wanted.emit(clause))
            head.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        before = Label(theme, rule.old_words, TextStyle.BODY, Token.TEXT2)
        after = Label(theme, rule.new_words, TextStyle.BODY_MEDIUM)
        wide = before.sizeHint().width() + after.sizeHint().width() > Size.DETAIL - 72
        arrow = IconLabel(theme, Icon.ARROW_RIGHT, size=14, name=_("becomes"))
        if wide:
            after = Label(theme, rule.new_words, TextStyle.BODY_MEDIUM, wrap=True)
            before = Label(theme, rule.old_words, TextStyle.BODY, Token.TEXT2, wrap=True)
            below = row(arrow, after, spacing=6)
            below.setStretch(1, 1)
            below.setAlignment(arrow, Qt.AlignmentFlag.AlignTop)
            values = column(before, below, spacing=0)
        else:
            values = column(row(before, arrow, after, None, spacing=6), spacing=0)
        parts = column(head, values, spacing=2)
        words = [reach] if reach else []
        if rule.proposed:
            words.append(_("Found in the texts, confirmed by nobody."))
        for text in words:
            parts.addWidget(Label(theme, text, TextStyle.META, Token.TEXT2, wrap=True))
        made.setLayout(parts)
        return made

    def _orders(self, layout: QVBoxLayout, touched: Sequence[Touched], *, everything: bool) -> None:
        theme = self._theme_
        renewing = [order for order in touched if not order.already]
        already = len(touched) - len(renewing)
        many = len(renewing) > _SHOWN and not everything
        action = _("All {count}").format(count=f"{len(renewing):n}") if many else ""
        heading = SectionHeading(theme, _("Orders that renew into it"), action=action)
        if heading.action is not None:
            heading.action.clicked.connect(lambda: self._fill(everything=True))
        layout.addWidget(heading)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for at, order in enumerate(renewing if everything else renewing[:_SHOWN]):
            link = LinkButton(theme, order.order_number)
            link.clicked.connect(lambda _on=False, n=order.order_number: self.order_wanted.emit(n))
            grid.addWidget(link, at, 0)
            grid.addWidget(Label(theme, order.product, elide=True), at, 1)
            day = Label(theme, day_plain(order.at), TextStyle.META, Token.TEXT2, align=_END)
            grid.addWidget(day, at, 2)
        layout.addLayout(grid)
        layout.addSpacing(Space.S)
        layout.addWidget(self._standing(len(renewing), already))

    def _standing(self, renewing: int, already: int) -> QWidget:
        """What is to be done, in one sentence or two."""
        words = []
        if already:
            words.append(
                ngettext(
                    "It governs {count} of your orders already.",
                    "It governs {count} of your orders already.",
                    already,
                ).format(count=f"{already:n}")
            )
        if renewing:
            words.append(_("Nothing to do today. Each order keeps its version until it renews."))
        elif not already:
            words.append(_("No order of yours renews into it."))
        theme, clause = self._theme_, self._governs
        parts = column(Label(theme, " ".join(words), TextStyle.META, Token.TEXT2, wrap=True))
        if clause:
            link = LinkButton(theme, clause_name(clause), style=TextStyle.META_STRONG)
            link.clicked.connect(lambda: self.clause_wanted.emit(clause))
            about = Label(theme, _("When changes apply"), TextStyle.META, Token.TEXT2)
            parts.addLayout(row(link, about, None, spacing=6))
        return _Note(theme, parts)


class _Note(QWidget):
    """A quiet box with something to know."""

    def __init__(self, theme: Theme, words: QVBoxLayout) -> None:
        super().__init__()
        self._theme = theme
        picture = IconLabel(theme, Icon.INFO_OUTLINE)
        layout = row(column(picture, None, spacing=0), spacing=Space.S, margins=(12, 8, 12, 8))
        layout.addLayout(words, 1)
        words.setSpacing(2)
        self.setLayout(layout)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and edge."""
        color, box = self._theme.color, QRectF(self.rect())
        fill_round(QPainter(self), box, Radius.CONTROL, color(Token.SUNKEN), color(Token.HAIRLINE))


def _reach(meaning: Meaning) -> str:
    """Who a value reaches, in one line: the first order's own words, and how many more."""
    if not meaning.orders:
        return ""
    first = meaning.orders[0]
    words = _("{product}: {words}").format(product=first.product, words=first.words)
    more = len(meaning.orders) - 1 + meaning.more
    if not more:
        return words
    more_words = ngettext("and {count} more order", "and {count} more orders", more)
    return _("{words}, {more}").format(words=words.rstrip("."), more=more_words.format(count=more))

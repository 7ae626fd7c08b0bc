"""Beside the list: what changed since the certificate before, and the way of each figure."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.dates import local, plain_day
from app.base.text import _, ngettext
from app.certification.reconcile.changes import Change, ChangeKind
from ui.certification.history.told import Told, Way
from ui.certification.looks import counted_in, figure
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.kit.trend import TrendChart, TrendPoint

_ICONS = {
    ChangeKind.LINE_ADDED: Icon.PLUS_CIRCLE_OUTLINE,
    ChangeKind.LINE_REMOVED: Icon.MINUS_CIRCLE,
    ChangeKind.PERMITTED: Icon.ORDERS,
    ChangeKind.USED: Icon.CARET_UP_DOWN,
    ChangeKind.RESULT: Icon.WARNING_OUTLINE,
    ChangeKind.ORDERS: Icon.ORDERS,
    ChangeKind.TERMS: Icon.TERMS,
    ChangeKind.ANSWER: Icon.CHAT,
    ChangeKind.EVIDENCE: Icon.PAPERCLIP,
    ChangeKind.LEFT_OUT: Icon.MINUS_CIRCLE,
    ChangeKind.FINDING: Icon.WARNING_OUTLINE,
    ChangeKind.DELETION: Icon.TRASH,
    ChangeKind.SIGNATORY: Icon.BADGE,
}


class ToldPane(QWidget):
    """Filled anew for each certification."""

    open_wanted = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.charts: list[TrendChart] = []
        self.open: Button | None = None
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        self._column.setSpacing(Space.M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ScrollPane(theme, content, ground=Token.BG))

    def show_told(self, told: Told) -> None:
        """Say what is known of this one."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.charts = []
        self._column.addWidget(self._head(told))
        self._column.addWidget(self._changes(told))
        if told.ways:
            self._column.addWidget(self._ways(told))
        self._column.addStretch(1)

    def _head(self, told: Told) -> QWidget:
        theme, draft = self._theme, told.draft
        self.open = Button(theme, _("Open"), icon=Icon.OPEN_OUT)
        self.open.clicked.connect(lambda: self.open_wanted.emit(draft.id))
        box = QWidget()
        words = _("Figures as of {day}").format(day=plain_day(local(draft.as_of).date()))
        line = row(spacing=Space.M)
        line.addLayout(
            column(
                Label(theme, draft.title, TextStyle.SECTION, wrap=True),
                Label(theme, words, TextStyle.META, Token.TEXT2),
                spacing=0,
            ),
            1,
        )
        line.addWidget(self.open, 0, Qt.AlignmentFlag.AlignTop)
        box.setLayout(line)
        return box

    def _changes(self, told: Told) -> Card:
        count = len(told.changes)
        card = Card(
            self._theme, _("What changed since the last one"), count=f"{count:n}" if count else ""
        )
        if not count:
            words = _("Nothing is said otherwise, or there was none before.")
            card.add_padded(Label(self._theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        for at, change in enumerate(told.changes):
            if at:
                card.add_line(inset=Space.L)
            card.add(self._change(change))
        return card

    def _change(self, change: Change) -> QWidget:
        box = QWidget()
        icon = IconLabel(self._theme, _ICONS.get(change.kind, Icon.INFO_OUTLINE))
        line = row(spacing=Space.M, margins=(Space.L - 1, Space.S, Space.L - 1, Space.S))
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Label(self._theme, change.words, TextStyle.BODY, wrap=True), 1)
        box.setLayout(line)
        return box

    def _ways(self, told: Told) -> Card:
        words = _("solid: used, dashed: permitted")
        card = Card(self._theme, _("Over the certificates"), meta=words)
        for at, way in enumerate(told.ways):
            if at:
                card.add_line(inset=Space.L)
            card.add_padded(self._way(way))
        return card

    def _way(self, way: Way) -> QWidget:
        theme, line, points = self._theme, way.line, way.points
        last = points[-1]
        name = _("{product}, {metric}").format(
            product=line.product, metric=counted_in(line.metric, line.unit)
        )
        chart = TrendChart(theme, name=name)
        shown = [
            TrendPoint(local(one.as_of).date(), _float(one.used), _float(one.permitted))
            for one in points
        ]
        chart.set_points(shown, _day(shown[0].day), _day(shown[-1].day), spoken(way))
        self.charts.append(chart)
        over = last.used is not None and last.permitted is not None and last.used > last.permitted
        figures = figure(last.used)
        if last.permitted is not None:
            figures = _("{used} of {permitted}").format(
                used=figures, permitted=figure(last.permitted)
            )
        head = row(spacing=Space.S)
        head.addWidget(Label(theme, line.product, TextStyle.BODY_MEDIUM))
        metric = Label(
            theme, counted_in(line.metric, line.unit), TextStyle.META, Token.TEXT2, elide=True
        )
        head.addWidget(metric, 1)
        tone = Token.DANGER if over else Token.TEXT
        head.addWidget(Label(theme, figures, TextStyle.BODY_STRONG, tone))
        box = QWidget()
        box.setLayout(column(head, chart, spacing=Space.XS))
        return box


def spoken(way: Way) -> str:
    """Every point in words, for who hears the chart."""
    said = [
        _("{day}: {used} used, {permitted} permitted").format(
            day=_day(local(one.as_of).date()),
            used=figure(one.used),
            permitted=figure(one.permitted),
        )
        for one in way.points
    ]
    count = ngettext("{n} certificate", "{n} certificates", len(said)).format(n=len(said))
    return f"{count}. {'; '.join(said)}"


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))


def _day(day: date) -> str:
    return plain_day(day)

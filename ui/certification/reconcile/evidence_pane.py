"""Where a figure comes from: its sources with hash and rows, its working, and its trend."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.dates import day_words, deadline_words, local
from app.base.text import _, ngettext
from app.certification.model import Trend
from app.certification.reconcile.model import Line
from app.certification.usage.model import Source
from ui.certification.looks import (
    counted_in,
    difference,
    figure,
    permitted,
    rows_words,
    short_hash,
    size_words,
    source_kind_words,
)
from ui.certification.working import WorkingLines
from ui.kit.buttons import Button
from ui.kit.cards import Pairs
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Space, TextStyle, Token


class EvidencePane(QWidget):
    """Shows one line of the comparison."""

    rows_wanted = Signal(str)
    """Open the rows of the source with this id."""
    replace_wanted = Signal(str)
    add_wanted = Signal()
    """There is no evidence: go and add some."""
    clause_wanted = Signal(str)
    order_wanted = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._line: Line | None = None
        self.opens: list[Button] = []
        head = Panel(theme, edges="bottom")
        head.setFixedHeight(40)
        self.title = Label(theme, "", TextStyle.SECTION)
        self.product = Label(theme, "", TextStyle.BODY, Token.TEXT2, elide=True)
        line = row(self.title, spacing=Space.S + 2, margins=(Space.L, 0, Space.L, 0))
        line.addWidget(self.product, 1)
        head.setLayout(line)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        content = QWidget()
        content.setLayout(column(self._list, None, spacing=0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(ScrollPane(theme, content), 1)
        self.show_line(None, ())

    def show_line(
        self,
        line: Line | None,
        sources: Sequence[Source],
        *,
        editable: bool = False,
        trend: Sequence[Trend] = (),
    ) -> None:
        """Show where the figures of this line come from."""
        self._line = line
        _clear(self._list)
        self.opens = []
        if line is None:
            self.title.setText(_("Evidence"))
            self.product.setText("")
            self._say(_("Select a row to see where its figures come from."))
            return
        entitlement = line.entitlement
        self.product.setText(entitlement.product_name)
        if line.used is None:
            self.title.setText(_("No evidence"))
            self._missing(editable)
        else:
            self.title.setText(_("Evidence for {figure}").format(figure=figure(line.used)))
        ids = dict.fromkeys(line.source_ids)
        known = [one for one in sources if one.id in ids]
        for at, source in enumerate(known):
            if at:
                self._list.addWidget(Hairline(self._theme))
            self._list.addWidget(self._source(source, editable))
        self._list.addWidget(Hairline(self._theme))
        self._list.addWidget(self._working(line))
        if trend or line.before is not None:
            self._list.addWidget(Hairline(self._theme))
            self._list.addWidget(self._trend(line, trend))

    def _say(self, words: str) -> None:
        self._list.addWidget(
            _padded(Label(self._theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        )

    def _missing(self, editable: bool) -> None:
        words = Label(
            self._theme,
            _("Nothing was counted for it yet. A gap is never read as zero: nothing is certified"
              " until a source says so."),
            TextStyle.BODY, Token.TEXT2, wrap=True,
        )  # fmt: skip
        parts: list[QWidget] = [words]
        if editable:
            add = Button(self._theme, _("Add evidence…"), icon=Icon.PLUS, small=True)
            add.clicked.connect(self.add_wanted)
            self.opens.append(add)
            parts.append(add)
        self._list.addWidget(_padded(*parts))

    def _source(self, source: Source, editable: bool) -> QWidget:
        theme = self._theme
        pairs = Pairs(theme, key_width=64)
        pairs.add(_("Source"), source.title or source_kind_words(source.kind))
        pairs.add(_("Counted"), deadline_words(source.counted_at))
        if source.rows_read:
            pairs.add(_("Rows"), rows_words(source))
        if source.file is not None:
            name = _("{name}, {size}").format(
                name=source.file.given, size=size_words(source.size or source.file.size)
            )
            pairs.add(_("File"), name)
        if source.sha256:
            mono = Label(theme, short_hash(source.sha256), TextStyle.MONO)
            set_tip(mono, source.sha256)
            mono.setAccessibleName(source.sha256)
            pairs.add(_("SHA-256"), mono)
        for key, words in (
            (_("Metric"), source.definition),
            (_("Reason"), source.reason),
            (_("Signed"), source.signature),
        ):
            if words:
                pairs.add(key, words)
        pairs.add(_("Added"), _("by {who}, {day}").format(
            who=source.added_by, day=day_words(local(source.added_at))))  # fmt: skip
        open_ = Button(theme, _("Open"), icon=Icon.OPEN_OUT, small=True,
                       name=_("Open {title}").format(title=source.title))  # fmt: skip
        open_.clicked.connect(lambda: self.rows_wanted.emit(source.id))
        self.opens.append(open_)
        buttons: list[QWidget] = [open_]
        if editable:
            again = Button(theme, _("Replace…"), small=True,
                           name=_("Replace {title}…").format(title=source.title))  # fmt: skip
            again.clicked.connect(lambda: self.replace_wanted.emit(source.id))
            buttons.append(again)
        box = QWidget()
        box.setLayout(column(pairs, row(*buttons, None), spacing=Space.S,
                             margins=(Space.L, Space.S + 2, Space.L, Space.M)))  # fmt: skip
        return box

    def _working(self, line: Line) -> QWidget:
        entitlement = line.entitlement
        lines = WorkingLines(self._theme, entitlement)
        lines.clause_wanted.connect(self.clause_wanted)
        lines.order_wanted.connect(self.order_wanted)
        parts: list[QWidget] = [lines]
        if line.difference is not None:
            words = _("{used} used less {permitted} permitted: {difference} {metric}").format(
                used=figure(line.used), permitted=permitted(line),
                difference=difference(line.difference),
                metric=counted_in(entitlement.metric, entitlement.unit),
            )  # fmt: skip
            parts.append(Label(self._theme, words, TextStyle.META, Token.TEXT2, wrap=True))
        return _padded(*parts)

    def _trend(self, line: Line, trend: Sequence[Trend]) -> QWidget:
        points = list(trend)
        parts: list[QWidget] = [
            Label(self._theme, ngettext("Earlier certificate", "Earlier certificates",
                                        max(1, len(points))), TextStyle.META_STRONG, Token.TEXT2)
        ]  # fmt: skip
        pairs = Pairs(self._theme, key_width=88)
        for point in points:
            pairs.add(day_words(local(point.as_of)), _("{used} of {permitted}").format(
                used=figure(point.used), permitted=figure(point.permitted)))  # fmt: skip
        if not points:
            pairs.add(_("Last time"), _("{used} of {permitted}").format(
                used=figure(line.before), permitted=figure(line.before_permitted)))  # fmt: skip
        parts.append(pairs)
        if line.before is not None and line.used is not None:
            words = _("{difference} since the last one").format(
                difference=difference(line.used - line.before)
            )
            parts.append(Label(self._theme, words, TextStyle.META, Token.TEXT2, wrap=True))
        return _padded(*parts)


def _padded(*parts: QWidget) -> QWidget:
    box = QWidget()
    layout = column(spacing=Space.S)
    for part in parts:
        flags = Qt.AlignmentFlag.AlignLeft if isinstance(part, Button) else Qt.AlignmentFlag(0)
        layout.addWidget(part, 0, flags)
    layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
    box.setLayout(layout)
    return box


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()

"""The sources of a certification, one line each, and what each entitlement's figure rests on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base.dates import deadline_words
from app.base.text import _, ngettext
from app.certification.reconcile.model import Line
from app.certification.usage.model import Source
from ui.certification.looks import (
    counted_in,
    figure,
    rows_words,
    short_hash,
    source_icon,
    source_kind_words,
)
from ui.kit.buttons import Button, IconButton
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Space, TextStyle, Token


class SourceRow(QWidget):
    """Title, what was counted and left out, since when; opened, replaced and left out here."""

    open_wanted = Signal(str)
    replace_wanted = Signal(str)
    drop_wanted = Signal(str)

    def __init__(
        self, theme: Theme, source: Source, *, editable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.source = source
        title = Label(theme, source.title or source_kind_words(source.kind),
                      TextStyle.BODY_MEDIUM, elide=True)  # fmt: skip
        said = [rows_words(source) if source.rows_read else source.reason]
        said.append(_("as of {when}").format(when=deadline_words(source.counted_at)))
        words = Label(theme, " · ".join(filter(None, said)), TextStyle.META, Token.TEXT2, wrap=True)
        below = [_("Added by {who}").format(who=source.added_by)]
        if source.sha256:
            below.append(_("SHA-256 {hash}").format(hash=short_hash(source.sha256)))
        if source.signature:
            below.append(source.signature)
        kept = Label(theme, " · ".join(below), TextStyle.META, Token.TEXT2, elide=True)
        set_tip(kept, source.sha256)
        lines = column(title, words, kept, spacing=0)
        if source.problems:
            lines.addWidget(_problems(theme, source))
        self.open = Button(theme, _("Open"), small=True,
                           name=_("Open {title}").format(title=source.title))  # fmt: skip
        self.open.clicked.connect(lambda: self.open_wanted.emit(source.id))
        layout = row(spacing=Space.S)
        layout.addWidget(
            IconLabel(theme, source_icon(source.kind), size=18), 0, Qt.AlignmentFlag.AlignTop
        )
        layout.addSpacing(Space.XS)
        layout.addLayout(lines, 1)
        layout.addWidget(self.open, 0, Qt.AlignmentFlag.AlignTop)
        self.replace: Button | None = None
        self.drop: IconButton | None = None
        if editable:
            self.replace = Button(
                theme,
                _("Replace…"),
                small=True,
                name=_("Replace {title}…").format(title=source.title),
            )
            self.replace.clicked.connect(lambda: self.replace_wanted.emit(source.id))
            self.drop = IconButton(
                theme, Icon.TRASH, _("Leave {title} out").format(title=source.title), small=True
            )
            self.drop.clicked.connect(lambda: self.drop_wanted.emit(source.id))
            layout.addWidget(self.replace, 0, Qt.AlignmentFlag.AlignTop)
            layout.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignTop)  # fmt: skip
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.setLayout(layout)


def _problems(theme: Theme, source: Source) -> QWidget:
    first = source.problems[0]
    more = len(source.problems) - 1
    words = first
    if more:
        words = ngettext("{first} And {n} more row.", "{first} And {n} more rows.", more).format(
            first=first, n=f"{more:,}"
        )
    box = QWidget()
    line = row(IconLabel(theme, Icon.WARNING, tone=Token.WARN), spacing=Space.XS)
    line.addWidget(Label(theme, words, TextStyle.META_MEDIUM, Token.WARN, wrap=True), 1)
    box.setLayout(line)
    return box


class FigureRow(QWidget):
    """What is used of one entitlement; a gap is said, with the way to close it."""

    type_wanted = Signal(object)
    """Type a figure for this Line."""

    def __init__(
        self, theme: Theme, line: Line, *, editable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        entitlement = line.entitlement
        title = Label(theme, entitlement.product_name, TextStyle.BODY_MEDIUM, elide=True)
        metric = counted_in(entitlement.metric, entitlement.unit)
        words = Label(theme, metric, TextStyle.META, Token.TEXT2, elide=True)
        layout = row(spacing=Space.M)
        layout.addLayout(column(title, words, spacing=0), 1)
        self.button: Button | None = None
        if line.used is None:
            gap = StatusLabel(theme, Icon.CIRCLE_DASHED, _("No evidence yet"), tone=Token.WARN,
                              icon_tone=Token.WARN)  # fmt: skip
            layout.addWidget(gap)
            if editable:
                about = f"{entitlement.product_name}, {metric}"
                self.button = Button(
                    theme,
                    _("Type a figure…"),
                    small=True,
                    name=_("Type a figure for {what}…").format(what=about),
                )
                self.button.clicked.connect(lambda: self.type_wanted.emit(line))
                layout.addWidget(self.button)  # fmt: skip
        else:
            n = len(line.source_ids)
            source = ngettext("from {n} source", "from {n} sources", n).format(n=n)
            layout.addWidget(Label(theme, source, TextStyle.META, Token.TEXT2))
            layout.addWidget(Label(theme, figure(line.used), TextStyle.BODY_STRONG))
        layout.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        self.setLayout(layout)

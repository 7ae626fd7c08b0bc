"""The panel that shows what crosses the gap, and what never does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.base.text import _
from ui.kit.buttons import IconButton, LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Panel, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.activate.facts import Fact, FactsPanel

LOW = 600
"""A view of fewer pixels has no room for every field and for what they belong to."""


class NeverIn(QWidget):
    """What a request never holds: on one line, on two where the panel is narrow."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        texts = (_("License keys"), _("User names"), _("IP addresses"), _("Serial numbers"))
        self._title = Label(theme, _("Never in it"), TextStyle.BODY, Token.TEXT2)
        self._marks = [
            StatusLabel(theme, Icon.PROHIBIT, text, icon_tone=Token.TEXT2, style=TextStyle.BODY)
            for text in texts
        ]
        self._across = len(texts)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(len(texts) + 1, 1)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for two of them beside each other."""
        high = super().minimumSizeHint().height()
        return QSize(min(320, self._wanted()), high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line or two."""
        super().resizeEvent(event)
        across = len(self._marks) if self.width() >= self._wanted() else 2
        if across != self._across:
            self._across = across
            self._arrange()

    def _wanted(self) -> int:
        widths = [one.sizeHint().width() for one in (self._title, *self._marks)]
        return sum(widths) + Space.L * len(self._marks)

    def _arrange(self) -> None:
        self._grid.addWidget(self._title, 0, 0)
        for number, mark in enumerate(self._marks):
            self._grid.addWidget(mark, number // self._across, 1 + number % self._across)


class CrossingPanel(Panel):
    """Facts of the real bytes, with a link to all of them. In a low window it folds to a line."""

    open_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        self._low = False
        self._unfolded = False
        title = Label(theme, _("Exactly what crosses the gap"), TextStyle.BODY_STRONG)
        self.file = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self.open = LinkButton(theme, _("Open the file"))
        self.open.clicked.connect(self.open_wanted)
        self.fold = IconButton(theme, Icon.CARET_UP, _("Show every field"), small=True)
        self.fold.clicked.connect(self._turn)
        self.facts = FactsPanel(theme, name=_("Exactly what crosses the gap"))
        head = row(title, spacing=Space.S)
        head.addWidget(self.file, 1)
        head.addWidget(self.open)
        head.addWidget(self.fold)
        self.short = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self.never_short = Label(
            theme,
            _("Never in it: license keys, user names, IP addresses, serial numbers"),
            TextStyle.META,
            Token.TEXT2,
            elide=True,
        )
        self.never = NeverIn(theme)
        brief = column(self.short, self.never_short, spacing=0)
        layout = column(head, self.facts, brief, self.never, spacing=Space.S)
        layout.setContentsMargins(Space.L, Space.M, Space.L, 10)
        self.setLayout(layout)
        self._show_fold()

    @property
    def folded(self) -> bool:
        """Whether the fields are named in a line, and not shown one by one."""
        return self._low and not self._unfolded

    def show_facts(self, file: str, facts: Sequence[Fact], missing: str = "") -> None:
        """Show what is in the file called so, or why there is nothing in it."""
        self.file.setText(file)
        self.open.setEnabled(bool(facts))
        self.facts.show_facts(facts or (("…", missing),))
        names = ", ".join(key for key, _value in facts if key != "…")
        self.short.setText(_("In it: {fields}").format(fields=names) if names else missing)

    def set_low(self, low: bool) -> None:
        """Whether there is little height: what stands above has to be seen as well."""
        if low != self._low:
            self._low = low
            self._show_fold()

    def _turn(self) -> None:
        self._unfolded = not self._unfolded
        self._show_fold()

    def _show_fold(self) -> None:
        folded = self.folded
        self.fold.setVisible(self._low)
        self.fold.set_icon(
            Icon.CARET_UP if folded else Icon.CARET_DOWN,
            _("Show every field") if folded else _("Name the fields only"),
        )
        self.facts.setVisible(not folded)
        self.short.setVisible(folded)
        self.never_short.setVisible(self._low)
        self.never.setVisible(not self._low)

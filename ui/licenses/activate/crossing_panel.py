"""The panel that shows what crosses the gap, and what never does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.buttons import LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Panel, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.activate.facts import Fact, FactsPanel


class CrossingPanel(Panel):
    """Facts of the real bytes, with a link to all of them."""

    open_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        title = Label(theme, _("Exactly what crosses the gap"), TextStyle.BODY_STRONG)
        self.file = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self.open = LinkButton(theme, _("Open the file"))
        self.open.clicked.connect(self.open_wanted)
        self.facts = FactsPanel(theme, name=_("Exactly what crosses the gap"))
        head = row(title, spacing=Space.S)
        head.addWidget(self.file, 1)
        head.addWidget(self.open)
        never = row(Label(theme, _("Never in it"), TextStyle.BODY, Token.TEXT2), spacing=Space.L)
        for words in (_("License keys"), _("User names"), _("IP addresses"), _("Serial numbers")):
            mark = StatusLabel(
                theme, Icon.PROHIBIT, words, icon_tone=Token.TEXT2, style=TextStyle.BODY
            )
            never.addWidget(mark)
        never.addStretch(1)
        layout = column(head, self.facts, never, spacing=Space.S)
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.setLayout(layout)

    def show_facts(self, file: str, facts: Sequence[Fact]) -> None:
        """Show what is in the file called so; nothing where there is none."""
        self.file.setText(file)
        self.open.setEnabled(bool(facts))
        self.facts.show_facts(facts or ((_("set"), _("nothing yet: no host is ready to go")),))

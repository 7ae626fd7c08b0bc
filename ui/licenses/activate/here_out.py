"""The request of this computer, made and remembered: what it holds, and how it leaves."""

from __future__ import annotations

import json

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.activation.problems import HostProblem
from app.activation.requests import read_set
from app.base.text import _
from app.licenses.this_host.model import MadeFile
from ui.kit.banners import Banner, BannerTone
from ui.kit.labels import Label
from ui.kit.panels import Panel, column
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.activate.crossing import request_facts, size_words
from ui.licenses.activate.crossing_panel import CrossingPanel


class OutPane(Panel):
    """What is to be carried to a connected computer."""

    open_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self.banner = Banner(theme, BannerTone.OK, "")
        words = Label(
            theme,
            _("Save it to a stick, or show its QR codes and photograph them. On a connected"
              " computer it is collected under “I carry files for isolated computers”, or with"
              " “counterpart license exchange”."),
            TextStyle.BODY,
            Token.TEXT2,
            wrap=True,
        )  # fmt: skip
        after = Label(
            theme,
            _("Then come back with the answer. This computer remembers the request and the key that"
              " was made for it; that key never leaves it."),
            TextStyle.BODY,
            Token.TEXT2,
            wrap=True,
        )  # fmt: skip
        self.crossing = CrossingPanel(theme)
        self.crossing.open_wanted.connect(self.open_wanted)
        top = column(
            Label(theme, _("Carry the request to a connected computer"), TextStyle.SECTION),
            self.banner,
            words,
            after,
            None,
            spacing=Space.M,
            margins=(Space.L, Space.M, Space.L, Space.M),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top, 1)
        layout.addWidget(self.crossing)

    def show_made(self, made: MadeFile) -> None:
        """Show the file that was made; one that waits already is the same once more."""
        self.banner.set_text(
            _("This request was made before and waits for its answer: here it is again.")
            if made.again
            else _("The request is made, and remembered here.")
        )
        try:
            facts = request_facts(read_set(made.data).requests[0])
        except HostProblem:
            facts = [(_("file"), json.dumps(made.name))]
        self.crossing.show_facts(f"{made.name}, {size_words(len(made.data))}", facts)

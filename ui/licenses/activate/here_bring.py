"""Bringing an answer: which of the files that belong together are here, and how more may come."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.licenses.this_host.model import HostFacts
from ui.kit.buttons import Button
from ui.kit.cards import Card, Entry
from ui.kit.dropping import DropArea
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.activate.crossing import size_words
from ui.licenses.activate.here_acts import Brought


class BringPane(Panel):
    """A place for files, and a line for each thing that is needed."""

    chosen = Signal(object)
    pasted = Signal(bytes)
    key_changed = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self._facts: HostFacts | None = None
        self._brought = Brought()
        self._card: Card | None = None
        self.paste = Button(
            theme, _("Paste"), icon=Icon.COPY, small=True, name=_("Paste from the clipboard")
        )
        self.paste.clicked.connect(self._paste)
        self.area = DropArea(
            theme,
            _("Drop the answer here, with the files that came along"),
            _("Answers, vendor file, list of revoked licenses: a folder of them, a bundle, or"
              " photos of QR codes."),
            filters=_("Answers") + " (*.json *.lic *.png *.jpg *.jpeg)",
            more=(self.paste,),
        )  # fmt: skip
        self.area.chosen.connect(self.chosen)
        self.key = TextField(theme, secret=True)
        self.key_row = FormRow(
            theme,
            _("License key"),
            self.key,
            hint=_("Only where the file is encrypted. It is used once and kept nowhere."),
        )
        self.key.editingFinished.connect(lambda: self.key_changed.emit(self.key.text().strip()))
        self._list = column(spacing=0)
        body = column(
            Label(theme, _("Bring the answer to this computer"), TextStyle.SECTION),
            self.area,
            self._list,
            self.key_row,
            None,
            spacing=Space.M,
            margins=(Space.L, Space.M, Space.L, Space.L),
        )
        content = QWidget()
        content.setLayout(body)
        self.setLayout(row(ScrollPane(theme, content), spacing=0))
        self.show_brought(Brought())

    def show_facts(self, facts: HostFacts) -> None:
        """Whether the vendor is known here already."""
        self._facts = facts
        self.show_brought(self._brought)

    def show_brought(self, brought: Brought) -> None:
        """Show what is here and what is still needed."""
        self._brought = brought
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
        card = Card(self._theme_)
        known = self._facts.vendor_key if self._facts else ""
        card.add(
            self._line(
                brought.answers,
                _("The answer"),
                _("Not here yet. It is called activation-answers.json."),
                needed=True,
            )
        )
        card.add_line(inset=Space.L)
        missing = _("Needed once: this computer does not know the vendor's key yet.")
        if known:
            missing = _("Not needed: the key {key} was confirmed here.").format(key=known)
        card.add(self._line(brought.vendor, _("The vendor file"), missing, needed=not known))
        card.add_line(inset=Space.L)
        card.add(
            self._line(
                brought.revocations,
                _("The list of revoked licenses"),
                _("Not here. The one known before counts, if there is one."),
                needed=False,
            )
        )
        if brought.others:
            card.add_line(inset=Space.L)
            names = ", ".join(brought.others[:3])
            card.add(
                Entry(self._theme_, Icon.WARNING, _("Files that are none of these"), names,
                      tone=Token.WARN)
            )  # fmt: skip
        self._card = card
        self._list.addWidget(card)

    def _line(self, data: bytes | None, title: str, missing: str, *, needed: bool) -> Entry:
        if data is not None:
            words = _("Here, {size}").format(size=size_words(len(data)))
            return Entry(self._theme_, Icon.CHECK_CIRCLE, title, words, tone=Token.OK)
        icon = Icon.CIRCLE_DASHED if needed else Icon.MINUS_CIRCLE
        return Entry(self._theme_, icon, title, missing)

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.pasted.emit(text.encode("utf-8"))

"""One entry of the history: what happened to which file, and the file itself as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.base.dates import deadline_words
from app.base.text import _
from app.licenses.views.model import HistoryEntry
from app.orders.words import bytes_words
from ui.kit.buttons import Button, IconButton, LinkButton
from ui.kit.cards import Pairs
from ui.kit.fields import TextArea
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.history.words import act_icon, act_words, kind_words
from ui.licenses.pane import FactsPane

WIDTH = 400
_SHOWN = 200_000
"""So many characters are shown; the saved file has all of it."""
_LINES = 14


class HistoryPane(FactsPane):
    """Shows one `HistoryEntry`, and its file where that is kept."""

    save_wanted = Signal(object, object)
    """Save the file of this HistoryEntry, these bytes."""
    license_wanted = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("What happened to the file"), parent=parent)
        self.text: TextArea | None = None
        """The file's text, None where it is not kept."""

    def show_entry(self, entry: HistoryEntry, data: bytes | None) -> None:
        """Show an entry; `data` None: its file is not here, or not read yet."""
        self.text = None
        icon = act_icon(entry.act)
        head = StatusLabel(self._theme_, icon, act_words(entry.act), icon_tone=Token.TEXT2)
        self.put(entry.id, head, entry.name, self._sections(entry, data))

    def _sections(self, entry: HistoryEntry, data: bytes | None) -> Iterator[QWidget]:
        yield self._facts(entry)
        if data is not None:
            yield self._file(entry, data)
        elif not entry.kept:
            words = _("The file itself is not kept: it may hold a license key, or is too large.")
            yield self.section(_("The file"), self.small(words))

    def _facts(self, entry: HistoryEntry) -> QWidget:
        theme = self._theme_
        pairs = Pairs(theme, key_width=80)
        pairs.add(_("When"), deadline_words(entry.at))
        pairs.add(_("Kind"), kind_words(entry.kind))
        pairs.add(_("Size"), bytes_words(entry.size))
        if entry.hosts:
            pairs.add(_("Hosts"), entry.hosts)
        if entry.license_id:
            link = LinkButton(theme, entry.license_id, name=_("Show the license"))
            link.clicked.connect(lambda: self.license_wanted.emit(entry.license_id))
            pairs.add(_("License"), link)
        if entry.note:
            pairs.add(_("Note"), entry.note)
        digest = Label(
            theme, f"{entry.sha256[:8]} {entry.sha256[8:16]} … {entry.sha256[-8:]}", TextStyle.MONO
        )
        digest.setAccessibleDescription(entry.sha256)
        copy = IconButton(theme, Icon.COPY, _("Copy the whole SHA-256"), small=True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(entry.sha256))
        pairs.add(_("SHA-256"), digest, trailing=copy)
        return pairs

    def _file(self, entry: HistoryEntry, data: bytes) -> QWidget:
        theme = self._theme_
        self.text = TextArea(theme, name=_("What is in the file"), lines=_LINES)
        self.text.setReadOnly(True)
        self.text.setFont(theme.typing_font(TextStyle.MONO))
        self.text.setPlainText(as_text(data))
        save = Button(theme, _("Save again…"), icon=Icon.SAVE)
        save.clicked.connect(lambda: self.save_wanted.emit(entry, data))
        buttons = QWidget()
        buttons.setLayout(row(save, None, margins=(0, Space.S, 0, 0)))
        return self.section(_("The file"), self.text, buttons)


def as_text(data: bytes) -> str:
    """Bytes as plain text; what is no text is said so, and much of it is cut."""
    try:
        text = data[: _SHOWN * 4].decode("utf-8")[:_SHOWN]
    except UnicodeDecodeError:
        text = data[:_SHOWN].decode("utf-8", "replace")
    shown = "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)
    if len(data) > len(text.encode("utf-8", "replace")):
        return _("{text}\n… cut here; save it to see all of it").format(text=shown)
    return shown

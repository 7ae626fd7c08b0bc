"""A file as it is carried, to be read from the first to the last byte."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextArea
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle
from ui.licenses.activate.crossing import set_hash, size_words


class FileDialog(Dialog):
    """Plain text that can be selected and copied, never changed."""

    def __init__(self, theme: Theme, name: str, text: str, *, parent: QWidget | None) -> None:
        super().__init__(theme, name, parent=parent, width=720)
        data = text.encode("utf-8")
        self.area = TextArea(theme, name=_("Content of {name}").format(name=name), lines=20)
        self.area.setReadOnly(True)
        self.area.setFont(theme.typing_font(TextStyle.MONO))
        self.area.setPlainText(text)
        self.body.addWidget(self.area, 1)
        self.note.setText(
            _("{size}, set hash {hash}").format(size=size_words(len(data)), hash=set_hash(data))
        )
        copy = self.add_action(_("Copy"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        self.add_cancel(_("Close")).setDefault(True)

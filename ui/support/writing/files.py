"""The files of a draft: name, size or progress, what was found in each, and a way to remove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _, ngettext
from app.exchange.attachments import KeptFile
from ui.kit.buttons import IconButton
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import column, row
from ui.kit.states import ProgressBar
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Space, TextStyle, Token
from ui.support.looks import size_words


class Coming(NamedTuple):
    """A file that is being copied."""

    key: int
    name: str
    done: int = 0
    total: int | None = None


class FilesList(QWidget):
    """One line a file; hidden while there is none."""

    removed = Signal(str)
    """The id of a kept file."""
    stopped = Signal(int)
    """The key of a file that is being copied."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_ = theme
        self._shown: tuple[object, ...] = ()
        self._lines: dict[int, _ComingLine] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.setAccessibleName(_("Attached files"))
        self.hide()

    def show_files(
        self,
        files: Sequence[KeptFile],
        coming: Sequence[Coming] = (),
        found: Mapping[str, int] | None = None,
    ) -> None:
        """Show these; `found` counts by the id of a file what was found in it."""
        shape = (tuple(files), tuple(one.key for one in coming), dict(found or {}))
        if shape == self._shown:
            for one in coming:
                self._lines[one.key].progress(one)
            return
        self._shown = shape
        while (part := self._layout.takeAt(0)) is not None:
            widget = part.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for file in files:
            line = _FileLine(self._theme_, file, (found or {}).get(file.id))
            line.remove.clicked.connect(lambda _on=False, key=file.id: self.removed.emit(key))
            self._layout.addWidget(line)
        self._lines = {}
        for one in coming:
            going = _ComingLine(self._theme_, one)
            going.stop.clicked.connect(lambda _on=False, key=one.key: self.stopped.emit(key))
            self._lines[one.key] = going
            self._layout.addWidget(going)
        self.setVisible(bool(files or coming))
        self.updateGeometry()


class _FileLine(QWidget):
    def __init__(self, theme: Theme, file: KeptFile, found: int | None) -> None:
        super().__init__()
        name = Label(theme, " ".join(file.name.split()), TextStyle.BODY_MEDIUM, elide=True)
        if file.given != file.name:
            set_tip(name, _("It was called {name}").format(name=file.given))
        self.remove = IconButton(
            theme, Icon.CLOSE, _("Remove {name}").format(name=file.name), size=12, small=True
        )
        layout = row(IconLabel(theme, Icon.PAPERCLIP), spacing=Space.S)
        layout.addWidget(name, 1)
        if found:
            words = ngettext("{n} finding", "{n} findings", found).format(n=found)
            layout.addWidget(
                StatusLabel(theme, Icon.WARNING, words, tone=Token.WARN, style=TextStyle.META)
            )
        elif found == 0:
            checked = _("Nothing found")
            layout.addWidget(
                StatusLabel(
                    theme,
                    Icon.CHECK_CIRCLE,
                    checked,
                    tone=Token.TEXT2,
                    icon_tone=Token.OK,
                    style=TextStyle.META,
                )
            )
        layout.addWidget(Label(theme, size_words(file.size), TextStyle.META, Token.TEXT2))
        layout.addWidget(self.remove)
        self.setLayout(layout)


class _ComingLine(QWidget):
    def __init__(self, theme: Theme, one: Coming) -> None:
        super().__init__()
        words = _("Copying {name}").format(name=one.name)
        self._bar = ProgressBar(theme, name=words)
        self._bar.setFixedWidth(120)
        self._said = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.stop = IconButton(
            theme, Icon.CLOSE, _("Stop copying {name}").format(name=one.name), size=12, small=True
        )
        layout = row(IconLabel(theme, Icon.PAPERCLIP), spacing=Space.S)
        layout.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, elide=True), 1)
        layout.addWidget(self._said)
        layout.addLayout(column(None, self._bar, None))
        layout.addWidget(self.stop)
        self.setLayout(layout)
        self.progress(one)

    def progress(self, one: Coming) -> None:
        self._bar.set_share(one.done / one.total if one.total else None)
        if one.total:
            words = _("{done} of {total}").format(
                done=size_words(one.done), total=size_words(one.total)
            )
            self._said.setText(words)
            self._bar.setAccessibleDescription(words)

"""Files that go with a letter: chosen or dropped, copied and hashed at once, removed one by one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from app.exchange.attachments import KeptFile
from app.orders.words import bytes_words
from ui.jobs import Jobs
from ui.kit.buttons import Button, IconButton
from ui.kit.dropping import paths_of
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


class FilesField(QWidget):
    """What is named here is a copy: later changes of the file itself do not reach it."""

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, theme: Theme, jobs: Jobs, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs = jobs
        self._files: dict[str, KeptFile] = {}
        self._copying = 0
        self.setAcceptDrops(True)
        self.add = Button(theme, _("Choose a file…"), icon=Icon.PAPERCLIP, small=True, name=name)
        self.words = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.setFocusProxy(self.add)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(Space.XS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addLayout(self._lines)
        layout.addLayout(row(self.add, self.words, None))
        self.add.clicked.connect(self._choose)
        self._say()

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """The copies, in the order they were made."""
        return tuple(self._files.values())

    @property
    def is_copying(self) -> bool:
        """Whether a file is still being copied."""
        return self._copying > 0

    def show_files(self, files: Iterable[KeptFile]) -> None:
        """Show these."""
        self._files = {one.id: one for one in files}
        self._fill()

    def attach(self, path: Path) -> None:
        """Copy a file and name it here."""
        self._copying += 1
        self._say()
        self._jobs.job(
            self,
            lambda rooms, cancel, report: rooms.files.attach(path, report, cancel),
            long=True,
        ).on_success(self._attached).on_failure(self._fail).on_canceled(self._ended).run()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Copy what was dropped."""
        for path in paths_of(event.mimeData()):
            self.attach(path)
        event.acceptProposedAction()

    def _choose(self) -> None:
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Choose a file"))
        for path in paths:
            self.attach(Path(path))

    def _attached(self, file: KeptFile) -> None:
        self._files[file.id] = file
        self._fill()
        self._ended()
        self.changed.emit()

    def _fail(self, report: ProblemReport) -> None:
        self._ended()
        self.failed.emit(report)

    def _ended(self) -> None:
        self._copying = max(0, self._copying - 1)
        self._say()

    def _remove(self, file_id: str) -> None:
        self._files.pop(file_id, None)
        self._fill()
        self.add.setFocus()
        self.changed.emit()

    def _say(self) -> None:
        self.words.setText(_("Being copied…") if self._copying else _("or drop it here"))

    def _fill(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for file in self._files.values():
            box = QWidget()
            remove = IconButton(
                self._theme, Icon.CLOSE, _("Remove {name}").format(name=file.name), small=True
            )
            remove.clicked.connect(partial(self._remove, file.id))
            line = row(IconLabel(self._theme, Icon.PAPERCLIP), spacing=Space.S)
            line.addWidget(Label(self._theme, file.name, TextStyle.BODY_MEDIUM, elide=True), 1)
            size = bytes_words(file.size)
            line.addWidget(Label(self._theme, size, TextStyle.META, Token.TEXT2))
            line.addWidget(remove)
            box.setLayout(line)
            self._lines.addWidget(box)

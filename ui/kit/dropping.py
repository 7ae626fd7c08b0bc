"""A place to drop files on, with the same things as buttons for the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.text import _
from ui.kit.buttons import Button
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.paint import fill_round
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Space, TextStyle, Token


def paths_of(data: QMimeData) -> list[Path]:
    """The local files and folders that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropGround(QWidget):
    """The dashed ground that things are dropped on; what it takes is a subclass's."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._over = False
        self.setAcceptDrops(True)

    def takes(self, data: QMimeData) -> bool:
        """Whether it takes what is being dragged."""
        return bool(paths_of(data))

    def take(self, data: QMimeData) -> bool:
        """Take what was dropped; False where there is nothing in it for this ground."""
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """What it takes is welcome."""
        if self.takes(event.mimeData()):
            self._set_over(on=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing was dropped."""
        self._set_over(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self._set_over(on=False)
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the dashed edge."""
        painter = QPainter(self)
        color = self._theme.color
        area = QRectF(self.rect())
        fill_round(painter, area, Radius.CARD, color(Token.SELECT if self._over else Token.SUNKEN))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(color(Token.ACCENT if self._over else Token.BORDER), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), Radius.CARD, Radius.CARD)

    def _set_over(self, *, on: bool) -> None:
        self._over = on
        self.update()


class DropArea(DropGround):
    """Tells the paths that were dropped or chosen."""

    chosen = Signal(object)
    """A list of paths."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        words: str,
        *,
        filters: str,
        folders: bool = True,
        more: Sequence[Button] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent=parent)
        self._title = title
        self._filters = filters
        self.setAccessibleName(title)
        self.files = Button(theme, _("Choose files…"), icon=Icon.FILE, small=True)
        self.folder = Button(
            theme, _("Choose a folder…"), icon=Icon.FOLDER, small=True, parent=self
        )
        self.folder.setVisible(folders)
        self.files.clicked.connect(self.ask_files)
        self.folder.clicked.connect(self.ask_folder)
        texts = column(
            Label(theme, title, TextStyle.BODY_MEDIUM, elide=True),
            Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True),
            spacing=0,
        )
        top = row(spacing=Space.M)
        top.addWidget(IconLabel(theme, Icon.DOWNLOAD, size=20), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(texts, 1)
        buttons = row(self.files, *((self.folder,) if folders else ()), *more, None)
        layout = column(top, buttons, spacing=Space.M)
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.setLayout(layout)

    def take(self, data: QMimeData) -> bool:
        """Tell what was dropped."""
        paths = paths_of(data)
        if paths:
            self.chosen.emit(paths)
        return bool(paths)

    def ask_files(self) -> None:
        """Ask for files with the system's own dialog."""
        every = _("All files") + " (*)"
        filters = f"{self._filters};;{every}" if self._filters else every
        names, _kind = QFileDialog.getOpenFileNames(self, self._title, "", filters)
        if names:
            self.chosen.emit([Path(name) for name in names])

    def ask_folder(self) -> None:
        """Ask for a folder with the system's own dialog."""
        name = QFileDialog.getExistingDirectory(self, self._title)
        if name:
            self.chosen.emit([Path(name)])

"""What can be given beside a text: files and pictures, dropped or pasted, pictures of screens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QPixmap,
    QScreen,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.base.clock import Clock
from app.base.dates import local
from app.base.text import _
from ui.kit.dropping import paths_of
from ui.kit.fields import TextArea
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.theme import Theme

_SETTLE_MS = 250
"""What a menu needs to be gone from the screen."""
_LATER_MS = 5_000


class WritingArea(TextArea):
    """A text into which files and pictures can be dropped and pasted as well."""

    files_given = Signal(object)
    """A list of paths."""
    picture_given = Signal(object)
    """A QImage."""

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text, pictures and local files."""
        return bool(paths_of(source)) or source.hasImage() or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Files and pictures go beside the text; of all else the plain text is taken."""
        files = paths_of(source)
        if files:
            self.files_given.emit(files)
        elif source.hasImage() and not source.hasText():
            image = source.imageData()
            if isinstance(image, QPixmap):
                image = image.toImage()
            if isinstance(image, QImage) and not image.isNull():
                self.picture_given.emit(image)
        elif source.hasText():
            self.insertPlainText(source.text())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """What can be inserted is welcome."""
        if self.canInsertFromMimeData(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Files go beside the text wherever they are dropped."""
        if paths_of(event.mimeData()):
            event.acceptProposedAction()
            return
        super().dragMoveEvent(event)


def png_of(image: QImage) -> bytes:
    """A picture as PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    buffer.close()
    return bytes(data.data())


class Intake(QObject):
    """The menu behind "Attach": files, pictures of this window or a screen, diagnostics."""

    given = Signal(object)
    """A list of sources: a path, or (name, bytes)."""
    diagnostics_wanted = Signal()
    refused = Signal(str)
    """Why a picture could not be taken, in words."""

    def __init__(self, theme: Theme, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._clock = clock
        self._window = window
        self._taken = 0

    def menu(self, parent: QWidget) -> QMenu:
        """The menu, made for one button."""
        made = menu(self._theme, parent)
        icon = self._theme.icon
        made.addAction(icon(Icon.FILE), _("Files…"), self.ask_files)
        made.addAction(icon(Icon.DOCTOR), _("Diagnostics…"), self.diagnostics_wanted.emit)
        made.addSeparator()
        made.addAction(icon(Icon.DEVICE), _("Picture of this window"), self.take_window)
        if not screens_can_be_taken():
            refused = made.addAction(_("Pictures of the screen: not allowed by this desktop"))
            refused.setEnabled(False)
            return made
        screens = QGuiApplication.screens()
        for screen in screens:
            one = len(screens) == 1
            words = _("Picture of the screen")
            if not one:
                words = _("Picture of the screen {name}").format(name=screen.name())
            made.addAction(words.replace("&", "&&"), partial(self._soon, screen, _SETTLE_MS))
        later = _("Picture of the screen in 5 seconds")
        made.addAction(later, partial(self._soon, screens[0], _LATER_MS))
        return made

    def ask_files(self) -> None:
        """Ask for files with the system's own dialog."""
        names, _kind = QFileDialog.getOpenFileNames(
            self._window, _("Attach files"), "", _("All files") + " (*)"
        )
        if names:
            self.given.emit([Path(name) for name in names])

    def take_window(self) -> None:
        """A picture of the program's own window."""
        self.take(self._window.window().grab().toImage())

    def take(self, image: QImage) -> None:
        """Give a picture under a name that says when it was taken."""
        self._taken += 1
        when = local(self._clock.now()).strftime("%Y-%m-%d %H%M")
        number = f" {self._taken}" if self._taken > 1 else ""
        name = _("Picture {when}{number}.png").format(when=when, number=number)
        self.given.emit([(name, png_of(image))])

    def _soon(self, screen: QScreen, wait: int) -> None:
        QTimer.singleShot(wait, self, partial(self._take_screen, screen))

    def _take_screen(self, screen: QScreen) -> None:
        image = screen.grabWindow(0).toImage()
        if image.isNull():
            self.refused.emit(
                _("This desktop does not let programs take pictures of the screen. Use its own"
                  " tool, then paste the picture.")
            )  # fmt: skip
            return
        self.take(image)


def screens_can_be_taken(platform: Callable[[], str] = QGuiApplication.platformName) -> bool:
    """Whether this desktop lets a program take a picture of the screen."""
    return not platform().startswith("wayland")

"""A place to drop pictures on, with everything it does as buttons for the keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from app.base.text import _
from ui.kit.buttons import Button
from ui.kit.dropping import DropGround
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.qr.sources import from_paths, source_in

_PATTERNS = "*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif"


class PictureDrop(DropGround):
    """Tells where codes may be read from."""

    offered = Signal(object)
    """A `Source`."""
    nothing = Signal(str)
    """Why there is nothing to read."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        title = _("Drop photos of codes here")
        words = _("In any order, or a folder of them. A sheet may be one photo.")
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.files = Button(theme, _("Pictures…"), icon=Icon.FILE, small=True)
        self.folder = Button(theme, _("Folder…"), icon=Icon.FOLDER, small=True)
        self.paste = Button(theme, _("Paste"), icon=Icon.COPY, small=True)
        self.on_screen = Button(theme, _("Screen"), icon=Icon.DEVICE, small=True)
        self.set_watching(on=False)
        self.files.clicked.connect(self.ask_files)
        self.folder.clicked.connect(self.ask_folder)
        self.paste.clicked.connect(self.read_clipboard)
        texts = column(
            Label(theme, title, TextStyle.BODY_MEDIUM, wrap=True),
            Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True),
            spacing=0,
        )
        top = row(spacing=Space.M)
        top.addWidget(IconLabel(theme, Icon.QR, size=20), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(texts, 1)
        buttons = QGridLayout()
        buttons.setSpacing(Space.S)
        for place, button in enumerate((self.files, self.folder, self.paste, self.on_screen)):
            buttons.addWidget(button, place // 2, place % 2)
        layout = column(top, buttons, spacing=Space.M)
        layout.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        self.setLayout(layout)

    def set_watching(self, *, on: bool) -> None:
        """Whether the screens are being read."""
        self.on_screen.set_text(_("Stop") if on else _("Screen"))
        words = _("Stop reading the screen") if on else _("Read codes that are on the screen")
        self.on_screen.setAccessibleName(words)

    def ask_files(self) -> None:
        """Ask for pictures with the system's own dialog."""
        filters = f"{_('Pictures')} ({_PATTERNS});;{_('All files')} (*)"
        names, _kind = QFileDialog.getOpenFileNames(self, _("Choose pictures"), "", filters)
        if names:
            self.offered.emit(from_paths([Path(name) for name in names]))

    def ask_folder(self) -> None:
        """Ask for a folder with the system's own dialog."""
        name = QFileDialog.getExistingDirectory(self, _("Choose a folder of pictures"))
        if name:
            self.offered.emit(from_paths([Path(name)]))

    def read_clipboard(self) -> None:
        """Read what was copied: a picture, files, or the texts of codes."""
        source = source_in(QGuiApplication.clipboard().mimeData())
        if source is None:
            self.nothing.emit(_("The clipboard holds no picture, no files and no text."))
        else:
            self.offered.emit(source)

    def takes(self, data: QMimeData) -> bool:
        """Files and pictures are welcome."""
        return super().takes(data) or data.hasImage()

    def take(self, data: QMimeData) -> bool:
        """Read what was dropped."""
        source = source_in(data)
        if source is not None:
            self.offered.emit(source)
        return source is not None

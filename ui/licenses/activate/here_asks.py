"""What is asked at this computer: places for files, and yes before anything is changed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.licenses.this_host.model import InstalledView, JudgedView, MadeFile
from ui.kit.dialogs import ConfirmDialog, Dialog, ask_save_path
from ui.kit.theme import Theme
from ui.licenses.activate.file_dialog import FileDialog
from ui.licenses.activate.here_acts import HereActs


class HereAsks(QObject):
    """Opens dialogs over the window and hands their answers to the acts."""

    def __init__(self, theme: Theme, acts: HereActs, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._acts = acts
        self._window = window
        self.dialog: Dialog | None = None
        """The dialog that is open, for tests and screens."""

    def install(self, judged: JudgedView, place: str) -> None:
        """Show the place once more, and ask before anything is written."""
        words = _("The license is written to {path}.").format(path=place or judged.target)
        if judged.replaces or place:
            words += " " + _("A license file that is there now is kept beside it.")
        dialog = ConfirmDialog(
            self._theme, _("Install the license?"), words, _("Install"), parent=self._window
        )
        dialog.accepted.connect(lambda: self._acts.install(judged, place))
        self._open(dialog)

    def remove(self, one: InstalledView) -> None:
        """Ask before a license is taken away from here."""
        dialog = ConfirmDialog(
            self._theme,
            _("Remove {license} from this computer?").format(license=one.license_id),
            _("The product stops finding its license at {path}. A proof of the removal is made;"
              " carried to the vendor, it frees the instance for another computer.").format(
                path=one.path),
            _("Remove"),
            danger=True,
            parent=self._window,
        )  # fmt: skip
        dialog.accepted.connect(lambda: self._acts.remove(one.license_id))
        self._open(dialog)

    def save(self, made: MadeFile | None) -> None:
        """Ask where a file goes, and write it."""
        if made is None:
            return
        title = _("Save {name}").format(name=made.name)
        path = ask_save_path(self._window, title, Path(made.name), "JSON (*.json)")
        if path is not None:
            self._acts.save(path, made.data)

    def file(self, text: str) -> None:
        """Show a file from the first to the last byte."""
        if text:
            self._open(FileDialog(self._theme, _("The request"), text, parent=self._window))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.fit()
        dialog.finished.connect(self._over)
        dialog.open()

    def _over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

"""What a person is asked on the way of a batch: names, places, what to do about a host."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.dates import plain_day
from app.base.text import _
from app.licenses.batches.model import BatchHost, Unread
from ui.kit.dialogs import ConfirmDialog, Dialog, ask_save_path
from ui.kit.printing import ask_and_print
from ui.kit.theme import Theme
from ui.licenses.activate.carry_acts import CarryActs
from ui.licenses.activate.collect_panel import UnreadDialog
from ui.licenses.activate.crossing import file_name
from ui.licenses.activate.dialogs import ExpectDialog, HostDialog, NameDialog
from ui.licenses.activate.file_dialog import FileDialog
from ui.licenses.activate.steps import was_sent


class CarryAsks(QObject):
    """Opens dialogs over the window and hands their answers to the acts."""

    files_wanted = Signal()
    printed = Signal()

    def __init__(self, theme: Theme, acts: CarryActs, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._acts = acts
        self._window = window
        self.slip: Path | None = None
        """The transfer slip beside what was written last."""
        self.dialog: Dialog | None = None
        """The dialog that is open, for tests and screens."""

    def new(self, now: datetime) -> None:
        """Ask for the name of a new batch."""
        name = _("Batch of {day}").format(day=plain_day(now.astimezone().date()))
        dialog = NameDialog(self._theme, _("A new batch"), name, new=True, parent=self._window)
        dialog.named.connect(self._acts.begin)
        self.open(dialog)

    def name(self) -> None:
        """Ask how the batch is called."""
        if self._acts.reading is None:
            return
        name = self._acts.reading.batch.name
        dialog = NameDialog(
            self._theme, _("Rename the batch"), name, new=False, parent=self._window
        )
        dialog.named.connect(lambda name, _hosts: self._acts.rename(name))
        if not was_sent(self._acts.reading.batch):
            dialog.offer_removal()
            dialog.remove_wanted.connect(self._acts.remove)
        self.open(dialog)

    def close(self) -> None:
        """Ask before a batch is closed whose hosts are still on their way."""
        dialog = ConfirmDialog(
            self._theme,
            _("Close this batch?"),
            _("Some of its hosts are still on their way. What was sent is answered all the same,"
              " and the batch can be opened again."),
            _("Close it"),
            parent=self._window,
        )  # fmt: skip
        dialog.accepted.connect(self._acts.close)
        self.open(dialog)

    def expected(self) -> None:
        """Ask which hosts are expected."""
        dialog = ExpectDialog(self._theme, parent=self._window)
        dialog.expected.connect(self._acts.expect)
        self.open(dialog)

    def host(self, host: BatchHost, _key: str = "") -> None:
        """Say why a host stands so and what can be done."""
        dialog = HostDialog(self._theme, host, parent=self._window)
        dialog.confirmed.connect(self._acts.confirm)
        dialog.dropped.connect(self._acts.drop)
        dialog.files_wanted.connect(self.files_wanted)
        self.open(dialog)

    def unread(self, unread: tuple[Unread, ...]) -> None:
        """Show what could not be used, and why."""
        self.open(UnreadDialog(self._theme, unread, parent=self._window))

    def file(self) -> None:
        """Show the whole request file, as it is carried."""
        reading = self._acts.reading
        if reading is not None and reading.outgoing.files:
            name = file_name(reading.batch, "requests")
            text = reading.outgoing.files[0].decode("utf-8", "replace")
            self.open(FileDialog(self._theme, name, text, parent=self._window))

    def save(self) -> None:
        """Ask where the request file goes, and write it."""
        if self._acts.reading is None:
            return
        name = file_name(self._acts.reading.batch, "requests")
        filters = _("Requests") + " (*.json)"
        path = ask_save_path(self._window, _("Save request file"), Path(name), filters)
        if path is not None:
            self._acts.save_requests(path)

    def folder(self) -> None:
        """Ask for the medium, and write what goes back."""
        name = QFileDialog.getExistingDirectory(self._window, _("Where the answers go"))
        if name:
            self._acts.carry_back(Path(name))

    def answers(self) -> None:
        """Ask for answers that another computer fetched."""
        chosen, _kind = QFileDialog.getOpenFileName(
            self._window, _("Take in answers"), "", _("Answers") + " (*.json)"
        )
        if chosen:
            self._acts.take_answers(Path(chosen))

    def print_slip(self) -> None:
        """Print the slip that lies beside what was written."""
        if self.slip is not None:
            self._acts.read_slip(self.slip, self._print)

    def _print(self, text: str) -> None:
        if ask_and_print(self._window, _("Transfer slip"), text):
            self.printed.emit()

    def open(self, dialog: Dialog) -> None:
        """Show a dialog; it is gone when it is answered."""
        self.dialog = dialog
        dialog.finished.connect(self._over)
        dialog.open()

    def _over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

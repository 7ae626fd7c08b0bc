"""Backup into one sealed file, and bringing such a file back as a profile."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.errors import ProblemReport
from app.base.messages import Backup, Restore
from app.base.tasks import Progress
from app.base.text import _
from ui.kit.banners import ProblemBanner
from ui.kit.buttons import Button, ButtonKind
from ui.kit.dialogs import Dialog, ask_save_path
from ui.kit.fields import TextField
from ui.kit.forms import Form, FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.states import ProgressLine
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.link import WorkerLink
from ui.shell.words import progress_words
from ui.worker_task import WorkerTask

_FILTER = "Counterpart (*.counterpart)"
_SHORTEST = 8


class _FileDialog(Dialog):
    """What both dialogs share: a file, a passphrase, progress, and problems said in place."""

    def __init__(
        self, theme: Theme, link: WorkerLink, title: str, intro: str, *, parent: QWidget | None
    ) -> None:
        super().__init__(theme, title, parent=parent, width=520)
        self._theme_ = theme
        self._link = link
        self._task: WorkerTask | None = None
        self._banner: QWidget | None = None
        self.body.addWidget(Label(theme, intro, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.file = TextField(theme)
        self.choose = Button(theme, _("Choose…"), icon=Icon.FOLDER)
        holder = QWidget()
        line = row(spacing=Space.S)
        line.addWidget(self.file, 1)
        line.addWidget(self.choose)
        holder.setLayout(line)
        self.form = Form(theme)
        self.file_row = FormRow(theme, _("File"), holder)
        self.file.setAccessibleName(_("File"))
        self.form.add(self.file_row)
        self.body.addWidget(self.form)
        self.progress = ProgressLine(theme, title, cancellable=False)
        self.progress.hide()
        self.body.addWidget(self.progress)
        self.choose.clicked.connect(self._choose)

    def _choose(self) -> None:
        raise TypeError("each dialog chooses in its own way")

    def _begin(self, task: WorkerTask, action: Button) -> None:
        self._take_back()
        action.setEnabled(False)
        self.progress.set_progress(0, None, "")
        self.progress.show()
        QTimer.singleShot(0, self, self.fit)

        def over() -> None:
            self.progress.hide()
            action.setEnabled(True)

        def failed(report: ProblemReport) -> None:
            over()
            self._banner = ProblemBanner(self._theme_, report, closable=False)
            self.body.insertWidget(0, self._banner)
            QTimer.singleShot(0, self, self.fit)

        self._task = task
        task.on_success(self.accept).on_failure(failed).on_progress(self._show_progress)
        task.on_canceled(over).run()

    def reject(self) -> None:
        """Cancel what runs, then close."""
        if self._task is not None and not self._task.over:
            self._task.cancel()
            return
        super().reject()

    def _show_progress(self, progress: Progress) -> None:
        self.progress.set_progress(progress.done, progress.total, progress_words(progress, 0))

    def _take_back(self) -> None:
        if self._banner is not None:
            self.body.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None


class BackupDialog(_FileDialog):
    """Seals the profile's own records under a passphrase."""

    def __init__(
        self, theme: Theme, link: WorkerLink, profile: str, *, parent: QWidget | None
    ) -> None:
        intro = _(
            "Puts what you made here, unsent items too, into one file sealed with a passphrase."
            " Orders are not in it: they are fetched again."
        )
        super().__init__(theme, link, _("Back up this profile"), intro, parent=parent)
        self._suggested = _suggested(profile)
        self.file.setText(str(self._suggested))
        self.first = TextField(theme, secret=True)
        self.second = TextField(theme, secret=True)
        self._first_row = FormRow(
            theme,
            _("Passphrase"),
            self.first,
            hint=_("At least {n} characters. Without it nobody can open the file.").format(
                n=_SHORTEST
            ),
        )
        self._second_row = FormRow(theme, _("Passphrase again"), self.second)
        self.form.add(self._first_row)
        self.form.add(self._second_row)
        self.add_cancel()
        self.action = self.add_action(_("Back up"), ButtonKind.PRIMARY, default=True)
        self.action.clicked.connect(self.start)

    def start(self) -> None:
        """Check what was typed, then seal."""
        for line in (self.file_row, self._first_row, self._second_row):
            line.clear_error()
        if not self.file.text().strip():
            self.file_row.set_error(_("Choose where to put the file."))
        if len(self.first.text()) < _SHORTEST:
            self._first_row.set_error(
                _("Choose a passphrase of at least {n} characters.").format(n=_SHORTEST)
            )
        elif self.first.text() != self.second.text():
            self._second_row.set_error(_("This is not the same passphrase."))
        if self.form.focus_first_error():
            QTimer.singleShot(0, self, self.fit)
            return
        path, passphrase = self.file.text().strip(), self.first.text()
        task = self._link.task(
            self, lambda task: Backup(task=task, path=path, passphrase=passphrase)
        )
        self._begin(task, self.action)

    def _choose(self) -> None:
        path = ask_save_path(self, _("Back up to"), self._suggested, _FILTER)
        if path is not None:
            self.file.setText(str(path))


class RestoreDialog(_FileDialog):
    """Brings a sealed file back as a profile of this computer."""

    def __init__(self, theme: Theme, link: WorkerLink, *, parent: QWidget | None) -> None:
        intro = _(
            "Brings back what was made on another workstation. After that you sign in once;"
            " what was not sent yet is then sent."
        )
        super().__init__(theme, link, _("Restore from a backup"), intro, parent=parent)
        self.passphrase = TextField(theme, secret=True)
        self.name = TextField(theme, placeholder=_("As in the backup, if left empty"))
        self._passphrase_row = FormRow(theme, _("Passphrase"), self.passphrase)
        self.form.add(self._passphrase_row)
        self.form.add(FormRow(theme, _("Name of this profile"), self.name))
        self.add_cancel()
        self.action = self.add_action(_("Restore"), ButtonKind.PRIMARY, default=True)
        self.action.clicked.connect(self.start)

    def start(self) -> None:
        """Check what was typed, then restore."""
        self.file_row.clear_error()
        self._passphrase_row.clear_error()
        path, passphrase = self.file.text().strip(), self.passphrase.text()
        if not path:
            self.file_row.set_error(_("Choose the backup file."))
        elif not Path(path).is_file():
            self.file_row.set_error(_("There is no such file."))
        if not passphrase:
            self._passphrase_row.set_error(_("Type the passphrase of the backup."))
        if self.form.focus_first_error():
            QTimer.singleShot(0, self, self.fit)
            return
        name = self.name.text().strip()
        task = self._link.task(
            self,
            lambda task: Restore(task=task, path=path, passphrase=passphrase, name=name),
        )
        self._begin(task, self.action)

    def _choose(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose a backup"), folder, _FILTER)
        if chosen:
            self.file.setText(chosen)


def _suggested(profile: str) -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    safe = (
        "".join(letter if letter.isalnum() else "-" for letter in profile).strip("-") or "profile"
    )
    return Path(place or Path.home()) / f"{safe}.counterpart"

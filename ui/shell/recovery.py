"""The recovery code: shown once when a profile is made, asked for when its key is lost."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QWidget

from app.base.errors import Problem, ProblemReport
from app.base.files import write_bytes
from app.base.messages import Recover
from app.base.text import _
from ui.kit.banners import ProblemBanner
from ui.kit.buttons import Button, ButtonKind
from ui.kit.dialogs import Dialog, ask_save_path
from ui.kit.fields import TextField
from ui.kit.forms import CheckRow, FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, column, row
from ui.kit.secret import CLEAR_MS, SecretClipboard
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.link import WorkerLink


class RecoveryCodeDialog(Dialog):
    """Shows the code once. It closes only when the person says that the code is kept."""

    def __init__(self, theme: Theme, code: str, profile: str, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Keep this recovery code"), parent=parent, width=560)
        self._theme_ = theme
        self._code = code
        self._profile = profile
        self._clipboard = SecretClipboard(self.parent())
        words = _(
            "What you write here is encrypted with a key in this computer's keyring. If that key"
            " is ever lost, only this code opens your records. It is shown once and kept nowhere."
        )
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        box = Panel(theme, Token.SUNKEN)
        self.code = Label(theme, code, TextStyle.MONO, selectable=True, wrap=True)
        self.code.setAccessibleName(_("Recovery code"))
        box.setLayout(column(self.code, margins=(Space.L, Space.M, Space.L, Space.M)))
        self.body.addWidget(box)
        self.copy = Button(theme, _("Copy"), icon=Icon.COPY, small=True)
        self.save = Button(theme, _("Save to a file…"), icon=Icon.SAVE, small=True)
        self.said = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        line = row(self.copy, self.save, spacing=Space.S)
        line.addWidget(self.said, 1)
        self.body.addLayout(line)
        self.kept = CheckRow(
            theme,
            _("I have kept it"),
            hint=_("On paper or in a password manager, not only on this computer"),
        )
        self.body.addWidget(self.kept)
        self.action = self.add_action(_("Continue"), ButtonKind.PRIMARY)
        self.action.setEnabled(False)
        self.kept.toggled.connect(self.action.setEnabled)
        self.action.clicked.connect(self.accept)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._ask)
        self.copy.setFocus()

    def reject(self) -> None:
        """Esc does not lose the code."""
        if self.kept.checked:
            super().reject()
        else:
            self.kept.set_error(_("Tick this once you have kept the code."))
            QTimer.singleShot(0, self, self.fit)

    def save_to(self, path: Path) -> None:
        """Write the code into a file that only this user can read."""
        text = _("Recovery code of the profile “{name}” in Counterpart:").format(name=self._profile)
        try:
            write_bytes(path, f"{text}\n\n{self._code}\n".encode())
        except Problem as problem:
            self.said.setText(problem.title)
            return
        self.said.setText(_("Saved to {name}").format(name=path.name))

    def _copy(self) -> None:
        self._clipboard.copy(self._code)
        self.said.setText(_("Copied; the clipboard is cleared in {n} s").format(n=CLEAR_MS // 1000))

    def _ask(self) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = Path(place or Path.home()) / "counterpart-recovery-code.txt"
        path = ask_save_path(self, _("Save the recovery code"), suggested, _("Text (*.txt)"))
        if path is not None:
            self.save_to(path)


class RecoverDialog(Dialog):
    """Asks for the recovery code of a profile whose key the keyring no longer has."""

    def __init__(
        self, theme: Theme, link: WorkerLink, profile_id: str, *, parent: QWidget | None
    ) -> None:
        super().__init__(theme, _("Open with the recovery code"), parent=parent, width=560)
        self._theme_ = theme
        self._link = link
        self._profile_id = profile_id
        self._banner: QWidget | None = None
        words = _(
            "The keyring holds no key for this profile any more. Your orders are fetched anew;"
            " your own records open with the code you were shown when the profile was made."
        )
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.code = TextField(theme, mono=True)
        self._row = FormRow(
            theme, _("Recovery code"), self.code, hint=_("Capitals and dashes do not matter")
        )
        self.body.addWidget(self._row)
        self._cancel = self.add_cancel()
        self.action = self.add_action(_("Open"), ButtonKind.PRIMARY, default=True)
        self.action.setEnabled(False)
        self.code.textChanged.connect(lambda text: self.action.setEnabled(bool(text.strip())))
        self.action.clicked.connect(self._start)
        self.code.setFocus()

    def _start(self) -> None:
        self.action.setEnabled(False)
        self._row.clear_error()
        code, profile = self.code.text().strip(), self._profile_id
        task = self._link.task(self, lambda task: Recover(task=task, profile_id=profile, code=code))
        task.on_success(self.accept).on_failure(self._failed).run()

    def _failed(self, report: ProblemReport) -> None:
        self.action.setEnabled(True)
        self._row.set_error(report.title)
        if self._banner is not None:
            self.body.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
        self._banner = ProblemBanner(self._theme_, report, closable=False)
        self.body.insertWidget(0, self._banner)
        QTimer.singleShot(0, self, self.fit)
        self.code.setFocus()

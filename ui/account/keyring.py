"""The credentials tab asks the worker: list, renew, remove; only the worker asks the keyring."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.errors import ProblemReport
from app.base.messages import (
    Credentials,
    FromWorker,
    ListCredentials,
    NewRecoveryCode,
    RotateCredential,
)
from app.base.text import _
from ui.account.credentials import CredentialsTab
from ui.kit.dialogs import ConfirmDialog
from ui.kit.theme import Theme
from ui.link import WorkerLink


class KeyringActs(QObject):
    """Asks the worker when the tab is shown, and again after something changed."""

    said = Signal(str)
    failed = Signal(object)
    sign_out_wanted = Signal()
    remove_wanted = Signal()
    """The profile is to be removed from this computer, with its keys."""

    def __init__(
        self, theme: Theme, tab: CredentialsTab, link: WorkerLink | None, window: QWidget
    ) -> None:
        super().__init__(window)
        self._theme, self._tab, self._link, self._window = theme, tab, link, window
        self.dialog: ConfirmDialog | None = None
        tab.renew_wanted.connect(self.renew)
        tab.remove_wanted.connect(self._remove)
        tab.again_wanted.connect(self.ask)

    def ask(self) -> None:
        """Have the keyring asked."""
        if self._link is None:
            return
        task = self._link.task(self, lambda task: ListCredentials(task=task))
        task.on_message(self._heard).on_failure(self._tab.show_trouble).run()

    def renew(self, name: str) -> None:
        """Replace a secret; what that means is said before."""
        match name:
            case "mirror-key":
                self._ask_first(
                    _("Renew the key of the orders' store?"),
                    _("What is stored of orders and terms is put aside and fetched anew, which"
                      " needs the portal. Your own records are not touched."),
                    _("Renew"),
                    name,
                )  # fmt: skip
            case "recovery-code":
                self._ask_first(
                    _("Make a new recovery code?"),
                    _("The new code is shown once. The old one opens nothing any more, also no"
                      " backup made after this."),
                    _("Make a new code"),
                    name,
                )  # fmt: skip
            case _:
                self._start(name)

    def _ask_first(self, title: str, text: str, action: str, name: str) -> None:
        dialog = ConfirmDialog(self._theme, title, text, action, parent=self._window)
        self.dialog = dialog
        dialog.accepted.connect(partial(self._start, name))
        dialog.finished.connect(self._over)
        dialog.open()

    def _over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _start(self, name: str) -> None:
        if self._link is None:
            return
        self._tab.set_busy(True)
        if name == "recovery-code":
            task = self._link.task(self, lambda task: NewRecoveryCode(task=task))
        else:
            task = self._link.task(self, lambda task: RotateCredential(task=task, name=name))
        task.on_success(partial(self._done, name)).on_failure(self._failed).run()

    def _done(self, name: str) -> None:
        self._tab.set_busy(False)
        if name == "tokens":
            self.said.emit(_("Your sign-in was renewed."))
        self.ask()

    def _failed(self, report: ProblemReport) -> None:
        self._tab.set_busy(False)
        self.failed.emit(report)
        self.ask()

    def _heard(self, message: FromWorker) -> None:
        if isinstance(message, Credentials):
            self._tab.show_credentials(message.credentials)

    def _remove(self, name: str) -> None:
        if name == "tokens":
            self.sign_out_wanted.emit()
        else:
            self.remove_wanted.emit()

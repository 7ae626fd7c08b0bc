"""Signing, seen from the window: the dialog asks, the worker opens the key and signs."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base import messages
from app.base.clock import Clock
from app.base.messages import FromWorker
from app.base.text import _
from app.certification.model import Draft
from app.documents.signing.model import Level, SigningKey
from ui.certification.signing.dialog import SignDialog
from ui.kit.theme import Theme
from ui.link import WorkerLink


class SignActs(QObject):
    """Remembers which key was used last while the window is open; never its secret."""

    signed = Signal()
    said = Signal(str)
    settings_wanted = Signal()

    def __init__(self, theme: Theme, clock: Clock, link: WorkerLink | None, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._clock = clock
        self._link = link
        self._page = page
        self._last: SigningKey | None = None
        self._level = Level.B_T
        self.dialog: SignDialog | None = None
        """The dialog that is open, for tests and screens."""

    @property
    def can(self) -> bool:
        """Whether there is a worker that could sign."""
        return self._link is not None

    def ask(self, draft: Draft, *, countersigns: bool = False) -> None:
        """Ask for the key, sign with it, and close when that went well."""
        person = draft.countersignatory if countersigns else draft.signatory
        self.dialog = dialog = SignDialog(
            self._theme,
            self._clock.now(),
            who=person.name if person else "",
            countersigns=countersigns,
            last=self._last,
            level=self._level,
            parent=self._page.window(),
        )
        draft_id = draft.id
        dialog.list_wanted.connect(self._list)
        dialog.sign_wanted.connect(
            lambda key, secret, level, lower: self._sign(draft_id, key, secret, level, lower)
        )
        dialog.settings_wanted.connect(self.settings_wanted)
        dialog.finished.connect(self._over)
        dialog.open()

    def _list(self, key: SigningKey, secret: str) -> None:
        dialog = self.dialog
        if self._link is None or dialog is None:
            return

        def heard(message: FromWorker) -> None:
            if isinstance(message, messages.Certificates):
                dialog.show_certificates(message.certificates)

        self._link.task(
            dialog, lambda task: messages.ListCertificates(task=task, key=key, secret=secret)
        ).on_message(heard).on_failure(dialog.show_problem).run()

    def _sign(
        self, draft_id: str, key: SigningKey, secret: str, level: Level, allow_lower: bool
    ) -> None:
        dialog = self.dialog
        if self._link is None or dialog is None:
            return
        self._last, self._level = key, level
        countersigns = dialog.countersigns

        def done() -> None:
            dialog.signed()
            self.said.emit(_("Countersigned.") if countersigns else _("The document is signed."))
            self.signed.emit()

        self._link.task(
            dialog,
            lambda task: messages.SignCertification(
                task=task,
                draft_id=draft_id,
                key=key,
                secret=secret,
                level=level,
                allow_lower=allow_lower,
                countersigns=countersigns,
            ),
        ).on_success(done).on_failure(dialog.show_problem).run()

    def _over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

"""What a person does about a machine: say who hosts it, move or return it, state it lost."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.licenses.moving_model import Cause
from app.licenses.views.hosting import HostRule
from app.licenses.views.model import HostedBy, MachineView
from ui.jobs import Jobs
from ui.kit.dialogs import Dialog
from ui.kit.theme import Theme
from ui.licenses.machines.hosting import HostDialog
from ui.licenses.machines.moving import LostDialog, MoveDialog


class MachineActs(QObject):
    """Opens the dialogs and carries out what they ask for."""

    changed = Signal()
    said = Signal(str)
    failed = Signal(object)
    queued = Signal()
    """Something waits in the outbox now."""
    activate_wanted = Signal()

    def __init__(self, theme: Theme, jobs: Jobs, subject: str, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._jobs = jobs
        self._subject = subject
        self._page = page
        self.dialog: Dialog | None = None
        """The dialog that is open, for tests and screens."""

    def ask_host(self, view: MachineView, rules: Mapping[HostedBy, HostRule]) -> None:
        """Ask who hosts a machine, then keep it."""
        dialog = HostDialog(self._theme, view, rules, parent=self._page)
        dialog.accepted.connect(lambda: self.note_host(view, dialog.chosen, dialog.named))
        self._open(dialog)

    def note_host(self, view: MachineView, hosted_by: HostedBy, words: str) -> None:
        """Keep who hosts a machine."""
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.licenses.views.note_host(
                view.fingerprint, hosted_by, words
            ),
        ).on_success(lambda _done: self.changed.emit()).on_failure(self.failed.emit).run()

    def explain_moving(self, view: MachineView) -> None:
        """Say what moving or returning takes, and lead there."""
        dialog = MoveDialog(self._theme, view, parent=self._page)
        dialog.accepted.connect(self.activate_wanted)
        dialog.lost_wanted.connect(lambda: self.ask_lost(view))
        self._open(dialog)

    def ask_lost(self, view: MachineView) -> None:
        """Ask what became of a machine that proves nothing any more, then state it."""
        dialog = LostDialog(self._theme, view, parent=self._page)
        dialog.accepted.connect(lambda: self.state_lost(view, dialog.cause, dialog.statement))
        self._open(dialog)

    def state_lost(self, view: MachineView, cause: Cause, statement: str) -> None:
        """Queue the statement for the vendor."""
        subject = self._subject
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.licenses.moving.free(
                view.id, cause, statement, subject
            ),
        ).on_success(lambda _item: self._stated(view)).on_failure(self.failed.emit).run()

    def _stated(self, view: MachineView) -> None:
        self.queued.emit()
        self.changed.emit()
        self.said.emit(
            _("The statement about {name} is on its way to the vendor.").format(name=view.name)
        )

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog

        def over(_result: int) -> None:
            if self.dialog is dialog:
                self.dialog = None
            dialog.deleteLater()

        dialog.finished.connect(over)
        dialog.open()

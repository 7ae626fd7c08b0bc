"""What a person does about a deadline: be reminded of it, forget that, have a letter prepared."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.clock import Clock
from app.base.dates import deadline_words
from app.base.text import _
from app.deadlines.model import Deadline, DeadlineEntry
from app.notices.model import DraftKind
from ui.deadlines.reminding import RemindDialog
from ui.deadlines.words import reminded_of
from ui.jobs import Jobs
from ui.kit.theme import Theme

if TYPE_CHECKING:
    from app.services import Rooms


class DeadlineActs(QObject):
    """Carries out what the detail asks for; what it changed comes back by signals."""

    changed = Signal()
    drafted = Signal(str)
    """The id of a draft that was made."""
    said = Signal(str)

    def __init__(self, theme: Theme, jobs: Jobs, clock: Clock, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._page = page
        self.dialog: RemindDialog | None = None
        """The dialog that is open, for tests and screens."""

    def ask_reminder(self, entry: DeadlineEntry) -> None:
        """Ask when and of what, then keep the reminder."""
        deadline = entry.deadline
        dialog = RemindDialog(self._theme, deadline, self._clock.now(), parent=self._page)
        self.dialog = dialog

        def over(accepted: int) -> None:
            if accepted and dialog.at is not None:
                self.remind(deadline, dialog.at, dialog.words.text().strip() or deadline.title)
            self.dialog = None
            dialog.deleteLater()

        dialog.finished.connect(over)
        dialog.open()

    def remind(self, deadline: Deadline, at: datetime, words: str) -> None:
        """Keep a reminder; one that the deadline had before is replaced."""
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.terms.remind(deadline.uid, at, words)
        ).on_success(lambda _done: self._reminded(at)).run()

    def forget(self, entry: DeadlineEntry) -> None:
        """Forget the reminder that this entry is."""
        uid = reminded_of(entry.deadline)
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.terms.forget_reminder(uid)
        ).on_success(lambda _done: self._forgotten()).run()

    def prepare_letter(self, entry: DeadlineEntry) -> None:
        """Draft the notice of non-renewal that keeps this deadline, and show it."""
        deadline = entry.deadline
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: _draft(rooms, deadline),
            group="deadline-draft",
        ).on_success(self._drafted).run()

    def _reminded(self, at: datetime) -> None:
        self.said.emit(_("You are reminded on {when}.").format(when=deadline_words(at)))
        self.changed.emit()

    def _forgotten(self) -> None:
        self.said.emit(_("The reminder is gone."))
        self.changed.emit()

    def _drafted(self, draft_id: str) -> None:
        self.changed.emit()
        self.drafted.emit(draft_id)


def _draft(rooms: Rooms, deadline: Deadline) -> str:
    """A plain notice of non-renewal (it objects to no version); the one that is begun, if any."""
    numbers = (deadline.order_number,)
    for draft in rooms.notices.drafts():
        begun = draft.kind is DraftKind.NON_RENEWAL and draft.sent is None
        if begun and draft.order_numbers == numbers:
            return draft.id
    by = rooms.account.signed_in().name
    return rooms.terms.draft_objection("", numbers, by)

"""What is done on the board: certifications begun, requests and audits noted, replies drafted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.dates import local
from app.base.text import _
from app.certification.asked import Audit, Kind, Request
from ui.certification.board.naming import RenameDialog
from ui.certification.board.noting import NoteAuditDialog, NoteRequestDialog
from ui.jobs import Jobs
from ui.kit.dialogs import ConfirmDialog, Dialog
from ui.kit.theme import Theme

if TYPE_CHECKING:
    from app.services import Rooms

T = TypeVar("T")


class BoardActs(QObject):
    """Each by a job; `begun` names the draft that is there now."""

    begun = Signal(str)
    noted = Signal(str)
    """"request:ID" or "audit:ID"."""
    changed = Signal()
    letter_wanted = Signal(str)
    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, page: QWidget
    ) -> None:
        super().__init__(page)
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._profile = profile
        self._page = page
        self.dialog: Dialog | None = None

    def begin(
        self, request_id: str = "", kind: Kind | None = None, *, rehearsal: bool = False
    ) -> None:
        """Begin a certification: for a request, of one's own accord, or as a rehearsal."""
        self._run(
            lambda rooms: rooms.certification.begin(request_id, kind=kind, rehearsal=rehearsal).id,
            self.begun.emit,
        )

    def reply(self, audit_id: str) -> None:
        """Draft the reply to an announced audit, and open the letter."""
        who = self._profile.subject
        self._run(lambda rooms: rooms.certification.draft_audit_reply(audit_id, who), self._replied)

    def _replied(self, letter_id: str) -> None:
        self.changed.emit()
        self.letter_wanted.emit(letter_id)

    def ask_correction(self, one: Request | Audit) -> None:
        """Correct what was typed in."""
        if isinstance(one, Request):
            self.ask_request(one)
        else:
            self.ask_audit(one)

    def ask_request(self, known: Request | None = None) -> None:
        """Note a request that came on paper or by e-mail, or correct a known one."""
        dialog = NoteRequestDialog(
            self._theme, self._jobs, self._today(), known, parent=self._page.window()
        )
        key = known.id if known is not None else ""
        dialog.accepted.connect(lambda: self._note_request(dialog, key))
        self._open(dialog)

    def _note_request(self, dialog: NoteRequestDialog, known: str) -> None:
        one = dialog.noted
        if one is None:
            return
        self._run(
            lambda rooms: rooms.certification.note_request(
                one.reason, one.issued_at, one.due_at, one.orders, one.period_start,
                one.period_end, one.paper, one.kind, correcting=known,
            ),
            lambda key: self.noted.emit(f"request:{key}"),
        )  # fmt: skip

    def ask_audit(self, known: Audit | None = None) -> None:
        """Note an audit that was announced on paper or by e-mail, or correct a known one."""
        dialog = NoteAuditDialog(self._theme, self._today(), known, parent=self._page.window())
        key = known.id if known is not None else ""
        dialog.accepted.connect(lambda: self._note_audit(dialog, key))
        self._open(dialog)

    def _note_audit(self, dialog: NoteAuditDialog, known: str) -> None:
        one = dialog.noted
        if one is None:
            return
        self._run(
            lambda rooms: rooms.certification.note_audit(
                one.sent_at, one.begins_at, site=one.site, scope=one.scope, auditor=one.auditor,
                paper=one.paper, correcting=known,
            ),
            lambda key: self.noted.emit(f"audit:{key}"),
        )  # fmt: skip

    def ask_withdraw(self, one: Request | Audit) -> None:
        """Note that the vendor withdrew what had been typed in."""
        asked = isinstance(one, Request)
        words = _("Its clock stops. A certification that was begun for it stays, and says so.")
        if not asked:
            words = _("It leaves this list and your deadlines. A reply that was drafted stays.")
        dialog = ConfirmDialog(
            self._theme, _("Was it withdrawn?"), words, _("Note that it is withdrawn"),
            parent=self._page.window(),
        )  # fmt: skip

        def withdraw(rooms: Rooms) -> None:
            room = rooms.certification
            (room.withdraw_request if asked else room.withdraw_audit)(one.id)

        dialog.accepted.connect(lambda: self._run(withdraw, lambda _done: self.changed.emit()))
        self._open(dialog)

    def ask_rename(self, draft_id: str, title: str) -> None:
        """Ask for another title of a certification."""
        dialog = RenameDialog(self._theme, title, parent=self._page.window())
        dialog.accepted.connect(lambda: self._rename(draft_id, dialog.text))
        self._open(dialog)

    def _rename(self, draft_id: str, title: str) -> None:
        self._run(
            lambda rooms: rooms.certification.rename(draft_id, title),
            lambda _done: self.changed.emit(),
        )

    def ask_discard(self, draft_id: str, title: str) -> None:
        """Throw a certification away that did not leave, after asking."""
        dialog = ConfirmDialog(
            self._theme,
            _("Discard “{title}”?").format(title=title),
            _("What was entered and its evidence are deleted here. Nothing of it was sent."),
            _("Discard"),
            danger=True,
            parent=self._page.window(),
        )
        dialog.accepted.connect(
            lambda: self._run(
                lambda rooms: rooms.certification.discard(draft_id),
                lambda _done: self.changed.emit(),
            )
        )
        self._open(dialog)

    def _today(self) -> date:
        return local(self._clock.now()).date()

    def _run(self, op: Callable[[Rooms], T], done: Callable[[T], object]) -> None:
        self._jobs.job(self, lambda rooms, _cancel, _report: op(rooms)).on_success(done).on_failure(
            self.failed.emit
        ).run()

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

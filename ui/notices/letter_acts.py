"""What a person does about letters of one's own: begin one, record that it left and arrived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.notices.model import DraftKind, NoticeDraft
from app.notices.wishes import LetterWishes
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.theme import Theme
from ui.notices.sending import DisputeDialog, SentDialog


class LetterActs(QObject):
    """Carries out what the page asks for; what it changed comes back by signals."""

    changed = Signal()
    drafted = Signal(str)
    """The id of a letter that was begun."""
    deadlines_wanted = Signal()
    """A notice of no renewal begins at a deadline."""
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, clock: Clock, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._page = page
        self.dialog: Dialog | None = None
        """The dialog that is open, for tests and screens."""
        self.button = Button(theme, _("New letter…"), parent=page)
        self.button.hide()
        choices = menu(theme, self.button)
        self.dispute = choices.addAction(theme.icon(Icon.CHAT), _("Demand a consultation…"))
        self.publicity = choices.addAction(theme.icon(Icon.GLOBE), _("Objection to publicity"))
        choices.addSeparator()
        self.renewal = choices.addAction(
            theme.icon(Icon.CALENDAR), _("No renewal: choose a deadline")
        )
        self.button.set_menu(choices)
        self.dispute.triggered.connect(self.ask_dispute)
        self.publicity.triggered.connect(lambda: self.begin(DraftKind.PUBLICITY, (), ""))
        self.renewal.triggered.connect(self.deadlines_wanted)

    def ask_dispute(self) -> None:
        """Ask what the dispute is about, then draft the letter."""
        dialog = DisputeDialog(self._theme, parent=self._page)

        def over() -> None:
            self.begin(DraftKind.DISPUTE, dialog.orders, dialog.about.text())

        self._open(dialog, over)

    def begin(self, kind: DraftKind, orders: Sequence[str], about: str) -> None:
        """Draft a letter with the facts filled in, signed by who is signed in."""
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.terms.draft_letter(
                kind,
                LetterWishes(by=rooms.account.signed_in().name, orders=tuple(orders), about=about),
            ),
            group="letter-draft",
        ).on_success(self._drafted).on_failure(self._failed).run()

    def ask_sent(self, letter: NoticeDraft) -> None:
        """Ask when and how a letter left and when it arrived, then keep that."""
        dialog = SentDialog(self._theme, letter, self._clock.now(), parent=self._page)
        self._open(dialog, partial(self._answered, letter.id, dialog))

    def _answered(self, key: str, dialog: SentDialog) -> None:
        posted, received, way = dialog.posted_on, dialog.received_on, dialog.chosen_way
        if dialog.undone or posted is None:
            self._jobs.job(
                self, lambda rooms, _cancel, _report: rooms.notices.unmark_sent(key)
            ).on_success(lambda _done: self._kept(_("The letter is a draft again."))).on_failure(
                self._failed
            ).run()
            return
        words = _("The letter is marked as sent.")
        if received is not None:
            words = _("Its receipt is recorded.")
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.notices.mark_sent(key, posted, received, way),
        ).on_success(lambda _done: self._kept(words)).on_failure(self._failed).run()

    def _open(self, dialog: Dialog, accepted: Callable[[], object]) -> None:
        self.dialog = dialog

        def over(result: int) -> None:
            if result:
                accepted()
            self.dialog = None
            dialog.deleteLater()

        dialog.finished.connect(over)
        dialog.open()

    def _drafted(self, key: str) -> None:
        self.changed.emit()
        self.drafted.emit(key)

    def _kept(self, words: str) -> None:
        self.said.emit(words)
        self.changed.emit()

    def _failed(self, report: ProblemReport) -> None:
        self.failed.emit(report)

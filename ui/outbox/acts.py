"""What is done about an item that waits: sent now, changed where it was written, given up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from app.exchange.waiting import OutboxCard
from app.services import Rooms
from ui.exporting import Exporter
from ui.jobs import Jobs
from ui.kit.dialogs import ConfirmDialog
from ui.kit.theme import Theme
from ui.outbox.words import followers_words


class OutboxActs(QObject):
    """Each act is a job; what it changed is read again, whether it went well or not."""

    changed = Signal()
    send_wanted = Signal()
    page_wanted = Signal(str, str)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._jobs, self._window = theme, jobs, window
        self.dialog: ConfirmDialog | None = None
        """The dialog that is open, for tests and screens."""
        self.exporter = Exporter(jobs, window)
        self.exporter.exported.connect(self._exported)
        self.exporter.failed.connect(self.failed)

    def send(self, item: str) -> None:
        """Try an item again now."""
        self._do(lambda rooms: rooms.outbox.retry(item), lambda _done: self.send_wanted.emit())

    def change(self, card: OutboxCard | None) -> None:
        """Go where a refused item was written, with what was written."""
        match card.kind if card is not None else "":
            case "feedback":
                self._go("support", "feedback:", card)
            case "support_request" | "message":
                self._correct(card)
            case "formal_notice":
                self._go("notices", "item:", card)
            case "certification":
                self._go("certification", "item:", card)
            case "account_change":
                self._go("account", "change:", card)
            case _:
                return

    def ask_discard(self, card: OutboxCard | None) -> None:
        """Give an item up, after saying what follows it."""
        if card is None:
            return
        said = _("“{title}” will never be sent. Its record stays here.")
        words = [said.format(title=card.title)]
        if card.followers:
            words.append(followers_words(card.followers))
            words.append(_("They are refused then, and can be changed or discarded."))
        dialog = ConfirmDialog(
            self._theme,
            _("Discard this item?"),
            " ".join(words),
            _("Discard"),
            danger=True,
            parent=self._window,
        )
        dialog.fit()
        self.dialog = dialog
        dialog.accepted.connect(lambda: self._discard(card.id))
        dialog.finished.connect(self._dialog_over)
        dialog.open()

    def ask_export(self) -> None:
        """Ask where to, then write what was not sent."""
        path = self.exporter.ask_path(
            _("Export what was not sent"), "counterpart-unsent.zip", "ZIP (*.zip)"
        )
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write what was not sent, with its files, into a ZIP file."""
        self.exporter.save(
            path,
            "outbox-export",
            lambda rooms, to, _report, _cancel: rooms.outbox.export_unsent(to),
        )

    def _go(self, page: str, part: str, card: OutboxCard | None) -> None:
        if card is not None:
            self.page_wanted.emit(page, f"{part}{card.id}")

    def _correct(self, card: OutboxCard | None) -> None:
        """A refused request or reply becomes a draft again, with its files."""
        if card is None:
            return
        item = card.id
        self._do(
            lambda rooms: rooms.requests.correct(item).id,
            lambda draft: self.page_wanted.emit("support", f"draft:{draft}"),
        )

    def _discard(self, item: str) -> None:
        self._do(
            lambda rooms: rooms.outbox.discard(item),
            lambda _done: self.said.emit(_("The item was discarded.")),
        )

    def _do(self, act: Callable[[Rooms], object], then: Callable[[object], object]) -> None:
        def done(result: object) -> None:
            self.changed.emit()
            then(result)

        self._jobs.job(self, lambda rooms, _cancel, _report: act(rooms)).on_success(
            done
        ).on_failure(self._not_done).run()

    def _not_done(self, report: ProblemReport) -> None:
        self.failed.emit(report)
        self.changed.emit()

    def _dialog_over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _exported(self, path: Path) -> None:
        self.said.emit(_("What was not sent was saved as {path}.").format(path=path))

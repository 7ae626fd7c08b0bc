"""The batch that is open: read anew whenever something changed, and filled from files and codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.account.model import ProfileInfo
from app.base.tasks import CancelToken, Report
from app.base.text import _, ngettext
from app.licenses.batches.model import Collected
from ui.jobs import Handle, Job, Jobs
from ui.licenses.activate.carry_reading import CarryReading, look
from ui.licenses.activate.chosen import Chosen, read_chosen
from ui.licenses.tab import Tab
from ui.page import Work

if TYPE_CHECKING:
    from app.services import Rooms


class OpenBatch(QObject):
    """Knows which batch is open; widgets only show what it tells."""

    looked = Signal(object)
    """A CarryReading."""
    lost = Signal(object)
    """A ProblemReport: the batch cannot be read."""
    collected = Signal(object)
    """What came of reading files, a Collected."""
    pictures_found = Signal(object)
    """Pictures among the chosen files, for whoever reads QR codes."""

    def __init__(self, jobs: Jobs, profile: ProfileInfo, tab: Tab) -> None:
        super().__init__(tab)
        self._jobs = jobs
        self._subject = profile.subject
        self._tab = tab
        self.batch_id = ""
        self.reading: CarryReading | None = None

    def open(self, batch_id: str) -> None:
        """Show this batch from now on."""
        if batch_id != self.batch_id:
            self.reading = None
        self.batch_id = batch_id
        self.look()

    def look(self) -> None:
        """Read the batch anew."""
        batch_id = self.batch_id
        if not batch_id:
            return

        def show(reading: CarryReading) -> None:
            if reading.batch.id == self.batch_id:
                self.reading = reading
                self.looked.emit(reading)

        self._jobs.job(
            self, lambda rooms, _cancel, _report: look(rooms, batch_id), group="activate-look"
        ).on_success(show).on_failure(self.lost.emit).run()

    def collect(self, places: Sequence[Path]) -> None:
        """Read request files, or folders of them."""
        self._read_in(places, lambda rooms, *rest: rooms.licenses.collect(*rest))

    def collect_data(self, name: str, data: bytes) -> None:
        """Take in a request file that came as QR codes."""
        self._take_in([(name, data)], lambda rooms, *rest: rooms.licenses.collect(*rest))

    def take_receipts(self, places: Sequence[Path]) -> None:
        """Read receipts and proofs of removal; they are queued for the vendor."""
        self._read_in(places, self._receipts, send=True)

    def take_receipt_data(self, name: str, data: bytes) -> None:
        """Take in a receipt file that came as QR codes."""
        self._take_in([(name, data)], self._receipts, send=True)

    def take_answers(self, path: Path) -> None:
        """Take in answers that another computer fetched."""
        batch = self.batch_id

        def read(rooms: Rooms, cancel: CancelToken, report: Report) -> int:
            found = read_chosen([path], cancel, report)
            return sum(rooms.licenses.take_answers(batch, data) for _name, data in found.files)

        def taken(count: int) -> None:
            words = ngettext("{count} answer came in.", "{count} answers came in.", count)
            self._tab.said.emit(words.format(count=count))
            self._changed()

        self._jobs.job(self, read, long=True).on_success(taken).on_failure(
            self._tab.problem_met.emit
        ).run()

    def _receipts(self, rooms: Rooms, batch: str, files: Any, *rest: Any) -> Collected:
        return rooms.licenses.take_receipts(batch, files, self._subject, *rest)

    def _read_in(
        self, places: Sequence[Path], take: Callable[..., Collected], *, send: bool = False
    ) -> None:
        """Read what was chosen, then hand it to `take`; pictures go to whoever reads codes."""
        batch, chosen = self.batch_id, list(places)

        def read(
            rooms: Rooms, cancel: CancelToken, report: Report
        ) -> tuple[Chosen, Collected | None]:
            found = read_chosen(chosen, cancel, report)
            done = take(rooms, batch, found.files, report, cancel) if found.files else None
            return found, done

        def ended(result: tuple[Chosen, Collected | None]) -> None:
            found, done = result
            if found.pictures:
                self.pictures_found.emit(found.pictures)
            if done is not None or found.unread or not found.pictures:
                done = done or Collected()
                self._ended(
                    Collected(done.added, done.known, (*found.unread, *done.unread)), send=send
                )

        self._watch(self._jobs.job(self, read, long=True), _("Reading files"), ended)

    def _take_in(
        self,
        files: Sequence[tuple[str, bytes]],
        take: Callable[..., Collected],
        *,
        send: bool = False,
    ) -> None:
        batch = self.batch_id

        def read(rooms: Rooms, cancel: CancelToken, report: Report) -> Collected:
            return take(rooms, batch, files, report, cancel)

        self._watch(
            self._jobs.job(self, read, long=True),
            _("Reading files"),
            lambda found: self._ended(found, send=send),
        )

    def _ended(self, found: Collected, *, send: bool) -> None:
        self.collected.emit(found)
        if send and found.added:
            self._tab.send_wanted.emit()
        self._changed()

    def _changed(self) -> None:
        self.look()
        self._tab.matters_changed.emit()

    def _job(self, op: Callable[[Rooms], Any]) -> Job[Any]:
        job: Job[Any] = self._jobs.job(self, lambda rooms, _cancel, _report: op(rooms))
        return job.on_failure(self._tab.problem_met.emit)

    def _watch(self, job: Job[Any], title: str, act: Callable[[Any], object]) -> Handle:
        """Run what may take a while, shown with a way to stop it."""

        def ended(result: object) -> None:
            work.end()
            act(result)

        def failed(report: object) -> None:
            work.end()
            self._tab.problem_met.emit(report)

        work = Work(title, None, self)
        job.on_success(ended).on_failure(failed)
        job.on_progress(work.progress).on_canceled(work.end)
        handle = job.run()
        work.cancel = handle.cancel
        self._tab.working.emit(work)
        return handle

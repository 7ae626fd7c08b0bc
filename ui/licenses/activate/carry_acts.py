"""What a person does with a batch: each act is a job, then the batch is read anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.account.model import ProfileInfo
from app.activation.filing import content
from app.base.files import write_bytes
from app.base.tasks import CancelToken, Report
from app.base.text import _, ngettext
from app.licenses.batch_model import Collected
from ui.jobs import Handle, Job, Jobs
from ui.licenses.activate.carry_reading import CarryReading, look
from ui.licenses.activate.chosen import Chosen, read_chosen
from ui.licenses.activate.crossing import file_name
from ui.licenses.tab import Tab
from ui.page import Work

if TYPE_CHECKING:
    from app.services import Rooms

_FILE_MODE = 0o644
"""A file for the medium holds no secret: whoever carries it may read it."""


class CarryActs(QObject):
    """Knows the batch that is open; widgets only show what it tells."""

    looked = Signal(object)
    """A CarryReading."""
    lost = Signal(object)
    """A ProblemReport: the batch cannot be read."""
    collected = Signal(object)
    begun = Signal(str)
    pictures_found = Signal(object)
    """Pictures among the chosen files, for whoever reads QR codes."""
    carried = Signal(object)
    """The path of the transfer slip that lies beside what was written."""

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

    def begin(self, name: str, hosts: Sequence[str]) -> None:
        """A new batch, with the hosts one expects."""

        def make(rooms: Rooms) -> str:
            batch_id = rooms.licenses.new_batch(name)
            if hosts:
                rooms.licenses.expect(batch_id, hosts)
            return batch_id

        self._job(make).on_success(self.begun.emit).run()

    def rename(self, name: str) -> None:
        """Call the batch otherwise."""
        self._change(lambda rooms, batch: rooms.licenses.rename_batch(batch, name))

    def close(self) -> None:
        """The batch is done with."""
        self._change(
            lambda rooms, batch: rooms.licenses.close_batch(batch), _("The batch is closed.")
        )

    def expect(self, hosts: Sequence[str]) -> None:
        """Show these as missing until their files come."""
        self._change(lambda rooms, batch: rooms.licenses.expect(batch, hosts))

    def drop(self, host_id: str) -> None:
        """Leave a host out."""
        self._change(lambda rooms, batch: rooms.licenses.drop_host(batch, host_id))

    def confirm(self, host_id: str) -> None:
        """A person says that a host goes along all the same."""
        self._change(lambda rooms, batch: rooms.licenses.confirm_host(batch, host_id))

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

    def send(self) -> None:
        """Queue what is ready, and have the queue sent."""

        def sent(count: int) -> None:
            self._tab.said.emit(
                ngettext(
                    "{count} request is queued and being sent.",
                    "{count} requests are queued and being sent.",
                    count,
                ).format(count=count)
            )
            self._tab.send_wanted.emit()
            self._changed()

        subject, batch = self._subject, self.batch_id
        self._job(lambda rooms: rooms.licenses.send(batch, subject)).on_success(sent).run()

    def ask_answers(self) -> None:
        """Have what is still to come fetched."""
        self._tab.send_wanted.emit()

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

    def save_requests(self, path: Path) -> None:
        """Write the request file; several where there are more hosts than a file holds."""
        reading = self.reading
        if reading is None or not reading.outgoing.files:
            return
        files, batch = reading.outgoing.files, reading.batch

        def write(_rooms: Rooms) -> tuple[Path, ...]:
            paths = [path] if len(files) == 1 else [
                path.with_name(file_name(batch, "requests", number, len(files)))
                for number in range(len(files))
            ]  # fmt: skip
            for place, data in zip(paths, files, strict=True):
                write_bytes(place, data, mode=_FILE_MODE)
            return tuple(paths)

        def written(paths: tuple[Path, ...]) -> None:
            names = ", ".join(str(place) for place in paths)
            self._tab.said.emit(_("Saved: {names}").format(names=names))

        self._job(write).on_success(written).run()

    def carry_back(self, folder: Path) -> None:
        """Write the answers and what goes with them."""
        batch = self.batch_id

        def written(paths: tuple[Path, ...]) -> None:
            words = ngettext(
                "{count} file is in {folder}.", "{count} files are in {folder}.", len(paths)
            )
            self._tab.said.emit(words.format(count=len(paths), folder=folder))
            self.carried.emit(paths[-1])
            self._changed()

        self._job(lambda rooms: rooms.licenses.carry_back(batch, folder)).on_success(written).run()

    def read_slip(self, path: Path, show: Callable[[str], object]) -> None:
        """Read the slip that was written, to be printed."""
        self._job(lambda _rooms: content(path).decode("utf-8", "replace")).on_success(show).run()

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

    def _change(self, act: Callable[[Rooms, str], object], said: str = "") -> None:
        batch = self.batch_id

        def done(_result: object) -> None:
            if said:
                self._tab.said.emit(said)
            self._changed()

        self._job(lambda rooms: act(rooms, batch)).on_success(done).run()

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

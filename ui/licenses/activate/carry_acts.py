"""What a person does with a batch: each act is a job, then the batch is read anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.activation.filing import content
from app.base.files import write_bytes
from app.base.text import _, ngettext
from ui.licenses.activate.carry_intake import OpenBatch
from ui.licenses.activate.crossing import file_name

if TYPE_CHECKING:
    from app.services import Rooms

_FILE_MODE = 0o644
"""A file for the medium holds no secret: whoever carries it may read it."""


class CarryActs(OpenBatch):
    """Changes the open batch, sends it, and writes what is carried."""

    begun = Signal(str)
    """The id of a new batch."""
    removed = Signal()
    carried = Signal(object)
    """The path of the transfer slip that lies beside what was written."""

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

    def close(self, *, closed: bool = True) -> None:
        """The batch is done with, or taken up again."""
        self._change(
            lambda rooms, batch: rooms.licenses.close_batch(batch, closed),
            _("The batch is closed.") if closed else _("The batch is open again."),
        )

    def remove(self) -> None:
        """Forget a batch of which nothing was sent."""
        batch, self.batch_id, self.reading = self.batch_id, "", None

        def done(_nothing: object) -> None:
            self._tab.said.emit(_("The batch is removed. Nothing of it had been sent."))
            self.removed.emit()
            self._tab.matters_changed.emit()

        self._job(lambda rooms: rooms.licenses.remove_batch(batch)).on_success(done).run()

    def expect(self, hosts: Sequence[str]) -> None:
        """Show these as missing until their files come."""
        self._change(lambda rooms, batch: rooms.licenses.expect(batch, hosts))

    def drop(self, host_id: str) -> None:
        """Leave a host out."""
        self._change(lambda rooms, batch: rooms.licenses.drop_hosts(batch, [host_id]))

    def confirm(self, host_id: str) -> None:
        """A person says that a host goes along all the same."""
        self._change(lambda rooms, batch: rooms.licenses.confirm_hosts(batch, [host_id]))

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

    def _change(self, act: Callable[[Rooms, str], object], said: str = "") -> None:
        batch = self.batch_id

        def done(_result: object) -> None:
            if said:
                self._tab.said.emit(said)
            self._changed()

        self._job(lambda rooms: act(rooms, batch)).on_success(done).run()

"""What a person does for isolated hosts at a connected workstation: the door of this room."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from app.activation.receipts import ReceiptSet
from app.activation.requests import RequestSet
from app.base.clock import Clock
from app.base.tasks import CancelToken, Report, no_report
from app.exchange.outbox import Outbox
from app.licenses import carrying, vendor
from app.licenses.batches import collect as batch_collect
from app.licenses.batches import receipts as batch_receipts
from app.licenses.batches.batches import Batches
from app.licenses.batches.collect import Files
from app.licenses.batches.model import Batch, BatchCard, Collected
from app.licenses.batches.travel import BatchTravel
from app.licenses.exchanging import Exchanging
from app.licenses.history import export as history_export
from app.licenses.history import journal
from app.licenses.history.journal import Event
from app.licenses.model import Exchanged, Returned, VendorExport
from app.licenses.moving import Moving
from app.licenses.outgoing import Outgoing
from app.licenses.views.model import Act, HistoryEntry
from app.licenses.views.views import LicenseViews
from app.storage.database import Database
from app.terms.service import TermsService


class LicenseService:
    """Isolated hosts of one profile. Every method raises the store's problems.

    What names a batch raises UnknownBatch where there is none.
    """

    def __init__(self, own: Database, mirror: Database, outbox: Outbox, clock: Clock) -> None:
        self._own = own
        self._mirror = mirror
        self._clock = clock
        self._outbox = outbox
        self._outgoing = Outgoing(outbox, clock)
        self._exchanging = Exchanging(own, self._outgoing)
        self._batches = Batches(own, mirror, clock)
        self._travel = BatchTravel(own, mirror, self._batches, self._outgoing, clock)

    @functools.cached_property
    def views(self) -> LicenseViews:
        """Licenses and machines as a person sees them."""
        return LicenseViews(
            self._mirror,
            self._own,
            self._clock,
            lambda: TermsService(self._mirror, self._own, self._outbox, self._clock),
        )

    @functools.cached_property
    def moving(self) -> Moving:
        """Instances that are freed on a person's word."""
        return Moving(self._own, self._mirror, self._outbox, self._clock)

    def exchange(self, sets: Sequence[RequestSet], subject: str) -> int:
        """Queue what was not sent yet, and what was refused before; how many requests.

        When this returns they are on the disk.
        """
        return self._exchanging.exchange(sets, subject)

    def exchanged(self, sets: Sequence[RequestSet]) -> Exchanged:
        """Where these requests are, and the answers to them for the medium."""
        return self._exchanging.exchanged(sets)

    def carry(self, found: Exchanged, folder: Path) -> tuple[Path, ...]:
        """Write answers and what goes with them into `folder`. Raises NoVendorFile."""
        names = [row.host_name for row in found.rows]
        return carrying.carry(self._own, self._mirror, found.files, folder, self._clock, names)

    def give_back(self, sets: Sequence[ReceiptSet], subject: str) -> Returned:
        """Queue receipts that were not returned yet, an item a file; it is then on the disk."""
        return self._exchanging.give_back(sets, subject)

    def vendor(self) -> VendorExport:
        """The vendor file for a host, with every change of key. Raises NoVendorFile."""
        return vendor.export(self._own)

    def revocations(self) -> bytes | None:
        """The vendor's list of what is revoked, for a host; None where there is none."""
        return vendor.revocations(self._mirror)

    def batches(self) -> tuple[BatchCard, ...]:
        """All batches, newest first."""
        return self._batches.cards()

    def batch(self, batch_id: str) -> Batch:
        """One batch with its hosts, by name."""
        return self._batches.view(batch_id)

    def new_batch(self, name: str) -> str:
        """Make an empty batch; its id."""
        return self._batches.new(name)

    def rename_batch(self, batch_id: str, name: str) -> None:
        """Give a batch another name."""
        self._batches.rename(batch_id, name)

    def close_batch(self, batch_id: str, closed: bool = True) -> None:
        """Put a batch away, or take it up again."""
        self._batches.close(batch_id, closed=closed)

    def remove_batch(self, batch_id: str) -> None:
        """Forget a batch of which nothing was sent. Raises BatchInUse."""
        self._batches.remove(batch_id)

    def collect(
        self,
        batch_id: str,
        files: Files,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> Collected:
        """Take request files in, all in one step. Raises Cancelled."""
        return self._batches.collect(batch_id, files, report, cancel)

    def expect(self, batch_id: str, host_names: Sequence[str]) -> int:
        """Note hosts that are to come; how many of them were not there."""
        return self._batches.expect(batch_id, host_names)

    def drop_hosts(self, batch_id: str, host_ids: Sequence[str]) -> None:
        """Take hosts out of a batch; what was sent stays sent."""
        self._batches.drop(batch_id, host_ids)

    def confirm_hosts(self, batch_id: str, host_ids: Sequence[str]) -> None:
        """Hosts that were held back go along all the same; those refused are tried once more."""
        self._batches.confirm(batch_id, host_ids)

    def ready(self, batch_id: str) -> int:
        """How many hosts `send` would take."""
        return len(self._batches.ready(batch_id))

    def request_sets(
        self, batch_id: str, host_ids: Sequence[str] | None = None
    ) -> tuple[bytes, ...]:
        """What is ready, or these hosts, as request files of at most a thousand."""
        return self._travel.request_sets(batch_id, host_ids)

    def send(self, batch_id: str, subject: str) -> int:
        """Queue what is ready; how many hosts. When this returns they are on the disk."""
        return self._travel.send(batch_id, subject)

    def answers(self, batch_id: str) -> bytes | None:
        """The response file of the batch, of its first thousand answers; None without any."""
        return next(iter(self._travel.answers(batch_id)), None)

    def carry_back(self, batch_id: str, folder: Path) -> tuple[Path, ...]:
        """Write what goes to the hosts into `folder`. Raises NothingToCarry, NoVendorFile."""
        return self._travel.carry_back(batch_id, folder)

    def take_answers(self, batch_id: str, data: bytes) -> int:
        """Take in answers that another computer fetched; how many hosts have news.

        Raises BadAnswers.
        """
        return self._travel.take_answers(batch_id, data)

    def take_receipts(
        self,
        batch_id: str,
        files: Files,
        subject: str,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> Collected:
        """Queue receipts and removals that the vendor has not got yet. Raises Cancelled."""
        return batch_receipts.take(
            self._own, self._batches, self._outgoing, batch_id, files, subject, report, cancel
        )

    def history(self, text: str = "", limit: int = 2000) -> tuple[HistoryEntry, ...]:
        """What happened to license files here, newest first, with all words of `text`."""
        return journal.entries(self._own, text, limit)

    def history_file(self, entry_id: str) -> bytes | None:
        """The file of an entry as it was; None where it is not kept."""
        return journal.file_of(self._own, entry_id)

    def note_history(
        self,
        act: Act,
        name: str,
        kind: str,
        data: bytes,
        *,
        hosts: Sequence[str] = (),
        product_id: str = "",
        license_id: str = "",
        request_id: str = "",
        note: str = "",
    ) -> str:
        """Note what happened to a file; the entry's id. A file that holds a key is not kept."""
        event = Event(
            act=act, name=name, kind=kind, data=data, hosts=hosts, product_id=product_id,
            license_id=license_id, request_id=request_id, note=note,
        )  # fmt: skip
        with self._own.write() as tx:
            return journal.note(tx, [event], self._clock)[0]

    def note_collected(self, files: Sequence[tuple[str, bytes, RequestSet]]) -> None:
        """Note request files that were read outside of a batch, each once."""
        events = [batch_collect.collected(*one) for one in files]
        with self._own.write() as tx:
            journal.note_once(tx, events, self._clock)

    def export_history(
        self,
        path: Path,
        text: str = "",
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> int:
        """Write the history as CSV, or .json, or .zip with the files; how many entries."""
        return history_export.export(self._own, path, text, report, cancel)

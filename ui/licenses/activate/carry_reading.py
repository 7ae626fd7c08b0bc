"""What the window shows of a batch, read in one job."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.activation.qr.bundle import Carried, bundle
from app.licenses.batches.model import Batch
from app.licenses.errors import NoVendorFile
from app.licenses.model import ANSWERS, REVOCATIONS, VENDOR, VendorExport
from ui.licenses.activate.crossing import Outgoing, taken_apart

if TYPE_CHECKING:
    from app.services import Rooms


class CarryReading(NamedTuple):
    """A batch, what goes out, and what came for its hosts."""

    batch: Batch
    outgoing: Outgoing
    answers: bytes | None
    vendor: VendorExport | None
    revocations: bytes | None
    bundle: bytes = b""
    """Answers, vendor file and list of revoked licenses as one file, for QR codes."""

    def medium(self) -> tuple[tuple[str, bytes], ...]:
        """The files that go back to the hosts, by name."""
        parts = (
            (ANSWERS, self.answers),
            (VENDOR, self.vendor.content if self.vendor else None),
            (REVOCATIONS, self.revocations),
        )
        return tuple((name, data) for name, data in parts if data is not None)


def look(rooms: Rooms, batch_id: str) -> CarryReading:
    """Read all of it. Raises the store's problems and that the batch is gone."""
    found = rooms.licenses
    batch = found.batch(batch_id)
    outgoing = taken_apart(found.request_sets(batch_id))
    answers = found.answers(batch_id)
    if answers is None:
        return CarryReading(batch, outgoing, None, None, None)
    vendor: VendorExport | None
    try:
        vendor = found.vendor()
    except NoVendorFile:
        vendor = None
    reading = CarryReading(batch, outgoing, answers, vendor, found.revocations())
    files = [Carried(name, data) for name, data in reading.medium()]
    return reading._replace(bundle=bundle(files))

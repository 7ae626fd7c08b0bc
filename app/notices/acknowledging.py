"""That a person acknowledged a notice of the vendor: kept here, and told to the vendor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from app.base import ids
from app.base.clock import Clock
from app.exchange.outbox import Outbox
from app.notices import fates
from app.notices.model import Fate, VendorNotice
from app.portal.wire_sent import NoticeReadBody
from app.storage.database import Database

NOTICE_READ = "notice_read"
"""Kind of the item in the outbox, and of the records in `noted`, by the notice's id."""


class Told(msgspec.Struct, frozen=True):
    """When a notice was acknowledged, and where that is on its way."""

    at: datetime
    fate: Fate | None


class _Noted(msgspec.Struct, frozen=True):
    item: str
    at: datetime


def acknowledge(own: Database, outbox: Outbox, clock: Clock, notice: str, subject: str) -> str:
    """Keep and queue an acknowledgement in one transaction; its item.

    One that is on its way, or has arrived, is not made again.
    """
    before = told(own, outbox).get(notice)
    if before is not None and before.fate is not None and fates.is_under_way(before.fate):
        return before.fate.item
    item, now = ids.new_id(clock), clock.now()
    body = NoticeReadBody(client_id=item, notice_id=notice, read_at=now)
    with own.write() as tx:
        outbox.put(tx, NOTICE_READ, body, subject, id=item)
        tx.execute(
            "INSERT OR REPLACE INTO noted (kind, id, body) VALUES (?, ?, ?)",
            (NOTICE_READ, notice, msgspec.json.encode(_Noted(item, now))),
        )
    return item


def told(own: Database, outbox: Outbox) -> Mapping[str, Told]:
    """What was acknowledged, by the notice's id."""
    rows = own.read("SELECT id, body FROM noted WHERE kind = ?", (NOTICE_READ,))
    found = {str(key): msgspec.json.decode(body, type=_Noted) for key, body in rows}
    return {key: Told(one.at, fates.fate_of(outbox, one.item)) for key, one in found.items()}


def marked(notice: VendorNotice, said: Mapping[str, Told]) -> VendorNotice:
    """A notice with its acknowledgement, where there is one that was not given up."""
    found = said.get(notice.id)
    if found is None or (found.fate is not None and found.fate.state == "discarded"):
        return notice
    return msgspec.structs.replace(notice, acknowledged_at=found.at, ack_fate=found.fate)

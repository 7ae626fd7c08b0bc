"""What leaves for the vendor for isolated hosts: requests once each, receipts once each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec

from app.activation import requests as host_requests
from app.activation import signed
from app.base import ids
from app.base.clock import Clock
from app.exchange.outbox import Outbox
from app.licenses import store
from app.licenses.history import journal
from app.licenses.history.journal import Event
from app.licenses.model import KIND, RECEIPTS_KIND
from app.licenses.views.model import Act
from app.storage.database import Transaction


class Going(msgspec.Struct, frozen=True):
    """A request that goes to the vendor, exactly as its host wrote it."""

    request_id: str
    host_name: str
    body: bytes


class Outgoing:
    """Puts requests and receipts into the outbox, within the transaction that notes them."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._outbox = outbox
        self._clock = clock

    def requests(self, tx: Transaction, going: Sequence[Going], subject: str) -> list[str]:
        """Queue requests in sets of at most a thousand; the sets' ids."""
        most = host_requests.MOST
        return [
            self._set(tx, going[start : start + most], subject)
            for start in range(0, len(going), most)
        ]

    def receipts(
        self, tx: Transaction, records: Mapping[str, bytes], hosts: Sequence[str], subject: str
    ) -> list[str]:
        """Queue receipts (canonical, by their hash) in items of at most a thousand; their ids.

        The vendor takes an item as a whole or not at all: those that were refused together go
        again each in an item of its own, so that the good ones among them arrive.
        """
        refused = store.refused_receipts(tx, list(records))
        names = [name for name in records if name not in refused]
        most = host_requests.MOST
        parts = [names[start : start + most] for start in range(0, len(names), most)]
        parts += [[name] for name in refused]
        given_up = store.receipts_only_of(tx, refused)
        items = []
        for part in parts:
            some = {name: records[name] for name in part}
            item = ids.new_id(self._clock)
            content = {"client_id": item, "receipts": [msgspec.Raw(one) for one in some.values()]}
            payload = msgspec.json.encode(content)
            old = refused.get(part[0], "")
            if old in given_up:
                given_up.remove(old)
                self._outbox.edit(old, payload, new_id=item, tx=tx)
            else:
                self._outbox.put(tx, RECEIPTS_KIND, payload, subject, id=item)
            store.keep_receipts(tx, item, some)
            event = Event(
                act=Act.RETURNED, name=f"{item}.json", kind="receipts", data=payload, hosts=hosts
            )
            journal.note(tx, [event], self._clock)
            items.append(item)
        return items

    def _set(self, tx: Transaction, going: Sequence[Going], subject: str) -> str:
        item = ids.new_id(self._clock)
        payload = msgspec.json.encode(
            {"client_id": item, "requests": [msgspec.Raw(one.body) for one in going]}
        )
        self._outbox.put(tx, KIND, payload, subject, id=item)
        store.keep_set(tx, item, [(one.request_id, one.body) for one in going])
        event = Event(
            act=Act.SENT,
            name=f"{item}.json",
            kind="requests",
            data=payload,
            hosts=[one.host_name for one in going],
            more_words=[one.request_id for one in going],
        )
        journal.note(tx, [event], self._clock)
        return item


def receipt_digest(receipt: dict[str, str]) -> str:
    """How a receipt is known here."""
    return sha256(signed.canonical(receipt)).hexdigest()
